"""A plain order: identical blood groups before compatible ones, then the longer waiting time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from organs.allocation.coded import Coded
from organs.allocation.explanation import Explanation, Factor
from organs.allocation.organ import Kinds, OrganInputs
from organs.allocation.organ_listing import (
    begin_list,
    finish_list,
    ranked,
    taken_along,
    waiting_days,
    why_not_higher,
)
from organs.allocation.ranking import Ranking
from organs.allocation.versions import PolicyVersion

TIERS = ("identical", "compatible")
"""Best first."""

OWN_COLUMNS: Kinds = {}

CSV_COLUMNS = ("rank", "candidate_id", "tier", "blood_group", "waiting_seconds", "takes_with")

_KEYS = {
    "tier": "has the donor's own blood group, which comes first",
    "waiting_seconds": "has waited longer",
}


@dataclass(frozen=True)
class WaitingOrder:
    """The policy of one organ, in one version."""

    facts: PolicyVersion
    csv_columns: tuple[str, ...] = CSV_COLUMNS
    compared: tuple[str, ...] = ("tier", "waiting_seconds")

    def rank(self, inputs: OrganInputs) -> Ranking:
        """Rank the candidates; raises PolicyRefused when the policy doesn't apply to this moment."""
        self.facts.check_in_force(inputs.at)
        keep = begin_list(inputs, self.facts.parameters)
        rows = finish_list(keep, inputs)

        candidates = inputs.candidates
        is_compatible = ~candidates.blood_group[rows].among({inputs.donor.blood_group})
        waited = candidates.waiting_seconds[rows]
        return ranked(
            self.facts,
            inputs,
            keep,
            order=np.lexsort((candidates.registration[rows], -waited, is_compatible)),
            values={"tier": Coded(is_compatible.astype(np.int32), TIERS)},
            csv_columns=self.csv_columns,
        )

    def explain(self, row: Mapping[str, Any], above: Mapping[str, Any] | None = None) -> Explanation:
        """Explain a ranked row from the row alone, and why it doesn't stand before the row above it."""
        return Explanation(
            tier=row["tier"],
            tier_reason=f"Blood group {row['blood_group']}, {row['tier']}.",
            factors=(
                Factor("tier", "Blood group", row["tier"], "identical before compatible", None),
                Factor(
                    "waiting_seconds",
                    "Waiting time",
                    waiting_days(row["waiting_seconds"]),
                    "time active on the list; the longer comes first",
                    None,
                ),
            ),
            total=None,
            why_not_higher=why_not_higher(row, above, _KEYS),
            offers=taken_along(row),
        )

    def read_inputs(self, frozen: bytes) -> OrganInputs:
        """Restore frozen inputs, for a replay."""
        return OrganInputs.from_bytes(frozen, OWN_COLUMNS)
