"""KDRI and KDPI: how a donor's kidney compares with those of a reference year. Low is good.

KDRI = exp(sum of coefficient x factor) / scaling factor; KDPI is its percentile in the table of the same
version. The figures stand in data/kdpi_2024.json and data/kdri_2009.json, with their sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp, isfinite

from organs.scores.rounding import bounded
from organs.scores.tables import PercentileTable
from organs.scores.versions import ScoreRefused, ScoreVersion


@dataclass(frozen=True, slots=True)
class KidneyDonorFacts:
    """What the index looks at: age in whole years, cm, kg, last creatinine in mg/dL.

    hypertension and diabetes None: not known. stroke: death of a cerebrovascular cause. black and hepatitis_c
    count in the version of 2009 only.
    """

    age: int
    height_cm: float
    weight_kg: float
    creatinine: float
    hypertension: bool | None
    diabetes: bool | None
    stroke: bool
    dcd: bool
    black: bool = False
    hepatitis_c: bool = False

    def __post_init__(self) -> None:
        if self.age != int(self.age) or self.age < 0:
            raise ScoreRefused(f"The donor's age is {self.age:g}: expected whole years.", "age")
        for name in ("height_cm", "weight_kg", "creatinine"):
            value = getattr(self, name)
            if not (isfinite(value) and value > 0):
                raise ScoreRefused(f"The donor's {name} is {value:g}: expected a figure above zero.", name)


@dataclass(frozen=True)
class KdpiScore:
    """The index (1 is the median of the reference year) and its percentile, None where no table is held."""

    version: ScoreVersion
    kdri: float
    kdpi: int | None
    terms: Mapping[str, float]


@dataclass(frozen=True)
class KidneyDonorIndex:
    """One version of the index."""

    version: ScoreVersion

    @cached_property
    def _table(self) -> PercentileTable | None:
        name = self.version.parameters["table"]
        return PercentileTable.read(name) if name else None

    def score(self, donor: KidneyDonorFacts) -> KdpiScore:
        """Compute KDRI (above zero, unrounded) and KDPI (0 to 100 per cent).

        Age, height, weight and creatinine beyond their bounds count as the bound (creatinine: 8 mg/dL). Where
        hypertension or diabetes isn't known, its share in the reference population counts; without such a
        share the score is refused.
        """
        figures = self.version.parameters
        factors = _factors(*self._within_bounds(donor))
        factors |= {name: self._known_or_share(name, donor) for name in ("hypertension", "diabetes")}
        factors |= {name: float(getattr(donor, name)) for name in ("black", "stroke", "hepatitis_c", "dcd")}
        terms = {name: figure * factors[name] for name, figure in figures["terms"].items()}
        kdri = exp(sum(terms.values())) / figures["scaling"]
        return KdpiScore(self.version, kdri, self._table.percent(kdri) if self._table else None, terms)

    def _within_bounds(self, donor: KidneyDonorFacts) -> list[float]:
        """Age, height, weight and creatinine."""
        return [
            bounded(getattr(donor, name), lowest, highest)
            for name, (lowest, highest) in self.version.parameters["bounds"].items()
        ]

    def _known_or_share(self, name: str, donor: KidneyDonorFacts) -> float:
        known: bool | None = getattr(donor, name)
        if known is not None:
            return float(known)
        shares = self.version.parameters["share_of_reference_population"]
        if shares is None:
            raise ScoreRefused(f"{self.version.title} needs to know whether there was {name}.", name)
        return float(shares[name])


def _factors(age: float, height_cm: float, weight_kg: float, creatinine: float) -> dict[str, float]:
    return {
        "age - 40": age - 40,
        "age - 18, below 18": min(age - 18, 0),
        "age - 50, above 50": max(age - 50, 0),
        "(height - 170) / 10": (height_cm - 170) / 10,
        "(weight - 80) / 5, below 80": min(weight_kg - 80, 0) / 5,
        "creatinine - 1": creatinine - 1,
        "creatinine - 1.5, above 1.5": max(creatinine - 1.5, 0),
    }


KDPI = KidneyDonorIndex(ScoreVersion.read("kdpi_2024.json"))
KDRI_2009 = KidneyDonorIndex(ScoreVersion.read("kdri_2009.json"))
