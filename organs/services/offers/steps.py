"""What every step of an offer does: hold it, move it on, set its deadline, withdraw it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from organs.models import OFFER_LIFE, Donor, Offer, OfferDeadline, OfferStatus, OfferStatusChange
from organs.services import announcements, donors
from patients.models import Patient, Registration
from transplant_site.staff.models import StaffMember


def lock(offer: Offer) -> Offer:
    """Read an offer anew and hold it, with its donor and its candidate, until the action ends."""
    donor = donors.lock(Donor.objects.get(match_runs__offers=offer.pk))
    registration = locked_candidate(offer.registration)
    offer = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("run", "centre", "refusal_code", "answered_on_behalf_of", "notified_by")
        .get(pk=offer.pk)
    )
    offer.run.donor = donor
    offer.registration = registration
    return offer


def locked_candidate(registration: Registration) -> Registration:
    Patient.objects.select_for_update(no_key=True).get(pk=registration.patient_id)
    return Registration.objects.select_related("patient", "programme__hospital").get(pk=registration.pk)


def move(
    offer: Offer,
    status: OfferStatus,
    *,
    by: StaffMember | None,
    at: datetime,
    reason: str = "",
    also: Iterable[str] = (),
    **kept: Any,
) -> None:
    """Give an offer its next status, and keep the step."""
    OFFER_LIFE.check(offer.status, status)
    OfferStatusChange.objects.create(
        offer=offer, from_status=offer.status, to_status=status, occurred_at=at, by=by, reason=reason, **kept
    )
    offer.status = status
    offer.save(update_fields=["status", *also])


def set_deadline(
    offer: Offer, deadline_at: datetime, *, by: StaffMember, at: datetime, reason: str = ""
) -> None:
    OfferDeadline.objects.create(offer=offer, deadline_at=deadline_at, set_at=at, set_by=by, reason=reason)
    offer.deadline_at = deadline_at


def withdraw(
    offers: Iterable[Offer], *, by: StaffMember | None, at: datetime, reason: str, is_urgent: bool = False
) -> None:
    """Take these offers back, and tell their centres why."""
    for offer in _locked(offers):
        move(offer, OfferStatus.WITHDRAWN, by=by, at=at, reason=reason)
        announcements.offer_closed(offer, reason, is_urgent=is_urgent)


def _locked(offers: Iterable[Offer]) -> list[Offer]:
    keys = [offer.pk for offer in offers]
    return list(
        Offer.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("run__donor__procurement_organisation", "centre", "registration__programme")
        .order_by("pk")
    )
