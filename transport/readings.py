"""What a person or a device tells of a shipment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from transplant_site.staff.models import StaffMember
from transport.models import Shipment

LARGEST_BATCH = 1_000


@dataclass(frozen=True)
class Reading:
    """What a person or a device tells of a shipment at one moment."""

    kind: str
    occurred_at: datetime
    client_id: str = ""
    latitude: float | None = None
    longitude: float | None = None
    temperature_c: Decimal | None = None
    device: str = ""
    note: str = ""
    expected_arrival_at: datetime | None = None

    def as_document(self, shipment: Shipment, *, by: StaffMember, at: datetime) -> dict[str, Any]:
        position = None
        if self.latitude is not None and self.longitude is not None:
            position = {"lat": self.latitude, "lon": self.longitude}
        return {
            "shipment_id": shipment.pk,
            "kind": self.kind,
            "occurred_at": self.occurred_at,
            "recorded_at": at,
            "recorded_by": by.pk,
            "client_id": self.client_id or None,
            "device": self.device or None,
            "position": position,
            "temperature_c": None if self.temperature_c is None else float(self.temperature_c),
            "note": self.note or None,
            "details": {"expected_arrival_at": self.expected_arrival_at}
            if self.expected_arrival_at
            else None,
        }
