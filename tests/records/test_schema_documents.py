"""The documents of the schema are drawn from it, and say what it is."""

import pytest
from django.conf import settings

from tests.conftest import SCHEMA_AS_MIGRATED
from transplant_site.records import diagrams

DOCS = settings.BASE_DIR / "docs"
ADVICE = "Run bin/manage describe_schema, on a database that bin/manage prepare has set up."


@pytest.mark.django_db
def test_the_dump_of_the_schema_is_up_to_date(pytestconfig):
    dumped = pytestconfig.stash.get(SCHEMA_AS_MIGRATED, None)
    if dumped is None:
        pytest.skip("The database is one that was used before (--reuse-db): tests have changed its triggers.")
    assert (DOCS / "schema.sql").read_text(encoding="utf-8") == dumped, ADVICE


def test_the_diagram_of_all_tables_is_up_to_date():
    assert (DOCS / "tables.md").read_text(encoding="utf-8") == diagrams.entity_relationship_page(), ADVICE


def test_every_table_of_the_domain_is_in_the_diagram():
    drawn = diagrams.entity_relationships()
    for model in diagrams.domain_models():
        assert f" {model._meta.db_table} {{" in drawn


def test_the_diagram_shows_sql_types_and_marks_relations_of_many_to_many():
    drawn = diagrams.entity_relationships()
    assert "timestamptz occurred_at" in drawn
    assert "varchar(2) blood_group" in drawn
    assert "varchar(12)[] antigens" in drawn
    assert 'organs_offer }o--o{ organs_organpart : "parts (n-m, by organs_offerpart)"' in drawn
    assert drawn.count("(n-m, by ") >= 7


def test_every_lifecycle_is_drawn():
    page = (DOCS / "lifecycles.md").read_text(encoding="utf-8")
    assert page == diagrams.lifecycle_page(), ADVICE
    assert page.count("stateDiagram-v2") >= 5
