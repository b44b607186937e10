"""The way of a shipment, step by step: planned against actual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from transport.models import Shipment, ShipmentStatus


@dataclass(frozen=True)
class Step:
    """One step of the way: planned against actual."""

    name: str
    state: str
    planned_at: datetime | None = None
    actual_at: datetime | None = None
    note: str = ""


def steps(shipment: Shipment, at: datetime) -> list[Step]:
    """Return the way of the shipment as steps; what was cancelled ends there."""
    reached = {change.to_status: change.occurred_at for change in shipment.status_changes.all()}
    planned = {
        ShipmentStatus.IN_TRANSIT: shipment.planned_departure_at,
        ShipmentStatus.ARRIVED: shipment.planned_arrival_at,
    }
    way = [
        ShipmentStatus.PLANNED,
        ShipmentStatus.READY,
        ShipmentStatus.IN_TRANSIT,
        ShipmentStatus.ARRIVED,
        ShipmentStatus.DELIVERED,
    ]
    if shipment.status == ShipmentStatus.CANCELLED:
        way = [one for one in way if one in reached] + [ShipmentStatus.CANCELLED]
    # What was left out, as an exception, doesn't come next.
    newest = max((place for place, one in enumerate(way) if one in reached), default=0)
    way = [one for place, one in enumerate(way) if one in reached or place > newest]
    upcoming = next((one for one in way if one not in reached), None)
    return [
        Step(
            name=str(one.label),
            state=_state(one, reached, upcoming, planned.get(one), at),
            planned_at=planned.get(one),
            actual_at=reached.get(one),
        )
        for one in way
    ]


def _state(
    step: ShipmentStatus,
    reached: dict[str, datetime],
    upcoming: ShipmentStatus | None,
    planned_at: datetime | None,
    at: datetime,
) -> str:
    if step in reached:
        return "done"
    if step != upcoming:
        return "next"
    return "late" if planned_at is not None and at > planned_at else "current"
