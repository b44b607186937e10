"""The clock of an offer: when it starts, is set anew, or runs out."""

from __future__ import annotations

from datetime import datetime

from organs import profile
from organs.models import Offer, OfferStatus, RefusalCode
from organs.policies import offers as policies
from organs.policies.offers import NO_ANSWER_IN_TIME
from organs.services import announcements
from organs.services.offers.steps import lock, move, set_deadline
from transplant_site.audit import action
from transplant_site.staff.models import StaffMember


@action("organs.offer.notification_confirmed")
def confirm_notification(
    *, offer: Offer, by: StaffMember, at: datetime, notified_at: datetime | None = None
) -> Offer:
    """Start the clock of an offer: its centre has received it."""
    rules = profile.current()
    offer = lock(offer)
    notified_at = notified_at or at
    policies.check_can_confirm_notification(offer, by=by)
    policies.check_notification_time(offer, notified_at, at=at)
    notified_at = max(notified_at, offer.sent_at)
    offer.notified_at, offer.notified_by = notified_at, by
    set_deadline(offer, notified_at + rules.time_to_answer(offer.organ_kind), by=by, at=notified_at)
    offer.save(update_fields=["notified_at", "notified_by", "deadline_at"])
    return offer


_ANY = object()


@action("organs.offer.deadline_extended")
def extend_deadline(
    *,
    offer: Offer,
    until: datetime,
    reason: str,
    by: StaffMember,
    at: datetime,
    seen: datetime | object | None = _ANY,
) -> Offer:
    """Give a centre more time to answer.

    `seen` is the deadline that whoever extends it knew of; without it any deadline is moved.
    """
    offer = lock(offer)
    policies.check_can_extend(offer, by=by)
    if seen is not _ANY:
        policies.check_is_the_deadline_seen(offer, seen)  # type: ignore[arg-type]  # _ANY was told apart
    policies.check_extension(offer, until, reason, at=at)
    set_deadline(offer, until, by=by, at=at, reason=reason)
    offer.save(update_fields=["deadline_at"])
    announcements.offer_extended(offer)
    return offer


@action("organs.offer.bypassed")
def bypass_overdue(*, offer: Offer, by: StaffMember | None, at: datetime, reason: str = "") -> Offer:
    """Move on from an offer that wasn't answered in time (code 765); the next candidate is in turn."""
    offer = lock(offer)
    policies.check_can_bypass(offer, by=by, at=at)
    offer.refusal_code = RefusalCode.objects.get(pk=NO_ANSWER_IN_TIME)
    move(offer, OfferStatus.BYPASSED, by=by, at=at, reason=reason, also=["refusal_code"])
    announcements.offer_closed(offer, reason)
    return offer
