"""When the contents were warmer or colder than allowed, from what was measured. Pure computation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Measurement:
    """A temperature at one moment, in °C."""

    at: datetime
    celsius: Decimal


@dataclass(frozen=True)
class Allowed:
    """The temperatures in which the contents may be kept, in °C, both included."""

    low: Decimal
    high: Decimal

    def distance(self, celsius: Decimal) -> Decimal:
        """Return how far a temperature lies outside, in °C; zero or less inside."""
        return max(self.low - celsius, celsius - self.high)

    def holds(self, celsius: Decimal) -> bool:
        return self.distance(celsius) <= 0

    def farther(self, one: Decimal, other: Decimal) -> Decimal:
        return one if self.distance(one) >= self.distance(other) else other


@dataclass(frozen=True)
class Excursion:
    """From the first measurement outside to the first one inside again; no end while there is none."""

    began_at: datetime
    ended_at: datetime | None
    extreme_c: Decimal


def find_excursions(
    measured: Iterable[Measurement], allowed: Allowed, *, until: datetime | None = None
) -> list[Excursion]:
    """Return the excursions in all that was measured, oldest first; `until` ends the last one."""
    found: list[Excursion] = []
    for one in sorted(measured):
        running = found[-1] if found and found[-1].ended_at is None else None
        if allowed.holds(one.celsius):
            if running:
                found[-1] = Excursion(running.began_at, one.at, running.extreme_c)
        elif running:
            extreme = allowed.farther(running.extreme_c, one.celsius)
            found[-1] = Excursion(running.began_at, None, extreme)
        else:
            found.append(Excursion(one.at, None, one.celsius))
    if until is not None and found and found[-1].ended_at is None:
        found[-1] = Excursion(found[-1].began_at, max(until, found[-1].began_at), found[-1].extreme_c)
    return found
