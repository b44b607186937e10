"""Whom to tell when something happens to an offer, an organ or a donor: each a notice, none with a name.

Called inside the action that changes something, so that nothing is told that was rolled back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from messaging.services import notices
from organs.models import (
    AdverseEvent,
    CrossmatchRequest,
    Donor,
    MatchRun,
    Offer,
    RuleException,
    Transplant,
    TwoPersonCheck,
)
from organs.models.offers import OfferQuerySet
from transplant_site.access.roles import Role
from transplant_site.interface.times import format_time
from transplant_site.staff.models import Hospital, LaboratoryAgreement


class Kind:
    """What notices of this app are of; a reminder is given once of its kind."""

    SENT = "offer_sent"
    REMINDER = "offer_reminder"
    OVERDUE = "offer_overdue"
    EXTENDED = "offer_extended"
    ANSWERED = "offer_answered"
    CLOSED = "offer_closed"
    TO_CONFIRM = "offer_answer_to_confirm"
    FACTS_CHANGED = "facts_changed"
    CHECK_DISAGREED = "check_disagreed"
    TRANSPLANTED = "transplanted"
    NOT_TRANSPLANTED = "not_transplanted"
    GRAFT = "graft_outcome"
    ADVERSE_EVENT = "adverse_event"
    EXCEPTION = "rule_exception"
    CROSSMATCH_ASKED = "crossmatch_asked"


def tell_centre(offer: Offer, kind: str, text: str, *, is_urgent: bool = False) -> None:
    """Tell those who are on call for the programme; everyone of the centre when nobody is."""
    on_call = list(offer.registration.programme.on_call.all())
    tell = partial(notices.tell, about=offer, kind=kind, text=text, is_urgent=is_urgent)
    if on_call:
        tell(people=on_call)
    else:
        tell(hospitals=[offer.centre], role=Role.CLINICIAN)


def tell_coordinators(
    donor: Donor, kind: str, text: str, *, about: Model, is_urgent: bool = False, path: str = ""
) -> None:
    """Tell the coordinators of the donor's procurement organisation."""
    notices.tell(
        hospitals=[donor.procurement_organisation],
        about=about,
        kind=kind,
        text=text,
        role=Role.COORDINATOR,
        is_urgent=is_urgent,
        path=path,
    )


def offer_sent(offer: Offer) -> None:
    words = {"organ": offer.get_organ_kind_display(), "offer": offer.reference}
    text = _("%(organ)s offered: %(offer)s. Confirm that you have received it.") % words
    tell_centre(offer, Kind.SENT, text, is_urgent=True)


def offer_reminder(offer: Offer, *, kind: str) -> None:
    words = {"offer": offer.reference, "time": format_time(offer.deadline_at) if offer.deadline_at else ""}
    text = _("Offer %(offer)s waits for your answer until %(time)s.") % words
    tell_centre(offer, kind, text, is_urgent=True)


def offer_overdue(offer: Offer) -> None:
    donor = offer.run.donor
    text = _("Offer %(offer)s is overdue. Bypass it or extend it; until then an answer still counts.")
    tell_coordinators(donor, Kind.OVERDUE, text % {"offer": offer.reference}, about=offer, is_urgent=True)
    text = _("Offer %(offer)s is overdue. Your answer counts until the coordinator bypasses it.")
    tell_centre(offer, Kind.OVERDUE, text % {"offer": offer.reference}, is_urgent=True)


def offer_extended(offer: Offer) -> None:
    words = {"offer": offer.reference, "time": format_time(offer.deadline_at) if offer.deadline_at else ""}
    tell_centre(offer, Kind.EXTENDED, _("Offer %(offer)s now has until %(time)s.") % words)


def offer_answered(offer: Offer) -> None:
    words = {"offer": offer.reference, "answer": str(offer.get_status_display()).lower()}
    text = _("Offer %(offer)s: %(answer)s.") % words
    if offer.refusal_code_id:
        text += " " + _("Code %(code)s.") % {"code": offer.refusal_code_id}
    tell_coordinators(offer.run.donor, Kind.ANSWERED, text, about=offer, is_urgent=True)
    if offer.answered_on_behalf_of is not None:
        notices.tell(
            about=offer,
            kind=Kind.TO_CONFIRM,
            text=_("An answer to offer %(offer)s was recorded on your behalf. Confirm it.")
            % {"offer": offer.reference},
            people=[offer.answered_on_behalf_of],
            is_urgent=True,
        )


def offer_closed(offer: Offer, reason: str, *, is_urgent: bool = False) -> None:
    words = {
        "offer": offer.reference,
        "status": str(offer.get_status_display()).lower(),
        "reason": reason,
    }
    text = _("Offer %(offer)s: %(status)s. %(reason)s") % words
    tell_centre(offer, Kind.CLOSED, text, is_urgent=is_urgent)


def offer_promoted(offer: Offer) -> None:
    text = _("Backup offer %(offer)s is the primary offer now: it waits for your answer.")
    tell_centre(offer, Kind.SENT, text % {"offer": offer.reference}, is_urgent=True)


def fell_through(offer: Offer, reason: str) -> None:
    words = {"offer": offer.reference, "reason": reason}
    text = _("The acceptance of offer %(offer)s fell through: %(reason)s") % words
    tell_coordinators(offer.run.donor, Kind.CLOSED, text, about=offer, is_urgent=True)
    tell_centre(offer, Kind.CLOSED, text, is_urgent=True)


def facts_changed(offers: OfferQuerySet, *, because: str) -> None:
    """Tell every centre with an open or accepted offer that what the offer stood on has changed."""
    live = offers.live().filter(transplant__isnull=True)
    for offer in live.select_related("centre", "registration__programme"):
        words = {"offer": offer.reference, "because": because}
        if offer.is_open:
            text = _("Offer %(offer)s can't be accepted any more, facts have changed: %(because)s") % words
        else:
            text = _("Facts behind the accepted offer %(offer)s have changed: %(because)s") % words
        tell_centre(offer, Kind.FACTS_CHANGED, text, is_urgent=True)


def runs_invalid(runs: Iterable[MatchRun], *, because: str) -> None:
    for run in runs:
        text = _("Run %(run)s is not valid any more: %(because)s") % {
            "run": run.reference,
            "because": because,
        }
        tell_coordinators(run.donor, Kind.FACTS_CHANGED, text, about=run, is_urgent=True)


def crossmatch_asked(request: CrossmatchRequest, *, on: date) -> None:
    """Tell the laboratories that work for the candidate's hospital."""
    run, registration = request.run, request.registration
    agreements = LaboratoryAgreement.objects.valid_on(on).filter(hospital=registration.programme.hospital)
    text = _("Your word on the crossmatch of candidate %(candidate)s with donor %(donor)s is asked for.")
    notices.tell(
        hospitals=[agreement.laboratory for agreement in agreements.select_related("laboratory")],
        about=run,
        kind=Kind.CROSSMATCH_ASKED,
        text=text % {"candidate": registration.reference, "donor": run.donor.reference},
        role=Role.LABORATORY,
        is_urgent=True,
        path=reverse("organs:assess_crossmatch", args=[run.reference, registration.reference]),
    )


def check_disagreed(check: TwoPersonCheck, differences: str) -> None:
    offer = check.allocation.offer
    words = {"offer": offer.reference, "differences": differences}
    text = _("STOP, offer %(offer)s: the two-person check disagrees. %(differences)s") % words
    tell_coordinators(offer.run.donor, Kind.CHECK_DISAGREED, text, about=offer, is_urgent=True)
    tell_centre(offer, Kind.CHECK_DISAGREED, text, is_urgent=True)


def transplanted(transplant: Transplant, *, notes: Iterable[str] = ()) -> None:
    donor = transplant.offer.run.donor
    words = {"offer": transplant.offer.reference, "transplant": transplant.reference}
    text = " ".join([_("Offer %(offer)s: the organ was transplanted (%(transplant)s).") % words, *notes])
    tell_coordinators(donor, Kind.TRANSPLANTED, text, about=transplant)


def graft_outcome(transplant: Transplant) -> None:
    words = {"transplant": transplant.reference, "outcome": transplant.get_outcome_display()}
    text = _("Transplant %(transplant)s: %(outcome)s.") % words
    tell_coordinators(transplant.offer.run.donor, Kind.GRAFT, text, about=transplant)


def part_not_transplanted(offer: Offer, reason: str) -> None:
    words = {"offer": offer.reference, "reason": reason}
    text = _("The organ of offer %(offer)s is not transplanted: %(reason)s") % words
    tell_coordinators(offer.run.donor, Kind.NOT_TRANSPLANTED, text, about=offer, is_urgent=True)
    tell_centre(offer, Kind.NOT_TRANSPLANTED, text, is_urgent=True)


def adverse_event(event: AdverseEvent, centres: Iterable[Hospital]) -> None:
    words = {"event": event.reference, "kind": event.get_kind_display(), "donor": event.donor.reference}
    text = _("%(kind)s %(event)s concerns an organ that you received (donor %(donor)s): acknowledge it.")
    notices.tell(
        hospitals=centres,
        about=event,
        kind=Kind.ADVERSE_EVENT,
        text=text % words,
        role=Role.CLINICIAN,
        is_urgent=True,
    )


def adverse_event_reported(event: AdverseEvent) -> None:
    words = {"event": event.reference, "kind": event.get_kind_display(), "donor": event.donor.reference}
    text = _("%(kind)s %(event)s was reported for donor %(donor)s.") % words
    tell_coordinators(event.donor, Kind.ADVERSE_EVENT, text, about=event, is_urgent=True)


def rule_exception(exception: RuleException) -> None:
    words = {"rule": exception.get_rule_display(), "subject": exception.subject_reference}
    text = _("%(subject)s was recorded against a rule, to be reviewed: %(rule)s") % words
    tell_coordinators(exception.donor, Kind.EXCEPTION, text.strip(), about=exception, is_urgent=True)
