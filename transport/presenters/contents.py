"""What is in the box, or is to be put into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from organs import ischaemia
from organs.ischaemia import ColdIschaemia
from organs.models import Allocation, CheckStage, TwoPersonCheck
from transplant_site.staff.models import Hospital, StaffMember
from transport import cold, reach
from transport.models import Shipment, ShipmentStatus


@dataclass(frozen=True)
class Content:
    """One organ part in the box, its checks and its cold time; nothing of the recipient."""

    allocation: Allocation
    departure_check: TwoPersonCheck | None
    arrival_check: TwoPersonCheck | None
    cold: ColdIschaemia | None
    cold_at_arrival: ColdIschaemia | None


def contents(shipment: Shipment, at: datetime) -> list[Content]:
    """Return what is in the box, in a fixed number of queries."""
    checks = Prefetch("checks", queryset=TwoPersonCheck.objects.order_by("attempt"))
    allocations = list(
        shipment.contents.select_related("part__organ__donor", "offer__registration")
        .prefetch_related("part__preservation_periods", checks)
        .order_by("pk")
    )
    limits = cold.limits_of(allocations, at=at)
    return [
        _content(shipment, allocation, limits.get(allocation.offer.registration.programme_id), at)
        for allocation in allocations
    ]


def _content(shipment: Shipment, allocation: Allocation, limit: timedelta | None, at: datetime) -> Content:
    newest = {check.stage: check for check in allocation.checks.all()}
    return Content(
        allocation=allocation,
        departure_check=newest.get(CheckStage.DEPARTURE),
        arrival_check=newest.get(CheckStage.ARRIVAL),
        cold=ischaemia.of_part(allocation.part, at=at, limit=limit),
        cold_at_arrival=ischaemia.of_part(allocation.part, at=cold.arrival_of(shipment, at=at), limit=limit),
    )


def open_boxes(allocations: Sequence[Allocation], *, staff: StaffMember) -> QuerySet[Shipment]:
    """Return the open shipments, of those that the person reaches, in which these parts are."""
    boxes = Shipment.objects.open().filter(
        shipment_contents__is_active=True, contents__part__in=[one.part_id for one in allocations]
    )
    return reach.shipments(staff).filter(pk__in=boxes.values("pk"))


def possible_origins(allocations: Sequence[Allocation], *, destination: Hospital) -> list[Hospital]:
    """Return where the contents may be: where they were recovered, or where they were brought before."""
    donors = [allocation.part.organ.donor for allocation in allocations]
    places = {place for donor in donors for place in (donor.hospital, donor.procurement_organisation)}
    parts = [allocation.part_id for allocation in allocations]
    places |= set(
        Hospital.objects.filter(
            incoming_shipments__contents__part__in=parts,
            incoming_shipments__status=ShipmentStatus.DELIVERED,
        )
    )
    return sorted(places - {destination}, key=lambda hospital: hospital.code)
