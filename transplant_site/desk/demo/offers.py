"""Offers, a shipment and conversations of the demonstration."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from messaging.services import conversations
from organs.conversations import donor_subject, offer_subject
from organs.models import (
    CheckStage,
    Donor,
    DonorKind,
    MatchCandidate,
    MatchRun,
    Offer,
    OrganPart,
    PreservationKind,
    RefusalCode,
)
from organs.policies.checks import record_of
from organs.services import checks, offers, recovery
from organs.turn import in_turn
from transplant_site.desk.demo import people
from transplant_site.desk.demo.cases import Staff, characterise, rank, register
from transplant_site.desk.demo.places import Places
from transplant_site.records.vocabulary import CrossmatchVerdict, OrganKind
from transplant_site.staff.models import StaffMember
from transport.models import Shipment
from transport.readings import Reading
from transport.services import custody, shipments, telemetry

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
WAY = (
    (50.11, 8.68),
    (50.35, 8.53),
    (50.58, 8.67),
    (50.80, 8.77),
    (51.01, 8.99),
    (51.20, 9.21),
    (51.31, 9.48),
)
"""From Frankfurt northwards: positions ten minutes apart."""


def make(places: Places, staff: Staff, *, at: datetime) -> None:
    """Make a case whose offers wait for answers, and one whose kidney is on its way."""
    waiting_for_answers(places, staff, at=at)
    on_the_way(places, staff, at=at)


DONOR_AGE = "700"


def waiting_for_answers(places: Places, staff: Staff, *, at: datetime) -> None:
    """The first centre has declined; the offer to the second one waits, its clock running."""
    by = staff["coordinator"]
    donor, run = _case(
        places, staff, "Donor C", blood_group="O", hospital="DH1", age_years=39, at=at - 2 * _HOUR
    )
    part = _kidneys(donor)[0]

    first = _send(run, part, by, at=at - 50 * _MINUTE)
    clinicians = people.employ_clinicians([first.centre], at=at)
    offers.decline_offer(
        offer=first,
        code=RefusalCode.objects.get(code=DONOR_AGE),
        by=people.acting_at(clinicians["clinician"], first.centre),
        at=at - 20 * _MINUTE,
    )
    second = _send(run, part, by, at=at - 10 * _MINUTE)
    people.employ_clinicians([second.centre], at=at)
    conversations.begin(
        subject=offer_subject(by, Offer.objects.get(pk=second.pk).reference),
        title="Questions about the donor",
        body="Demo: the ultrasound of the left kidney is on the donor's page. Call us for the images.",
        submission=uuid4(),
        by=by,
        at=at,
        hospitals=[second.centre],
    )


def on_the_way(places: Places, staff: Staff, *, at: datetime) -> None:
    """A kidney was accepted, recovered, checked by two people and handed to a courier, who is under way."""
    by = staff["coordinator"]
    donor, run = _case(
        places, staff, "Donor D", blood_group="B", hospital="DH1", age_years=52, at=at - 5 * _HOUR
    )
    part = _kidneys(donor)[0]

    offer = _send(run, part, by, at=at - 4 * _HOUR)
    clinicians = people.employ_clinicians([offer.centre], at=at)
    offers.accept_offer(
        offer=offer,
        typed_blood_group=donor.blood_group,
        by=people.acting_at(clinicians["surgeon"], offer.centre),
        at=at - 3 * _HOUR,
    )
    recovery.record_recovery(
        organ=part.organ,
        times=recovery.Recovery(
            cross_clamp_at=at - 130 * _MINUTE,
            cold_perfusion_at=at - 125 * _MINUTE,
            recovered_at=at - 90 * _MINUTE,
        ),
        by=by,
        at=at - 80 * _MINUTE,
    )
    allocation = offer.allocations.get()
    for person in (by, staff["coordinator2"]):
        checks.enter_check(
            allocation=allocation,
            stage=CheckStage.DEPARTURE,
            reading=record_of(allocation, CheckStage.DEPARTURE),
            by=person,
            at=at - 75 * _MINUTE,
        )
    _ship(places, staff, offer, at=at)
    conversations.begin(
        subject=donor_subject(by, Donor.objects.get(pk=donor.pk).reference),
        title="Case of the day",
        body="Demo: the left kidney is on its way, the right one is still to be offered.",
        submission=uuid4(),
        by=by,
        at=at,
    )


def _case(
    places: Places,
    staff: Staff,
    name: str,
    *,
    blood_group: str,
    hospital: str,
    age_years: int,
    at: datetime,
) -> tuple[Donor, MatchRun]:
    donor = register(
        places,
        staff["coordinator"],
        name,
        hospital=hospital,
        kind=DonorKind.DBD,
        age_years=age_years,
        blood_group=blood_group,
        hla="A1 A3 B8 B44(12) DR17(3) DR4",
        at=at,
    )
    characterise(donor, staff, at=at)
    return donor, rank(donor, staff, at=at)


def _kidneys(donor: Donor) -> list[OrganPart]:
    parts = OrganPart.objects.filter(organ__donor=donor, organ__kind=OrganKind.KIDNEY)
    return list(parts.select_related("organ__donor").order_by("organ__side"))


def _send(run: MatchRun, part: OrganPart, by: StaffMember, *, at: datetime) -> Offer:
    """Offer a part to who is in turn, skipping those who need the laboratory's word, and start the clock."""
    turn = in_turn(MatchCandidate.objects.filter(run=run)).order_by("rank")
    in_order = turn.select_related("registration")
    fitting = (one for one in in_order if one.verdict == CrossmatchVerdict.NEGATIVE)  # type: ignore[attr-defined]  # annotated
    first = next(fitting, None)
    assert first is not None, "The example list has candidates of every blood group."
    is_first = first == in_order.first()
    offer = offers.send_offer(
        run=run,
        registration=first.registration,
        parts=[part],
        by=by,
        at=at,
        bypass_code=None if is_first else RefusalCode.objects.filter(is_bypass=True).order_by("code").first(),
        bypass_text="" if is_first else "Demo: the crossmatch can't be excluded yet.",
    )
    return offers.confirm_notification(offer=offer, by=by, at=at + 2 * _MINUTE)


def _ship(places: Places, staff: Staff, offer: Offer, *, at: datetime) -> Shipment:
    by, courier = staff["coordinator"], staff["courier"]
    shipment = shipments.plan_shipment(
        allocations=list(offer.allocations.all()),
        plan=shipments.Plan(
            origin=places["DH1"],
            destination=offer.centre,
            carrier=places.carrier,
            planned_departure_at=at - 70 * _MINUTE,
            planned_arrival_at=at + 2 * _HOUR,
            preservation=PreservationKind.ICE,
            temperature_min_c=Decimal(0),
            temperature_max_c=Decimal(4),
            device="Demo box 7",
            courier=courier,
        ),
        by=by,
        at=at - 75 * _MINUTE,
    )
    shipments.mark_ready(shipment=shipment, by=by, at=at - 70 * _MINUTE)
    handed = custody.hand_over(
        shipment=shipment, receiver=courier, place="Operating theatre 2", by=by, at=at - 66 * _MINUTE
    )
    custody.receive(hand_over=handed, by=courier, at=at - 65 * _MINUTE)
    telemetry.record_events(
        shipment=Shipment.objects.get(pk=shipment.pk),
        batch=uuid4(),
        readings=_readings(at),
        by=courier,
        at=at,
    )
    return shipment


def _readings(at: datetime) -> list[Reading]:
    temperatures = ("1.8", "2.1", "2.6", "3.1", "3.4", "3.2", "2.9")
    return [
        Reading(
            kind="position",
            occurred_at=at - (60 - 10 * number) * _MINUTE,
            client_id=f"demo-{number}",
            latitude=latitude,
            longitude=longitude,
            temperature_c=Decimal(temperatures[number]),
            device="Demo box 7",
        )
        for number, (latitude, longitude) in enumerate(WAY)
    ]
