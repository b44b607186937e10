"""Registrations on the waiting list."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from patients.models import WAITING_LIST, Patient, Registration, RegistrationStatus, StatusPeriod
from patients.models.waiting_list import NEEDS_REASON
from patients.policies.immunology import IMMUNISATION, immunisation_status
from patients.policies.patients import check_is_alive
from patients.policies.refusals import PatientsRefusal
from patients.policies.times import check_day_has_come, check_has_happened
from transplant_site.audit import allows
from transplant_site.interface.quantities import per_cent
from transplant_site.interface.times import format_date, format_time
from transplant_site.records.days import day_of
from transplant_site.records.lifecycle import TransitionRefused
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import Programme


class RegistrationRefused(PatientsRefusal):
    """The waiting list doesn't allow this."""


def check_can_register(
    patient: Patient, *, programme: Programme, registered_on: date, born_on: date | None, at: datetime
) -> None:
    """Refuse the dead and erased, programmes of other hospitals or closed ones, and days that can't be."""
    check_is_alive(patient, refused=RegistrationRefused)
    if patient.identity_erased_at is not None:
        raise RegistrationRefused(
            _("The identity of %(patient)s was erased.") % {"patient": patient.reference}, code="erased"
        )
    if programme.hospital_id != patient.hospital_id:
        raise RegistrationRefused(
            _("%(programme)s belongs to another hospital than %(patient)s.")
            % {"programme": programme, "patient": patient.reference},
            field="programme",
            code="other_hospital",
        )
    today = day_of(at)
    if not programme.is_open(today):
        raise RegistrationRefused(
            _("%(programme)s is not open on %(day)s: it takes no registrations.")
            % {"programme": programme, "day": format_date(today)},
            field="programme",
            code="programme_closed",
        )
    check_day_has_come(registered_on, at=at, refused=RegistrationRefused, field="registered_on")
    if born_on is not None and registered_on < born_on:
        raise RegistrationRefused(
            _("This day lies before the patient was born."), field="registered_on", code="before_birth"
        )


def check_first_status(status: str, *, reason: str) -> None:
    """Refuse a registration that would begin closed, or not transplantable without saying why."""
    if WAITING_LIST.is_final(status) or status == RegistrationStatus.FU:
        raise RegistrationRefused(
            _("A registration can't begin as “%(status)s”.") % {"status": RegistrationStatus(status).label},
            field="status",
            code="begins_closed",
        )
    _check_reason(status, reason)


def check_can_change_status(
    registration: Registration,
    status: str,
    *,
    reason: str,
    starts_at: datetime,
    present_since: datetime | None,
    vpra: Decimal | None,
    at: datetime,
) -> None:
    """Refuse steps the life cycle doesn't hold, an active status that vPRA contradicts, and gaps in time."""
    if registration.status == status:
        raise RegistrationRefused(
            _("%(registration)s is “%(status)s” already.")
            % {"registration": registration.reference, "status": registration.get_status_display()},
            field="status",
            code="unchanged",
        )
    try:
        WAITING_LIST.check(registration.status, status)
    except TransitionRefused:
        raise _not_in_life_cycle(registration, status) from None
    if status in IMMUNISATION and status != immunisation_status(vpra):
        raise RegistrationRefused(
            _("The last screening found a vPRA of %(vpra)s %%: the active status is %(status)s.")
            % {
                "vpra": per_cent(vpra or Decimal(0)),
                "status": immunisation_status(vpra),
            },
            field="status",
            code="not_by_vpra",
        )
    _check_reason(status, reason)
    check_has_happened(starts_at, at=at, refused=RegistrationRefused, field="starts_at")
    if present_since is not None and starts_at <= present_since:
        raise RegistrationRefused(
            _("The present status began at %(time)s: the change must lie after it.")
            % {"time": format_time(present_since)},
            field="starts_at",
            code="before_present_status",
        )


def can_change_status(registration: Registration, status: str) -> bool:
    """Say whether the life cycle leads there: what else is needed, the form asks for."""
    return WAITING_LIST.allows(registration.status, status)


def _not_in_life_cycle(registration: Registration, status: str) -> RegistrationRefused:
    words = {
        "registration": registration.reference,
        "present": registration.get_status_display(),
        "wanted": RegistrationStatus(status).label,
    }
    if registration.closed_at is not None:
        text = _(
            "%(registration)s was closed as “%(present)s” and is not opened again. "
            "If the patient waits once more, make a new registration."
        )
    else:
        text = _("%(registration)s can't go from “%(present)s” to “%(wanted)s”.")
    return RegistrationRefused(text % words, field="status", code="not_in_life_cycle")


def _check_reason(status: str, reason: str) -> None:
    if status in NEEDS_REASON and not reason.strip():
        raise RegistrationRefused(
            _("Say why: “%(status)s” needs a reason.") % {"status": RegistrationStatus(status).label},
            field="reason",
            code="reason_missing",
        )


def check_can_transfer(registration: Registration, programme: Programme, *, at: datetime) -> None:
    """Refuse closed registrations, and programmes that are closed or transplant another organ."""
    check_is_open(registration)
    if programme.organ_kind != registration.organ_kind:
        raise RegistrationRefused(
            _("%(programme)s transplants another organ.") % {"programme": programme},
            field="programme",
            code="other_organ",
        )
    if not programme.is_open(day_of(at)):
        raise RegistrationRefused(
            _("%(programme)s is not open.") % {"programme": programme},
            field="programme",
            code="programme_closed",
        )


def check_first_period(registration: Registration, period: StatusPeriod) -> None:
    """Refuse a day of registration after the first status had ended."""
    if period.ended_at is not None and period.started_at > period.ended_at:
        raise RegistrationRefused(
            _("%(registration)s had another status by then: from %(time)s on.")
            % {
                "registration": registration.reference,
                "time": format_time(period.ended_at),
            },
            field="registered_on",
            code="after_first_status",
        )


def check_is_open(registration: Registration) -> None:
    """Refuse changes of what only matters while the candidate waits."""
    if not registration.is_open:
        raise RegistrationRefused(
            _("%(registration)s is closed (%(status)s).")
            % {"registration": registration.reference, "status": registration.get_status_display()},
            code="closed",
        )


def is_open(registration: Registration) -> bool:
    return allows(check_is_open, registration)


def check_kidney_facts(
    *,
    organ_kind: str,
    first_dialysis_on: date | None,
    returned_wait_days: int,
    consent_on: date | None,
    reconfirmed_on: date | None,
    born_on: date | None,
    at: datetime,
) -> None:
    """Refuse kidney facts of another organ, and days that can't be."""
    if organ_kind != OrganKind.KIDNEY:
        raise RegistrationRefused(
            _("Only kidney candidates have dialysis and kidney consents."), code="no_kidney"
        )
    for field, day in (
        ("first_dialysis_on", first_dialysis_on),
        ("a2_consent_on", consent_on),
        ("a2_reconfirmed_on", reconfirmed_on),
    ):
        if day is None:
            continue
        check_day_has_come(day, at=at, refused=RegistrationRefused, field=field)
        if born_on is not None and day < born_on:
            raise RegistrationRefused(
                _("This day lies before the patient was born."), field=field, code="before_birth"
            )
    if returned_wait_days < 0:
        raise RegistrationRefused(
            _("Returned waiting time is not negative."), field="returned_wait_days", code="negative"
        )
    if reconfirmed_on is not None and (consent_on is None or reconfirmed_on < consent_on):
        raise RegistrationRefused(
            _("A reconfirmation follows a consent."), field="a2_reconfirmed_on", code="not_after_consent"
        )


def check_limits(low: int | None, high: int | None, *, field: str, what: str) -> None:
    """Refuse a lowest above the highest."""
    if low is not None and high is not None and low > high:
        raise RegistrationRefused(
            _("%(what)s: the lowest is above the highest.") % {"what": what}, field=field, code="out_of_order"
        )
