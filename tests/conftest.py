"""Fixtures for every test."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests import chromium
from tests.document_store import document_store, empty_collections, nobody_there, spare_server
from tests.prepared_site import prepared_folder, prepared_site
from transplant_site.records.management.commands import describe_schema

__all__ = [
    "document_store",
    "empty_collections",
    "nobody_there",
    "prepared_folder",
    "prepared_site",
    "spare_server",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the Chromium of this machine; Playwright's own is often not to be had."""
    return {
        **browser_type_launch_args,
        "executable_path": chromium.find_or_install(),
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture
def client_as(db: None) -> Callable[..., Client]:
    """Give a browser in which somebody has signed in: `client_as(staff_member)`."""
    from tests.factories import client_for

    return client_for


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the journeys last: Playwright's event loop stays in its process, where others expect none."""
    items.sort(key=lambda item: "/tests/journeys/" in item.path.as_posix())


SCHEMA_AS_MIGRATED = pytest.StashKey[str]()
"""The dump of the test database before the tests' flush was let in; none of a database used again."""


ROWS_WITHOUT_ENTRY = pytest.StashKey[dict[str, int]]()
"""How many rows of each captured table the log didn't see inserted, in the database as migrated."""


def rows_without_entry() -> dict[str, int]:
    """Count the rows of each captured table that the ledger did not see inserted."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, t.key_columns FROM audit_captured AS c"
            " JOIN audit_table AS t USING (table_name) WHERE t.mode = 'rows'"
        )
        for table, keys in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} AS r WHERE NOT EXISTS (SELECT FROM audit_ledger AS l"
                " WHERE l.table_name = %s AND l.operation = 'insert' AND l.object_pk ="
                " (SELECT string_agg(to_jsonb(r) ->> k, '|') FROM unnest(%s::text[]) AS k))",
                [table, keys],
            )
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Let the tests' flush empty tables: it truncates, which capture refuses everywhere else.

    The refusals themselves are tried in tests/audit/test_capture.py. The ledger's own tables stay closed.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if not request.config.getoption("reuse_db"):
            request.config.stash[SCHEMA_AS_MIGRATED] = describe_schema.schema_sql()
            request.config.stash[ROWS_WITHOUT_ENTRY] = rows_without_entry()
        cursor.execute(
            """
            CREATE OR REPLACE FUNCTION public.audit_refuse_truncate() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN RETURN NULL; END';
            DO $$
            DECLARE
                refusal record;
            BEGIN
                FOR refusal IN
                    SELECT c.relname, t.tgname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
                    WHERE t.tgtype & 32 <> 0 AND NOT t.tgisinternal AND c.relname NOT LIKE 'audit\\_%'
                        AND t.tgname <> 'audit_no_truncate' AND t.tgenabled <> 'D'
                LOOP
                    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER %I', refusal.relname, refusal.tgname);
                END LOOP;
            END $$;
            """
        )
