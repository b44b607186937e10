"""docs/stores.md says of every table and collection why it is where it is."""

import re
from pathlib import Path

import pytest
from django.db import connection

from transplant_site.documents.collections import DECLARATIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "stores.md"
# Partitions come and go; procrastinate's tables are named as a whole; the rest is of the tests themselves.
LEFT_OUT = re.compile(r"audit_ledger_.*|procrastinate_.*|tests_.*|thing(_.*)?")


@pytest.mark.django_db
def test_every_table_and_collection_is_on_the_page_and_nothing_else():
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_list(cursor)
    tables = {table.name for table in found if table.type in ("t", "p")}
    rows = PAGE.read_text().split("## The tables of PostgreSQL")[1].split("\n## ")[0].splitlines()
    named = {
        name for row in rows if row.startswith("| ") for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert named == {name for name in tables if not LEFT_OUT.fullmatch(name)}
    assert all(f"`{name}`" in PAGE.read_text() for name in DECLARATIONS)
