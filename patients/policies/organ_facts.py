"""May a heart status or a lung score be recorded, and may two organs be combined?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from patients.models import FOLLOWING, LEADING, CombinedOrgans, Registration
from patients.policies.times import check_day_has_come, check_has_happened
from patients.policies.waiting_list import RegistrationRefused, check_is_open
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import OrganKind


def check_can_state_heart(
    registration: Registration,
    *,
    started_at: datetime,
    valid_until: date | None,
    born_on: date | None,
    at: datetime,
) -> None:
    """Refuse a heart status of another organ, from a time to come, or that ends before it begins."""
    _check_waits_for(registration, OrganKind.HEART)
    check_has_happened(started_at, at=at, refused=RegistrationRefused, field="started_at", born_on=born_on)
    if valid_until is not None and valid_until <= day_of(started_at):
        raise RegistrationRefused(
            _("A status ends after the day it begins."), field="valid_until", code="out_of_order"
        )


def check_can_state_score(
    registration: Registration,
    *,
    score: Decimal,
    calculated_on: date,
    valid_until: date | None,
    source: str,
    at: datetime,
) -> None:
    """Refuse a score of another organ, without source, out of range, from a day to come, or ended."""
    _check_waits_for(registration, OrganKind.LUNG)
    check_day_has_come(calculated_on, at=at, refused=RegistrationRefused, field="calculated_on")
    if not 0 <= score <= 100:
        raise RegistrationRefused(_("A composite score is 0 to 100."), field="score", code="out_of_range")
    if not source.strip():
        raise RegistrationRefused(_("Say who or what computed the score."), field="source", code="no_source")
    if valid_until is not None and valid_until <= calculated_on:
        raise RegistrationRefused(
            _("A score holds at least for the day it was calculated on."),
            field="valid_until",
            code="out_of_order",
        )


def check_can_combine(
    leading: Registration, following: Registration, *, valid_from: date, at: datetime
) -> None:
    """Refuse organs of two patients, of one kind, in an order no list knows, or in chains."""
    for registration in (leading, following):
        check_is_open(registration)
    if leading.patient_id != following.patient_id or leading.organ_kind == following.organ_kind:
        raise RegistrationRefused(
            _("Two different organs of one patient are combined."), field="following", code="not_two_organs"
        )
    if leading.organ_kind not in LEADING:
        raise RegistrationRefused(
            _("No other organ goes with a %(organ)s: its list takes none along.")
            % {"organ": leading.get_organ_kind_display().lower()},
            field="following",
            code="does_not_lead",
        )
    if following.organ_kind not in FOLLOWING:
        raise RegistrationRefused(
            _("A %(organ)s doesn't go with another organ: its list has no place for that.")
            % {"organ": following.get_organ_kind_display().lower()},
            field="following",
            code="does_not_follow",
        )
    check_day_has_come(valid_from, at=at, refused=RegistrationRefused, field="valid_from")
    present = CombinedOrgans.objects.not_ended_on(day_of(at))
    if present.filter(following__in=[leading, following]).exists() or (
        present.filter(leading=following).exists()
    ):
        raise RegistrationRefused(
            _("One of them goes with another organ already, or has one that goes with it."),
            field="following",
            code="chained",
        )


def _check_waits_for(registration: Registration, organ_kind: OrganKind) -> None:
    check_is_open(registration)
    if registration.organ_kind != organ_kind:
        raise RegistrationRefused(
            _("%(registration)s waits for another organ.") % {"registration": registration.reference},
            code="another_organ",
        )
