"""How an organ part was kept: on ice, on a machine, warm; each kind of time by itself, never added up."""

from __future__ import annotations

from datetime import datetime

from organs.models import Donor, OrganPart, PreservationKind, PreservationPeriod
from organs.models.organs import MACHINES
from organs.policies.preservation import PreservationRefused, check_can_record, check_times
from organs.services import donors
from organs.services.events import Told, told_fields
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import StaffMember


@action("organs.preservation.recorded")
def record_preservation(
    *,
    part: OrganPart,
    kind: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    ended_at: datetime | None = None,
    told: Told | None = None,
) -> PreservationPeriod:
    """Record how a part was kept from one moment, until another or until the next period begins."""
    part = _lock(part)
    check_can_record(part, by=by)
    check_times(occurred_at, ended_at, at=at)
    with refused_as(PreservationRefused):
        _end_open(part, at=occurred_at)
        return PreservationPeriod.objects.create(
            part=part,
            kind=kind,
            occurred_at=occurred_at,
            ended_at=ended_at,
            recorded_by=by,
            **told_fields(told),
        )


@action("organs.preservation.begun")
def begin(*, part: OrganPart, kind: PreservationKind, by: StaffMember, at: datetime) -> None:
    """Let a part be kept in this way from now on, unless it is already. Part of the action that moves it."""
    part = _hold(part)
    kept = part.preservation_periods.filter(ended_at__isnull=True).first()
    if kept is not None and (kept.kind == kind or kept.occurred_at > at):
        return
    _end_open(part, at=at)
    if not part.preservation_periods.filter(ended_at__gt=at).exists():  # else it is told already
        PreservationPeriod.objects.create(part=part, kind=kind, occurred_at=at, recorded_by=by)


@action("organs.preservation.ended")
def end_machine(*, part: OrganPart, at: datetime) -> None:
    """Take a part from the machine that carried it. Part of the action that receives it."""
    part = _hold(part)
    part.preservation_periods.filter(
        kind__in=sorted(MACHINES), ended_at__isnull=True, occurred_at__lte=at
    ).update(ended_at=at)


def end_all(*, part: OrganPart, at: datetime) -> None:
    """End what still goes on when a part is taken out to be implanted. Part of that action."""
    _end_open(_hold(part), at=at)


def _end_open(part: OrganPart, *, at: datetime) -> None:
    part.preservation_periods.filter(ended_at__isnull=True, occurred_at__lte=at).update(ended_at=at)


def _lock(part: OrganPart) -> OrganPart:
    donors.lock(Donor.objects.get(organs__parts=part.pk))
    return _hold(part)


def _hold(part: OrganPart) -> OrganPart:
    """Read a part anew and hold it; an action that holds parts asks for no donor any more."""
    return OrganPart.objects.select_for_update(of=("self",)).select_related("organ__donor").get(pk=part.pk)
