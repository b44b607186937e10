"""Lung: candidates by a composite score that was entered for them. For clinicians: docs/policies/lung.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from organs.allocation.coded import Coded
from organs.allocation.explanation import Explanation, Factor
from organs.allocation.filtering import Filter
from organs.allocation.organ import DAYS, NUMBERS, TEXTS, OrganInputs
from organs.allocation.organ_listing import begin_list, finish_list, ranked, taken_along, why_not_higher
from organs.allocation.ranking import Ranking
from organs.allocation.versions import DATA, PolicyVersion

OWN_COLUMNS = {"score": NUMBERS, "score_date": DAYS, "score_until": DAYS, "score_source": TEXTS}
"""None as score: none was entered. score_until is the first day on which it counts no more; None: no end."""

CSV_COLUMNS = ("rank", "candidate_id", "score", "score_date", "score_source", "takes_with")

ONLY_TIER = "S"

_KEYS = {"score": "has the higher score: {above[score]:.4f} to {row[score]:.4f}"}


@dataclass(frozen=True)
class Lung:
    """The policy with the parameters of one version."""

    facts: PolicyVersion
    csv_columns: tuple[str, ...] = CSV_COLUMNS
    compared: tuple[str, ...] = ("score", "score_date")

    def rank(self, inputs: OrganInputs) -> Ranking:
        """Rank the candidates; raises PolicyRefused when the policy doesn't apply to this moment."""
        self.facts.check_in_force(inputs.at)
        keep = begin_list(inputs, self.facts.parameters)
        self._require_score(keep, inputs)
        rows = finish_list(keep, inputs)

        candidates, own = inputs.candidates, inputs.candidates.own
        score = own["score"][rows]
        dates = own["score_date"][rows].astype(str)
        return ranked(
            self.facts,
            inputs,
            keep,
            order=np.lexsort((candidates.registration[rows], -score)),
            values={
                "tier": Coded(np.zeros(len(rows), dtype=np.int32), (ONLY_TIER,)),
                "score": score,
                "score_date": Coded.of(dates.tolist()),
                "score_source": own["score_source"][rows],
            },
            csv_columns=self.csv_columns,
        )

    def _require_score(self, keep: Filter, inputs: OrganInputs) -> None:
        own, parameters = inputs.candidates.own, self.facts.parameters
        score, until, today = own["score"], own["score_until"], np.datetime64(inputs.day)
        keep.take_out(np.isnan(score), "no_score", "No composite score is entered: none is computed here.")
        for day in np.unique(until[keep.still_in & (until <= today)]):
            text = f"The composite score held until {day}, and was not entered anew."
            keep.take_out(until == day, "score_ended", text)
        for missing, what in (
            (np.isnat(own["score_date"]), "date"),
            (own["score_source"].among({""}), "source"),
        ):
            keep.take_out(missing, "data_incomplete", f"The composite score has no {what}.")
        ahead = own["score_date"] > today
        keep.take_out(ahead, "data_incomplete", "The composite score is dated after the moment of the match.")
        low, high = parameters["lowest_score"], parameters["highest_score"]
        beyond = (score < low) | (score > high)
        keep.take_out(beyond, "data_incomplete", f"The composite score lies outside {low} to {high}.")

    def explain(self, row: Mapping[str, Any], above: Mapping[str, Any] | None = None) -> Explanation:
        """Explain a ranked row from the row alone, and why it doesn't stand before the row above it."""
        return Explanation(
            tier=row["tier"],
            tier_reason="One list, by score.",
            factors=(
                Factor(
                    "score",
                    "Composite score",
                    f"{row['score']:.4f} of {row['score_date']}",
                    f"entered, from: {row['score_source']}",
                    row["score"],
                ),
            ),
            total=row["score"],
            why_not_higher=why_not_higher(row, above, _KEYS),
            offers=taken_along(row),
        )

    def read_inputs(self, frozen: bytes) -> OrganInputs:
        """Restore frozen inputs, for a replay."""
        return OrganInputs.from_bytes(frozen, OWN_COLUMNS)


LUNG_2025 = Lung(PolicyVersion.read(DATA / "lung_2025.json"))
