"""Explaining a row of the ESP list, from the row alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from organs.allocation.explanation import Explanation, Factor

_LOCATIONS = {
    "L": "at the donor's centre",
    "S": "in the donor's ESP subregion",
    "R": "in the donor's region",
    "H": "in the donor's country",
    "A": "abroad",
}

_TIER_OF_ETKAS = "E"
"""Of candidates of 65 and more only those stand in it who didn't choose ESP, and live near."""

_SAYS_NO = 0


def explain(
    row: Mapping[str, Any], above: Mapping[str, Any] | None, parameters: Mapping[str, Any]
) -> Explanation:
    """Give tier, points and offers of a row, and what keeps it below the row above."""
    return Explanation(
        tier=row["tier"],
        tier_reason=f"{_tier_reason(row, parameters)}.",
        factors=(_waiting(row, parameters),),
        total=row["total_points"],
        why_not_higher=_why_not_higher(row, above, parameters),
        offers=tuple(_offers(row, parameters)),
    )


def _tier_reason(row: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
    limit = parameters["senior_from_years"]
    age = f"{row['age_years']} years old, {'' if row['senior'] else 'not '}{limit} or more"
    parts = [age, _LOCATIONS[row["location"]]]
    if not row["senior"]:
        parts.append("accepts extended ESP")
    elif row["kidney_programme"]:
        parts.append(f"chose {row['kidney_programme']}")
    elif row["tier"] == _TIER_OF_ETKAS:
        parts.append("no programme chosen, which counts as ETKAS")
    return ", ".join(parts)


def _waiting(row: Mapping[str, Any], parameters: Mapping[str, Any]) -> Factor:
    dialysis = row["dialysis_seconds"] / 86_400 / parameters["days_per_year"]
    returned = row["previous_wait_days"] / parameters["days_per_year"]
    return Factor(
        "wait_points",
        "Waiting time",
        f"{dialysis:.2f} years since first dialysis, {returned:.2f} years returned",
        f"{parameters['waiting_points_per_year']} a year, both rounded together",
        row["wait_points"],
    )


def _why_not_higher(
    row: Mapping[str, Any], above: Mapping[str, Any] | None, parameters: Mapping[str, Any]
) -> str:
    if row["rank"] == 1:
        return "First on the list."
    if above is None:
        return ""
    rank = above["rank"]
    if above["tier"] != row["tier"]:
        reason = _tier_reason(above, parameters)
        return f"Rank {rank} is in tier {above['tier']} ({reason}), which comes first."
    if above["hu"] != row["hu"]:
        return f"Rank {rank} is highly urgent, which comes first within a tier."
    if above["total_points"] != row["total_points"]:
        more = above["total_points"] - row["total_points"]
        return f"Rank {rank} has waited longer: {more} points more."
    return f"Rank {rank} has as many points, and was registered earlier."


def _offers(row: Mapping[str, Any], parameters: Mapping[str, Any]) -> Iterator[str]:
    """Whether the kidney is offered in the standard allocation and in the extended one, and why not."""
    grounds = list(_against_standard(row, parameters))
    if grounds:
        yield f"Not offered to in the standard allocation: {'; '.join(grounds)}."
    else:
        yield "Offered to in the standard allocation."
    place = f"place {row['extended_rank']} of the extended allocation"
    if row["offerable_extended"]:
        yield f"If no kidney is placed so, {place}."
    else:
        against = "extended ESP is not accepted" if row["unacceptable_clear"] else _unacceptable(row)
        yield f"Not offered to in the extended allocation either ({place}): {against}."


def _against_standard(row: Mapping[str, Any], parameters: Mapping[str, Any]) -> Iterator[str]:
    if row["tier"] not in parameters["tiers_in_standard_allocation"]:
        yield f"tier {row['tier']} is for the extended one"
    if not row["unacceptable_clear"]:
        yield _unacceptable(row)
    if row["accepts_esp"] == _SAYS_NO:
        yield "ESP is not accepted"
    if row["accepts_extended_esp"] == _SAYS_NO:
        yield "extended ESP is not accepted"
    if row["objections"]:
        yield row["objections"]


def _unacceptable(row: Mapping[str, Any]) -> str:
    return f"the donor carries {row['crossmatch_antigens']}, unacceptable"
