"""The policy ESP: its versions, and what it can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from organs.allocation.esp.explained import explain
from organs.allocation.esp.listing import check_donor, filter_candidates
from organs.allocation.esp.standing import COMPONENTS, Listed
from organs.allocation.explanation import Explanation
from organs.allocation.kidney import KidneyInputs
from organs.allocation.ranking import Ranking
from organs.allocation.versions import DATA, PolicyVersion

CSV_COLUMNS = (
    "rank",
    "candidate_id",
    "tier",
    "hu",
    "total_points",
    "offerable_standard",
    "extended_rank",
)


@dataclass(frozen=True)
class Esp:
    """The policy with the parameters and tables of one version."""

    facts: PolicyVersion
    csv_columns: tuple[str, ...] = CSV_COLUMNS
    compared: tuple[str, ...] = ("tier", "hu", "total_points", *COMPONENTS, "offerable_standard")

    def rank(self, inputs: KidneyInputs) -> Ranking:
        """Rank the candidates; raises PolicyRefused when the policy doesn't apply to this donor or moment."""
        self.facts.check_in_force(inputs.at)
        check_donor(inputs.donor, self.facts.parameters)
        keep = filter_candidates(inputs, self.facts.parameters)
        listed = Listed(inputs, keep.listed, self.facts)
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


ESP_2021 = Esp(PolicyVersion.read(DATA / "esp_2021.json"))
