"""What the tests read of the ledger, as its owner."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


@dataclass
class Row:
    sequence: int
    tx: int
    kind: str
    table: str | None
    model: str | None
    pk: str | None
    operation: str | None
    changes: dict[str, Any] | None
    action: str | None
    actor_id: str | None
    reason: str | None
    objects: list[list[str]] | None
    details: dict[str, str] | None


@dataclass
class Written:
    """The rows that entered the ledger inside a `with written()`."""

    rows: list[Row] = field(default_factory=list)

    def of(self, table: str) -> list[Row]:
        return [row for row in self.rows if row.table == table]

    @property
    def operations(self) -> list[tuple[str | None, str | None]]:
        return sorted((row.table, row.operation) for row in self.rows)


COLUMNS = (
    "sequence, tx, kind, table_name, model, object_pk, operation, changes, action, actor_id::text, reason,"
    " objects, details"
)
JSON_COLUMNS = (7, 11, 12)


def last_sequence() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM audit_ledger_sequence")
        return int(cursor.fetchone()[0])


def rows_after(sequence: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM audit_ledger WHERE sequence > %s ORDER BY sequence", [sequence]
        )
        return [_row(row) for row in cursor.fetchall()]


def _row(values: tuple[Any, ...]) -> Row:
    # Django leaves JSON to its fields; here no field reads it.
    return Row(
        *(json.loads(value) if nth in JSON_COLUMNS and value else value for nth, value in enumerate(values))
    )


@contextmanager
def written() -> Iterator[Written]:
    """Give what the block wrote into the ledger, read after the block."""
    before = last_sequence()
    result = Written()
    yield result
    result.rows = rows_after(before)
