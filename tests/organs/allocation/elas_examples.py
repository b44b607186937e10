"""The liver examples as inputs of the policy."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from organs.allocation.elas.exceptions import ExceptionKind
from organs.allocation.elas.status import (
    CombinedOrgansSet,
    DownmarkSet,
    ExceptionGranted,
    ExceptionWithdrawn,
    LaboratoryReport,
    LiverStatus,
    StatusUpdate,
    UrgencySet,
    status_at,
)
from organs.allocation.liver import LiverCandidates, LiverDonor, LiverInputs, Obligation
from organs.scores import LiverValues

EXAMPLES = Path(__file__).parents[2] / "examples" / "liver"
AT = datetime(2019, 7, 1, 9, 30, tzinfo=UTC)


@cache
def rows_of(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def update_from(row: dict[str, str], listing_date: date) -> StatusUpdate:
    at = datetime.combine(listing_date, datetime.min.time(), UTC) + timedelta(
        seconds=round(float(row["t_days"]) * 86_400)
    )
    is_set = row["action"] == "1"
    match row["type"]:
        case "URG":
            return UrgencySet(at, row["value"])
        case "ACO":
            return CombinedOrgansSet(at, is_set)
        case "DM":
            return DownmarkSet(at, is_set)
        case "LAB":
            return LaboratoryReport(
                at,
                LiverValues(
                    bilirubin=float(row["bili"]),
                    creatinine=float(row["crea"]),
                    inr=float(row["inr"]),
                    sodium=float(row["sodium"]),
                    albumin=float(row["albu"]),
                    dialysis=row["dial"] == "1",
                ),
            )
        case kind if is_set:
            return ExceptionGranted(at, int(row["detail"]), float(row["value"]))
        case kind:
            return ExceptionWithdrawn(at, ExceptionKind(kind))


@cache
def statuses() -> dict[str, LiverStatus]:
    """Every candidate's status at the moment of the examples."""
    updates: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("status_updates.csv"):
        updates.setdefault(row["candidate_id"], []).append(row)
    return {
        row["candidate_id"]: status_at(
            [
                update_from(update, date.fromisoformat(row["listing_date"]))
                for update in updates.get(row["candidate_id"], ())
            ],
            at=AT,
            listing_date=date.fromisoformat(row["listing_date"]),
            birth_date=date.fromisoformat(row["dob"]),
        )
        for row in rows_of("candidates.csv")
    }


@cache
def candidates() -> LiverCandidates:
    return candidates_from(rows_of("candidates.csv"))


def candidates_from(rows: Sequence[dict[str, str]], **more: object) -> LiverCandidates:
    """The rows of the candidates file as columns, with their status at the moment of the examples."""
    return LiverCandidates.from_statuses(
        [statuses()[row["candidate_id"]] for row in rows],
        candidate_id=[row["candidate_id"] for row in rows],
        blood_group=[row["bloodgroup"] for row in rows],
        country=[row["country"] for row in rows],
        region=[row["region"] for row in rows],
        centre=[row["center"] for row in rows],
        birth_date=[row["dob"] for row in rows],
        listing_date=[row["listing_date"] for row in rows],
        weight_kg=[float(row["weight_kg"]) if row["weight_kg"] else None for row in rows],
        **more,
    )


@cache
def obligations() -> tuple[Obligation, ...]:
    return tuple(
        Obligation(
            row["bloodgroup"],
            row["debtor"],
            row["creditor"],
            datetime.fromisoformat(row["start_date"]).replace(tzinfo=UTC),
        )
        for row in rows_of("obligations.csv")
    )


@cache
def donors() -> dict[str, LiverDonor]:
    return {
        row["donor_id"]: LiverDonor(
            donor_id=row["donor_id"],
            blood_group=row["bloodgroup"],
            centre=row["center"],
            allocation_centre=row["alloc_center"],
            offer_code=int(row["offer_type"]),
            is_dcd=row["dcd"] == "1",
            weight_kg=float(row["weight_kg"]) if row["weight_kg"] else None,
        )
        for row in rows_of("donors.csv")
    }


def inputs(donor_id: str, **more: object) -> LiverInputs:
    facts = {"donor": donors()[donor_id], "candidates": candidates(), "at": AT, "obligations": obligations()}
    return LiverInputs(**{**facts, **more})


@cache
def expected(name: str) -> dict[str, list[dict[str, str]]]:
    """The rows of an example file by donor."""
    by_donor: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(name):
        by_donor.setdefault(row["donor_id"], []).append(row)
    return by_donor
