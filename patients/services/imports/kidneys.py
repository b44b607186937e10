"""What a file of candidates says of kidneys and of the donors that a candidate accepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from patients.imports.candidates import AcceptanceProfile, CandidateRow
from patients.models import Registration
from patients.services.waiting_list import Criteria, CriteriaCorrection, KidneyFacts

_NO_PROFILE = AcceptanceProfile()

KIDNEY_COLUMNS = {
    "first_dialysis_on": "first_dialysis_date",
    "returned_wait_days": "previous_wait_days",
    "acceptable_mismatch_since": "acceptable_mismatch_programme",
    "kidney_programme": "kidney_program",
    "accepts_esp": "accepts_esp",
    "accepts_extended_esp": "accepts_extended_esp",
}
"""The column that each kidney fact is read from."""

CRITERIA_COLUMNS = {
    "max_donor_age": ("donor_age_max",),
    "accepts_dcd": ("accepts_dcd",),
    "accepts_risk_factors": (
        "accepts_hbv_core_antibody",
        "accepts_hbv_surface_antigen",
        "accepts_hcv_antibody",
        "accepts_hcv_viraemic",
    ),
}
"""The criteria that each column of a profile decides."""


def first_kidney_facts(row: CandidateRow) -> KidneyFacts:
    return kidney_facts(row, KidneyFacts(), KIDNEY_COLUMNS.values())


def kidney_facts(row: CandidateRow, before: KidneyFacts, stated: Iterable[str]) -> KidneyFacts:
    """Give the facts of a candidate by a line: `before` where the file doesn't have the column.

    Who is in the acceptable mismatch programme stays in it since the day that is known; new ones are in it
    since they were listed.
    """
    profile = row.profile or _NO_PROFILE
    since = before.acceptable_mismatch_since or row.listing_date
    of_row: dict[str, Any] = {
        "first_dialysis_on": row.first_dialysis_on,
        "returned_wait_days": row.returned_wait_days,
        "acceptable_mismatch_since": since if row.acceptable_mismatch else None,
        "kidney_programme": row.kidney_programme,
        "accepts_esp": profile.esp,
        "accepts_extended_esp": profile.extended_esp,
    }
    columns = set(stated)
    return replace(
        before, **{name: value for name, value in of_row.items() if KIDNEY_COLUMNS[name] in columns}
    )


def first_criteria(pairs: Iterable[tuple[Registration, CandidateRow]]) -> Iterator[CriteriaCorrection]:
    """Give the criteria of new candidates who have any; they hold since the candidate was listed."""
    for registration, row in pairs:
        criteria = criteria_of(row, Criteria(), CRITERIA_COLUMNS)
        if criteria != Criteria():
            yield CriteriaCorrection(
                registration=registration, criteria=criteria, valid_from=row.listing_date
            )


def criteria_of(row: CandidateRow, before: Criteria, stated: Iterable[str]) -> Criteria:
    """Give the criteria of a candidate by a line: `before` where the file doesn't have the column."""
    profile = row.profile or _NO_PROFILE
    of_row: dict[str, Any] = {
        "max_donor_age": profile.oldest_donor,
        "accepts_dcd": profile.dcd is not False,
        "accepts_risk_factors": profile.risk_factors is not False,
    }
    columns = set(stated)
    return replace(
        before,
        **{
            name: value
            for column, value in of_row.items()
            if column in columns
            for name in CRITERIA_COLUMNS[column]
        },
    )
