"""EPTS: a kidney candidate's estimated post-transplant survival, as a percentile. Low is good.

The figures stand in data/epts_2024.json, the percentiles in data/epts_2024.csv.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, log

from organs.scores.tables import PercentileTable
from organs.scores.versions import ScoreRefused, ScoreVersion


@dataclass(frozen=True)
class EptsScore:
    """The raw figure and its percentile."""

    version: ScoreVersion
    raw: float
    percent: int
    terms: Mapping[str, float]


@dataclass(frozen=True)
class Epts:
    """One version of the score."""

    version: ScoreVersion

    @cached_property
    def _table(self) -> PercentileTable:
        return PercentileTable.read(self.version.parameters["table"])

    def score(
        self, *, age: float, years_of_dialysis: float, diabetes: bool, prior_transplant: bool
    ) -> EptsScore:
        """Compute the score; age and dialysis in decimal years, 0 for none.

        prior_transplant: of any solid organ. Raises ScoreRefused for a negative figure.
        """
        for name, value in (("age", age), ("years_of_dialysis", years_of_dialysis)):
            if not (isfinite(value) and value >= 0):
                raise ScoreRefused(f"The candidate's {name} is {value:g}: expected years, 0 or more.", name)
        factors = {
            "age over 25": max(age - 25, 0),
            "ln years": log(years_of_dialysis + 1),
            "no dialysis": float(years_of_dialysis == 0),
            "prior transplant": float(prior_transplant),
            "diabetes": 1.0,
        }
        terms = {}
        for name, figure in self.version.parameters["terms"].items():
            of_diabetics = name.startswith("diabetes")
            factor = factors[name.removeprefix("diabetes x ")]
            terms[name] = figure * factor * (diabetes or not of_diabetics)
        raw = sum(terms.values())
        return EptsScore(self.version, raw, self._table.percent(raw), terms)


EPTS = Epts(ScoreVersion.read("epts_2024.json"))
