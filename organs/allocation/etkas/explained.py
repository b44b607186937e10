"""Explaining a row of the ETKAS list, from the row alone."""

from collections.abc import Mapping
from typing import Any

from organs.allocation.explanation import Explanation, Factor

_TIERS = {
    "D": "No A, B or DR mismatch",
    "C": "Paediatric candidate, donor below 18",
    "B": "Everyone else",
}

_DISTANCES = {
    "L": "in the donor's region (in small countries: in the donor's country)",
    "N": "elsewhere in the donor's country",
    "I": "abroad",
}

_PAEDIATRIC = ("not paediatric", "below 18 at the match", "registered before 18")

_COMPONENT_LABELS = {
    "hla_points": "HLA match",
    "hla_ped_points": "HLA match, paediatric",
    "wait_points": "Waiting time",
    "mmp_points": "Mismatch probability",
    "distance_points": "Distance",
    "nat_balance_points": "National balance",
    "reg_balance_points": "Regional balance",
    "pediatric_bonus": "Paediatric bonus",
    "hu_bonus": "High urgency",
}


def explain(
    row: Mapping[str, Any], above: Mapping[str, Any] | None, parameters: Mapping[str, Any]
) -> Explanation:
    """Give tier, factors and total of a row, and what keeps it below the row above."""
    return Explanation(
        tier=row["tier"],
        tier_reason=_tier_reason(row),
        factors=tuple(
            Factor(name, label, *_value_and_rule(name, row, parameters), row[name])
            for name, label in _COMPONENT_LABELS.items()
        ),
        total=row["total_points"],
        why_not_higher=_why_not_higher(row, above),
    )


def _tier_reason(row: Mapping[str, Any]) -> str:
    reason = _TIERS[row["tier"][0]]
    if row["tier"] in ("D1", "D2", "D3"):
        return f"{reason}; homozygous at {row['homozygous_loci']} of 3 loci, as the donor is at all three."
    return f"{reason}."


def _value_and_rule(name: str, row: Mapping[str, Any], parameters: Mapping[str, Any]) -> tuple[str, str]:
    dialysis = row["dialysis_seconds"] / 86_400 / parameters["days_per_year"]
    returned = row["previous_wait_days"] / parameters["days_per_year"]
    balanced = ", ".join(parameters["countries_with_regional_balance"])
    mismatches = f"{row['mm_broad_a']} A, {row['mm_broad_b']} B, {row['mm_split_dr']} DR mismatches"
    paediatric = _PAEDIATRIC[row["paediatric"]]
    distances = parameters["distance_points"]
    table = {
        "hla_points": (mismatches, _hla_rule(parameters)),
        "hla_ped_points": (paediatric, "the same points again for a paediatric candidate"),
        "wait_points": (
            f"{dialysis:.2f} years since first dialysis, {returned:.2f} years returned",
            f"{parameters['waiting_points_per_year']} a year, both rounded together",
        ),
        "mmp_points": (
            f"{row['mmp_ten_thousandths'] / 10_000:.4f} % (vPRA {row['vpra'] * 100:.2f} %)",
            "1 per percent",
        ),
        "distance_points": (
            _DISTANCES[row["distance"]],
            f"{distances['L']} in the region, {distances['N']} in the country, {distances['I']} abroad",
        ),
        "nat_balance_points": (
            f"balance {row['nat_balance']:g}",
            f"{parameters['national_balance_points']} x the country's balance in the donor's age group",
        ),
        "reg_balance_points": (
            f"balance {row['reg_balance']:g}",
            f"{parameters['regional_balance_points']} x the centre's balance, within {balanced}",
        ),
        "pediatric_bonus": (paediatric, f"{parameters['paediatric_points']} for a paediatric candidate"),
        "hu_bonus": (
            "high urgency" if row["hu_bonus"] else "not high urgency",
            f"{parameters['high_urgency_points']} for high urgency",
        ),
    }
    return table[name]


def _hla_rule(parameters: Mapping[str, Any]) -> str:
    a, b, dr = (parameters[f"mismatch_points_{locus}"] for locus in ("a", "b", "dr"))
    return f"{parameters['hla_points']} - {a} per A - {b} per B - {dr} per DR mismatch"


def _why_not_higher(row: Mapping[str, Any], above: Mapping[str, Any] | None) -> str:
    if row["rank"] == 1:
        return "First on the list."
    if above is None:
        return ""
    rank = above["rank"]
    if above["tier"] != row["tier"]:
        return (
            f"Rank {rank} is in tier {above['tier']} ({_tier_reason(above).rstrip('.')}), which comes first."
        )
    if above["total_points"] != row["total_points"]:
        return _fewer_points(row, above)
    if above["mm_total"] != row["mm_total"]:
        return (
            f"Rank {rank} has as many points and fewer mismatches: {above['mm_total']} to {row['mm_total']}."
        )
    if above["dialysis_seconds"] != row["dialysis_seconds"]:
        days = (above["dialysis_seconds"] - row["dialysis_seconds"]) / 86_400
        return f"Rank {rank} has as many points and mismatches, and {days:,.0f} more days of dialysis."
    return f"Rank {rank} has as many points, mismatches and days of dialysis, and was registered earlier."


def _fewer_points(row: Mapping[str, Any], above: Mapping[str, Any]) -> str:
    differences = [
        (above[name] - row[name], label)
        for name, label in _COMPONENT_LABELS.items()
        if above[name] != row[name]
    ]
    differences.sort(key=lambda difference: (-abs(difference[0]), difference[1]))
    parts = ", ".join(f"{label.lower()} {points:+d}" for points, label in differences)
    more = above["total_points"] - row["total_points"]
    return f"Rank {above['rank']} has {more} points more: {parts}."
