"""Organs are added to a donor, recovered, and split into parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from organs.models import (
    DeathDeclaration,
    Donor,
    DonorStatus,
    Organ,
    OrganPart,
    OrganRecovery,
    PartKind,
    PartStatus,
    PartStatusChange,
    Side,
)
from organs.models.donors import DONOR_LIFE
from organs.policies.donors import (
    DonorRefused,
    check_can_add_organ,
    check_can_record_recovery,
    check_can_split,
    check_is_open,
    recovery_rules_not_kept,
)
from organs.services.donors import lock, move_donor
from organs.services.events import Told, event_fields
from organs.services.exceptions import record_exception
from organs.services.parts import move_part
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import StaffMember


@action("organs.organ.added")
def add_organ(*, donor: Donor, kind: str, by: StaffMember, at: datetime, side: str = Side.NONE) -> Organ:
    """Put one organ of the donor on record, whole and available."""
    donor = lock(donor)
    check_can_add_organ(donor, kind=kind, side=side)
    with refused_as(DonorRefused):
        organ = Organ.objects.create(donor=donor, kind=kind, side=side)
        _add_part(organ, PartKind.WHOLE, by=by, at=at)
    return organ


@dataclass(frozen=True, kw_only=True, slots=True)
class Recovery:
    """When an organ was clamped, perfused and recovered; what hasn't happened yet is None."""

    cross_clamp_at: datetime | None = None
    cold_perfusion_at: datetime | None = None
    recovered_at: datetime | None = None

    @property
    def moments(self) -> list[datetime]:
        return [m for m in (self.cross_clamp_at, self.cold_perfusion_at, self.recovered_at) if m]


@action("organs.organ.recovered")
def record_recovery(
    *,
    organ: Organ,
    times: Recovery,
    by: StaffMember,
    at: datetime,
    exception_reason: str = "",
    told: Told | None = None,
) -> Organ:
    """Record the times of an organ's recovery; with the first one recovered, the donor is.

    What happened against a rule, before a declaration of death is on record, is marked as an exception.
    """
    donor = lock(organ.donor)
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    declared = DeathDeclaration.objects.filter(donor=donor).first()
    declared_at = declared.occurred_at if declared else None
    check_can_record_recovery(
        donor, times.moments, declared_at=declared_at, exception_reason=exception_reason, at=at
    )
    for name, moment in asdict(times).items():
        setattr(organ, name, moment)
    with refused_as(DonorRefused):
        organ.save(update_fields=list(asdict(times)))
        OrganRecovery.objects.create(
            organ=organ,
            **asdict(times),
            **event_fields(occurred_at=max(times.moments), by=by, at=at, told=told),
        )
    for rule in recovery_rules_not_kept(donor, times.moments, declared_at=declared_at):
        record_exception(
            rule=rule,
            subject=organ,
            donor=donor,
            reason=exception_reason,
            path=f"{donor.get_absolute_url()}#organs",
            by=by,
        )
    if organ.recovered_at and DONOR_LIFE.allows(donor.status, DonorStatus.RECOVERED):
        move_donor(donor=donor, to=DonorStatus.RECOVERED, by=by, at=at)
    return organ


@action("organs.organ.split")
def split_organ(*, organ: Organ, kinds: Sequence[str], by: StaffMember, at: datetime) -> list[OrganPart]:
    """Split a whole, available organ into parts, each of which is offered by itself."""
    donor = lock(organ.donor)
    check_is_open(donor)
    organ = Organ.objects.select_for_update().get(pk=organ.pk)
    check_can_split(organ, kinds)
    whole = organ.parts.get(kind=PartKind.WHOLE)
    move_part(part=whole, to=PartStatus.SPLIT, by=by, at=at)
    return [_add_part(organ, kind, by=by, at=at) for kind in sorted(kinds)]


def _add_part(organ: Organ, kind: str, *, by: StaffMember, at: datetime) -> OrganPart:
    part = OrganPart.objects.create(organ=organ, kind=kind)
    PartStatusChange.objects.create(part=part, to_status=PartStatus.AVAILABLE, occurred_at=at, by=by)
    return part
