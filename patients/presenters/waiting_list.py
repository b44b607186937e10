"""The page of a registration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from patients.models import LISTED, StatusPeriod


def listed_time(periods: Iterable[StatusPeriod], *, now: datetime) -> timedelta:
    """Sum the time in which a candidate took part in matching."""
    return sum(
        (
            (period.ended_at or now) - period.started_at
            for period in periods
            if period.status in LISTED and period.started_at < now
        ),
        timedelta(),
    )
