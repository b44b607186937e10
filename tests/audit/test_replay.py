"""Whoever replays the log from its first entry gets the tables as they stand."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from tests.audit.things import TABLES, Label, Part, Thing
from transplant_site import documents
from transplant_site.audit import chain
from transplant_site.audit.relay import Relay

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")

Rows = dict[tuple[str, str], dict[str, Any]]


def clear_columns() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, (audit_rule_of(name::regclass, name)).clear_columns"
            " FROM unnest(%s::text[]) AS name",
            [list(TABLES)],
        )
        return {table: set(columns) for table, columns in cursor.fetchall()}


def as_they_stand(clear: dict[str, set[str]]) -> Rows:
    """Give the clear columns of every row."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            if table == "thing_pair":  # known by two columns
                continue
            cursor.execute(f"SELECT id::text, to_jsonb(r)::text FROM {table} AS r")
            for key, text in cursor.fetchall():
                row = chain.parse_exactly(text)
                found[table, key] = {name: row[name] for name in clear[table]}
    return found


def replayed(clear: dict[str, set[str]]) -> Rows:
    """Give the same from the log alone."""
    found: Rows = {}
    for entry in documents.read_audit(0, 100_000):
        told = json.loads(entry["text"])
        if told["kind"] != "change":
            continue
        row = told["table"], told["object"]
        columns = clear[told["table"]]
        if told["operation"] == "insert":
            assert row not in found
            found[row] = {name: value for name, value in told["changes"].items() if name in columns}
        elif told["operation"] == "delete":
            gone = {name: value for name, value in told["changes"].items() if name in columns}
            assert found.pop(row) == gone
        else:
            for name, (old, new) in told["changes"].items():
                if name in columns:
                    assert found[row][name] == old
                    found[row][name] = new
    return found


def some(chance: random.Random) -> dict[str, Any]:
    return {
        "name": f"name {chance.random()}",
        "count": chance.randrange(-5, 5),
        "weight": chance.choice([None, Decimal("1.50"), Decimal(chance.randrange(1000)) / 100]),
        "precise": chance.choice([None, 0.1, 1e22, chance.random()]),
        "at": chance.choice([None, datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=chance.random())]),
        "facts": chance.choice([None, {"a": [1, 1.50, "x"]}, [chance.random()], "word"]),
        "is_good": chance.random() < 0.5,
    }


def things(chance: random.Random) -> list[Thing]:
    found = list(Thing.objects.order_by("pk"))
    return chance.sample(found, min(len(found), 3))


def make(chance: random.Random) -> None:
    made = Thing.objects.bulk_create([Thing(**some(chance)) for _ in range(chance.randrange(1, 4))])
    Part.objects.bulk_create([Part(thing=one, word="w") for one in made])


def save(chance: random.Random) -> None:
    for thing in things(chance):
        for name, value in some(chance).items():
            setattr(thing, name, value)
        thing.save()


def label(chance: random.Random) -> None:
    for thing in things(chance):
        thing.labels.set([Label.objects.create(word="w") for _ in range(chance.randrange(3))])


def move(chance: random.Random) -> None:
    chosen = things(chance)
    Thing.objects.filter(pk__in=[one.pk for one in chosen[1:]]).update(
        parent=chosen[0] if chosen else None, count=F("count") + 1
    )


def delete(chance: random.Random) -> None:
    Thing.objects.filter(pk__in=[one.pk for one in things(chance)[:2]]).delete()


KINDS: list[Callable[[random.Random], None]] = [make, make, save, save, label, move, delete]


@pytest.mark.parametrize("seed", range(8))
def test_replaying_the_log_gives_the_tables(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        with transaction.atomic():
            for _ in range(chance.randrange(1, 4)):
                with transaction.atomic():
                    chance.choice(KINDS)(chance)
                    if chance.random() < 0.25:
                        transaction.set_rollback(True)
            if chance.random() < 0.2:
                transaction.set_rollback(True)
    Relay().catch_up()

    clear = clear_columns()
    stand = as_they_stand(clear)
    assert len(stand) > 10
    assert replayed(clear) == stand
