"""Computes a frozen run again from the inputs it kept, and compares."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

from organs.allocation import policy_of_version
from organs.models import MatchRun
from organs.services.matching.rows import stored_rows


@dataclass(frozen=True, slots=True)
class Replay:
    """What computing a run anew has shown; `differences` are sentences, none when all is as it was."""

    differences: list[str]


def replay(run: MatchRun) -> Replay:
    """Rank the frozen inputs by the run's policy version and compare digests and rows with what is stored."""
    frozen = zlib.decompress(bytes(run.inputs.content))
    differences = []
    if hashlib.sha256(frozen).hexdigest() != run.inputs_sha256:
        differences.append("The inputs are not those the run was computed from.")
    policy = policy_of_version(run.policy, run.policy_version)
    inputs = policy.read_inputs(frozen)
    ranking = policy.rank(inputs)
    if ranking.digest != run.rows_sha256:
        differences.append("The ranking computed anew differs from the run's.")
    stored = run.candidates.order_by("rank").values_list("components", flat=True)
    if list(stored) != [row for _place, row in stored_rows(ranking, inputs)]:
        differences.append("The stored rows differ from the ranking computed anew.")
    left_out = sorted(
        (reason.step, reason.text)
        for part in (ranking.excluded, ranking.handle_first)
        for _row, _candidate, reason in part
    )
    if left_out != sorted(run.exclusions.values_list("step", "reason")):
        differences.append("The stored exclusions differ from those computed anew.")
    return Replay(differences)
