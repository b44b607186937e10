"""The tiers of ESP: a table of rules for each donor country, the first that fits decides."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from organs.allocation.esp.places import LOCATIONS
from organs.allocation.versions import DonorRefused

TIERS = ("A", "B", "C", "D", "E", "F", "G", "H", "I")
"""Best first."""

NEAR = frozenset({"L", "S", "R"})

Rule = Mapping[str, str]


def tiers_of(rules: Sequence[Rule], country: str) -> NDArray[np.int8]:
    """Give the tier, as its place in TIERS, by senior (0, 1), location, programme ESP (0, 1), same subregion.

    The location is a place in LOCATIONS. Where no rule fits, -1 stands.
    """
    of_country = rules_for(rules, country)
    shape = (2, len(LOCATIONS), 2, 2)
    table = np.full(shape, -1, dtype=np.int8)
    for case in product(*map(range, shape)):
        tier = next(_fitting(of_country, *case), None)
        if tier is not None:
            table[case] = TIERS.index(tier)
    return table


def rules_for(rules: Sequence[Rule], country: str) -> list[Rule]:
    """The rules for donors of a country, in their order; refused when there are none."""
    found = [rule for rule in rules if rule["donor_country"] == country]
    if not found:
        known = ", ".join(dict.fromkeys(rule["donor_country"] for rule in rules))
        raise DonorRefused(f"ESP has no tiers for donors of {country}; it has for {known}.")
    return found


def _fitting(
    rules: Sequence[Rule], senior: int, location: int, programme: int, same_subregion: int
) -> Iterator[str]:
    case = {
        "senior": str(senior),
        "location": LOCATIONS[location],
        "near": str(int(LOCATIONS[location] in NEAR)),
        "programme": "ESP" if programme else "ETKAS",
        "same_subregion": str(same_subregion),
    }
    for rule in rules:
        if all(rule[name] in ("", value) for name, value in case.items()):
            yield rule["tier"]
