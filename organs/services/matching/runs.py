"""A run ranks the candidates once, and is frozen: its rows and inputs are evidence."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from organs.allocation import PolicyRefused, Ranking, kidney_policy, policy_in_force, policy_names
from organs.models import Donor, DonorStatus, MatchInputs, MatchRun
from organs.policies.donors import can_move
from organs.policies.matching import MatchRefused, check_can_match, check_is_the_run_seen
from organs.services.crossmatches import ask_for_unranked
from organs.services.donors import lock, move_donor
from organs.services.matching.collector import collector_at_rest
from organs.services.matching.crossmatch_words import CrossmatchWords
from organs.services.matching.kidney_inputs import ReadInputs, read_kidney_inputs
from organs.services.matching.locks import hold_candidates
from organs.services.matching.organ_inputs import READERS
from organs.services.matching.rows import stored_rows
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import StaffMember


@dataclass(frozen=True, eq=False, slots=True)
class Match:
    """A ranking that was computed, and what it was computed from."""

    ranking: Ranking
    read: ReadInputs


def compute_match(donor: Donor, *, organ_kind: str, matched_at: datetime, policy: str | None = None) -> Match:
    """Rank the candidates without keeping the result; without a policy's name by the donor's."""
    policy = policy or policy_for(donor, organ_kind)
    check_can_match(donor, organ_kind, policy=policy)
    try:
        version = policy_in_force(policy, matched_at)
        with collector_at_rest():
            read = read_inputs(donor, policy=policy, at=matched_at)
            return Match(ranking=version.rank(read.inputs), read=read)
    except PolicyRefused as refusal:
        raise MatchRefused(str(refusal), code="policy") from refusal


def read_inputs(donor: Donor, *, policy: str, at: datetime) -> ReadInputs:
    """Read what a policy looks at, as it stands."""
    return _READERS[policy](donor, at=at)


def policy_for(donor: Donor, organ_kind: str) -> str:
    """Give the name of the policy by which a donor's organ goes; empty when there is none."""
    if organ_kind == OrganKind.KIDNEY:
        return kidney_policy(donor.age_years)
    return next(iter(policy_names(organ_kind)), "")


_READERS: Mapping[str, Callable[..., ReadInputs]] = {
    "etkas": read_kidney_inputs,
    "esp": partial(read_kidney_inputs, with_balances=False),
    **READERS,
}

_ANY = object()


@action("organs.match_run.made")
def run_match(
    *,
    donor: Donor,
    organ_kind: str,
    by: StaffMember | None,
    at: datetime,
    matched_at: datetime | None = None,
    policy: str | None = None,
    seen_run: MatchRun | object | None = _ANY,
) -> MatchRun:
    """Rank the candidates and keep the run, frozen, in the place of the valid one there may be.

    `seen_run` is the valid run that whoever starts this one knew of (None: knew of none); without it
    any run is replaced.
    """
    donor = lock(donor)
    hold_candidates()
    present = (
        donor.match_runs.filter(organ_kind=organ_kind, invalidated_at__isnull=True)
        .select_related("created_by")
        .first()
    )
    if seen_run is not _ANY:
        check_is_the_run_seen(seen_run, present)  # type: ignore[arg-type]  # _ANY was told apart
    previous = (
        present or donor.match_runs.filter(organ_kind=organ_kind).order_by("-created_at", "-id").first()
    )

    match = compute_match(donor, organ_kind=organ_kind, matched_at=matched_at or at, policy=policy)
    if present is not None:
        present.invalidated_at, present.invalidated_because = at, _("Another run took its place.")
        present.save(update_fields=["invalidated_at", "invalidated_because"])
    with refused_as(MatchRefused), collector_at_rest():
        run = _store(match, donor=donor, organ_kind=organ_kind, by=by, previous=previous)
    ask_for_unranked(run, by=by, at=at)
    if can_move(donor, DonorStatus.IN_ALLOCATION):
        move_donor(donor=donor, to=DonorStatus.IN_ALLOCATION, by=by, at=at)
    return run


def _store(
    match: Match, *, donor: Donor, organ_kind: str, by: StaffMember | None, previous: MatchRun | None
) -> MatchRun:
    ranking, inputs = match.ranking, match.read.inputs
    content, inputs_sha256, rows_sha256 = _freeze(match)
    run = MatchRun.objects.create(
        donor=donor,
        organ_kind=organ_kind,
        policy=ranking.policy.name,
        policy_version=ranking.policy.version,
        matched_at=inputs.at,
        created_by=by,
        donor_facts_version=donor.facts_version,
        previous_run=previous,
        balance_sheet=match.read.balance_sheet,
        candidates_count=len(ranking),
        excluded_count=len(ranking.excluded) + len(ranking.handle_first),
        inputs_sha256=inputs_sha256,
        rows_sha256=rows_sha256,
    )
    MatchInputs.objects.create(run=run, content=content)
    _copy("organs_matchcandidate", _CANDIDATE_COLUMNS, _candidate_rows(run, match))
    _copy("organs_matchexclusion", _EXCLUSION_COLUMNS, _exclusion_rows(run, match))
    return run


def _freeze(match: Match) -> tuple[bytes, str, str]:
    """Give the inputs as they are kept, compressed, and the digests of the inputs and of the rows."""
    inputs = match.read.inputs
    return zlib.compress(inputs.to_bytes(), 6), inputs.digest, match.ranking.digest


_CANDIDATE_COLUMNS = (
    "run_id",
    "rank",
    "registration_id",
    "tier",
    "total_points",
    "components",
    "is_in_standard",
    "mismatch_a",
    "mismatch_b",
    "mismatch_dr",
    "crossmatch",
    "crossmatch_reason",
)
_EXCLUSION_COLUMNS = ("run_id", "registration_id", "step", "reason")


def _candidate_rows(run: MatchRun, match: Match) -> Iterator[tuple[Any, ...]]:
    words = CrossmatchWords(match.read.inputs.donor.hla)
    for place, row in stored_rows(match.ranking, match.read.inputs):
        verdict, reason = words.of(row)
        yield (
            run.pk,
            row["rank"],
            match.read.registrations[place],
            row["tier"],
            row.get("total_points"),
            orjson.dumps(row).decode(),
            bool(row.get("offerable_standard", True)),
            row.get("mm_broad_a"),
            row.get("mm_broad_b"),
            row.get("mm_split_dr"),
            verdict,
            reason,
        )


def _exclusion_rows(run: MatchRun, match: Match) -> Iterator[tuple[Any, ...]]:
    for left_out in (match.ranking.handle_first, match.ranking.excluded):
        for place, _candidate_id, reason in left_out:
            yield run.pk, match.read.registrations[place], reason.step, reason.text


def _copy(table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write many rows at once; names of tables and columns are ours, never a user's."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
