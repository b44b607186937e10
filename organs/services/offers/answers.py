"""Offers are answered. `seen` is the digest of the donor's facts that the page showed to whoever answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from organs import profile
from organs.models import Offer, OfferKind, OfferStatus, RefusalCode
from organs.policies.offers import OfferRefused, check_facts_as_seen
from organs.policies.offers import answers as policies
from organs.services import announcements
from organs.services.allocations import allocate
from organs.services.events import Told
from organs.services.facts import donor_facts, facts_digest
from organs.services.offers.steps import lock, move, withdraw
from organs.services.safety import tell_late_receiver
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import StaffMember


@action("organs.offer.accepted")
def accept_offer(
    *,
    offer: Offer,
    typed_blood_group: str,
    by: StaffMember,
    at: datetime,
    told: Told | None = None,
    seen: str | None = None,
) -> Offer:
    """Accept an offer for its candidate, allocate its parts and stand down the rival offers."""
    rules = profile.current()
    offer = lock(offer)
    donor = offer.run.donor
    policies.check_can_accept(offer, donor=donor, rules=rules, by=by, at=at)
    _check_told(offer, told, by=by, at=at)
    facts = _facts_as_seen(offer, seen)
    policies.check_blood_group_typed(donor, typed_blood_group)
    _answer(offer, OfferStatus.ACCEPTED, facts=facts, by=by, at=at, told=told)
    allocate(offer=offer, by=by, at=at)
    _stand_down_rivals(offer, by=by, at=at)
    tell_late_receiver(offer=offer, at=at)
    announcements.offer_answered(offer)
    return offer


@action("organs.offer.provisionally_accepted")
def say_provisional_yes(
    *, offer: Offer, by: StaffMember, at: datetime, told: Told | None = None, seen: str | None = None
) -> Offer:
    """Answer that the centre would take the organ, should it come to its candidate: a backup."""
    offer = lock(offer)
    policies.check_can_say_provisional_yes(offer, donor=offer.run.donor, by=by)
    _check_told(offer, told, by=by, at=at)
    facts = _facts_as_seen(offer, seen)
    offer.kind, offer.deadline_at = OfferKind.BACKUP, None
    fields = ["kind", "deadline_at"]
    _answer(offer, OfferStatus.PROVISIONAL, facts=facts, by=by, at=at, told=told, also=fields)
    announcements.offer_answered(offer)
    return offer


@action("organs.offer.declined")
def decline_offer(
    *,
    offer: Offer,
    code: RefusalCode,
    by: StaffMember,
    at: datetime,
    second_code: RefusalCode | None = None,
    text: str = "",
    told: Told | None = None,
    seen: str | None = None,
) -> Offer:
    """Decline an offer with a code, a second one if wanted, and a text where a code asks for it."""
    offer = lock(offer)
    policies.check_can_answer(offer, by=by)
    _check_told(offer, told, by=by, at=at)
    policies.check_codes(code, second_code, text)
    facts = _facts_as_seen(offer, seen)
    offer.refusal_code, offer.second_refusal_code, offer.refusal_text = code, second_code, text
    fields = ["refusal_code", "second_refusal_code", "refusal_text"]
    _answer(offer, OfferStatus.DECLINED, facts=facts, by=by, at=at, told=told, also=fields)
    announcements.offer_answered(offer)
    return offer


@action("organs.offer.answer_confirmed")
def confirm_answer(*, offer: Offer, by: StaffMember, at: datetime) -> Offer:
    """Confirm an answer that was recorded on one's behalf."""
    offer = lock(offer)
    policies.check_can_confirm_answer(offer, by=by)
    offer.answer_confirmed_at = at
    offer.save(update_fields=["answer_confirmed_at"])
    return offer


def _check_told(offer: Offer, told: Told | None, *, by: StaffMember, at: datetime) -> None:
    policies.check_told(
        offer,
        on_behalf_of=told.on_behalf_of if told else None,
        note=told.note if told else "",
        said_at=told.said_at if told else None,
        by=by,
        at=at,
    )


def _facts_as_seen(offer: Offer, seen: str | None) -> dict[str, Any]:
    """Give the donor's facts, which are those that the page showed."""
    facts = donor_facts(offer.run.donor)
    check_facts_as_seen(seen, facts_digest(facts, organ_kind=offer.organ_kind))
    return facts


def _answer(
    offer: Offer,
    status: OfferStatus,
    *,
    facts: dict[str, Any],
    by: StaffMember,
    at: datetime,
    told: Told | None,
    also: Iterable[str] = (),
) -> None:
    """Keep an answer, as of when it was said; the step keeps it also when a later answer follows."""
    said_at = at
    if told and told.said_at:  # by the minute: within it, after what came before
        before = (offer.sent_at, offer.notified_at, offer.answered_at)
        said_at = max(told.said_at, *filter(None, before))
    on_behalf_of, note = (told.on_behalf_of, told.note) if told else (None, "")
    offer.answered_at, offer.answered_by = said_at, by
    offer.answered_on_behalf_of, offer.on_behalf_note = on_behalf_of, note
    offer.answer_confirmed_at = None
    offer.facts_when_answered = facts
    fields = [
        "answered_at",
        "answered_by",
        "answered_on_behalf_of",
        "on_behalf_note",
        "answer_confirmed_at",
        "facts_when_answered",
    ]
    kept: dict[str, Any] = {"facts": facts, "on_behalf_of": on_behalf_of, "on_behalf_note": note}
    with refused_as(OfferRefused):
        move(offer, status, by=by, at=said_at, also=[*fields, *also], **kept)


def _stand_down_rivals(offer: Offer, *, by: StaffMember, at: datetime) -> None:
    """Withdraw what is still unanswered for the same parts; whoever said a provisional yes stays a backup."""
    parts = list(offer.parts.all())
    rivals = Offer.objects.filter(parts__in=parts, kind=OfferKind.PRIMARY).exclude(pk=offer.pk)
    reason = _("The organ was accepted for another candidate.")
    withdraw(rivals.filter(status=OfferStatus.SENT), by=by, at=at, reason=reason)
    Offer.objects.filter(pk__in=rivals.open().values("pk")).update(kind=OfferKind.BACKUP, deadline_at=None)
