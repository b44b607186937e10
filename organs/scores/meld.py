"""Scores of a liver candidate: MELD 3.0, MELD-Na, UNOS-MELD and the others of the same form.

All are a constant plus coefficients times logarithms of laboratory values, or times what a value lacks to a
reference (137 - sodium). The figures of each stand in data/*.json with their sources.

Units: bilirubin and creatinine mg/dL, sodium mmol/L, albumin g/dL, INR without. Every value is first set to
the nearest end of its bounds. The sum is then bounded (6 to 40 for the MELD scores) and rounded half up:
`unrounded` is the bounded sum, `value` the whole number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, log
from typing import Any

from organs.scores.rounding import bounded, half_up, half_up_whole
from organs.scores.versions import ScoreRefused, ScoreVersion

UMOL_PER_MG_DL = {"creatinine": 1 / 0.011312, "bilirubin": 1 / 0.058466}
"""For formulas that are stated in µmol/L. Molar masses 113.12 and 584.66 g/mol (PubChem)."""


@dataclass(frozen=True, slots=True)
class LiverValues:
    """Laboratory values of a candidate; None is not measured.

    bilirubin and creatinine in mg/dL, sodium in mmol/L, albumin in g/dL. dialysis: twice within the last
    seven days, or 24 hours of CVVHD.
    """

    bilirubin: float | None = None
    creatinine: float | None = None
    inr: float | None = None
    sodium: float | None = None
    albumin: float | None = None
    dialysis: bool = False

    def __post_init__(self) -> None:
        for name in ("bilirubin", "creatinine", "inr", "sodium", "albumin"):
            value = getattr(self, name)
            if value is not None and not (isfinite(value) and value > 0):
                raise ScoreRefused(f"The {name} is {value:g}: a measured value is above zero.", name)


@dataclass(frozen=True)
class Score:
    """A score: whole number, the figure before rounding, and the values as the formula used them."""

    version: ScoreVersion
    value: int
    unrounded: float
    used: Mapping[str, float]


@dataclass(frozen=True)
class LiverScore:
    """One score in one version."""

    version: ScoreVersion

    def score(
        self,
        values: LiverValues,
        *,
        age: float | None = None,
        is_female: bool | None = None,
        has_growth_failure: bool | None = None,
    ) -> Score:
        """Compute the score of these values.

        age is in years, at registration, and needed by MELD 3.0 and PELD; is_female by MELD 3.0 from 18
        years on; has_growth_failure by PELD. Raises ScoreRefused when something needed is missing, or the
        score isn't for this age.
        """
        figures = self.version.parameters
        used = self._within_bounds(values)
        total = self._constant(age, is_female, has_growth_failure)
        for term, coefficient in figures["terms"].items():
            total += coefficient * _term(term, used, figures.get("references", {}))
        if figures.get("round_to_tenths_and_times_ten"):
            total = half_up(total, 1) * 10
        if "sodium_correction" in figures:
            total = _corrected_for_sodium(total, 137.0 - used["sodium"], figures["sodium_correction"])
        unrounded = bounded(total, figures["result"]["at_least"], figures["result"]["at_most"])
        return Score(self.version, half_up_whole(unrounded), unrounded, used)

    def _within_bounds(self, values: LiverValues) -> dict[str, float]:
        figures = self.version.parameters
        used: dict[str, float] = {}
        for name, bounds in figures["values"].items():
            value = getattr(values, name)
            if value is None and "if_missing" in bounds:
                value = bounds[bounds["if_missing"]]
            elif value is not None and bounds.get("unit") == "umol/L":
                value *= UMOL_PER_MG_DL[name]
            if name == "creatinine" and values.dialysis and "creatinine_on_dialysis" in figures:
                value = figures["creatinine_on_dialysis"]
            if value is None:
                raise ScoreRefused(f"{self.version.title} needs the {_NAMES.get(name, name)}.", name)
            used[name] = bounded(value, bounds["at_least"], bounds["at_most"])
        return used

    def _constant(self, age: float | None, is_female: bool | None, has_growth_failure: bool | None) -> float:
        figures = self.version.parameters
        if "adolescents" in figures:
            return self._constant_by_age_and_sex(age, is_female, figures)
        constant = float(figures["intercept"])
        if "below_years" in figures:
            if age is None or has_growth_failure is None:
                raise ScoreRefused(
                    f"{self.version.title} needs the age and whether growth has failed.", "age"
                )
            if not 0 <= age < figures["below_years"]:
                text = f"{self.version.title} is for children below {figures['below_years']}, not at {age:g}."
                raise ScoreRefused(text, "age")
            constant += figures["below_one_year"] * (age < 1) + figures["growth_failure"] * has_growth_failure
        return constant

    def _constant_by_age_and_sex(
        self, age: float | None, is_female: bool | None, figures: Mapping[str, Any]
    ) -> float:
        adolescents = figures["adolescents"]
        if age is None:
            raise ScoreRefused(f"{self.version.title} needs the age at registration.", "age")
        if age < adolescents["from_years"]:
            raise ScoreRefused(
                f"{self.version.title} is for candidates registered at {adolescents['from_years']} years or "
                f"older, not at {age:g}: younger ones have PELD-Cr, which this system doesn't compute.",
                "age",
            )
        if age < adolescents["below_years"]:
            return float(adolescents["intercept"])
        if is_female is None:
            text = f"{self.version.title} needs the sex of a candidate registered as an adult."
            raise ScoreRefused(text, "is_female")
        return float(figures["intercept"] + figures["female"] * is_female)


_NAMES = {"inr": "INR"}


def _term(term: str, used: Mapping[str, float], references: Mapping[str, float]) -> float:
    """A term of a formula: `ln inr`, `sodium lack` (reference - sodium), or a product `a x b`."""
    product = 1.0
    for factor in term.split(" x "):
        if factor.startswith("ln "):
            product *= log(used[factor.removeprefix("ln ")])
        else:
            name = factor.removesuffix(" lack")
            product *= references[name] - used[name]
    return product


def _corrected_for_sodium(meld: float, lack: float, correction: Mapping[str, float]) -> float:
    if meld <= correction["above"]:
        return meld
    return meld + correction["per_mmol"] * lack + correction["per_mmol_and_point"] * meld * lack


MELD3 = LiverScore(ScoreVersion.read("meld3_2023.json"))
MELD = LiverScore(ScoreVersion.read("meld_2016.json"))
MELD_NA = LiverScore(ScoreVersion.read("meld_na_2016.json"))
UNOS_MELD = LiverScore(ScoreVersion.read("unos_meld_2014.json"))
REMELD_NA = LiverScore(ScoreVersion.read("remeld_na_2014.json"))
REMELD = LiverScore(ScoreVersion.read("remeld_2014.json"))
DYN_REMELD = LiverScore(ScoreVersion.read("dyn_remeld_2014.json"))
UKELD = LiverScore(ScoreVersion.read("ukeld_2008.json"))
PELD = LiverScore(ScoreVersion.read("peld_2002.json"))

LIVER_SCORES: Mapping[str, LiverScore] = {
    score.version.name: score
    for score in (MELD3, MELD_NA, MELD, UNOS_MELD, REMELD_NA, REMELD, DYN_REMELD, UKELD, PELD)
}
"""Every score of a liver candidate, by name."""
