"""Taking candidates off a list step by step, each with the first reason that applies."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from organs.allocation.ranking import LeftOut, Reason

_STILL_IN = -1


class Filter:
    """Who is still on the list. Each step takes out those still in to whom it applies."""

    def __init__(self, candidate_ids: NDArray[np.object_]) -> None:
        self._candidate_ids = candidate_ids
        self._reasons: list[Reason] = []
        self._numbers = np.full(len(candidate_ids), _STILL_IN, dtype=np.int64)
        self._handle_first: list[int] = []

    @property
    def still_in(self) -> NDArray[np.bool_]:
        still_in: NDArray[np.bool_] = self._numbers == _STILL_IN
        return still_in

    @property
    def listed(self) -> NDArray[np.int64]:
        """The places of those still in."""
        return np.flatnonzero(self.still_in)

    def take_out(self, where: NDArray[np.bool_], step: str, text: str, *, handle_first: bool = False) -> None:
        """Take out those where the condition holds; `handle_first` shows them above the list instead."""
        where = where & self.still_in
        if where.any():
            self._numbers[where] = len(self._reasons)
            if handle_first:
                self._handle_first.append(len(self._reasons))
            self._reasons.append(Reason(step, text))

    def take_out_each(self, rows: NDArray[np.int64], reasons: Sequence[Reason]) -> None:
        """Take out these rows, each for a reason of its own; equal reasons are kept once."""
        known: dict[Reason, int] = {}
        start = len(self._reasons)
        self._numbers[rows] = [start + known.setdefault(reason, len(known)) for reason in reasons]
        self._reasons.extend(known)

    @property
    def excluded(self) -> LeftOut:
        return self._left_out(~self.still_in & ~np.isin(self._numbers, self._handle_first))

    @property
    def handle_first(self) -> LeftOut:
        return self._left_out(np.isin(self._numbers, self._handle_first))

    def _left_out(self, where: NDArray[np.bool_]) -> LeftOut:
        rows = np.flatnonzero(where)
        return LeftOut(rows, self._candidate_ids[rows], self._numbers[rows], tuple(self._reasons))
