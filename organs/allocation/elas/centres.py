"""Where a centre lies, and what it counts as in obligations and centre offers."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from organs.allocation.versions import DATA


@dataclass(frozen=True, slots=True)
class Centre:
    """A liver centre; region is the German one, empty elsewhere."""

    code: str
    country: str
    region: str
    obligation_party: str
    offer_group: str


@cache
def centres() -> Mapping[str, Centre]:
    """Every centre of the table, by its code."""
    with (DATA / "elas_centres.csv").open(encoding="utf-8", newline="") as file:
        return {row["center"]: Centre(*row.values()) for row in csv.DictReader(file)}


def centre_of(code: str, parameters: Mapping[str, Any]) -> Centre | None:
    """The centre of a code; one that isn't in the table lies where its first letter says, if at all."""
    known = centres().get(code)
    if known is not None:
        return known
    country = parameters["countries"].get(code[:1])
    if country is None:
        return None
    is_party = country in parameters["countries_with_centres_as_parties"]
    return Centre(code, country, "", code if is_party else country, code)
