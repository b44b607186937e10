"""Offers: a donor with two kidneys, a run that ranks candidates of several centres, and the people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from organs.models import (
    Allocation,
    CheckStage,
    Donor,
    MatchRun,
    Offer,
    OrganPart,
    PartStatus,
    Transplant,
)
from organs.policies.checks import Reading, record_of
from organs.policies.transplants import LEAD, Operation
from organs.services import checks, offers, recovery, transplants
from organs.services.parts import move_part
from patients.models import Registration
from tests.factories.donors import coordinator, donor_ready_for_offers, match_run
from tests.factories.people import programme, staff_member
from tests.factories.waiting import candidate
from transplant_site.access.roles import Role
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import Hospital, Profession, Programme, StaffMember


@dataclass
class OfferCase:
    """A donor ready for offers, and candidates by rank, each at a centre of its own with a surgeon."""

    coordinator: StaffMember
    donor: Donor
    run: MatchRun
    left: OrganPart
    right: OrganPart
    candidates: list[Registration] = field(default_factory=list)
    surgeons: list[StaffMember] = field(default_factory=list)

    def send(self, number: int = 0, *, parts: list[OrganPart] | None = None, **given: Any) -> Offer:
        """Offer the left kidney (unless others are named) to the candidate of that place in the ranking."""
        return offers.send_offer(
            run=given.pop("run", self.run),
            registration=given.pop("to", None) or self.candidates[number],
            parts=parts or [self.left],
            by=given.pop("by", self.coordinator),
            at=given.pop("at", timezone.now()),
            **given,
        )

    def accept(self, offer: Offer, **given: Any) -> Offer:
        return offers.accept_offer(
            offer=offer,
            typed_blood_group=given.pop("typed_blood_group", self.donor.blood_group),
            by=given.pop("by", None) or self.surgeon_of(offer),
            at=given.pop("at", timezone.now()),
            **given,
        )

    def accepted(self, number: int = 0, **given: Any) -> Offer:
        return self.accept(self.send(number, **given))

    def surgeon_of(self, offer: Offer) -> StaffMember:
        return next(s for s in self.surgeons if s.hospital and s.hospital.pk == offer.centre_id)


def offer_case(
    candidates: int = 3,
    *,
    by: StaffMember | None = None,
    surgeon: StaffMember | None = None,
    **donor_fields: Any,
) -> OfferCase:
    """Make a case; the candidates rank in the order in which they are made (the longest wait first).

    Each waits at a centre of its own, or all of them with the surgeon named.
    """
    by = by or coordinator()
    donor = donor_ready_for_offers(by=by, **donor_fields)
    waiting, surgeons = [], []
    for number in range(candidates):
        surgeons.append(surgeon or staff_member(Role.CLINICIAN, profession=Profession.SURGEON))
        place = _kidney_programme(surgeons[-1].hospital)
        waiting.append(
            candidate(
                place,
                blood_group=donor.blood_group,
                vpra="0",
                first_dialysis_on=date(2010 + number, 1, 1),
                registered_on=date(2010 + number, 1, 1),
            )
        )
    left, right = OrganPart.objects.filter(organ__donor=donor).order_by("organ__side")
    run = match_run(donor, by=by)
    return OfferCase(by, Donor.objects.get(pk=donor.pk), run, left, right, waiting, surgeons)


def _kidney_programme(centre: Hospital) -> Programme:
    """Give the centre's programme, opened now if there is none."""
    return Programme.objects.filter(hospital=centre, organ_kind=OrganKind.KIDNEY).first() or programme(centre)


def recovered(case: OfferCase, *, hours_ago: float = 6) -> datetime:
    """Have both kidneys recovered and perfused cold so many hours ago."""
    moment = timezone.now() - timedelta(hours=hours_ago)
    times = recovery.Recovery(cross_clamp_at=moment, cold_perfusion_at=moment, recovered_at=moment)
    for part in (case.left, case.right):
        recovery.record_recovery(organ=part.organ, times=times, by=case.coordinator, at=timezone.now())
    return moment


def reading(allocation: Allocation, stage: str, **changes: Any) -> Reading:
    """What someone reads who reads what the record says, but for the changes named."""
    right = record_of(allocation, stage)
    return Reading(**{**{n: getattr(right, n) for n in Reading.__dataclass_fields__}, **changes})


def carried(offer: Offer) -> None:
    """Have the offer's parts leave and arrive, those that haven't, without a shipment."""
    for allocation in offer.allocations.filter(ended_at__isnull=True).select_related("part"):
        if allocation.part.status == PartStatus.ALLOCATED:
            for status in (PartStatus.IN_TRANSIT, PartStatus.DELIVERED):
                move_part(part=allocation.part, to=status, by=None, at=timezone.now())


def checked(case: OfferCase, offer: Offer, *stages: str) -> None:
    """Have two people check the offer's parts and agree, at the stages named (both unless named).

    Before the check on arrival the parts are carried there, if they weren't.
    """
    surgeon = case.surgeon_of(offer)
    nurse = staff_member(Role.CLINICIAN, hospital=offer.centre, profession=Profession.NURSE)
    people = {
        CheckStage.DEPARTURE: (case.coordinator, coordinator(case.coordinator.hospital)),
        CheckStage.ARRIVAL: (nurse, surgeon),
    }
    for stage in stages or tuple(CheckStage):
        if stage == CheckStage.ARRIVAL:
            carried(offer)
        for allocation in offer.allocations.filter(ended_at__isnull=True):
            for person in people[CheckStage(stage)]:
                checks.enter_check(
                    allocation=allocation,
                    stage=stage,
                    reading=reading(allocation, stage),
                    by=person,
                    at=timezone.now(),
                )


def operation(surgeon: StaffMember, **changes: Any) -> Operation:
    """An operation that has just come to reperfusion, led by the surgeon."""
    now = timezone.now()
    times = {
        "started_at": now - timedelta(hours=1),
        "removed_from_cooling_at": now,
        "reperfused_at": now,
        "ended_at": None,
        "team": ((surgeon, LEAD),),
    }
    return Operation(**{**times, **changes})


def transplanted(case: OfferCase, number: int = 0) -> Transplant:
    """Take an offer all the way to a transplant."""
    recovered(case)
    offer = case.accepted(number)
    checked(case, offer)
    surgeon = case.surgeon_of(offer)
    return transplants.record_transplant(
        offer=offer, operation=operation(surgeon), by=surgeon, at=timezone.now()
    )
