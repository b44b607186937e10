"""Explaining a row of the liver list, from the row alone."""

from collections.abc import Mapping
from typing import Any

from organs.allocation.elas.listing import RULE_WORDS
from organs.allocation.explanation import Explanation, Factor

_DISTANCES = {
    "L": "at the procuring centre",
    "R": "in the region of the allocation centre",
    "H": "elsewhere in the country",
    "A": "abroad",
}

_KEYS = (
    ("tier", "a higher tier"),
    ("layer", "a higher layer"),
    ("obligation_key", "an older obligation"),
    ("meld_key", "a higher MELD"),
    ("regional_key", "the same region"),
    ("wait_key_days", "more days of waiting"),
    ("last_key", "a later date in the last comparison"),
)


def explain(row: Mapping[str, Any], above: Mapping[str, Any] | None) -> Explanation:
    """Give tier and keys of a row, and the first key in which the row above is ahead.

    The order compares keys one after the other; only the MELD key is a figure of points, and it is the total.
    """
    return Explanation(
        tier=row["tier"],
        tier_reason=_tier_reason(row),
        factors=tuple(
            Factor(name, label, value, rule, row["meld_key"] if name == "meld_key" else 0)
            for name, label, value, rule in _factors(row)
        ),
        total=row["meld_key"],
        why_not_higher=_why_not_higher(row, above),
    )


def _tier_reason(row: Mapping[str, Any]) -> str:
    status = "High urgency" if row["urgency"] == "HU" else "Elective"
    status = "Approved combined organs" if row["aco"] and row["urgency"] != "HU" else status
    where = "local" if row["local"] else "national" if row["national"] else "abroad"
    return f"{status}, {where}: class {row['urgency_class']}."


def _factors(row: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    marks = [
        word
        for word, holds in (("paediatric", row["paediatric"]), ("below 55 kg", row["low_weight"]))
        if holds
    ]
    obligation = row["obligation_number"]
    return [
        (
            "layer",
            "Layer",
            f"{row['layer']}" + (f" ({', '.join(marks)})" if marks else ""),
            "the country's table, by donor, candidate, obligation and blood group",
        ),
        (
            "obligation_key",
            "Obligation",
            f"number {obligation}" if obligation else "none",
            "the oldest has the highest number; for whole livers of the elective class",
        ),
        (
            "meld_key",
            "Match MELD",
            f"{row['meld_national']} at home, {row['meld_international']} abroad",
            "exceptions count at home and for an obligation; none for high urgency and combined organs",
        ),
        ("regional_key", "Region", _DISTANCES[row["distance_class"]], "breaks ties in Germany"),
        (
            "wait_key_days",
            "Waiting time",
            f"{row['wait_key_days']} days",
            "since approval (combined organs) or high urgency, or at this MELD or above without a break",
        ),
        (
            "bg_priority",
            "Blood group",
            f"{row['blood_group']}, priority {row['bg_priority']}",
            f"on this list for this candidate: {RULE_WORDS[row['bg_rule']]}",
        ),
    ]


def _why_not_higher(row: Mapping[str, Any], above: Mapping[str, Any] | None) -> str:
    if row["rank"] == 1:
        return "First on the list."
    if above is None:
        return ""
    for name, words in _KEYS:
        if above[name] != row[name]:
            return f"Rank {above['rank']} has {words}{_figures(name, row, above)}."
    return f"Rank {above['rank']} is equal in all keys and was registered earlier."


def _figures(name: str, row: Mapping[str, Any], above: Mapping[str, Any]) -> str:
    return "" if name in ("last_key", "regional_key") else f": {above[name]} to {row[name]}"
