"""The example set of the senior programme as inputs of the policy."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from organs.allocation import (
    AcceptanceCriteria,
    DonorProperty,
    Finding,
    KidneyCandidates,
    KidneyDonor,
    KidneyInputs,
    Limit,
    number_criteria,
)
from patients.hla import Typing
from tests.organs.allocation.etkas_examples import rows_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "esp"

DONORS = ("1", "2", "4", "5", "6", "10")
"""Those of the twelve whose lists are there."""

AT = datetime(2023, 9, 1, 12, tzinfo=UTC)


def criteria_of(row: dict[str, str]) -> AcceptanceCriteria | None:
    if row["has_profile"] != "1":
        return None
    refused = frozenset() if row["accepts_dcd"] == "1" else frozenset({DonorProperty.DCD})
    return AcceptanceCriteria(age=Limit(highest=int(row["max_donor_age"])), refused=refused)


def answer(cell: str) -> bool | None:
    return None if cell == "" else cell == "1"


def candidates_from(rows: list[dict[str, str]], **more: object) -> KidneyCandidates:
    """The rows of a candidates file as columns."""
    criteria, own_criteria = number_criteria(map(criteria_of, rows))
    return KidneyCandidates.from_columns(
        candidate_id=[row["candidate_id"] for row in rows],
        blood_group=[row["bloodgroup"] for row in rows],
        country=[row["country"] for row in rows],
        region=[row["region"] for row in rows],
        centre=[row["center"] for row in rows],
        urgency=[row["urgency"] for row in rows],
        birth_date=[date.fromisoformat(row["dob"]) for row in rows],
        listing_date=[date.fromisoformat(row["listing_date"]) for row in rows],
        first_dialysis_date=[row["first_dialysis_date"] for row in rows],
        previous_wait_days=[float(row["previous_wait_days"]) for row in rows],
        hla=[row["hla"] for row in rows],
        unacceptable=[row["unacceptable_antigens"] for row in rows],
        vpra=[None] * len(rows),
        valid_pra=[row["valid_pra"] == "1" for row in rows],
        acceptable_mismatch_programme=[row["acceptable_mismatch_programme"] == "1" for row in rows],
        kidney_programme=[row["kidney_program"] for row in rows],
        accepts_esp=[answer(row["accepts_esp"]) for row in rows],
        accepts_extended_esp=[answer(row["accepts_extended_esp"]) for row in rows],
        criteria=criteria,
        own_criteria=own_criteria,
        **more,
    )


@cache
def candidates() -> KidneyCandidates:
    return candidates_from(rows_of(EXAMPLES / "candidates.csv"))


@cache
def donors() -> dict[str, KidneyDonor]:
    return {
        row["donor_id"]: KidneyDonor(
            donor_id=row["donor_id"],
            blood_group=row["bloodgroup"],
            country=row["country"],
            region=row["region"],
            centre=row["center"],
            esp_office=row["esp_subregion_code"],
            age=int(row["age"]),
            hla=Typing.read(row["hla"]),
            findings={DonorProperty.DCD: Finding.PRESENT if row["dcd"] == "1" else Finding.ABSENT},
        )
        for row in rows_of(EXAMPLES / "donors.csv")
    }


def inputs(donor_id: str, **more: object) -> KidneyInputs:
    facts = {"donor": donors()[donor_id], "candidates": candidates(), "at": AT}
    return KidneyInputs(**{**facts, **more})


@cache
def expected_lists() -> dict[str, list[dict[str, str]]]:
    lists: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(EXAMPLES / "match_lists.csv"):
        lists.setdefault(row["donor_id"], []).append(row)
    return lists


@cache
def expected_exclusions() -> dict[str, list[tuple[str, str]]]:
    """By donor the candidates left out and the reasons, in the order of the file."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows_of(EXAMPLES / "exclusions.csv"):
        found.setdefault(row["donor_id"], []).append((row["candidate_id"], row["reason"]))
    return found
