"""What a timeline shows: one event after the other, each a sentence with its moment and who recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as `_components/timeline.html` shows it."""

    at: datetime
    sentence: str
    who: Any = ""
    icon: str = "circle-fill"
    tone: str = "neutral"
    recorded_at: datetime | None = None
    on_behalf_of: Any = ""
    note: str = ""
