"""Rounding as the simulators do it: int(x + 0.5), which takes what lies below zero toward zero."""

import numpy as np
from numpy.typing import NDArray


def half_up(value: float) -> int:
    """Round one value."""
    return int(value + 0.5)


def half_up_each(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round each value of a column."""
    return np.trunc(values + 0.5).astype(np.int64)
