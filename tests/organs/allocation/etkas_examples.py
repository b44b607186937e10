"""The kidney demo data as inputs of the policy."""

import csv
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from organs.allocation import Balances, KidneyCandidates, KidneyDonor, KidneyInputs
from patients.hla import Typing

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "organs" / "demo" / "etkas"
EXPECTED = ROOT / "tests" / "examples" / "etkas"

NOT_COMPARED = {"320", "1517", "1518", "1523", "1524"}
"""Both DR antigens known as broad only: the reference drops the locus there."""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def candidates_from(rows: list[dict[str, str]], **more: object) -> KidneyCandidates:
    """The rows of a candidates file as columns."""
    return KidneyCandidates.from_columns(
        candidate_id=[row["candidate_id"] for row in rows],
        blood_group=[row["bloodgroup"] for row in rows],
        country=[row["country"] for row in rows],
        region=[row["region"] for row in rows],
        centre=[row["center"] for row in rows],
        urgency=[row["urgency"] for row in rows],
        birth_date=[row["dob"] for row in rows],
        listing_date=[row["listing_date"] for row in rows],
        first_dialysis_date=[row["first_dialysis_date"] for row in rows],
        previous_wait_days=[float(row["previous_wait_days"]) for row in rows],
        hla=[row["hla"] for row in rows],
        unacceptable=[row["unacceptable_antigens"] for row in rows],
        vpra=[float(row["vpra"]) for row in rows],
        **more,
    )


@cache
def candidates() -> KidneyCandidates:
    return candidates_from(rows_of(DEMO / "candidates.csv"))


@cache
def donors() -> dict[str, KidneyDonor]:
    return {
        row["donor_id"]: KidneyDonor(
            donor_id=row["donor_id"],
            blood_group=row["bloodgroup"],
            country=row["country"],
            region=row["region"],
            centre=row["center"],
            age=int(row["age"]),
            hla=Typing.read(row["hla"]),
        )
        for row in rows_of(DEMO / "donors.csv")
    }


@cache
def balances() -> Balances:
    facts = json.loads((DEMO / "balances.json").read_text(encoding="utf-8"))["balances"]
    return Balances(
        national={group: values["national_normalised"] for group, values in facts.items()},
        regional={group: values["regional_normalised"] for group, values in facts.items()},
    )


AT = datetime(2023, 9, 1, 12, tzinfo=UTC)


def inputs(donor_id: str, **more: object) -> KidneyInputs:
    facts = {"donor": donors()[donor_id], "candidates": candidates(), "balances": balances(), "at": AT}
    return KidneyInputs(**{**facts, **more})


@cache
def expected_lists() -> dict[str, list[dict[str, str]]]:
    lists: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(EXPECTED / "match_lists.csv"):
        lists.setdefault(row["donor_id"], []).append(row)
    return lists
