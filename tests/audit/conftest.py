"""Fixtures of the tests of the audit log."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tests.audit import things as tables
from tests.document_store import empty_all
from transplant_site.audit.proof.checkpoints import key_folder
from transplant_site.audit.proof.keys import KeyFolder


@pytest.fixture(scope="session")
def thing_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tables of things.py, captured like any other."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(tables.MAKE)
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(tables.UNMAKE)


@pytest.fixture
def things(thing_tables: None, db: None) -> None:
    """The tables of things.py, in a transaction that is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(tables.RULE)


@pytest.fixture
def transactional_db() -> None:
    """Tells pytest-django by its name that a test database is needed; nothing is flushed here."""


@pytest.fixture
def committed_things(
    transactional_db: None, thing_tables: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The tables of things.py, empty, with real commits.

    Only these tables may be written: they alone are emptied, which is much faster than a flush of all.
    """
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(tables.RULE)
        yield
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(tables.TABLES)}")
        connection.close()


@pytest.fixture
def empty_log(committed_things: None, document_store: object) -> None:
    """A ledger and an audit_log without entries, as on the first day."""
    empty_ledger()
    empty_all()


@pytest.fixture
def proof_folder(tmp_path: Path, settings: Any) -> KeyFolder:
    """The folder of a key that signs, and of what it signs."""
    settings.AUDIT_FOLDER = tmp_path / "audit"
    folder = key_folder()
    assert folder is not None
    folder.make()
    return folder


def empty_ledger() -> None:
    """Empty the ledger, which takes the owner who first takes the triggers away."""
    tables = ("audit_ledger", "audit_ledger_default", "audit_tx", "audit_head", "audit_relayed")
    tables += ("audit_subtree", "audit_checkpoint")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'audit\\_ledger\\_2%'")
        tables += tuple(name for (name,) in cursor.fetchall())
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE audit_ledger, audit_tx, audit_subtree, audit_checkpoint")
        cursor.execute("DELETE FROM audit_detached")
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'audit\\_detached\\_2%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE {name}")
        cursor.execute("UPDATE audit_head SET number = 0, entries = 0")
        cursor.execute(
            "UPDATE audit_relayed SET position = 0, number = 0, hash = repeat('0', 64), series = 1"
        )
        for table in tables:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
