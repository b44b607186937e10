"""Exceptions of the Eurotransplant liver list: a grant is a three-month mortality, which grows by its rule.

A grant of p per cent counts as MELD(p). Standard exceptions (SE), non-standard ones (NSE) and that of
children (PED) differ in their rules: data/elas_exception_rules.csv.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import exp, log

from organs.allocation.versions import DATA
from organs.scores.rounding import half_up, half_up_whole

LOWEST_MELD, HIGHEST_MELD = 6.0, 40.0
SLOPE = 0.17557
SURVIVAL_AT_MELD_10 = 0.98037
"""Three-month survival is 0.98037 ^ exp(0.17557 (MELD - 10)). Source: settings of the open ELAS simulator."""


class ExceptionKind(StrEnum):
    STANDARD = "SE"
    NON_STANDARD = "NSE"
    PAEDIATRIC = "PED"


def meld_of_mortality(percent: float) -> float:
    """The MELD of a three-month mortality above 0 per cent, to two decimals, half up.

    40 from 100 per cent on, though 98 and 99 per cent give 40.10 and 41.03: match MELDs are bounded.
    """
    if percent >= 100:
        return HIGHEST_MELD
    meld = log(log(1 - percent / 100) / log(SURVIVAL_AT_MELD_10)) / SLOPE + 10
    return half_up(meld, 2)


def mortality_of_meld(meld: float) -> int:
    """The three-month mortality of an unrounded MELD, in whole per cent."""
    return 100 - half_up_whole(100 * SURVIVAL_AT_MELD_10 ** exp(SLOPE * (meld - 10)))


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """How an exception begins and grows. Per cent are of three-month mortality; ages in whole years."""

    rule_id: int
    kind: ExceptionKind
    country: str
    disease: str
    initial_percent: float
    is_bonus: bool
    upgrade_percent: float
    upgrade_every_days: int
    upgrade_only_below_age: int | None
    highest_percent: float
    replaced_by: int | None

    def may_grow(self, percent: float, age: int) -> bool:
        """True when a further upgrade is booked, for the age at which it would come."""
        is_young_enough = self.upgrade_only_below_age is None or age < self.upgrade_only_below_age
        return percent < self.highest_percent and is_young_enough

    def upgraded(self, percent: float) -> float:
        return min(self.highest_percent, percent + self.upgrade_percent)


@cache
def exception_rules() -> Mapping[int, ExceptionRule]:
    """Every rule, by its number."""
    with (DATA / "elas_exception_rules.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["rule_id"]): _rule(row) for row in csv.DictReader(file)}


def _rule(row: Mapping[str, str]) -> ExceptionRule:
    return ExceptionRule(
        rule_id=int(row["rule_id"]),
        kind=ExceptionKind(row["kind"]),
        country=row["country"],
        disease=row["disease"],
        initial_percent=float(row["initial_equivalent_pct"]),
        is_bonus=row["is_bonus_on_lab_meld"] == "1",
        upgrade_percent=float(row["upgrade_pct"]),
        upgrade_every_days=int(row["upgrade_every_days"]),
        upgrade_only_below_age=int(row["upgrade_only_below_age"]) if row["upgrade_only_below_age"] else None,
        highest_percent=float(row["max_equivalent_pct"]),
        replaced_by=int(row["replaced_by_rule_id"]) if row["replaced_by_rule_id"] else None,
    )
