"""An organ's page: its parts and their lives, how it was kept, whom it was offered to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property

from organs import ischaemia, reach
from organs.ischaemia import ColdIschaemia
from organs.models import (
    MatchRun,
    Offer,
    Organ,
    OrganAssessment,
    OrganPart,
    PartStatus,
    PartStatusChange,
    PreservationPeriod,
    Transplant,
)
from transplant_site.access.permissions import Permission
from transplant_site.interface.timeline import Event
from transplant_site.staff.models import StaffMember

SHOWN = 50


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part: its steps, how it was kept, and its cold time while that can be told."""

    part: OrganPart
    steps: list[Event]
    periods: list[PreservationPeriod]
    cold: ColdIschaemia | None


@dataclass
class OrganPage:
    """All that an organ's page shows to one person, in a number of queries that doesn't grow."""

    organ: Organ
    viewer: StaffMember
    at: datetime

    @cached_property
    def parts(self) -> list[PartLine]:
        """The parts that the person reaches; a centre sees nothing of what went to another one."""
        parts = list(
            reach.parts(self.viewer)
            .filter(organ=self.organ)
            .select_related("organ")
            .prefetch_related("status_changes__by", "preservation_periods")
            .order_by("kind")
        )
        limits = self._limits(parts)
        return [
            PartLine(
                part=part,
                steps=[self._step(change) for change in part.status_changes.all()],
                periods=list(part.preservation_periods.all()),
                cold=ischaemia.of_part(part, at=self.at, limit=limits.get(part.pk)),
            )
            for part in parts
        ]

    def _step(self, change: PartStatusChange) -> Event:
        """Tell a step; who took it and why only to the donor's own organisation: it may be another centre."""
        says_who = self.viewer.may(Permission.DONOR_READ)
        label = str(PartStatus(change.to_status).label)
        return Event(
            at=change.occurred_at,
            sentence=f"{label}: {change.reason}" if says_who and change.reason else label,
            who=change.by if says_who else "",
            icon="flag",
            recorded_at=change.recorded_at,
        )

    def _limits(self, parts: list[OrganPart]) -> dict[Any, Any]:
        """Give the limit of the centre that accepted a part, by the part."""
        programmes = dict(
            OrganPart.objects.filter(
                pk__in=[part.pk for part in parts], allocations__ended_at__isnull=True
            ).values_list("pk", "allocations__offer__registration__programme")
        )
        limits = ischaemia.limits_of({key for key in programmes.values() if key}, at=self.at)
        return {part: limits[programme] for part, programme in programmes.items() if programme in limits}

    @cached_property
    def assessments(self) -> list[OrganAssessment]:
        found = self.organ.donor.organ_assessments.filter(organ_kind=self.organ.kind)
        return list(found.select_related("recorded_by", "on_behalf_of"))

    @cached_property
    def runs(self) -> list[MatchRun]:
        found = reach.match_runs(self.viewer).filter(donor=self.organ.donor_id, organ_kind=self.organ.kind)
        return list(found.select_related("created_by").order_by("-created_at")[:SHOWN])

    @cached_property
    def offers(self) -> list[Offer]:
        found = reach.offers(self.viewer).filter(pk__in=self._offers_of_it)
        return list(found.select_related("centre").order_by("-sent_at")[:SHOWN])

    @cached_property
    def transplants(self) -> list[Transplant]:
        found = reach.transplants(self.viewer).filter(offer__in=self._offers_of_it)
        return list(found.select_related("hospital").order_by("-occurred_at"))

    @property
    def _offers_of_it(self) -> Any:
        return Offer.objects.filter(parts__organ=self.organ).values("pk")
