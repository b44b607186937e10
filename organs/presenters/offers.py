"""What the page of an offer shows, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from organs import profile
from organs.models import (
    Allocation,
    CheckStage,
    Offer,
    OfferStatus,
    OfferStatusChange,
    PartStatus,
    Transplant,
    TwoPersonCheck,
)
from organs.models.offers import ANSWERS
from organs.policies import checks as check_policies
from organs.policies import offers as policies
from organs.policies import transplants as transplant_policies
from organs.policies.offers import answers, is_of_centre, is_of_procurement
from organs.policies.safety import concerns
from patients.models import Patient, Registration
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal, allows
from transplant_site.interface import statuses
from transplant_site.interface.timeline import Event
from transplant_site.interface.times import format_time
from transplant_site.staff.models import StaffMember


@dataclass(frozen=True)
class Candidate:
    """The candidate as the viewer may know them: by name at the own centre, by number elsewhere."""

    name: str
    reference: str
    url: str = ""
    is_redacted: bool = True
    blood_group: str = ""
    patient: Patient | None = None


def candidate_of(offer: Offer, *, viewer: StaffMember) -> Candidate:
    """Show the candidate by name to the centre whose offer it is, and by number to everyone else."""
    return _known_as(offer.registration, offer, viewer=viewer)


def recipient_of(transplant: Transplant, *, viewer: StaffMember) -> Candidate:
    """Show whom the organ was transplanted into, to the same people."""
    return _known_as(transplant.registration, transplant.offer, viewer=viewer)


def _known_as(registration: Registration, offer: Offer, *, viewer: StaffMember) -> Candidate:
    patient = registration.patient
    is_own = is_of_centre(offer, viewer) and patient.hospital_id == offer.centre_id
    identity = patient.identity if is_own else None
    if not is_own:
        return Candidate(
            name=_("Candidate of %(centre)s") % {"centre": offer.centre.code},
            reference=registration.reference,
            blood_group=patient.blood_group,
        )
    return Candidate(
        name=identity.full_name if identity else _("Identity erased"),
        reference=registration.reference,
        url=registration.get_absolute_url(),
        is_redacted=False,
        blood_group=patient.blood_group,
        patient=patient,
    )


def answer_of(offer: Offer) -> OfferStatusChange | None:
    """Return the newest answer to an offer, which says when it was given and when it was written down."""
    given = offer.status_changes.filter(to_status__in=sorted(ANSWERS))
    return given.order_by("-occurred_at", "-id").first()


def timeline(offer: Offer) -> list[Event]:
    """Return all that happened to an offer, newest first."""
    events = [*_steps(offer), *_clock(offer), *_checks(offer)]
    if offer.answer_confirmed_at:
        who = str(offer.answered_on_behalf_of)
        events.append(Event(offer.answer_confirmed_at, _("Answer confirmed."), who, "check2-all", "success"))
    if hasattr(offer, "transplant"):
        text = _("Transplanted: %(transplant)s.") % {"transplant": offer.transplant.reference}
        events.append(Event(offer.transplant.occurred_at, text, "", "heart-pulse", "success"))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _steps(offer: Offer) -> Iterator[Event]:
    for change in offer.status_changes.select_related("by", "on_behalf_of"):
        status = OfferStatus(change.to_status)
        look = statuses.look_for("organs.Offer", "status", status)
        yield Event(
            change.occurred_at,
            " ".join(filter(None, _words(offer, change, status))),
            str(change.by or _("the system")),
            look.icon,
            look.tone,
            recorded_at=change.recorded_at if change.on_behalf_of else None,
            on_behalf_of=change.on_behalf_of or "",
        )


def _words(offer: Offer, change: OfferStatusChange, status: OfferStatus) -> Iterator[str]:
    yield f"{status.label}."
    if status in (OfferStatus.DECLINED, OfferStatus.BYPASSED) and offer.refusal_code:
        yield f"{offer.refusal_code}."
        if offer.second_refusal_code:
            yield _("Also: %(code)s.") % {"code": offer.second_refusal_code}
        yield offer.refusal_text
    if change.on_behalf_note:
        yield f"{change.on_behalf_note}."
    yield change.reason


def _clock(offer: Offer) -> Iterator[Event]:
    for number, deadline in enumerate(offer.deadlines.select_related("set_by")):
        until = {"time": format_time(deadline.deadline_at)}
        if number == 0 and offer.notified_at is not None:
            text = _("Notification confirmed: the clock runs until %(time)s.") % until
            yield Event(deadline.set_at, text, str(deadline.set_by), "stopwatch", "info")
        else:
            text = _("Deadline moved to %(time)s.") % until
            yield Event(
                deadline.set_at, f"{text} {deadline.reason}", str(deadline.set_by), "stopwatch", "warning"
            )


def _checks(offer: Offer) -> Iterator[Event]:
    looks = {
        TwoPersonCheck.Status.OPEN: ("hourglass-split", "info"),
        TwoPersonCheck.Status.AGREED: ("people-fill", "success"),
        TwoPersonCheck.Status.DISAGREED: ("exclamation-octagon", "danger"),
    }
    checks = TwoPersonCheck.objects.filter(allocation__offer=offer).select_related("allocation__part__organ")
    for check in checks:
        icon, tone = looks[TwoPersonCheck.Status(check.status)]
        words = {
            "stage": check.get_stage_display(),
            "organ": check.allocation.part.organ.label.lower(),
            "status": str(check.get_status_display()).lower(),
        }
        text = _("%(stage)s, two-person check of %(organ)s: %(status)s.") % words
        yield Event(check.finished_at or check.started_at, text, "", icon, tone)


# Checks


@dataclass(frozen=True)
class CheckRow:
    """A part's checks, and what the viewer may do about them."""

    allocation: Allocation
    stage: str
    label: str
    check: TwoPersonCheck | None
    may_check: bool


def check_rows(offer: Offer, *, viewer: StaffMember) -> list[CheckRow]:
    """Return each valid allocation's state of both checks."""
    allocations = list(
        offer.allocations.filter(ended_at__isnull=True)
        .select_related("part__organ")
        .prefetch_related("checks__entries__person")
        .order_by("pk")
    )
    rows = []
    for allocation in allocations:
        allocation.offer = offer
        allocation.part.organ.donor = offer.run.donor
        for stage in CheckStage:
            made = [check for check in allocation.checks.all() if check.stage == stage]
            newest = max(made, key=lambda check: check.attempt, default=None)
            rows.append(
                CheckRow(
                    allocation=allocation,
                    stage=stage.value,
                    label=f"{allocation.part.organ.label}: {stage.label}",
                    check=newest,
                    may_check=_may_check(allocation, stage, newest, viewer),
                )
            )
    return rows


def _may_check(
    allocation: Allocation, stage: CheckStage, newest: TwoPersonCheck | None, viewer: StaffMember
) -> bool:
    if newest is not None and newest.status == TwoPersonCheck.Status.AGREED:
        return False
    is_open = newest is not None and newest.status == TwoPersonCheck.Status.OPEN
    earlier = [entry.person for entry in newest.entries.all()] if newest and is_open else []
    return check_policies.is_due(allocation, stage) and check_policies.may_check(
        allocation, stage, by=viewer, earlier=earlier
    )


# What the viewer may do


@dataclass(frozen=True)
class May:
    """The buttons of the page; each service decides anew when one is pressed."""

    is_centre: bool = False
    is_coordinator: bool = False
    confirm_notification: bool = False
    accept: bool = False
    say_provisional_yes: bool = False
    decline: bool = False
    confirm_answer: bool = False
    extend: bool = False
    bypass: bool = False
    withdraw: bool = False
    promote: bool = False
    let_fall_through: bool = False
    offer_on: bool = False
    transplant: bool = False
    transplant_all_the_same: bool = False
    give_up: bool = False
    report: bool = False
    stops: list[str] = field(default_factory=list)


def may(offer: Offer, *, viewer: StaffMember, at: datetime) -> May:
    """Say what the viewer can do with the offer as it stands."""
    donor, rules = offer.run.donor, profile.configured()
    is_accepted = allows(policies.check_is_accepted, offer)
    accept = rules is not None and answers.can_accept(offer, donor=donor, rules=rules, by=viewer, at=at)
    return May(
        is_centre=is_of_centre(offer, viewer),
        is_coordinator=is_of_procurement(donor, viewer),
        confirm_notification=policies.can_confirm_notification(offer, by=viewer),
        accept=accept,
        say_provisional_yes=answers.can_say_provisional_yes(offer, donor=donor, by=viewer),
        decline=answers.can_decline(offer, by=viewer),
        confirm_answer=answers.can_confirm_answer(offer, by=viewer),
        extend=policies.can_extend(offer, by=viewer),
        bypass=policies.can_bypass(offer, by=viewer, at=at),
        withdraw=policies.can_withdraw(offer, by=viewer),
        promote=rules is not None and policies.can_promote(offer, donor=donor, rules=rules, by=viewer),
        let_fall_through=policies.can_fall_through(offer, by=viewer),
        offer_on=is_of_procurement(donor, viewer) and _leaves_a_part(offer),
        transplant=is_accepted and allows(transplant_policies.check_is_theirs, offer, viewer),
        transplant_all_the_same=not accept
        and transplant_policies.can_record_against_a_rule(offer, by=viewer),
        give_up=policies.can_fall_through(offer, by=viewer),
        report=viewer.may(Permission.ADVERSE_EVENT_REPORT) and concerns(donor, viewer),
        stops=_stops(offer, viewer=viewer, at=at),
    )


def _leaves_a_part(offer: Offer) -> bool:
    """Say whether an offer is over, and what it covered can be offered to the next candidate of its run."""
    return (
        not offer.is_open and offer.run.is_valid and offer.parts.filter(status=PartStatus.AVAILABLE).exists()
    )


def _stops(offer: Offer, *, viewer: StaffMember, at: datetime) -> list[str]:
    """Say why an open offer can't be accepted; that it is a backup is said elsewhere."""
    if not offer.is_open:
        return []
    try:
        rules = profile.current()
        answers.check_can_accept(offer, donor=offer.run.donor, rules=rules, by=viewer, at=at)
    except Refusal as refusal:
        return [] if refusal.code == "is_backup" else [str(refusal)]
    return []
