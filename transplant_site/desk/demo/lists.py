"""The example lists: 1,524 candidates, 12 donors of 2023, exchange balances. Synthetic, all of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import organs
from organs.imports.balances import read_balances
from organs.imports.donors import read_donors
from organs.services.imports import import_balances, import_donors
from patients.imports.candidates import read_candidates
from patients.services.imports import country_codes, import_candidates
from transplant_site.desk.demo.places import Places
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import OrganKind

FILES = Path(organs.__file__).parent / "demo" / "etkas"


def load(places: Places, *, at: datetime) -> None:
    """Take the example lists in; the donors belong to the demonstration's first procurement organisation."""
    today, countries, kidney = day_of(at), country_codes(), OrganKind.KIDNEY
    candidates = read_candidates(FILES / "candidates.csv", today=today, countries=countries)
    import_candidates(file=candidates, organ_kind=kidney, by=None, at=at)
    donors = read_donors(FILES / "donors.csv", today=today, countries=countries)
    import_donors(file=donors, organ_kind=kidney, by=None, at=at, procurement_organisation=places["PO1"])
    balances = read_balances(FILES / "balances.json", now=at)
    import_balances(file=balances, organ_kind=kidney, source="balances.json (example)", by=None, at=at)
