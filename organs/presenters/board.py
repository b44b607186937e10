"""The coordinator's board: live offers by time left, and who is next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from organs import reach, turn
from organs.models import MatchCandidate, MatchRun, Offer, OfferKind, OrganPart, PartStatus
from transplant_site.records.vocabulary import CrossmatchVerdict
from transplant_site.staff.models import StaffMember


@dataclass(frozen=True)
class Line:
    """A live offer and what it waits for."""

    offer: Offer
    is_overdue: bool
    labels: list[str]

    @property
    def is_backup(self) -> bool:
        return self.offer.kind == OfferKind.BACKUP


@dataclass(frozen=True)
class ToPlace:
    """A run with an organ that nobody has accepted, and the candidate whose turn it is."""

    run: MatchRun
    parts: list[OrganPart] = field(default_factory=list)
    candidate: MatchCandidate | None = None
    open_offers: int = 0

    @property
    def waits_for_laboratory(self) -> bool:
        return (
            self.candidate is not None
            and getattr(self.candidate, "verdict", "") == CrossmatchVerdict.CANNOT_BE_EXCLUDED
        )


@dataclass(frozen=True)
class Board:
    lines: list[Line]
    to_place: list[ToPlace]
    at: datetime


def board(staff: StaffMember, *, at: datetime) -> Board:
    """Read the board in a number of queries that doesn't grow with it."""
    offers = list(
        reach.offers(staff)
        .open()
        .select_related("run__donor", "centre", "registration")
        .prefetch_related("parts__organ")
    )
    lines = [
        Line(offer, offer.is_overdue(at), [part.organ.label for part in offer.parts.all()])
        for offer in offers
    ]
    lines.sort(key=lambda line: _urgency(line, at))
    return Board(lines, _to_place(reach.match_runs(staff), offers), at)


def _urgency(line: Line, at: datetime) -> tuple[int, float]:
    """Order by what needs a hand first: overdue, running out, not confirmed, backups."""
    deadline = line.offer.deadline_at
    if deadline is not None:
        return (0, (deadline - at).total_seconds())
    return (2 if line.is_backup else 1, line.offer.sent_at.timestamp())


def _to_place(runs: QuerySet[MatchRun], offers: Iterable[Offer]) -> list[ToPlace]:
    free: dict[tuple[UUID, str], list[OrganPart]] = defaultdict(list)
    valid = runs.filter(invalidated_at__isnull=True)
    parts = OrganPart.objects.filter(status=PartStatus.AVAILABLE, organ__donor__in=valid.values("donor"))
    for part in parts.select_related("organ").order_by("organ__kind", "organ__side", "kind"):
        free[part.organ.donor_id, part.organ.kind].append(part)
    waiting = [
        run
        for run in valid.select_related("donor").order_by("created_at")
        if (run.donor_id, run.organ_kind) in free
    ]
    next_by_run = {
        candidate.run_id: candidate
        for candidate in turn.next_candidates(MatchRun.objects.filter(pk__in=[run.pk for run in waiting]))
    }
    return [
        ToPlace(
            run=run,
            parts=free[run.donor_id, run.organ_kind],
            candidate=next_by_run.get(run.pk),
            open_offers=sum(offer.run_id == run.pk for offer in offers),
        )
        for run in waiting
    ]
