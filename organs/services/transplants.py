"""Transplants: recorded with times and team, followed up; organs that are not transplanted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from organs import ischaemia
from organs.models import (
    Allocation,
    FollowUp,
    Offer,
    OrganPart,
    PartStatus,
    Transplant,
    TransplantOutcome,
    TransplantTeamMember,
)
from organs.policies import transplants as policies
from organs.policies.transplants import LOST, Operation, TransplantRefused
from organs.services import announcements, offers, preservation
from organs.services.allocations import allocate, end_allocations, locked_parts
from organs.services.events import Told, told_fields
from organs.services.exceptions import record_exception
from organs.services.parts import move_part
from organs.services.safety import tell_late_receiver
from patients.models import Patient, Registration, RegistrationStatus, StatusPeriod
from patients.services.waiting_list import change_status, record_death
from transplant_site.audit import action
from transplant_site.interface.times import format_duration
from transplant_site.records.constraints import refused_as
from transplant_site.records.days import day_of
from transplant_site.staff.models import StaffMember


@action("organs.transplant.recorded")
def record_transplant(
    *,
    offer: Offer,
    operation: Operation,
    by: StaffMember,
    at: datetime,
    recipient: Registration | None = None,
    exception_reason: str = "",
    told: Told | None = None,
) -> Transplant:
    """Record that the parts of an offer were implanted in its candidate; the waiting list follows.

    What happened against a rule (into another candidate, without an accepted offer, unchecked) is recorded
    with its reason as an exception.
    """
    offer = offers.lock(offer)
    recipient = offer.registration if recipient is None else offers.locked_candidate(recipient)
    allocations = _valid_allocations(offer)
    parts = [allocation.part for allocation in allocations] or locked_parts(offer)
    policies.check_can_record(offer, operation, parts=parts, recipient=recipient, by=by, at=at)
    broken = policies.rules_not_kept(
        offer, allocations, recipient=recipient, removed_from_cooling_at=operation.removed_from_cooling_at
    )
    policies.check_exception_is_explained(broken, exception_reason)

    if not allocations:
        allocations = _allocate_afterwards(offer, parts, by=by, at=at, reason=exception_reason)
        parts = [allocation.part for allocation in allocations]
    with refused_as(TransplantRefused):
        transplant = Transplant.objects.create(
            offer=offer,
            registration=recipient,
            hospital=offer.centre,
            occurred_at=operation.reperfused_at,
            recorded_by=by,
            started_at=operation.started_at,
            removed_from_cooling_at=operation.removed_from_cooling_at,
            ended_at=operation.ended_at,
            notes=operation.notes,
            **told_fields(told),
        )
    transplant.allocations.set(allocations)
    TransplantTeamMember.objects.bulk_create(
        TransplantTeamMember(transplant=transplant, person=person, part=part)
        for person, part in operation.team
    )
    _use_up(parts, transplant, by=by)
    _close_registrations(transplant, by=by, at=at)
    reason = _("The organ was transplanted.")
    offers.stand_down_backups(parts=parts, by=by, at=at, reason=reason)
    reason = _("The candidate was transplanted.")
    patient = recipient.patient
    offers.stand_down_candidate(patient=patient, organ_kind=offer.organ_kind, by=by, at=at, reason=reason)
    for rule in broken:
        record_exception(
            rule=rule,
            subject=transplant,
            donor=offer.run.donor,
            centre=offer.centre,
            reason=exception_reason,
            by=by,
        )
    announcements.transplanted(transplant, notes=_over_limit(transplant, parts))
    return transplant


def _valid_allocations(offer: Offer) -> list[Allocation]:
    return list(
        offer.allocations.select_for_update(of=("self",))
        .filter(ended_at__isnull=True)
        .select_related("part__organ__donor", "offer")
        .order_by("pk")
    )


def _allocate_afterwards(
    offer: Offer, parts: list[OrganPart], *, by: StaffMember, at: datetime, reason: str
) -> list[Allocation]:
    """Let what was transplanted without an accepted offer belong to this one; other acceptances end."""
    taken = Offer.objects.filter(allocations__part__in=parts, allocations__ended_at__isnull=True)
    for other in taken.distinct().order_by("pk"):
        offers.let_go(offer=offers.lock(other), by=by, at=at, reason=reason)
    allocate(offer=offer, by=by, at=at)
    tell_late_receiver(offer=offer, at=at)
    return _valid_allocations(offer)


def _use_up(parts: list[OrganPart], transplant: Transplant, *, by: StaffMember) -> None:
    at, removed_at = transplant.occurred_at, transplant.removed_from_cooling_at
    for part in parts:
        preservation.end_all(part=part, at=removed_at)
        if part.status == PartStatus.IN_TRANSIT:
            move_part(part=part, to=PartStatus.DELIVERED, by=by, at=removed_at)
        move_part(part=part, to=PartStatus.TRANSPLANTED, by=by, at=at, reason=transplant.reference)
        part.removed_from_cooling_at = removed_at
        part.save(update_fields=["removed_from_cooling_at"])


def _close_registrations(transplant: Transplant, *, by: StaffMember, at: datetime) -> None:
    """Put the recipient into follow-up, and take them off every other list for this organ."""
    registration, organ_kind = transplant.registration, transplant.offer.organ_kind
    if registration.is_open:
        _change(registration, RegistrationStatus.FU, transplant, by=by, at=at, reason="")
    others = Registration.objects.open().filter(patient=registration.patient_id, organ_kind=organ_kind)
    reason = _("Transplanted elsewhere: %(transplant)s.") % {"transplant": transplant.reference}
    for other in others.exclude(pk=registration.pk):
        _change(other, RegistrationStatus.R, transplant, by=by, at=at, reason=reason)


def _change(
    registration: Registration,
    status: str,
    transplant: Transplant,
    *,
    by: StaffMember,
    at: datetime,
    reason: str,
) -> None:
    """Change the status from the transplant on or, where another one began since, from now on."""
    began_later = StatusPeriod.objects.filter(
        registration=registration, ended_at__isnull=True, started_at__gte=transplant.occurred_at
    )
    starts_at = None if began_later.exists() else min(transplant.occurred_at, at)
    change_status(registration=registration, status=status, by=by, at=at, reason=reason, starts_at=starts_at)


def _over_limit(transplant: Transplant, parts: list[OrganPart]) -> list[str]:
    limit = ischaemia.limit_of(transplant.registration.programme, at=transplant.occurred_at)
    times = [ischaemia.of_part(part, at=transplant.occurred_at, limit=limit) for part in parts]
    return [
        _("Cold ischaemia %(time)s is over the centre's limit of %(limit)s.")
        % {"time": format_duration(time.elapsed), "limit": format_duration(time.limit)}
        for time in times
        if time is not None and time.is_over_limit and time.limit is not None
    ]


@action("organs.organ.not_transplanted")
def record_not_transplanted(*, offer: Offer, by: StaffMember, at: datetime, reason: str) -> Offer:
    """Record that the organ of an accepted offer is not transplanted, by anyone, and why."""
    offer = offers.lock(offer)
    policies.check_can_give_up(offer, reason=reason, by=by)
    ended = end_allocations(
        offer=offer, by=by, at=at, reason=reason, parts_become=PartStatus.NOT_TRANSPLANTED
    )
    offers.end_acceptance(offer=offer, by=by, at=at, reason=reason)
    parts = [allocation.part for allocation in ended]
    offers.stand_down_backups(parts=parts, by=by, at=at, reason=reason)
    announcements.part_not_transplanted(offer, reason)
    return offer


# Afterwards


@action("organs.follow_up.recorded")
def record_follow_up(
    *,
    transplant: Transplant,
    occurred_at: datetime,
    graft: str,
    recipient_alive: bool,
    by: StaffMember,
    at: datetime,
    creatinine_umol_l: Decimal | None = None,
    died_on: date | None = None,
    notes: str = "",
    told: Told | None = None,
) -> FollowUp:
    """Record how graft and recipient were; the newest word is the transplant's outcome."""
    transplant = _lock(transplant)
    if not recipient_alive:
        graft = TransplantOutcome.RECIPIENT_DIED
    policies.check_can_follow_up(
        transplant,
        occurred_at=occurred_at,
        graft=graft,
        recipient_alive=recipient_alive,
        creatinine_umol_l=creatinine_umol_l,
        by=by,
        at=at,
    )
    with refused_as(TransplantRefused):
        follow_up = FollowUp.objects.create(
            transplant=transplant,
            occurred_at=occurred_at,
            graft=graft,
            recipient_alive=recipient_alive,
            creatinine_umol_l=creatinine_umol_l,
            notes=notes,
            recorded_by=by,
            **told_fields(told),
        )
    _follow_outcome(transplant, graft, occurred_at)
    if not recipient_alive:
        _record_death(transplant, died_on or day_of(occurred_at), by=by, at=at)
    return follow_up


def _follow_outcome(transplant: Transplant, graft: str, occurred_at: datetime) -> None:
    """Let a newer word on the graft be the outcome; a loss keeps the date it was first known at."""
    if transplant.outcome_at is not None and occurred_at < transplant.outcome_at and graft not in LOST:
        return
    if graft in (TransplantOutcome.PENDING, transplant.outcome):
        return
    transplant.outcome, transplant.outcome_at = graft, occurred_at
    transplant.save(update_fields=["outcome", "outcome_at"])
    announcements.graft_outcome(transplant)


def _record_death(transplant: Transplant, died_on: date, *, by: StaffMember, at: datetime) -> None:
    patient = Patient.objects.get(pk=transplant.registration.patient_id)
    if patient.died_on is None:
        reason = _("Recorded with transplant %(transplant)s.") % {"transplant": transplant.reference}
        record_death(patient=patient, died_on=died_on, reason=reason, by=by, at=at)


def _lock(transplant: Transplant) -> Transplant:
    return (
        Transplant.objects.select_for_update(of=("self",))
        .select_related("hospital", "registration", "offer__run__donor__procurement_organisation")
        .get(pk=transplant.pk)
    )
