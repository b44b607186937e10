"""Blood groups: who may receive from whom. Rh is recorded, never a rule for organs."""

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

BLOOD_GROUPS = ("O", "A", "B", "AB")

_TABLE = Path(__file__).parent / "data" / "abo_compatibility.csv"


class ABORule(StrEnum):
    """Which recipients a donor's blood group may go to."""

    COMPATIBLE = "compatible"
    IDENTICAL = "identical"
    LIVER_1 = "et_liver_1"
    LIVER_2 = "et_liver_2"


@cache
def recipients(rule: ABORule) -> Mapping[str, frozenset[str]]:
    """The recipients' blood groups by the donor's."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["donor"]: frozenset(row["recipients"].split())
            for row in csv.DictReader(file)
            if row["rule"] == rule
        }


def may_receive(candidate: str, *, donor: str, rule: ABORule = ABORule.COMPATIBLE) -> bool:
    """True when the rule lets a candidate of one blood group receive from a donor of another."""
    return candidate in recipients(rule)[donor]
