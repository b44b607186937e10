"""Shipments: an accepted kidney, those who send, carry and receive it, at any point of its way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from organs.models import Allocation, CheckStage, Offer, PreservationKind
from tests.factories.donors import coordinator
from tests.factories.offers import OfferCase, checked, offer_case, recovered
from tests.factories.people import carrier as make_carrier
from tests.factories.people import staff_member
from transplant_site.access.roles import Role
from transplant_site.staff.models import Carrier, Profession, StaffMember
from transport.models import HandOver, Shipment
from transport.services import custody, shipments


@dataclass
class ShipmentCase:
    """A shipment and everyone who has to do with it."""

    case: OfferCase
    offer: Offer
    carrier: Carrier
    courier: StaffMember
    colleague: StaffMember
    nurse: StaffMember
    shipment: Shipment = field(init=False)

    @property
    def coordinator(self) -> StaffMember:
        return self.case.coordinator

    @property
    def surgeon(self) -> StaffMember:
        return self.case.surgeon_of(self.offer)

    @property
    def allocations(self) -> list[Allocation]:
        return list(self.offer.allocations.filter(ended_at__isnull=True))

    def plan(self, **changes: Any) -> shipments.Plan:
        now = timezone.now()
        usual = {
            "origin": self.case.donor.hospital,
            "destination": self.offer.centre,
            "carrier": self.carrier,
            "planned_departure_at": now - timedelta(hours=1),
            "planned_arrival_at": now + timedelta(hours=3),
            "preservation": PreservationKind.ICE,
            "temperature_min_c": Decimal(0),
            "temperature_max_c": Decimal(4),
            "device": "Box 7",
            "courier": self.courier,
        }
        return shipments.Plan(**{**usual, **changes})

    def again(self) -> Shipment:
        self.shipment = Shipment.objects.get(pk=self.shipment.pk)
        return self.shipment

    def check(self, *stages: str) -> None:
        checked(self.case, self.offer, *stages)

    def readied(self) -> ShipmentCase:
        self.check(CheckStage.DEPARTURE)
        shipments.mark_ready(shipment=self.shipment, by=self.coordinator, at=timezone.now())
        self.again()
        return self

    def hand(self, receiver: StaffMember, *, by: StaffMember, place: str = "Gate", **given: Any) -> HandOver:
        at = given.pop("at", None) or timezone.now()
        return custody.hand_over(
            shipment=self.shipment, receiver=receiver, place=place, by=by, at=at, **given
        )

    def receive(self, hand_over: HandOver, *, by: StaffMember | None = None, **given: Any) -> HandOver:
        at = given.pop("at", None) or timezone.now()
        made = custody.receive(hand_over=hand_over, by=by or hand_over.receiver, at=at, **given)
        self.again()
        return made

    def on_the_way(self) -> ShipmentCase:
        self.readied()
        self.receive(self.hand(self.courier, by=self.coordinator))
        return self

    def arrived(self) -> ShipmentCase:
        self.on_the_way()
        self.receive(self.hand(self.surgeon, by=self.courier, place="Theatre"))
        return self

    def delivered(self) -> ShipmentCase:
        self.arrived()
        self.check(CheckStage.ARRIVAL)
        shipments.confirm_delivery(shipment=self.shipment, by=self.surgeon, at=timezone.now())
        self.again()
        return self


def accepted_case(*, candidates: int = 1, **donor_fields: Any) -> ShipmentCase:
    """Have a kidney recovered and accepted; nothing is planned yet."""
    case = offer_case(candidates=candidates, **donor_fields)
    recovered(case)
    offer = case.accepted()
    carrier = make_carrier()
    return ShipmentCase(
        case=case,
        offer=offer,
        carrier=carrier,
        courier=staff_member(Role.COURIER, carrier=carrier),
        colleague=coordinator(case.coordinator.hospital),
        nurse=staff_member(Role.CLINICIAN, hospital=offer.centre, profession=Profession.NURSE),
    )


def shipment_case(*, candidates: int = 1, **plan: Any) -> ShipmentCase:
    """Plan the shipment of an accepted kidney, with a courier."""
    made = accepted_case(candidates=candidates)
    made.shipment = shipments.plan_shipment(
        allocations=made.allocations, plan=made.plan(**plan), by=made.coordinator, at=timezone.now()
    )
    return made
