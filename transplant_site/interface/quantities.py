"""Figures with a unit: what was typed, and the same in the other units that are in use.

Conversion factors say how much of the stored unit one of the typed unit is. Molar masses: creatinine
113.12 g/mol, bilirubin 584.66 g/mol, glucose 180.16 g/mol (PubChem).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal


def per_cent(share: Decimal) -> str:
    """Write a share of 0 to 1 in per cent, without zeros that say nothing: 37.98 for 0.3798."""
    return f"{(share * 100).normalize():f}"


@dataclass(frozen=True)
class Unit:
    code: str  # as it is stored and sent
    label: str  # as it is shown
    factor: Decimal  # of the measure's first unit
    digits: int  # shown behind the point


@dataclass(frozen=True)
class Measure:
    """A kind of figure: its units (the first is the one stored) and its limits in the first unit."""

    units: tuple[Unit, ...]
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    plausible: tuple[Decimal, Decimal] | None = None

    @property
    def stored(self) -> Unit:
        return self.units[0]

    def unit(self, code: str) -> Unit:
        return next(unit for unit in self.units if unit.code == code)


@dataclass(frozen=True)
class Quantity:
    """A figure as it was typed; `stored` is the same in the measure's first unit."""

    value: Decimal
    unit: Unit
    measure: Measure

    @property
    def stored(self) -> Decimal:
        return self.in_unit(self.measure.stored)

    def in_unit(self, unit: Unit) -> Decimal:
        return self.value * self.unit.factor / unit.factor

    @property
    def is_plausible(self) -> bool:
        if self.measure.plausible is None:
            return True
        low, high = self.measure.plausible
        return low <= self.stored <= high

    @property
    def typed(self) -> str:
        return f"{self.value.normalize():f} {self.unit.label}"

    def __str__(self) -> str:
        """`1.2 mg/dL = 106 µmol/L`: what was typed, then the other units."""
        others = [unit for unit in self.measure.units if unit.code != self.unit.code]
        return " = ".join([self.typed, *(format_quantity(self.in_unit(unit), unit) for unit in others)])


def format_quantity(value: Decimal, unit: Unit) -> str:
    """Write a figure with its unit, rounded to what the unit deserves."""
    return f"{round_for(value, unit):f} {unit.label}"


def round_for(value: Decimal, unit: Unit) -> Decimal:
    """Round a figure to what its unit deserves."""
    return value.quantize(Decimal(1).scaleb(-unit.digits), rounding=ROUND_HALF_EVEN)


def _measure(
    *units: tuple[str, str, str, int], limits: tuple[str, str], plausible: tuple[str, str]
) -> Measure:
    return Measure(
        tuple(Unit(code, label, Decimal(factor), digits) for code, label, factor, digits in units),
        Decimal(limits[0]),
        Decimal(limits[1]),
        (Decimal(plausible[0]), Decimal(plausible[1])),
    )


# Limits are what no patient can have; plausible is what rarely needs a second look.
CREATININE = _measure(
    ("mg/dL", "mg/dL", "1", 2),
    ("umol/L", "µmol/L", "0.011312", 0),
    limits=("0.05", "40"),
    plausible=("0.2", "15"),
)
BILIRUBIN = _measure(
    ("mg/dL", "mg/dL", "1", 1),
    ("umol/L", "µmol/L", "0.058466", 0),
    limits=("0.01", "200"),
    plausible=("0.1", "50"),
)
ALBUMIN = _measure(
    ("g/dL", "g/dL", "1", 1), ("g/L", "g/L", "0.1", 0), limits=("0.2", "10"), plausible=("1", "6")
)
SODIUM = _measure(("mmol/L", "mmol/L", "1", 0), limits=("80", "220"), plausible=("110", "180"))
GLUCOSE = _measure(
    ("mg/dL", "mg/dL", "1", 0),
    ("mmol/L", "mmol/L", "18.016", 1),
    limits=("5", "3000"),
    plausible=("40", "800"),
)
HEIGHT = _measure(("cm", "cm", "1", 0), limits=("20", "260"), plausible=("45", "215"))
WEIGHT = _measure(("kg", "kg", "1", 1), limits=("0.3", "450"), plausible=("2", "220"))
