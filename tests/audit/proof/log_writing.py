"""Writing a log, and forging it as someone could who owns both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from tests.audit.things import Part, Thing
from tests.document_store import empty_all
from transplant_site.audit import action
from transplant_site.audit.proof.checkpoints import CheckpointFile
from transplant_site.audit.proof.keys import KeyFolder
from transplant_site.audit.proof.walk import Trust
from transplant_site.audit.relay import Relay


def write(count: int = 5) -> None:
    """Commit some transactions of one to three events."""
    for nth in range(count):
        with action("things.made"):
            thing = Thing.objects.create(name=f"thing {nth}", count=nth)
            Part.objects.bulk_create([Part(thing=thing) for _ in range(nth % 3)])


def write_and_sign(count: int = 5) -> None:
    """Write a log, mirrored and signed after each transaction."""
    for _ in range(count):
        write(1)
        Relay().catch_up()


def trust_in(folder: KeyFolder) -> Trust:
    """Give what an auditor has: the public keys, and the checkpoints outside both databases."""
    return Trust(folder.public_keys(), CheckpointFile(folder.checkpoints))


@contextmanager
def as_owner_of_both() -> Iterator[Any]:
    """Change the ledger as its owner could, and make the mirror fit: the signing key alone is missing."""
    with without_refusals() as cursor:
        yield cursor
        cursor.execute("SELECT count(*), count(DISTINCT tx) FROM audit_ledger")
        entries, transactions = cursor.fetchone()
        cursor.execute("UPDATE audit_head SET number = %s, entries = %s", [transactions, entries])
        cursor.execute("UPDATE audit_relayed SET position = 0, number = 0, hash = repeat('0', 64)")
        cursor.execute(COUNT_ANEW)
        cursor.execute("TRUNCATE audit_subtree")
    empty_all()
    folder, settings.AUDIT_FOLDER = settings.AUDIT_FOLDER, None
    try:
        Relay().catch_up()
    finally:
        settings.AUDIT_FOLDER = folder


COUNT_ANEW = """
    UPDATE audit_tx SET number = -number;
    UPDATE audit_tx AS t
    SET number = c.number, n = c.n, first_position = c.position, first_at = c.low, last_at = c.high
    FROM (
        SELECT tx, n, low, high, row_number() OVER (ORDER BY number DESC) AS number,
            sum(n) OVER (ORDER BY number DESC) - n AS position
        FROM (SELECT l.tx, t.number, count(*) AS n, min(recorded_at) AS low, max(recorded_at) AS high
            FROM audit_ledger AS l JOIN audit_tx AS t ON t.id = l.tx GROUP BY l.tx, t.number) AS counted
    ) AS c WHERE t.id = c.tx;
    DELETE FROM audit_tx WHERE number < 0;
"""


@contextmanager
def without_refusals() -> Iterator[Any]:
    """Take the triggers away from the tables of the log for a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND (relname LIKE 'audit\\_ledger%'"
            " OR relname IN"
            " ('audit_tx', 'audit_head', 'audit_relayed', 'audit_subtree', 'audit_checkpoint'))"
        )
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield cursor
        finally:
            for table in tables:
                cursor.execute(
                    "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
                )
                for (name,) in cursor.fetchall():
                    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def forge(sql: str) -> Callable[[], None]:
    """Give an attack on both databases from what it does to the ledger."""

    def attack() -> None:
        with as_owner_of_both() as cursor:
            cursor.execute(sql)

    return attack
