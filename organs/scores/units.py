"""From a laboratory's figures, in its units and with their times, to the values of a formula."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from organs.scores.meld import LiverValues
from organs.scores.versions import ScoreRefused
from transplant_site.interface.quantities import (
    ALBUMIN,
    BILIRUBIN,
    CREATININE,
    SODIUM,
    Measure,
    Quantity,
    Unit,
)

MEASURES: Mapping[str, Measure] = {
    "bilirubin": BILIRUBIN,
    "creatinine": CREATININE,
    "inr": Measure((Unit("1", "INR", Decimal(1), 2),), Decimal("0.1"), Decimal(30)),
    "sodium": SODIUM,
    "albumin": ALBUMIN,
}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One laboratory value: what, how much, in which unit (mg/dL, umol/L, mmol/L, g/dL, g/L, 1), when."""

    name: str
    value: Decimal
    unit: str
    taken_at: datetime

    @property
    def stored(self) -> Decimal:
        """The value in the formula's unit: mg/dL, mmol/L, g/dL. Raises ScoreRefused for another's unit."""
        return in_formula_unit(self.name, self.value, self.unit)

    def __str__(self) -> str:
        return f"{self.name} {self.value} {self.unit} of {self.taken_at:%d-%b-%Y %H:%M}"


def in_formula_unit(name: str, value: Decimal, unit: str) -> Decimal:
    """Convert a value of creatinine, bilirubin or albumin to mg/dL or g/dL, exactly.

    Raises ScoreRefused for a unit that doesn't go with what was measured, or a value nobody can have.
    """
    measure = MEASURES[name]
    found = next((known for known in measure.units if known.code == unit), None)
    if found is None:
        units = ", ".join(known.code for known in measure.units)
        raise ScoreRefused(f"{unit} is not a unit of {name}: expected {units}.")
    stored = Quantity(value, found, measure).stored
    lowest, highest = measure.minimum or stored, measure.maximum or stored
    if not lowest <= stored <= highest:
        raise ScoreRefused(f"{name} {value} {unit} lies outside {lowest} to {highest} {measure.stored.code}.")
    return stored


@dataclass(frozen=True)
class DatedValues:
    """The values of a formula, and the measurement each was taken from."""

    values: LiverValues
    measurements: Mapping[str, Measurement]

    @property
    def oldest_taken_at(self) -> datetime | None:
        """The moment from which the score of these values ages."""
        return min((measurement.taken_at for measurement in self.measurements.values()), default=None)


def values_at(
    measurements: Iterable[Measurement],
    at: datetime,
    *,
    dialysis: bool = False,
    not_older_than: timedelta | None = None,
) -> DatedValues:
    """The newest value of each kind at a moment; what is older than a limit counts as not measured.

    Later measurements don't count. A moment needs a time zone.
    """
    newest: dict[str, Measurement] = {}
    for measurement in measurements:
        if measurement.taken_at > at:
            continue
        if not_older_than is not None and measurement.taken_at < at - not_older_than:
            continue
        known = newest.get(measurement.name)
        if known is None or measurement.taken_at >= known.taken_at:
            newest[measurement.name] = measurement
    values = {name: float(measurement.stored) for name, measurement in newest.items() if name in MEASURES}
    return DatedValues(LiverValues(**values, dialysis=dialysis), newest)
