"""The refusal codes are part of the rules: they are there after every migrate, whatever was emptied."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.db import connection

from transplant_site.audit import action

FILE = Path(__file__).parent / "data" / "refusal_codes.csv"
FIRST_BYPASS = "799"
"""From here on the codes say why a candidate was not offered to; 765 says it of a late answer as well."""


def ensure_codes(sender: Any = None, **kwargs: Any) -> None:
    """Add the codes of the file that are missing; those that stand stay as they are."""
    from organs.models import RefusalCode

    if RefusalCode._meta.db_table not in connection.introspection.table_names():
        return
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(RefusalCode.objects.values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in known]
    if not missing:
        return
    with action("organs.refusal_codes.loaded"):
        RefusalCode.objects.bulk_create(
            RefusalCode(
                code=row["code"],
                description=row["description"],
                needs_text="specify" in row["description"].lower(),
                is_bypass=row["code"] >= FIRST_BYPASS or row["code"] == "765",
            )
            for row in missing
        )
