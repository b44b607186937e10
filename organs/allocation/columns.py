"""Columns of candidates, made from plain lists."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

Dates = NDArray[np.datetime64]
DateLike = date | str | None

_EPOCH = date(1970, 1, 1).toordinal()
_MISSING = int(np.datetime64("NaT", "D").astype(np.int64))


def objects(values: Sequence[Any]) -> NDArray[np.object_]:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def dates(values: Sequence[DateLike] | Dates) -> Dates:
    """Dates as a column, NaT for none. Date objects go by their day number: numpy takes ten times as long."""
    if isinstance(values, np.ndarray):
        return values
    days = [value.toordinal() - _EPOCH if isinstance(value, date) else _MISSING for value in values]
    column = np.array(days, dtype=np.int64).astype("datetime64[D]")
    written = [place for place, value in enumerate(values) if isinstance(value, str) and value]
    column[written] = np.array([values[place] for place in written], dtype="datetime64[D]")
    return column


def dates_of_days(days: Sequence[int | None]) -> Dates:
    """Dates as a column, from days since 1970-01-01; NaT for none."""
    return numbers((_MISSING if day is None else day for day in days), np.int64).astype("datetime64[D]")


def moments(values: Sequence[datetime | None]) -> Dates:
    """Moments to the second, NaT for none."""
    seconds = [_MISSING if value is None else int(value.astimezone(UTC).timestamp()) for value in values]
    return np.array(seconds, dtype=np.int64).astype("datetime64[s]")


def numbers(values: Iterable[Any], dtype: Any) -> NDArray[Any]:
    return np.array(list(values), dtype=dtype)


def or_fill(values: Sequence[Any] | None, size: int, default: Any, dtype: Any) -> NDArray[Any]:
    return np.full(size, default, dtype=dtype) if values is None else numbers(values, dtype)


def check_registration(registration: NDArray[np.int64]) -> None:
    """Raise ValueError when two candidates have the same place in the order of registration."""
    in_order = np.sort(registration)
    if np.any(in_order[1:] == in_order[:-1]):
        raise ValueError("Two candidates have the same place in the order of registration.")
