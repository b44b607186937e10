"""The number that a transaction gets at its commit: without gaps, in the order of commits."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from tests.audit.things import Part, Thing
from transplant_site.audit import ledger

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")


def transactions() -> list[tuple[int, int | None, int, int | None]]:
    """Give id, number, n and first position of every transaction, in the order of numbers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, number, n, first_position FROM audit_tx ORDER BY number, id")
        return list(cursor.fetchall())


def events_of(tx: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_ledger WHERE tx = %s", [tx])
        return int(cursor.fetchone()[0])


def check_numbers() -> int:
    """Assert what must hold whatever happened; return the count of transactions."""
    found = transactions()
    assert [number for _tx, number, _n, _first in found] == list(range(1, len(found) + 1))
    position = 0
    for tx, _number, n, first_position in found:
        assert events_of(tx) == n
        assert first_position == position
        position += n
    assert ledger.last_number() == (len(found), position)
    return len(found)


def run_at_once(*jobs: Callable[[], None]) -> None:
    """Run jobs in threads with connections of their own; raise what one of them raised."""

    def run(job: Callable[[], None]) -> None:
        try:
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result()


def test_a_transaction_has_one_number_and_counts_its_events() -> None:
    with transaction.atomic():
        thing = Thing.objects.create()
        Part.objects.bulk_create([Part(thing=thing), Part(thing=thing)])

    assert [(number, n) for _tx, number, n, _first in transactions()] == [(1, 3)]
    check_numbers()


def test_a_rollback_leaves_no_gap() -> None:
    for nth in range(6):
        with transaction.atomic():
            Thing.objects.create()
            transaction.set_rollback(nth % 2 == 0)

    assert check_numbers() == 3


def test_what_a_savepoint_rolled_back_is_not_counted() -> None:
    with transaction.atomic():
        with transaction.atomic():
            Thing.objects.create()
            transaction.set_rollback(True)
        Thing.objects.create()
        with transaction.atomic():
            Thing.objects.create()
            transaction.set_rollback(True)
        with transaction.atomic():
            Thing.objects.create()

    assert [(number, n) for _tx, number, n, _first in transactions()] == [(1, 2)]
    check_numbers()


def test_a_transaction_whose_only_write_was_rolled_back_has_no_number() -> None:
    with transaction.atomic(), transaction.atomic():
        Thing.objects.create()
        transaction.set_rollback(True)

    assert transactions() == []


def test_set_constraints_in_mid_transaction_gives_two_consecutive_numbers() -> None:
    with transaction.atomic():
        Thing.objects.bulk_create([Thing(), Thing()])
        connection.check_constraints()
        Thing.objects.create()

    assert [(number, n) for _tx, number, n, _first in transactions()] == [(1, 2), (2, 1)]
    check_numbers()


def test_with_immediate_constraints_every_statement_has_its_number() -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Thing.objects.bulk_create([Thing(), Thing()])
        Thing.objects.update(count=3)

    assert [(number, n) for _tx, number, n, _first in transactions()] == [(1, 2), (2, 2)]
    check_numbers()


def test_a_commit_that_fails_leaves_no_gap() -> None:
    thing = Thing.objects.create()
    Part.objects.create(thing=thing)

    with pytest.raises(Exception, match="foreign key"), transaction.atomic():
        Thing.objects.filter(pk=thing.pk)._raw_delete("default")
    Thing.objects.create()

    assert check_numbers() == 3


def test_numbers_follow_commits_not_beginnings() -> None:
    """The first to begin commits last; its changes come last."""
    begun, committed = threading.Event(), threading.Event()
    early, late = Thing.objects.bulk_create([Thing(name="early"), Thing(name="late")])

    def begins_first() -> None:
        with transaction.atomic():
            Thing.objects.filter(pk=early.pk).update(count=1)
            begun.set()
            assert committed.wait(10)

    def commits_first() -> None:
        assert begun.wait(10)
        Thing.objects.filter(pk=late.pk).update(count=1)
        committed.set()

    run_at_once(begins_first, commits_first)

    objects = [entry.fields["object"] for entry in ledger.read_page().entries]
    assert objects[2:] == [str(late.pk), str(early.pk)]


def test_two_updates_of_one_row_stay_in_their_order() -> None:
    thing = Thing.objects.create(count=0)

    def add_one() -> None:
        for _ in range(20):
            with transaction.atomic():
                one = Thing.objects.select_for_update().get(pk=thing.pk)
                one.count += 1
                one.save()

    run_at_once(add_one, add_one, add_one)

    changes = [entry.fields["changes"]["count"] for entry in ledger.read_page().entries[1:]]
    assert changes == [[nth, nth + 1] for nth in range(60)]


def test_under_load_with_rollbacks_numbers_have_no_gap_and_nothing_is_lost() -> None:
    committed: list[int] = []

    def work(seed: int) -> Callable[[], None]:
        chance = random.Random(seed)

        def write() -> None:
            for _ in range(30):
                is_rolled_back = chance.random() < 0.25
                count = chance.randint(1, 4)
                with transaction.atomic():
                    Thing.objects.bulk_create([Thing() for _ in range(count)])
                    if chance.random() < 0.5:
                        time.sleep(chance.random() / 100)
                    transaction.set_rollback(is_rolled_back)
                if not is_rolled_back:
                    committed.append(count)

        return write

    run_at_once(*(work(seed) for seed in range(6)))

    assert check_numbers() == len(committed)
    assert ledger.last_number()[1] == sum(committed) == Thing.objects.count()


def test_a_reader_in_mid_load_never_sees_a_gap() -> None:
    stop = threading.Event()
    seen: list[int] = []

    def write() -> None:
        chance = random.Random(1)
        for _ in range(60):
            with transaction.atomic():
                Thing.objects.create()
                time.sleep(chance.random() / 200)

    def read() -> None:
        place = ledger.START
        while not stop.is_set() or ledger.read_page(place).entries:
            page = ledger.read_page(place, at_most=7)
            assert page.problem is None
            seen.extend(entry.place.position for entry in page.entries)
            place = page.entries[-1].place if page.entries else place

    def write_all() -> None:
        run_at_once(write, write, write)
        stop.set()

    run_at_once(read, write_all)

    assert seen == list(range(1, 181))


def test_checks_of_foreign_keys_come_before_the_number() -> None:
    """Who waits in a foreign key's check at his commit must not hold up the commit of whom he waits for."""
    parent = Thing.objects.create()
    locked, inserted = threading.Event(), threading.Event()

    def insert_child() -> None:
        assert locked.wait(60)
        with transaction.atomic():
            Thing.objects.create()
            Part.objects.create(thing=parent)
            inserted.set()
        # Its commit has waited here until the parent's lock was gone.

    def hold_parent() -> None:
        with transaction.atomic():
            Thing.objects.select_for_update().get(pk=parent.pk)
            locked.set()
            assert inserted.wait(60)
            time.sleep(0.3)
            Thing.objects.filter(pk=parent.pk).update(count=5)

    run_at_once(insert_child, hold_parent)

    assert check_numbers() == 3


def test_an_emptied_head_is_an_error_not_a_missing_number() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_head DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_head")
    try:
        with pytest.raises(DatabaseError, match="no rows"), transaction.atomic():
            Thing.objects.create()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO audit_head (number, entries) VALUES (0, 0)")
    assert Thing.objects.count() == 0
