"""May this shipment be planned, leave, go elsewhere, be delivered or given up?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from organs.models import Allocation, CheckStage, PartStatus, PreservationKind, Rule
from organs.profile import RuleProfile
from transplant_site.access.permissions import Permission
from transplant_site.staff.models import Carrier, Hospital, StaffMember
from transport.models import OPEN_SHIPMENTS, SHIPMENT_LIFE, Shipment, ShipmentContent, ShipmentStatus
from transport.policies.contents import check_is_checked, check_is_valid, contents_of, names
from transport.policies.custody import is_courier_for, waiting_hand_over
from transport.policies.people import (
    ShipmentRefused,
    acts_for,
    check_arranges,
    check_receives,
    objection,
    refuse_status,
)

SENDABLE = frozenset({PartStatus.ALLOCATED, PartStatus.DELIVERED})
"""What an organ part may be when it is sent; one that was delivered elsewhere can travel on."""

USUAL_TEMPERATURES = {
    PreservationKind.ICE: (Decimal(0), Decimal(4)),
    PreservationKind.COLD_DEVICE: (Decimal(4), Decimal(8)),
    PreservationKind.LUNG_10C: (Decimal(9), Decimal(11)),
}
"""°C; ice and devices PMC10839059, lungs PubMed 26495271. A machine has no usual range: it must be said."""


def check_can_plan(
    *,
    allocations: Sequence[Allocation],
    origin: Hospital,
    destination: Hospital,
    carrier: Carrier,
    by: StaffMember,
) -> None:
    """Let the procurement organisation send valid allocations of one centre, by a carrier that works."""
    if not allocations:
        raise ShipmentRefused(_("A shipment needs contents: choose at least one accepted organ part."))
    for allocation in allocations:
        _check_can_send(allocation, destination=destination, by=by)
    _check_in_no_other_box(allocations)
    if origin.pk == destination.pk:
        raise ShipmentRefused(
            _("Origin and destination are the same hospital: nothing needs to be sent."), code="same_place"
        )
    if not carrier.is_active:
        raise ShipmentRefused(_("%(carrier)s takes no shipments now.") % {"carrier": carrier})


def _check_can_send(allocation: Allocation, *, destination: Hospital, by: StaffMember) -> None:
    part = allocation.part
    arranger = part.organ.donor.procurement_organisation
    if not acts_for(arranger.pk, by, Permission.SHIPMENT_PLAN):
        raise ShipmentRefused(
            _("%(part)s is sent by %(organisation)s.") % {"part": part, "organisation": arranger.name},
            code="not_arranger",
        )
    check_is_valid(allocation)
    if part.status not in SENDABLE:
        raise ShipmentRefused(
            _("%(part)s is “%(status)s”: it can't be sent.")
            % {"part": part, "status": part.get_status_display()},
            code="wrong_status",
        )
    if allocation.offer.centre_id != destination.pk:
        raise ShipmentRefused(
            _("%(part)s was accepted by %(centre)s: it goes there, not to %(destination)s.")
            % {"part": part, "centre": allocation.offer.centre.name, "destination": destination.name},
            code="other_centre",
        )


def _check_in_no_other_box(allocations: Sequence[Allocation]) -> None:
    """Refuse what travels already, be it under an acceptance that fell through on the way."""
    there = ShipmentContent.objects.filter(
        allocation__part__in=[one.part_id for one in allocations],
        is_active=True,
        shipment__status__in=sorted(OPEN_SHIPMENTS),
    )
    other = there.select_related("shipment", "allocation__part__organ").first()
    if other is not None:
        raise ShipmentRefused(
            _("%(part)s is in shipment %(shipment)s already.")
            % {"part": other.allocation.part, "shipment": other.shipment.reference},
            code="in_other_shipment",
        )


def check_can_change_courier(shipment: Shipment, *, by: StaffMember) -> None:
    """Let the arrangers name the courier while the shipment is open."""
    check_arranges(shipment, by=by)
    if not shipment.is_open:
        refuse_status(shipment, _("it needs no courier."))


def check_can_assign(*, shipment: Shipment, courier: StaffMember, by: StaffMember, at: datetime) -> None:
    """Let only a courier of the shipment's carrier be assigned."""
    check_can_change_courier(shipment, by=by)
    if not is_courier_for(shipment, courier, at=at):
        raise ShipmentRefused(
            _("%(person)s is no courier of %(carrier)s.") % {"person": courier, "carrier": shipment.carrier},
            code="other_carrier",
        )


def check_may_cancel(shipment: Shipment, *, by: StaffMember) -> None:
    """Let the arrangers give up a shipment that hasn't left and isn't just changing hands."""
    check_arranges(shipment, by=by)
    if not SHIPMENT_LIFE.allows(shipment.status, ShipmentStatus.CANCELLED):
        refuse_status(shipment, _("only one that hasn't left can be cancelled."))
    if waiting_hand_over(shipment) is not None:
        raise ShipmentRefused(
            _("The shipment is being handed over: take that back first, or wait for the answer."),
            code="being_handed_over",
        )


def check_can_cancel(shipment: Shipment, *, reason: str, by: StaffMember) -> None:
    """Refuse to give a shipment up without a reason."""
    check_may_cancel(shipment, by=by)
    if not reason.strip():
        raise ShipmentRefused(_("Say why the shipment is cancelled."))


def check_may_divert(shipment: Shipment, *, by: StaffMember) -> None:
    """Let the arrangers send a shipment elsewhere while it is on its way and in somebody's hands."""
    check_arranges(shipment, by=by)
    if shipment.status != ShipmentStatus.IN_TRANSIT:
        refuse_status(shipment, _("only one on its way is diverted; else cancel it and plan another."))
    if waiting_hand_over(shipment) is not None:
        raise ShipmentRefused(
            _("The shipment is being handed over: wait for the answer."), code="being_handed_over"
        )


def check_can_divert(
    shipment: Shipment,
    *,
    allocations: Sequence[Allocation],
    planned_arrival_at: datetime,
    reason: str,
    by: StaffMember,
    at: datetime,
) -> Hospital:
    """Let what fell through on the way go to the one centre that accepted it since, and return that."""
    check_may_divert(shipment, by=by)
    if not reason.strip():
        raise ShipmentRefused(_("Say why the shipment is diverted."))
    if planned_arrival_at <= at:
        raise ShipmentRefused(_("The new planned arrival must lie ahead."), code="too_early")
    centres = {allocation.offer.centre for allocation in allocations}
    if len(centres) != 1:
        raise ShipmentRefused(_("Choose parts that one centre has accepted."), code="no_one_centre")
    destination = centres.pop()
    in_box = {content.part_id for content in contents_of(shipment)}
    for allocation in allocations:
        check_is_valid(allocation)
        if allocation.part_id not in in_box or allocation.part.status != PartStatus.ALLOCATED:
            raise ShipmentRefused(
                _("%(part)s isn't in shipment %(shipment)s, waiting for another way.")
                % {"part": allocation.part, "shipment": shipment.reference},
                code="not_in_box",
            )
    staying = [one for one in contents_of(shipment) if one.is_valid]
    if staying and destination.pk != shipment.destination_id:
        raise ShipmentRefused(
            _("%(parts)s in the same box is still meant for %(hospital)s: it can't go two ways.")
            % {"parts": names(staying), "hospital": shipment.destination.name},
            code="two_ways",
        )
    if destination.pk == shipment.origin_id:
        raise ShipmentRefused(
            _("The shipment left from %(hospital)s: cancel what it was for, and receive it back there.")
            % {"hospital": destination.name},
            code="same_place",
        )
    return destination


def check_can_label(shipment: Shipment, *, rules: RuleProfile) -> None:
    """Refuse the label of what is over, and any label while the rules don't say what stands on it."""
    if not shipment.is_open:
        refuse_status(shipment, _("it needs no label."))
    if not rules.label_fields:
        raise ShipmentRefused(
            _("The rules “%(rules)s” don't say what stands on a label.") % {"rules": rules.name},
            code="no_label_fields",
        )


def check_can_depart(shipment: Shipment, *, by: StaffMember) -> None:
    """Refuse departure without an agreed two-person check of everything in the box."""
    check_arranges(shipment, by=by)
    if shipment.status != ShipmentStatus.PLANNED:
        refuse_status(shipment, _("it isn't waiting for its check on departure."))
    for allocation in contents_of(shipment):
        check_is_valid(allocation)
    check_is_checked(shipment, CheckStage.DEPARTURE)


def check_may_deliver(shipment: Shipment, *, by: StaffMember) -> None:
    """Let those who receive the shipment close it when it has arrived."""
    check_receives(shipment, by=by)
    if shipment.status != ShipmentStatus.ARRIVED:
        refuse_status(shipment, _("it isn't waiting for its check on arrival."))


def rules_broken_by_delivery(shipment: Shipment) -> dict[Rule, str]:
    """Name the rules that closing the shipment now stands against, each with what is missing."""
    missing = objection(partial(check_is_checked, shipment, CheckStage.ARRIVAL))
    return {Rule.ARRIVAL_CHECK_BEFORE_DELIVERY: missing} if missing else {}
