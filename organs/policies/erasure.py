"""May who somebody is be erased? Not while they are cared for, nor as long as organs have to be traceable."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from organs.models import Donor, Offer, Organ, Transplant
from organs.models.donors import OPEN_DONORS, DonorStatus
from patients.models import Patient
from transplant_site.audit import Refusal
from transplant_site.interface.times import format_date
from transplant_site.records.days import day_of

YEARS_OF_TRACEABILITY = 30
"""At least so long after the donation the way from donor to recipient must be known: Directive 2010/53/EU,
Article 10(3)(b)."""


class ErasureRefused(Refusal):
    """The identity has to be kept."""


def check_can_erase_patient(patient: Patient, *, at: datetime) -> None:
    """Refuse while the patient waits, is offered an organ, or received one less than 30 years ago."""
    _check_is_not_erased(patient)
    waiting = patient.registrations.open().first()
    if waiting is not None:
        raise ErasureRefused(
            _("%(patient)s waits for an organ: registration %(registration)s is open. Remove it first.")
            % {"patient": patient.reference, "registration": waiting.reference},
            code="registered",
        )
    of_patient = Offer.objects.filter(registration__patient=patient)
    offered = of_patient.live().filter(transplant__isnull=True).first()
    if offered is not None:
        raise ErasureRefused(
            _("Offer %(offer)s to %(patient)s is open, or accepted and not ended.")
            % {"patient": patient.reference, "offer": offered.reference},
            code="offered",
        )
    transplanted = Transplant.objects.filter(registration__patient=patient)
    last = transplanted.aggregate(last=Max("occurred_at"))["last"]
    _check_is_past(patient, last, at=at)


def check_can_erase_donor(donor: Donor, *, at: datetime) -> None:
    """Refuse while the donation goes on, and for 30 years if an organ was recovered."""
    _check_is_not_erased(donor)
    if donor.status in OPEN_DONORS:
        raise ErasureRefused(
            _("The donation of %(donor)s is not closed.") % {"donor": donor.reference}, code="open"
        )
    last = Organ.objects.filter(donor=donor).aggregate(last=Max("recovered_at"))["last"]
    if last is None and donor.status == DonorStatus.CLOSED:
        last = donor.registered_at
    _check_is_past(donor, last, at=at)


def kept_until(donation: datetime) -> date:
    """Give the first day on which a donation need not be traceable any more."""
    day = day_of(donation)
    try:
        return day.replace(year=day.year + YEARS_OF_TRACEABILITY)
    except ValueError:  # the 29th of February
        return date(day.year + YEARS_OF_TRACEABILITY, 3, 1)


def _check_is_not_erased(person: Patient | Donor) -> None:
    if person.identity_erased_at is not None:
        raise ErasureRefused(
            _("The identity of %(person)s was erased on %(day)s already.")
            % {"person": person.reference, "day": format_date(day_of(person.identity_erased_at))},
            code="erased",
        )


def _check_is_past(person: Patient | Donor, donation: datetime | None, *, at: datetime) -> None:
    if donation is None or day_of(at) >= kept_until(donation):
        return
    raise ErasureRefused(
        _(
            "%(person)s must be traceable until %(day)s, 30 years after the donation"
            " (Directive 2010/53/EU, Article 10)."
        )
        % {"person": person.reference, "day": format_date(kept_until(donation))},
        code="traceability",
    )
