"""The policy ETKAS: its versions, and what it can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from organs.allocation.etkas.explained import explain
from organs.allocation.etkas.listing import check_donor, filter_candidates
from organs.allocation.etkas.points import COMPONENTS, Listed
from organs.allocation.explanation import Explanation
from organs.allocation.kidney import KidneyInputs
from organs.allocation.ranking import Ranking
from organs.allocation.versions import DATA, PolicyVersion

CSV_COLUMNS = (
    "rank",
    "candidate_id",
    "tier",
    "total_points",
    *COMPONENTS,
    "mm_broad_a",
    "mm_broad_b",
    "mm_split_dr",
    "unacceptable_clear",
)


@dataclass(frozen=True)
class Etkas:
    """The policy with the parameters of one version."""

    facts: PolicyVersion
    csv_columns: tuple[str, ...] = CSV_COLUMNS
    compared: tuple[str, ...] = ("tier", "total_points", *COMPONENTS)

    def rank(self, inputs: KidneyInputs) -> Ranking:
        """Rank the candidates; raises PolicyRefused when the policy doesn't apply to this donor or moment."""
        self.facts.check_in_force(inputs.at)
        check_donor(inputs.donor, self.facts.parameters)
        keep = filter_candidates(inputs, self.facts.parameters)
        listed = Listed(inputs, keep.listed, self.facts.parameters)
        order = listed.order()
        return Ranking(
            policy=self.facts,
            inputs=inputs,
            rows=listed.rows[order],
            columns=listed.columns(order),
            csv_columns=self.csv_columns,
            excluded=keep.excluded,
            handle_first=keep.handle_first,
        )

    def explain(self, row: Mapping[str, Any], above: Mapping[str, Any] | None = None) -> Explanation:
        """Explain a ranked row from the row alone, and why it doesn't stand before the row above it."""
        return explain(row, above, self.facts.parameters)

    def read_inputs(self, frozen: bytes) -> KidneyInputs:
        """Restore frozen inputs, for a replay."""
        return KidneyInputs.from_bytes(frozen)


ETKAS_2021 = Etkas(PolicyVersion.read(DATA / "etkas_2021.json"))
