"""When something may have happened: not in the future, not before birth."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from patients.policies.refusals import PatientsRefusal
from transplant_site.interface.times import format_date, format_time
from transplant_site.records.days import day_of
from transplant_site.records.models import CLOCK_TOLERANCE


def check_has_happened(
    moment: datetime,
    *,
    at: datetime,
    refused: type[PatientsRefusal],
    field: str = "occurred_at",
    born_on: date | None = None,
) -> None:
    """Refuse a time that hasn't come, and one before the patient was born."""
    if moment > at + CLOCK_TOLERANCE:
        raise refused(
            _("%(time)s lies in the future. Only what has happened can be recorded.")
            % {"time": format_time(moment)},
            field=field,
            code="in_the_future",
        )
    if born_on is not None and day_of(moment) < born_on:
        raise refused(
            _("%(time)s lies before the patient was born.") % {"time": format_time(moment)},
            field=field,
            code="before_birth",
        )


def check_day_has_come(day: date, *, at: datetime, refused: type[PatientsRefusal], field: str) -> None:
    """Refuse a day that hasn't come."""
    if day > day_of(at):
        raise refused(
            _("%(day)s lies in the future.") % {"day": format_date(day)}, field=field, code="in_the_future"
        )
