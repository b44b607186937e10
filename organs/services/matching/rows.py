"""A ranked row as it is stored: its components, and facts of the candidate that are shown beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from organs.allocation import Ranking

SHOWN = ("blood_group", "centre", "country")
"""The facts of the candidate that a row keeps, as they were when the run was made."""


def stored_rows(ranking: Ranking, inputs: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give, by rank, the candidate's place in the inputs and the row."""
    columns = {name: getattr(inputs.candidates, name).tolist() for name in SHOWN}
    for place, row in zip(ranking.rows.tolist(), ranking.as_rows(), strict=True):
        yield place, row | {"shown": {name: values[place] for name, values in columns.items()}}
