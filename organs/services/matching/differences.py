"""What a run changed against the one before: who is new, who moved and why, who dropped out and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from organs.allocation import policy_of_version
from organs.models import MatchAddition, MatchCandidate, MatchRun, Offer, OfferStatus


@dataclass(frozen=True, slots=True)
class Change:
    """One candidate who stands elsewhere than before; a rank of None is: not on the list."""

    registration_id: UUID
    reference: str
    rank: int | None
    rank_before: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes between two runs."""

    new: list[Change]
    moved: list[Change]
    dropped: list[Change]
    accepted_but_gone: list[Offer]

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.moved or self.dropped)


_Rows = Mapping[UUID, tuple[int, str, dict[str, Any], str]]


def compare_runs(run: MatchRun, before: MatchRun) -> Difference:
    """Compare two frozen runs, row by row: four queries, however long they are."""
    rows, rows_before = _rows(run), _rows(before)
    return Difference(
        new=list(_new(run, before, rows, rows_before)),
        moved=list(_moved(rows, rows_before, policy_of_version(run.policy, run.policy_version).compared)),
        dropped=list(_dropped(run, rows, rows_before)),
        accepted_but_gone=accepted_but_gone(run),
    )


def accepted_but_gone(run: MatchRun) -> list[Offer]:
    """Return the acceptances of candidates whom the run names no more, neither on its list nor before it.

    Whoever was added by hand never stood on a list; whoever received the organ has left it for good.
    """
    accepted = Offer.objects.filter(
        run__donor=run.donor_id,
        organ_kind=run.organ_kind,
        status=OfferStatus.ACCEPTED,
        transplant__isnull=True,
    )
    by_hand = MatchAddition.objects.filter(run=OuterRef("run"), registration=OuterRef("registration"))
    return list(
        accepted.exclude(registration__in=run.candidates.values("registration"))
        .exclude(registration__in=run.exclusions.handle_first().values("registration"))
        .exclude(Exists(by_hand))
        .select_related("centre", "registration")
        .order_by("answered_at", "pk")
    )


def _rows(run: MatchRun) -> _Rows:
    found = MatchCandidate.objects.filter(run=run).order_by("rank")
    return {
        registration: (rank, crossmatch, components, reference)
        for registration, rank, crossmatch, components, reference in found.values_list(
            "registration_id", "rank", "crossmatch", "components", "registration__reference"
        )
    }


def _new(run: MatchRun, before: MatchRun, rows: _Rows, rows_before: _Rows) -> Iterator[Change]:
    missing = {key: row for key, row in rows.items() if key not in rows_before}
    reasons = dict(
        before.exclusions.filter(registration__in=list(missing)).values_list("registration_id", "reason")
    )
    for registration, (rank, _verdict, _components, reference) in missing.items():
        reason = reasons.get(registration)
        why = _("Before: %(reason)s") % {"reason": reason} if reason else _("Registered since.")
        yield Change(registration, reference, rank, None, why)


def _dropped(run: MatchRun, rows: _Rows, rows_before: _Rows) -> Iterator[Change]:
    gone = {key: row for key, row in rows_before.items() if key not in rows}
    reasons = dict(
        run.exclusions.filter(registration__in=list(gone)).values_list("registration_id", "reason")
    )
    for registration, (rank, _verdict, _components, reference) in gone.items():
        why = reasons.get(registration) or _("The registration is closed.")
        yield Change(registration, reference, None, rank, why)


def _moved(rows: _Rows, rows_before: _Rows, compared: Collection[str]) -> Iterator[Change]:
    for registration, (rank, verdict, components, reference) in rows.items():
        if registration not in rows_before:
            continue
        rank_before, verdict_before, components_before, _reference = rows_before[registration]
        grounds = [
            f"{name} {components_before[name]} → {components[name]}"
            for name in compared
            if name in components_before and components[name] != components_before[name]
        ]
        if verdict != verdict_before:
            grounds.append(
                _("crossmatch %(before)s → %(now)s")
                % {"before": verdict_before.replace("_", " "), "now": verdict.replace("_", " ")}
            )
        if grounds or rank != rank_before:
            why = "; ".join(grounds) or _("Others came or went above.")
            yield Change(registration, reference, rank, rank_before, why)
