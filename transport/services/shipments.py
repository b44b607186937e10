"""Shipments: planned, checked, diverted, delivered or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from organs.models import Allocation, PartStatus, PreservationKind
from organs.services.parts import move_part
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import Carrier, Hospital, StaffMember
from transport.models import Shipment, ShipmentContent, ShipmentStatus, ShipmentStatusChange
from transport.policies import shipments as policies
from transport.policies.custody import custodian_of
from transport.policies.people import ShipmentRefused, check_is_explained
from transport.services.steps import give_to_courier, locked, move, notify, record_exceptions, tell_event


@dataclass(frozen=True)
class Plan:
    """How a shipment is meant to go."""

    origin: Hospital
    destination: Hospital
    carrier: Carrier
    planned_departure_at: datetime
    planned_arrival_at: datetime
    preservation: PreservationKind
    temperature_min_c: Decimal
    temperature_max_c: Decimal
    device: str = ""
    courier: StaffMember | None = None


@action("transport.shipment.planned")
def plan_shipment(
    *, allocations: Sequence[Allocation], plan: Plan, by: StaffMember, at: datetime
) -> Shipment:
    """Plan the way of accepted organ parts to the centre that accepted them."""
    allocations = _locked_allocations(allocations)
    policies.check_can_plan(
        allocations=allocations, origin=plan.origin, destination=plan.destination, carrier=plan.carrier, by=by
    )
    with refused_as(ShipmentRefused):
        shipment = Shipment.objects.create(
            origin=plan.origin,
            destination=plan.destination,
            procurement_organisation=allocations[0].part.organ.donor.procurement_organisation,
            carrier=plan.carrier,
            preservation=plan.preservation,
            temperature_min_c=plan.temperature_min_c,
            temperature_max_c=plan.temperature_max_c,
            device=plan.device,
            planned_departure_at=plan.planned_departure_at,
            planned_arrival_at=plan.planned_arrival_at,
            planned_by=by,
        )
        _put_in(shipment, allocations)
    shipment.refresh_from_db(fields=["reference", "planned_at"])
    ShipmentStatusChange.objects.create(
        shipment=shipment, to_status=ShipmentStatus.PLANNED, occurred_at=at, by=by
    )
    tell_event(shipment, "planned", by=by, at=at)
    if plan.courier is not None:
        shipment = assign_courier(shipment=shipment, courier=plan.courier, by=by, at=at)
    text = _("Shipment %(shipment)s is planned") % {"shipment": shipment.reference}
    notify(shipment, text, centre=shipment.destination)
    return shipment


def _locked_allocations(allocations: Sequence[Allocation]) -> list[Allocation]:
    """Read allocations anew, in one order for everyone, and hold them until the action ends."""
    locked = Allocation.objects.select_for_update(of=("self",)).select_related(
        "part__organ__donor__procurement_organisation", "offer__centre"
    )
    return list(locked.filter(pk__in=[one.pk for one in allocations]).order_by("pk"))


def _put_in(shipment: Shipment, allocations: Sequence[Allocation]) -> None:
    ShipmentContent.objects.bulk_create(
        ShipmentContent(shipment=shipment, allocation=allocation) for allocation in allocations
    )


@action("transport.shipment.courier_assigned")
def assign_courier(*, shipment: Shipment, courier: StaffMember, by: StaffMember, at: datetime) -> Shipment:
    """Assign a courier of the shipment's carrier: from now on they see it."""
    shipment = locked(shipment)
    policies.check_can_assign(shipment=shipment, courier=courier, by=by, at=at)
    if shipment.courier_id == courier.pk:
        return shipment
    give_to_courier(shipment, courier, by=by, at=at)
    text = _("Shipment %(shipment)s is assigned to you") % {"shipment": shipment.reference}
    notify(shipment, text, people=[courier], is_urgent=True)
    return shipment


@action("transport.shipment.readied")
def mark_ready(*, shipment: Shipment, by: StaffMember, at: datetime) -> Shipment:
    """Let a shipment leave: two people have verified everything in it and agree."""
    shipment = locked(shipment)
    policies.check_can_depart(shipment, by=by)
    move(shipment, ShipmentStatus.READY, by=by, at=at)
    return shipment


@action("transport.shipment.diverted")
def divert_shipment(
    *,
    shipment: Shipment,
    allocations: Sequence[Allocation],
    planned_arrival_at: datetime,
    reason: str,
    by: StaffMember,
    at: datetime,
) -> Shipment:
    """Send a shipment on its way to the centre that accepted its contents after they fell through."""
    allocations = _locked_allocations(allocations)
    shipment = locked(shipment)
    destination = policies.check_can_divert(
        shipment,
        allocations=allocations,
        planned_arrival_at=planned_arrival_at,
        reason=reason,
        by=by,
        at=at,
    )
    before = shipment.destination
    shipment.destination = destination
    shipment.planned_arrival_at, shipment.expected_arrival_at = planned_arrival_at, None
    shipment.save(update_fields=["destination", "planned_arrival_at", "expected_arrival_at"])
    parts = [allocation.part_id for allocation in allocations]
    shipment.shipment_contents.filter(allocation__part__in=parts).update(is_active=False)
    _put_in(shipment, allocations)
    for allocation in allocations:
        move_part(part=allocation.part, to=PartStatus.IN_TRANSIT, by=by, at=at, reason=reason.strip())
    details = {"from_hospital_id": before.pk, "to_hospital_id": destination.pk}
    tell_event(shipment, "diverted", by=by, at=at, note=reason.strip(), details=details)
    carriers = {one for one in (shipment.courier, custodian_of(shipment)) if one}
    words = {"shipment": shipment.reference, "hospital": destination.name}
    text = _("Shipment %(shipment)s now goes to %(hospital)s") % words
    notify(shipment, text, centre=destination, people=carriers, is_urgent=True)
    if before.pk != destination.pk:
        text = _("Shipment %(shipment)s does not come to you any more") % words
        notify(shipment, text, centre=before, path=reverse("transport:shipment_list"), is_urgent=True)
    return shipment


@action("transport.shipment.delivered")
def confirm_delivery(
    *, shipment: Shipment, by: StaffMember, at: datetime, exception_reason: str = ""
) -> Shipment:
    """Close a shipment: two people at the destination have verified everything in it and agree.

    What was taken in without that is recorded as an exception, with its reason.
    """
    shipment = locked(shipment)
    policies.check_may_deliver(shipment, by=by)
    broken = policies.rules_broken_by_delivery(shipment)
    check_is_explained(broken, exception_reason)
    move(shipment, ShipmentStatus.DELIVERED, by=by, at=at)
    _close(shipment, at=at)
    record_exceptions(shipment, broken, reason=exception_reason, by=by, at=at)
    words = {"shipment": shipment.reference}
    if broken:
        notify(shipment, _("Shipment %(shipment)s is delivered, not checked") % words, organisation=True)
    else:
        notify(shipment, _("Shipment %(shipment)s is delivered and checked") % words, organisation=True)
    return shipment


@action("transport.shipment.cancelled")
def cancel_shipment(*, shipment: Shipment, reason: str, by: StaffMember, at: datetime) -> Shipment:
    """Give up a shipment that hasn't left: its contents can travel otherwise."""
    shipment = locked(shipment)
    policies.check_can_cancel(shipment, reason=reason, by=by)
    move(shipment, ShipmentStatus.CANCELLED, by=by, at=at, reason=reason.strip())
    _close(shipment, at=at)
    text = _("Shipment %(shipment)s is cancelled") % {"shipment": shipment.reference}
    couriers = [shipment.courier] if shipment.courier else []
    notify(shipment, text, centre=shipment.destination, people=couriers, is_urgent=True)
    return shipment


def _close(shipment: Shipment, *, at: datetime) -> None:
    """Free the contents for other shipments; whatever was still out of range counts until now."""
    shipment.shipment_contents.update(is_active=False)
    shipment.excursions.filter(ended_at__isnull=True, began_at__lte=at).update(ended_at=at)
