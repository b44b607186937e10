"""The class of each candidate: by urgency, blood group match and distance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import inf

import numpy as np
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from organs.allocation.versions import PolicyVersion

NO_CLASS = 0

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Classes:
    """The tables of one version: statuses, blood group matches, and the classes in their order."""

    facts: PolicyVersion

    @cached_property
    def urgencies(self) -> Mapping[str, str]:
        """The row of the table under which a status falls."""
        return {row["status"]: row["urgency"] for row in self.facts.tables["statuses"]}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What a status is called."""
        return {row["status"]: row["label"] for row in self.facts.tables["statuses"]}

    def match(self, candidate: str, *, donor: str) -> str:
        """Primary or secondary; empty when the blood groups have no class."""
        for row in self.facts.tables["blood_groups"]:
            if row["donor"] == donor and candidate in row["candidates"].split():
                return row["blood_group_match"]
        return ""

    @cached_property
    def _bounds(self) -> Mapping[tuple[str, str], tuple[list[float], list[int]]]:
        """By urgency and match, nearest first: distances at or within which a class holds, and the class."""

        def key(row: Mapping[str, str]) -> tuple[str, str]:
            return row["urgency"], row["blood_group_match"]

        rows = sorted(self.facts.tables["classes"], key=lambda row: (*key(row), int(row["class"])))
        return {
            name: (
                [float(row["within_nm"] or inf) for row in group],
                [int(row["class"]) for row in group],
            )
            for name, found in groupby(rows, key=key)
            for group in [list(found)]
        }

    def within(self, number: int) -> str:
        """The distance of a class in words: `within 500 NM` or `in the nation`."""
        row = self.facts.tables["classes"][number - 1]
        return f"within {row['within_nm']} NM" if row["within_nm"] else "in the nation"

    def of(self, statuses: Coded, matches: Coded, distances_nm: NDArray[np.float64]) -> Ints:
        """The first class whose conditions hold; NO_CLASS where none does."""
        found = np.full(len(statuses), NO_CLASS, dtype=np.int64)
        for (urgency, match), (bounds, classes) in self._bounds.items():
            wanted = [status for status, of_status in self.urgencies.items() if of_status == urgency]
            here = statuses.among(wanted) & matches.among({match}) & ~np.isnan(distances_nm)
            if here.any():
                found[here] = np.array(classes)[np.searchsorted(bounds, distances_nm[here], side="left")]
        return found
