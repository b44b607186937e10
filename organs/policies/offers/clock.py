"""May the clock of this offer be started, moved or said to have run out?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from organs.models import Offer
from organs.policies.offers.people import check_coordinates, check_is_a_party
from organs.policies.offers.refusals import OfferRefused
from organs.policies.offers.state import check_is_open, check_says_why
from transplant_site.audit import allows
from transplant_site.interface.times import format_time
from transplant_site.records.models import CLOCK_TOLERANCE
from transplant_site.staff.models import StaffMember

NO_ANSWER_IN_TIME = "765"
"""The code of an offer that is bypassed because nobody answered."""


def check_can_confirm_notification(offer: Offer, *, by: StaffMember) -> None:
    """Let one of the two sides start the clock of an open offer, once."""
    check_is_a_party(offer, by, _("You can't confirm the notification of this offer."))
    check_is_open(offer)
    if offer.notified_at is not None:
        raise OfferRefused(
            _("The notification was confirmed on %(time)s by %(person)s; the clock runs since then.")
            % {"time": format_time(offer.notified_at), "person": offer.notified_by},
            code="notified_already",
        )


def can_confirm_notification(offer: Offer, *, by: StaffMember) -> bool:
    return allows(check_can_confirm_notification, offer, by=by)


def check_notification_time(offer: Offer, notified_at: datetime, *, at: datetime) -> None:
    """Refuse a notification before the offer was sent, or in the future."""
    check_has_happened(notified_at, at=at, field="notified_at")
    if notified_at < to_the_minute(offer.sent_at):
        raise OfferRefused(
            _("The offer was sent on %(time)s: it can't have been received before.")
            % {"time": format_time(offer.sent_at)},
            field="notified_at",
        )


def to_the_minute(moment: datetime) -> datetime:
    """Leave the seconds away: people tell times by the minute."""
    return moment.replace(second=0, microsecond=0)


def check_has_happened(moment: datetime, *, at: datetime, field: str = "") -> None:
    if moment > at + CLOCK_TOLERANCE:
        raise OfferRefused(
            _("This lies in the future: enter a time that has passed."), code="future", field=field
        )


def check_can_extend(offer: Offer, *, by: StaffMember) -> None:
    """Let a coordinator move the deadline of an open offer whose clock runs."""
    check_coordinates(offer.run.donor, by)
    check_is_open(offer)
    if offer.notified_at is None or offer.deadline_at is None:
        raise OfferRefused(_("No clock runs for this offer: there is nothing to extend."))


def can_extend(offer: Offer, *, by: StaffMember) -> bool:
    return allows(check_can_extend, offer, by=by)


def check_extension(offer: Offer, until: datetime, reason: str, *, at: datetime) -> None:
    """Refuse a deadline that doesn't lie ahead of now and of the present one, or without a reason."""
    check_says_why(reason, _("Say why the deadline is extended."))
    if until <= at:
        raise OfferRefused(_("The new deadline must lie in the future."), field="until")
    if offer.deadline_at is not None and until <= offer.deadline_at:
        raise OfferRefused(
            _("The deadline is %(time)s: a new one must be later.")
            % {"time": format_time(offer.deadline_at)},
            field="until",
        )


def check_is_the_deadline_seen(offer: Offer, seen: datetime | None) -> None:
    """Refuse to move a deadline that somebody else has moved since the page showed it."""
    if offer.deadline_at == seen:
        return
    last = offer.deadlines.select_related("set_by").order_by("-set_at", "-id").first()
    raise OfferRefused(
        _("Changed by %(person)s on %(time)s, since you opened this page: it has until %(until)s.")
        % {
            "person": last.set_by if last else "?",
            "time": format_time(last.set_at) if last else "?",
            "until": format_time(offer.deadline_at) if offer.deadline_at else "–",
        },
        code="changed_meanwhile",
    )


def check_can_bypass(offer: Offer, *, by: StaffMember | None, at: datetime) -> None:
    """Refuse to bypass an offer whose time isn't over."""
    if by is not None:
        check_coordinates(offer.run.donor, by)
    check_is_open(offer)
    if not offer.is_overdue(at):
        until = _("No clock runs: confirm the notification first.")
        if offer.deadline_at is not None:
            until = _("It has until %(time)s.") % {"time": format_time(offer.deadline_at)}
        raise OfferRefused(
            _("Offer %(offer)s isn't overdue. %(until)s") % {"offer": offer.reference, "until": until},
            code="not_overdue",
        )


def can_bypass(offer: Offer, *, by: StaffMember, at: datetime) -> bool:
    return allows(check_can_bypass, offer, by=by, at=at)
