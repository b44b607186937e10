"""Tables that map a raw figure to a percentile."""

import csv
from bisect import bisect_left
from dataclasses import dataclass

from organs.scores.versions import DATA


@dataclass(frozen=True)
class PercentileTable:
    """Percentiles by raw figure: a row holds over its lower end, up to and including its upper."""

    upper_ends: tuple[float, ...]
    percents: tuple[int, ...]

    @classmethod
    def read(cls, file_name: str) -> "PercentileTable":
        """Read a file of three columns: over, up to (empty in the last row: no end), per cent."""
        with (DATA / file_name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))[1:]
        return cls(
            tuple(float(upper or "inf") for _, upper, _ in rows), tuple(int(percent) for *_, percent in rows)
        )

    def percent(self, raw: float) -> int:
        """The percentile of a raw figure, 0 to 100; a figure beyond the table counts as its last row."""
        place = bisect_left(self.upper_ends, raw)
        return self.percents[min(place, len(self.percents) - 1)]
