"""The outcome of a policy: candidates in order with their components, and those left out with the reason."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from organs.allocation.versions import FrozenInputs, PolicyVersion

Column = NDArray[Any] | Coded
"""A value for each candidate; texts of which few differ are held as numbers."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate isn't ranked: the step of the policy that took it out, and a sentence."""

    step: str
    text: str


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Candidates that aren't ranked. `rows` are their places in the input, in its order."""

    rows: NDArray[np.int64]
    candidate_ids: NDArray[np.object_]
    reason_numbers: NDArray[np.int64]
    reasons: tuple[Reason, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[int, str, Reason]]:
        """(place in the input, candidate_id, reason) of each."""
        reasons = map(self.reasons.__getitem__, self.reason_numbers.tolist())
        return zip(self.rows.tolist(), self.candidate_ids.tolist(), reasons, strict=True)

    def as_columns(self) -> dict[str, list[Any]]:
        reasons = list(map(self.reasons.__getitem__, self.reason_numbers.tolist()))
        return {
            "candidate_id": self.candidate_ids.tolist(),
            "step": [reason.step for reason in reasons],
            "reason": [reason.text for reason in reasons],
        }


@dataclass(frozen=True, eq=False)
class Ranking:
    """A ranked list. `columns` hold one value per ranked candidate, in order of rank.

    `rows` are the ranked candidates' places in the input. Every column named in `csv_columns` is there,
    and beside them the raw values from which a row can be explained.
    """

    policy: PolicyVersion
    inputs: FrozenInputs
    rows: NDArray[np.int64]
    columns: Mapping[str, Column]
    csv_columns: tuple[str, ...]
    excluded: LeftOut
    handle_first: LeftOut

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, rank: int) -> dict[str, Any]:
        """The row of a rank (the first is 1), as plain Python values."""
        if not 1 <= rank <= len(self):
            raise IndexError(f"There is no rank {rank} in a list of {len(self)}.")
        return next(self.as_rows(rank, rank))

    def as_rows(self, start: int = 1, stop: int | None = None) -> Iterator[dict[str, Any]]:
        """The rows from one rank to another, both included, as plain Python values."""
        names = tuple(self.columns)
        span = slice(start - 1, stop)
        lists = (column[span].tolist() for column in self.columns.values())
        return (dict(zip(names, values, strict=True)) for values in zip(*lists, strict=True))

    def as_columns(self) -> dict[str, list[Any]]:
        """All columns as lists of plain Python values: for writing many rows at once."""
        return {name: column.tolist() for name, column in self.columns.items()}

    def to_csv(self) -> str:
        """The list as CSV with a header, lines ending in a newline."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.csv_columns)
        writer.writerows(zip(*(self.columns[name].tolist() for name in self.csv_columns), strict=True))
        return out.getvalue()

    def to_bytes(self) -> bytes:
        """The whole outcome as canonical bytes: what a replay must give again."""
        return orjson.dumps(
            {
                "form": "ranking/1",
                "policy": {
                    "name": self.policy.name,
                    "version": self.policy.version,
                    "sha256": self.policy.digest,
                },
                "inputs_sha256": self.inputs.digest,
                "ranked": self.as_columns(),
                "excluded": self.excluded.as_columns(),
                "handle_first": self.handle_first.as_columns(),
            },
            option=orjson.OPT_SORT_KEYS,
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return hashlib.sha256(self.to_bytes()).hexdigest()
