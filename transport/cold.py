"""The cold time of what is in a box: now, and when it arrives, against the limit of the receiving centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from organs import ischaemia
from organs.models import Allocation
from transport.models import Shipment


def arrival_of(shipment: Shipment, *, at: datetime) -> datetime:
    """Return when it arrived or, by what is known at `at`, arrives at the earliest."""
    return shipment.arrived_at or max(shipment.arrives_at, at)


def limits_of(allocations: Sequence[Allocation], *, at: datetime) -> dict[UUID, timedelta]:
    """Return the limits that the receiving programmes have set themselves, by programme."""
    return ischaemia.limits_of({one.offer.registration.programme_id for one in allocations}, at=at)
