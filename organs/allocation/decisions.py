"""Decisions written as tables: of the rows, the first whose conditions all hold decides.

A column is a condition; an empty cell holds always. 1 and 0 are yes and no.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.coded import Coded

Fact = bool | int | str | NDArray[Any] | Coded
"""A fact of the donor or the list, or a column with a value for each candidate."""


@dataclass(frozen=True)
class DecisionTable:
    """Rows in the order in which they are asked; `conditions` are the columns that are conditions."""

    rows: tuple[Mapping[str, str], ...]
    conditions: tuple[str, ...]

    @classmethod
    def read(cls, path: Path, *, results: Sequence[str]) -> "DecisionTable":
        """Read a table; all columns but those of results are conditions."""
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = tuple(reader)
            names = reader.fieldnames or ()
        return cls(rows, tuple(name for name in names if name not in results))

    def where(self, **wanted: str) -> "DecisionTable":
        """The rows with these very cells, in their order, without those columns as conditions."""
        rows = tuple(row for row in self.rows if all(row[name] == cell for name, cell in wanted.items()))
        return DecisionTable(rows, tuple(name for name in self.conditions if name not in wanted))

    def first_rows(self, facts: Mapping[str, Fact], size: int) -> NDArray[np.int64]:
        """The place of the first row that holds for each candidate; -1 where none does."""
        places = np.full(size, -1, dtype=np.int64)
        open_ = np.ones(size, dtype=np.bool_)
        for place, row in enumerate(self.rows):
            holds = self._holds(row, facts, open_)
            if holds is None:
                continue
            places[holds] = place
            open_ = open_ & ~holds
            if not open_.any():
                break
        return places

    def _holds(
        self, row: Mapping[str, str], facts: Mapping[str, Fact], among: NDArray[np.bool_]
    ) -> NDArray[np.bool_] | None:
        """Where a row holds among those still open; None when it can't for this donor."""
        holds = among
        of_candidates = []
        for name in self.conditions:
            cell = row[name]
            if not cell:
                continue
            fact = facts[name]
            if isinstance(fact, np.ndarray | Coded):
                of_candidates.append((fact, cell))
            elif not _equals(fact, cell):
                return None
        for column, cell in of_candidates:
            holds = holds & (column.among({cell}) if isinstance(column, Coded) else column == int(cell))
        return holds


def _equals(fact: bool | int | str, cell: str) -> bool:
    return fact == cell if isinstance(fact, str) else int(fact) == int(cell)
