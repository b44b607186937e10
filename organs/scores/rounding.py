"""Rounding and bounding as the published formulas mean it."""

from math import floor


def half_up(value: float, digits: int = 0) -> float:
    """Round to so many decimals, halves up: floor(x + 0.5).

    Python's own round() takes halves to the even neighbour, which no allocation rule does.
    """
    scale = 10.0**digits
    return floor(value * scale + 0.5) / scale


def half_up_whole(value: float) -> int:
    """Round to a whole number, halves up."""
    return floor(value + 0.5)


def bounded(value: float, lowest: float | None, highest: float | None) -> float:
    """The value, or the end of its bounds that it lies beyond; None is no bound."""
    if lowest is not None and value < lowest:
        return float(lowest)
    if highest is not None and value > highest:
        return float(highest)
    return value
