"""Who has the shipment, what a person may do with it, and what happened against a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from organs.models import RuleException
from transplant_site.access.permissions import Permission
from transplant_site.audit import allows
from transplant_site.staff.models import StaffMember
from transport.models import HandOver, Shipment, ShipmentStatus
from transport.policies import custody as custody_policies
from transport.policies import people
from transport.policies import shipments as policies
from transport.policies import telemetry as telemetry_policies
from transport.policies.people import objection


@dataclass(frozen=True)
class Custody:
    """Who has the shipment, and the hand-overs so far."""

    hand_overs: Sequence[HandOver]

    @property
    def waiting(self) -> HandOver | None:
        return next((one for one in self.hand_overs if one.is_waiting), None)

    @property
    def custodian(self) -> StaffMember | None:
        received = [one for one in self.hand_overs if one.received_at]
        return received[-1].receiver if received else None


def custody(shipment: Shipment) -> Custody:
    """Return the hand-overs, oldest first."""
    people = ("released_by", "receiver", "release_recorded_by", "answer_recorded_by")
    return Custody(list(shipment.hand_overs.select_related(*people).order_by("sequence")))


def possibilities(shipment: Shipment, held: Custody, *, staff: StaffMember) -> dict[str, Any]:
    """Say which buttons make sense for this person; the services decide again."""
    arranges, receives = people.arranges(shipment, staff), people.receives(shipment, staff)
    waiting, custodian = held.waiting, held.custodian
    is_planned, has_arrived = (
        shipment.status == ShipmentStatus.PLANNED,
        shipment.status == ShipmentStatus.ARRIVED,
    )
    can_release = custody_policies.can_release(shipment, by=staff)
    return {
        "assign": allows(policies.check_can_change_courier, shipment, by=staff),
        "cancel": allows(policies.check_may_cancel, shipment, by=staff),
        "expect": allows(telemetry_policies.check_may_expect, shipment, by=staff),
        "label": shipment.is_open and staff.may(Permission.SHIPMENT_PLAN),
        "ready": arranges and is_planned,
        "not_ready_because": _objection_to_departure(shipment, staff) if arranges else "",
        "deliver": receives and has_arrived,
        "not_delivered_because": _objection_to_delivery(shipment, staff) if receives else "",
        "check_departure": staff.may(Permission.DEPARTURE_CHECK) and is_planned,
        "check_arrival": receives and has_arrived,
        "hand_over": can_release and not is_planned,
        "hand_over_unchecked": can_release and is_planned,
        "record_hand_over": custody_policies.can_record_release(shipment, by=staff),
        "receive": waiting is not None and custody_policies.can_answer(waiting, receiver=staff),
        "record_answer": waiting is not None and custody_policies.can_record_answer(waiting, by=staff),
        "withdraw": waiting is not None and custody_policies.can_withdraw(waiting, by=staff),
        "confirm": [one for one in held.hand_overs if custody_policies.unconfirmed_by(one, staff)],
        "carry": shipment.is_open
        and (staff.may(Permission.SHIPMENT_CARRY) or (custodian == staff and not arranges)),
        "assess": arranges or receives,
        "export": arranges or receives,
    }


def _objection_to_departure(shipment: Shipment, staff: StaffMember) -> str:
    if shipment.status != ShipmentStatus.PLANNED:
        return ""
    return objection(partial(policies.check_can_depart, shipment, by=staff))


def _objection_to_delivery(shipment: Shipment, staff: StaffMember) -> str:
    if shipment.status != ShipmentStatus.ARRIVED:
        return ""
    return " ".join(policies.rules_broken_by_delivery(shipment).values())


def exceptions(shipment: Shipment) -> list[RuleException]:
    """Return what was recorded of the shipment against a rule, oldest first."""
    found = RuleException.objects.filter(subject_kind="transport.shipment", subject_id=shipment.pk)
    return list(found.select_related("recorded_by", "reviewed_by").order_by("recorded_at", "id"))
