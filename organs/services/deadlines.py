"""Deadlines are computed when read; this makes them visible: reminders, and that an offer is overdue.

Run every minute by the worker. Running it twice, or late, tells nobody twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from messaging.models import Notice
from organs import profile
from organs.models import Offer, OfferDeadline, OfferStatus
from organs.profile import RuleProfile
from organs.services import announcements
from organs.services.announcements import Kind
from organs.services.offers import bypass_overdue, lock
from transplant_site.audit import action

PUNCTUAL = timedelta(minutes=2)
"""A notice that came later than this tells that worker or notifications were down."""


def watch_deadlines(*, at: datetime) -> int:
    """Tell of offers that wait or are overdue; returns how many were told of."""
    rules = profile.configured()
    if rules is None:
        return 0
    waiting = Offer.objects.open().filter(deadline_at__isnull=False).order_by("deadline_at", "pk")
    return sum(_watch(offer, rules=rules, at=at) for offer in waiting)


def _watch(offer: Offer, *, rules: RuleProfile, at: datetime) -> bool:
    with action("organs.offer.reminded"):
        offer = lock(offer)
        deadline = OfferDeadline.objects.filter(offer=offer).order_by("-set_at", "-id").first()
        if not offer.is_open or offer.deadline_at is None or deadline is None:
            return False
        if not offer.is_overdue(at):
            return _remind(offer, deadline, rules=rules, at=at)
        if not _told(offer, Kind.OVERDUE, deadline).exists():
            announcements.offer_overdue(offer)
            return True
        may_move_on = rules.moves_on_by_itself and _was_told_in_time(offer, deadline, rules=rules)
    if may_move_on:
        bypass_overdue(offer=offer, by=None, at=at)
    return bool(may_move_on)


def _remind(offer: Offer, deadline: OfferDeadline, *, rules: RuleProfile, at: datetime) -> bool:
    """Remind once for the last reminder that is due; earlier ones that were missed are not made up for."""
    if offer.status != OfferStatus.SENT:
        return False
    due = [m for m in rules.reminder_minutes if deadline.set_at + timedelta(minutes=m) <= at]
    if not due or _told(offer, reminder(due[-1]), deadline).exists():
        return False
    announcements.offer_reminder(offer, kind=reminder(due[-1]))
    return True


def reminder(minutes: int) -> str:
    """Name the kind of the notices of one reminder."""
    return f"{Kind.REMINDER}_{minutes}"


def _told(offer: Offer, kind: str, deadline: OfferDeadline) -> QuerySet[Notice]:
    """Return the notices of this kind that belong to the present deadline."""
    return Notice.objects.filter(subject_id=offer.pk, kind=kind, created_at__gte=deadline.set_at)


def _was_told_in_time(offer: Offer, deadline: OfferDeadline, *, rules: RuleProfile) -> bool:
    """Say whether every notice came when it was due: moving on by itself is suspended otherwise."""
    due = {
        reminder(m): deadline.set_at + timedelta(minutes=m)
        for m in rules.reminder_minutes
        if deadline.set_at + timedelta(minutes=m) < deadline.deadline_at
    }
    due[Kind.OVERDUE] = deadline.deadline_at
    return all(
        _told(offer, kind, deadline).filter(created_at__range=(moment, moment + PUNCTUAL)).exists()
        for kind, moment in due.items()
    )
