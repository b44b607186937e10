"""What every clinical event is recorded with: when it happened, by whom it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from organs.policies.donors import check_has_happened
from transplant_site.staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class Told:
    """An event is recorded on behalf of someone, who told it in a way that is noted."""

    on_behalf_of: StaffMember
    note: str
    said_at: datetime | None = None
    """When it was said, of an answer; an event has its own time."""


def event_fields(
    *, occurred_at: datetime, by: StaffMember, at: datetime, told: Told | None = None
) -> dict[str, Any]:
    """Give the fields of an event that has happened; one that lies in the future is refused."""
    check_has_happened(occurred_at, at=at)
    return {"occurred_at": occurred_at, "recorded_by": by, **told_fields(told)}


def told_fields(told: Told | None) -> dict[str, Any]:
    """Give the fields that say on whose behalf an event is recorded, if on anyone's."""
    return {"on_behalf_of": told.on_behalf_of, "on_behalf_note": told.note} if told else {}
