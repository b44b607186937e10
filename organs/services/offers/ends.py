"""Offers end without a transplant, and backups come in turn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from organs import profile
from organs.models import Offer, OfferKind, OfferStatus, OrganPart, PartStatus
from organs.models.offers import OfferQuerySet
from organs.policies import offers as policies
from organs.services import announcements
from organs.services.allocations import end_allocations
from organs.services.offers.steps import lock, move, set_deadline, withdraw
from patients.models import Patient
from transplant_site.audit import action
from transplant_site.staff.models import StaffMember


@action("organs.offer.withdrawn")
def withdraw_offer(*, offer: Offer, by: StaffMember | None, at: datetime, reason: str) -> Offer:
    """Take an offer back that isn't accepted."""
    offer = lock(offer)
    policies.check_can_withdraw(offer, by=by)
    policies.check_says_why(reason, _("Say why the offer is withdrawn."))
    move(offer, OfferStatus.WITHDRAWN, by=by, at=at, reason=reason)
    announcements.offer_closed(offer, reason)
    return offer


@action("organs.offer.fell_through")
def let_fall_through(*, offer: Offer, by: StaffMember, at: datetime, reason: str) -> Offer:
    """End an acceptance: its parts can be offered again, and the backups are in turn."""
    offer = lock(offer)
    policies.check_can_fall_through(offer, by=by)
    policies.check_says_why(reason, _("Say why the acceptance falls through."))
    let_go(offer=offer, by=by, at=at, reason=reason)
    return offer


@action("organs.offer.promoted")
def promote_backup(*, offer: Offer, by: StaffMember, at: datetime) -> Offer:
    """Make a backup the primary offer, since its organ is free again; its clock starts anew."""
    rules = profile.current()
    offer = lock(offer)
    policies.check_can_promote(offer, donor=offer.run.donor, rules=rules, by=by)
    offer.kind = OfferKind.PRIMARY
    if offer.notified_at is not None:
        set_deadline(offer, at + rules.time_to_answer(offer.organ_kind), by=by, at=at)
    offer.save(update_fields=["kind", "deadline_at"])
    announcements.offer_promoted(offer)
    return offer


def let_go(*, offer: Offer, by: StaffMember, at: datetime, reason: str) -> None:
    """End an acceptance whose organ can go, or went, elsewhere. Part of the action that says so."""
    end_allocations(offer=offer, by=by, at=at, reason=reason, parts_become=PartStatus.AVAILABLE)
    move(offer, OfferStatus.FELL_THROUGH, by=by, at=at, reason=reason)
    announcements.fell_through(offer, reason)


def end_acceptance(*, offer: Offer, by: StaffMember, at: datetime, reason: str) -> None:
    """End an accepted offer whose organ is given up. Part of the action that says so."""
    move(offer, OfferStatus.FELL_THROUGH, by=by, at=at, reason=reason)


def stand_down_backups(*, parts: Iterable[OrganPart], by: StaffMember, at: datetime, reason: str) -> None:
    """Withdraw all that is still open for parts that are gone. Part of the action that took them."""
    withdraw(Offer.objects.open().filter(parts__in=list(parts)), by=by, at=at, reason=reason)


def stand_down_candidate(
    *, patient: Patient, organ_kind: str, by: StaffMember, at: datetime, reason: str
) -> None:
    """Withdraw the open offers to a candidate who needs none any more. Part of the action that says so."""
    offers = Offer.objects.open().filter(registration__patient=patient, organ_kind=organ_kind)
    withdraw(offers, by=by, at=at, reason=reason)


def withdraw_all(*, offers: OfferQuerySet, by: StaffMember | None, at: datetime, reason: str) -> None:
    """Withdraw what is still open of these. Part of the action that stopped their allocation."""
    withdraw(offers.open(), by=by, at=at, reason=reason, is_urgent=True)
