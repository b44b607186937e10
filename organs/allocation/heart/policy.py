"""The policy for hearts: who is on the list, and its order."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from organs.allocation.coded import Coded
from organs.allocation.explanation import Explanation, Factor
from organs.allocation.filtering import Filter
from organs.allocation.heart.classes import Classes
from organs.allocation.organ import DAYS, MOMENTS, NUMBERS, TEXTS, OrganInputs
from organs.allocation.organ_listing import (
    begin_list,
    finish_list,
    ranked,
    taken_along,
    waiting_days,
    why_not_higher,
)
from organs.allocation.ranking import Ranking
from organs.allocation.versions import DATA, DonorRefused, PolicyVersion

OWN_COLUMNS = {
    "heart_status": TEXTS,
    "status_since": MOMENTS,
    "status_until": DAYS,
    "distance_nm": NUMBERS,
}
"""Empty heart_status: none stated. status_until is the first day on which the status holds no more; None:
no end. distance_nm lies between donor hospital and centre; None: not known."""

CSV_COLUMNS = (
    "rank",
    "candidate_id",
    "class",
    "heart_status",
    "blood_group_match",
    "distance_nm",
    "seconds_at_status",
    "takes_with",
)

_KEYS = {
    "class": "is in class {above[class]}, which comes before {row[class]}",
    "seconds_at_status": "has been at its present status for longer",
}


@dataclass(frozen=True)
class Heart:
    """The policy with the tables of one version."""

    facts: PolicyVersion
    csv_columns: tuple[str, ...] = CSV_COLUMNS
    compared: tuple[str, ...] = ("class", "heart_status", "blood_group_match", "distance_nm")

    @cached_property
    def classes(self) -> Classes:
        return Classes(self.facts)

    def rank(self, inputs: OrganInputs) -> Ranking:
        """Rank the candidates; raises PolicyRefused when the policy doesn't apply to this donor or moment."""
        self.facts.check_in_force(inputs.at)
        self._check_donor(inputs)
        keep = begin_list(inputs, self.facts.parameters)
        self._require_status(keep, inputs)
        self._require_distance(keep, inputs)
        rows = finish_list(keep, inputs)

        candidates, own = inputs.candidates, inputs.candidates.own
        statuses, distances = own["heart_status"][rows], own["distance_nm"][rows]
        matches = self._matches(inputs)[rows]
        classes = self.classes.of(statuses, matches, distances)
        seconds = int(inputs.at.timestamp()) - own["status_since"][rows].astype(np.int64)
        return ranked(
            self.facts,
            inputs,
            keep,
            order=np.lexsort((candidates.registration[rows], -seconds, classes)),
            values={
                "tier": Coded(classes, tuple(map(str, range(int(classes.max(initial=0)) + 1)))),
                "class": classes,
                "heart_status": statuses,
                "blood_group_match": matches,
                "distance_nm": distances,
                "seconds_at_status": seconds,
            },
            csv_columns=self.csv_columns,
        )

    def _check_donor(self, inputs: OrganInputs) -> None:
        limit = self.facts.parameters["donor_age_from"]
        if inputs.donor.age < limit:
            raise DonorRefused(
                f"The classes are those for donors of {limit} and more. For a donor of {inputs.donor.age:g} "
                "there is no sourced order of hearts, so that nobody is ranked."
            )

    def _require_status(self, keep: Filter, inputs: OrganInputs) -> None:
        own, at = inputs.candidates.own, inputs.at
        statuses, until = own["heart_status"], own["status_until"]
        keep.take_out(statuses.among({""}), "no_heart_status", "No heart status is recorded.")
        for status in statuses.others("", *self.classes.urgencies):
            text = f"{status} is not a status of this list."
            keep.take_out(statuses.among({status}), "no_heart_status", text)
        today = np.datetime64(inputs.day)
        for day in np.unique(until[keep.still_in & (until <= today)]):
            text = f"The heart status held until {day}, and was not stated anew."
            keep.take_out(until == day, "heart_status_ended", text)
        missing = np.isnat(own["status_since"])
        keep.take_out(missing, "data_incomplete", "The time of the present heart status is missing.")
        ahead = own["status_since"].astype(np.int64) > int(at.timestamp())
        keep.take_out(ahead, "data_incomplete", "The heart status begins after the moment of the match.")

    def _require_distance(self, keep: Filter, inputs: OrganInputs) -> None:
        candidates, donor = inputs.candidates, inputs.donor
        for country in candidates.country.others(donor.country):
            text = f"The classes are those of one nation, {donor.country}: there is none for {country}."
            keep.take_out(candidates.country.among({country}), "other_country", text)
        unknown = np.isnan(candidates.own["distance_nm"])
        text = "The distance is not known: the donor hospital or the centre has no coordinates."
        keep.take_out(unknown, "data_incomplete", text)

    def _matches(self, inputs: OrganInputs) -> Coded:
        groups = inputs.candidates.blood_group
        matches = [self.classes.match(group, donor=inputs.donor.blood_group) for group in groups.values]
        return Coded(groups.codes, tuple(matches))

    def explain(self, row: Mapping[str, Any], above: Mapping[str, Any] | None = None) -> Explanation:
        """Explain a ranked row from the row alone, and why it doesn't stand before the row above it."""
        status = self.classes.labels[row["heart_status"]]
        within = self.classes.within(row["class"])
        match = row["blood_group_match"]
        return Explanation(
            tier=row["tier"],
            tier_reason=f"{status}, {match} blood group match, {within}.",
            factors=(
                Factor("heart_status", "Status", status, "the table's first column", None),
                Factor(
                    "blood_group_match",
                    "Blood group",
                    f"{row['blood_group']}, {match} match",
                    "primary before secondary at the same urgency and distance",
                    None,
                ),
                Factor(
                    "distance_nm",
                    "Distance",
                    f"{row['distance_nm']:.1f} NM",
                    f"the first class that reaches so far: {within}",
                    None,
                ),
                Factor(
                    "seconds_at_status",
                    "Time at this status",
                    waiting_days(row["seconds_at_status"]),
                    "within a class the longer comes first (an assumption)",
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


HEART_2025 = Heart(PolicyVersion.read(DATA / "heart_2025.json"))
