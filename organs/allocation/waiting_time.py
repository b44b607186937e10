"""Waiting on dialysis, and waiting time given back when a kidney graft fails early."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from organs.allocation.rounding import half_up_each

_DAY = 86_400

RETURNED_SHARES: tuple[tuple[int, float], ...] = ((91, 1.0), (183, 0.75), (275, 0.5), (365, 0.25))
"""(days of graft survival up to and including, share given back). Source: rules of the ETKidney simulator."""


def seconds_since(dates: NDArray[np.datetime64], at: datetime) -> NDArray[np.int64]:
    """Seconds from midnight (UTC) of each date to a moment; 0 without a date or for one still ahead."""
    missing = np.isnat(dates)
    days = np.where(missing, 0, dates.astype(np.int64))
    return np.where(missing, 0, np.maximum(0, int(at.timestamp()) - days * _DAY))


def waiting_points(
    dialysis_seconds: NDArray[np.int64],
    returned_days: NDArray[np.float64],
    *,
    per_year: float,
    days_per_year: float,
) -> NDArray[np.int64]:
    """Points for years on dialysis and for returned years, rounded together."""
    dialysis = dialysis_seconds / _DAY / days_per_year
    returned = returned_days / days_per_year
    return half_up_each(per_year * dialysis + per_year * returned)


def returned_share(graft_survival_days: int, shares: Sequence[Sequence[float]] = RETURNED_SHARES) -> float:
    """The share of the earlier waiting time given back to a candidate whose graft survived so many days."""
    if graft_survival_days < 0:
        raise ValueError("A graft can't have survived a negative number of days.")
    return next((share for days, share in shares if graft_survival_days <= days), 0.0)


def returned_waiting_days(waited_days: float, graft_survival_days: int) -> float:
    """The days of waiting given back: those waited before the transplant, times the returned share."""
    if waited_days < 0:
        raise ValueError("Nobody has waited a negative number of days.")
    return waited_days * returned_share(graft_survival_days)
