"""The policy ELAS: its versions, and what it can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from organs.allocation.elas.explained import explain
from organs.allocation.elas.facts import ListFacts
from organs.allocation.elas.listing import check_donor, filter_candidates
from organs.allocation.elas.order import Listed
from organs.allocation.explanation import Explanation
from organs.allocation.liver import LiverInputs
from organs.allocation.ranking import Ranking
from organs.allocation.versions import DATA, PolicyVersion

CSV_COLUMNS = (
    "rank",
    "candidate_id",
    "match_code",
    "tier",
    "layer",
    "obligation_key",
    "meld_key",
    "regional_key",
    "wait_key_days",
    "meld_national",
    "meld_international",
    "bg_priority",
    "distance_class",
)


@dataclass(frozen=True)
class Elas:
    """The policy with the parameters of one version."""

    facts: PolicyVersion
    csv_columns: tuple[str, ...] = CSV_COLUMNS

    def rank(self, inputs: LiverInputs) -> Ranking:
        """Rank the candidates; raises PolicyRefused when the policy doesn't apply to this donor or moment."""
        self.facts.check_in_force(inputs.at)
        centre = check_donor(inputs.donor, self.facts.parameters)
        everyone = ListFacts(inputs, centre, self.facts.parameters)
        keep = filter_candidates(everyone)
        listed = Listed(everyone.only(keep.listed))
        order = listed.order()
        return Ranking(
            policy=self.facts,
            inputs=inputs,
            rows=keep.listed[order],
            columns=listed.columns(order),
            csv_columns=self.csv_columns,
            excluded=keep.excluded,
            handle_first=keep.handle_first,
        )

    def explain(self, row: Mapping[str, Any], above: Mapping[str, Any] | None = None) -> Explanation:
        """Explain a ranked row from the row alone, and why it doesn't stand before the row above it."""
        return explain(row, above)

    def read_inputs(self, frozen: bytes) -> LiverInputs:
        """Restore frozen inputs, for a replay."""
        return LiverInputs.from_bytes(frozen)


ELAS_2020 = Elas(PolicyVersion.read(DATA / "elas_2020.json"))
