"""A column of text with few different values, held as numbers."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Coded:
    """`values[codes[i]]` is the text of row i."""

    codes: NDArray[np.integer[Any]]
    values: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Coded":
        texts = list(texts)
        values = tuple(dict.fromkeys(texts))
        numbers = dict(zip(values, range(len(values)), strict=True))
        codes = np.fromiter(map(numbers.__getitem__, texts), dtype=np.int32, count=len(texts))
        return cls(codes, values)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: NDArray[Any] | slice) -> "Coded":
        """The same column with only these rows, in this order."""
        return Coded(self.codes[rows], self.values)

    def among(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """True where the text is one of those wanted."""
        return self.map(lambda value: value in wanted, dtype=np.bool_)

    def others(self, *known: str) -> tuple[str, ...]:
        """The different texts beside those named."""
        return tuple(value for value in self.values if value not in known)

    def map(self, function: Callable[[str], Any], dtype: Any) -> NDArray[Any]:
        """The function's value of each row, asked once for each different text."""
        table = np.array([function(value) for value in self.values], dtype=dtype)
        return table[self.codes] if len(self.values) else np.zeros(0, dtype=dtype)

    def tolist(self) -> list[str]:
        return list(map(self.values.__getitem__, self.codes.tolist()))
