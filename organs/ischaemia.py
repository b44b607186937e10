"""Cold ischaemia: how long an organ part has been without blood, cold.

It runs from cold perfusion to removal from cooling. A part that was on a machine has a preservation time
instead, and no cold limit. Orientation values inform; only a centre's own limit raises alarms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from organs import profile
from organs.models import OrganPart, PreservationPeriod
from organs.models.organs import MACHINES
from organs.profile import Hours
from transplant_site.records.days import day_of
from transplant_site.staff.models import Programme, ProgrammeCriteria


@dataclass(frozen=True)
class ColdIschaemia:
    """The time of one part at a moment, against the centre's limit if there is one."""

    began_at: datetime
    until: datetime
    limit: timedelta | None = None
    orientation: Hours | None = None
    has_ended: bool = False
    is_pumped: bool = False

    @property
    def elapsed(self) -> timedelta:
        return max(self.until - self.began_at, timedelta(0))

    @property
    def left(self) -> timedelta | None:
        return None if self.limit is None or self.is_pumped else self.limit - self.elapsed

    @property
    def is_over_limit(self) -> bool:
        return self.left is not None and self.left < timedelta(0)

    @property
    def minutes(self) -> int:
        return int(self.elapsed.total_seconds() // 60)

    @property
    def limit_minutes(self) -> int | None:
        return None if self.limit is None or self.is_pumped else int(self.limit.total_seconds() // 60)


def of_part(
    part: OrganPart,
    *,
    at: datetime,
    limit: timedelta | None = None,
    periods: Iterable[PreservationPeriod] | None = None,
) -> ColdIschaemia | None:
    """Return a part's time at `at`, or none while cold perfusion isn't recorded."""
    began_at = part.organ.cold_perfusion_at
    if began_at is None or began_at > at:
        return None
    ended_at = part.removed_from_cooling_at
    has_ended = ended_at is not None and ended_at <= at
    kept = part.preservation_periods.all() if periods is None else periods
    rules = profile.configured()
    return ColdIschaemia(
        began_at=began_at,
        until=ended_at if has_ended and ended_at is not None else at,
        limit=limit,
        orientation=rules.cold_ischaemia(part.organ.kind) if rules else None,
        has_ended=has_ended,
        is_pumped=any(period.kind in MACHINES for period in kept),
    )


def limit_of(programme: Programme, *, at: datetime) -> timedelta | None:
    """Return the limit that the centre has set itself, if it has."""
    return limits_of({programme.pk}, at=at).get(programme.pk)


def limits_of(programmes: Collection[UUID], *, at: datetime) -> dict[UUID, timedelta]:
    """Return the limits of the programmes, by key, that have set themselves one."""
    rows = ProgrammeCriteria.objects.valid_on(day_of(at)).filter(
        programme__in=programmes, cold_ischaemia_max_minutes__isnull=False
    )
    return {row.programme_id: timedelta(minutes=row.cold_ischaemia_max_minutes or 0) for row in rows}
