"""Cold limits are computed when read; this has people know before, and when, one passes on the way.

Run every minute by the worker. Running it twice, or late, tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from messaging.models import Notice
from organs import ischaemia
from organs.ischaemia import ColdIschaemia
from organs.models import Allocation
from transplant_site.audit import action
from transplant_site.interface.times import format_duration
from transport import cold
from transport.models import Shipment
from transport.services.steps import locked, notify


class Kind:
    """What these notices are of; each is given once for a shipment and the centre it goes to."""

    AHEAD = "cold_limit_ahead"
    PASSED = "cold_limit_passed"


@dataclass(frozen=True)
class Alarm:
    """A part whose cold time is over the limit, now or when it arrives."""

    kind: str
    allocation: Allocation
    time: ColdIschaemia

    def text(self, shipment: Shipment) -> str:
        words = {
            "shipment": shipment.reference,
            "organ": self.allocation.part.organ.label,
            "time": format_duration(self.time.elapsed),
            "limit": format_duration(self.time.limit) if self.time.limit else "",
        }
        if self.kind == Kind.PASSED:
            return _("%(shipment)s, %(organ)s: cold ischaemia is over the limit of %(limit)s") % words
        text = _(
            "%(shipment)s, %(organ)s: cold ischaemia will be %(time)s at arrival, the limit is %(limit)s"
        )
        return text % words


def watch_cold_limits(*, at: datetime) -> int:
    """Tell of open shipments whose contents pass the centre's cold limit; returns how many were told of."""
    return sum(_watch(shipment, at=at) for shipment in Shipment.objects.open().order_by("pk"))


def _watch(shipment: Shipment, *, at: datetime) -> bool:
    if not _untold(shipment, at=at):
        return False
    with action("transport.cold_limit.told"):
        shipment = locked(shipment)
        untold = _untold(shipment, at=at) if shipment.is_open else []
        for alarm in untold:
            notify(
                shipment,
                alarm.text(shipment),
                kind=alarm.kind,
                organisation=True,
                centre=shipment.destination,
                people=[shipment.courier] if shipment.courier else [],
                is_urgent=True,
            )
    return bool(untold)


def _untold(shipment: Shipment, *, at: datetime) -> list[Alarm]:
    """Return the first alarm of each kind that the receiving centre was not told of."""
    alarms: dict[str, Alarm] = {}
    for alarm in _alarms(shipment, at=at):
        alarms.setdefault(alarm.kind, alarm)
    told = Notice.objects.filter(
        kind__in=alarms, subject_id=shipment.pk, hospital=shipment.destination_id
    ).values_list("kind", flat=True)
    return [alarm for kind, alarm in alarms.items() if kind not in set(told)]


def _alarms(shipment: Shipment, *, at: datetime) -> Iterator[Alarm]:
    """Find what is over the limit now or, while it still travels, will be at its arrival."""
    contents = shipment.contents.filter(ended_at__isnull=True).order_by("pk")
    allocations = list(
        contents.select_related("part__organ", "offer__registration").prefetch_related(
            "part__preservation_periods"
        )
    )
    limits = cold.limits_of(allocations, at=at)
    for allocation in allocations:
        limit = limits.get(allocation.offer.registration.programme_id)
        now = ischaemia.of_part(allocation.part, limit=limit, at=at)
        then = ischaemia.of_part(allocation.part, limit=limit, at=cold.arrival_of(shipment, at=at))
        if now is not None and now.is_over_limit:
            yield Alarm(Kind.PASSED, allocation, now)
        elif then is not None and then.is_over_limit:
            yield Alarm(Kind.AHEAD, allocation, then)
