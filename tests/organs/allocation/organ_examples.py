"""Candidates for heart, lung, pancreas and intestine, made in one line."""

from datetime import UTC, datetime, timedelta
from typing import Any

from organs.allocation.donor import OrganDonor
from organs.allocation.heart import OWN_COLUMNS as HEART
from organs.allocation.lung import OWN_COLUMNS as LUNG
from organs.allocation.organ import Kinds, OrganCandidates, OrganInputs
from patients.hla import Typing

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)

ANYBODY: dict[str, Any] = {
    "blood_group": "O",
    "country": "Germany",
    "centre": "GTEST",
    "urgency": "T",
    "listing_date": "2025-01-01",
    "waiting_seconds": 86_400,
    "takes_with": "",
    "goes_with": "",
    "hla": "",
    "unacceptable": "",
    "screening_is_current": True,
    "programme_criteria": -1,
    "own_criteria": -1,
}
OWN: dict[str, dict[str, Any]] = {
    "heart": {
        "heart_status": "adult_4",
        "status_since": AT - timedelta(days=10),
        "status_until": None,
        "distance_nm": 100.0,
    },
    "lung": {
        "score": 20.0,
        "score_date": "2026-02-01",
        "score_until": None,
        "score_source": "Demo centre, calculator of another organisation",
    },
}
KINDS: dict[str, Kinds] = {"heart": HEART, "lung": LUNG}


def donor(**facts: Any) -> OrganDonor:
    standard = {"donor_id": "1", "blood_group": "O", "country": "Germany", "centre": "GDON", "age": 40}
    return OrganDonor(**{**standard, "hla": Typing.read("A1 A2 B7 B8 DR1 DR4"), **facts})


def inputs(
    organ: str, *rows: dict[str, Any], at: datetime = AT, criteria: Any = (), **of_donor: Any
) -> OrganInputs:
    """A donor and candidates; each row says what is not standard, its number is its place unless given."""
    standard = ANYBODY | OWN.get(organ, {})
    full = [
        {"candidate_id": str(place), "registration": place, **standard, **row}
        for place, row in enumerate(rows, start=1)
    ]
    names = ("candidate_id", "registration", *standard)
    columns = {name: [row[name] for row in full] for name in names}
    candidates = OrganCandidates.from_columns(KINDS.get(organ, {}), **columns, criteria=criteria)
    return OrganInputs(donor=donor(**of_donor), candidates=candidates, at=at, day=at.date())


def names(ranking: Any) -> list[str]:
    return ranking.columns["candidate_id"].tolist()


def left_out(ranking: Any) -> dict[str, tuple[str, str]]:
    """Step and reason of everyone who isn't ranked."""
    return {
        name: (reason.step, reason.text)
        for part in (ranking.excluded, ranking.handle_first)
        for _place, name, reason in part
    }
