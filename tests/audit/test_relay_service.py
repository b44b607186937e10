"""The relay as a service: one leads, others stand by; it wakes, backs off, and delivers whatever befalls."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.audit.test_relay import log, mended, replace, write
from transplant_site import documents
from transplant_site.audit import relay
from transplant_site.audit.relay import LEADER_LOCK, RelayService
from transplant_site.documents.delivery import DeliveryReport

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")


def soon(is_so: Callable[[], object], *, seconds: float = 15) -> bool:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def running(*, poll_seconds: float = 0.2, silence: str = "60s") -> Iterator[RelayService]:
    stop = threading.Event()
    service = RelayService(stop, poll_seconds=poll_seconds, standby_seconds=0.1, silence=silence)

    def run() -> None:
        try:
            service.run()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield service
    finally:
        stop.set()
        thread.join()


@contextmanager
def another_session() -> Iterator[psycopg.Connection]:
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as session:
        yield session


def leader() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND (classid::bigint << 32) + objid::bigint = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [LEADER_LOCK],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def test_a_standby_takes_over_when_the_leader_ends() -> None:
    with another_session() as first:
        first.execute("SELECT pg_advisory_lock(%s)", [LEADER_LOCK])
        with running() as standby:
            write(2)
            time.sleep(0.5)
            assert not standby.is_leader
            assert log() == []
            first.close()
            assert soon(lambda: standby.is_leader)
            assert soon(lambda: len(log()) == 3)


def test_a_leader_that_says_nothing_loses_the_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    hung = threading.Event()
    goes_on = threading.Event()
    work = relay.deliver_documents

    def hang() -> int:
        if threading.current_thread() is first_thread[0]:
            hung.set()
            goes_on.wait()
        return work()

    first_thread: list[threading.Thread | None] = [None]
    monkeypatch.setattr(relay, "deliver_documents", hang)
    before = set(threading.enumerate())
    with running(silence="1s") as first:
        (first_thread[0],) = set(threading.enumerate()) - before
        assert soon(hung.is_set)
        assert first.is_leader
        with running(silence="30s") as second:
            assert soon(lambda: second.is_leader)
            write(1)
            assert soon(lambda: len(log()) == 1)
            goes_on.set()
            assert soon(lambda: not first.is_leader)


def test_a_leader_whose_session_is_ended_leads_again() -> None:
    with running() as service:
        assert soon(lambda: service.is_leader)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [leader()])
        write(1)
        assert soon(lambda: len(log()) == 1)
        assert service.is_leader


def test_a_commit_wakes_the_leader() -> None:
    with running(poll_seconds=60) as service:
        assert soon(lambda: service.is_leader)
        time.sleep(0.5)
        write(1)
        assert soon(lambda: len(log()) == 1)


def test_it_backs_off_while_mongodb_is_away_and_goes_on_afterwards(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    there = settings.MONGODB_URI
    settings.MONGODB_URI = "mongodb://127.0.0.1:1/?directConnection=true"
    with running() as service:
        wait = service.stop.wait

        def noted(seconds: float | None = None) -> bool:
            pauses.append(seconds or 0)
            return wait(0.01)

        monkeypatch.setattr(service.stop, "wait", noted)
        write(1)
        assert soon(lambda: len(pauses) > 12)
        settings.MONGODB_URI = there
        assert soon(lambda: len(log()) == 1)
    growing = [pause for pause in pauses if pause > 0.1][:9]
    assert growing == sorted(growing)
    assert max(pauses) == relay.LONGEST_PAUSE


def trouble() -> tuple[str, bool]:
    """What last hindered the relay, and whether that is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, over_at IS NOT NULL FROM audit_relay_trouble")
        what, is_over = cursor.fetchone()
    return what, is_over


def test_what_hinders_it_is_told_and_so_is_the_end_of_it(settings: Any) -> None:
    there = settings.MONGODB_URI
    settings.MONGODB_URI = "mongodb://127.0.0.1:1/?directConnection=true&serverSelectionTimeoutMS=200"
    with running():
        assert soon(lambda: trouble()[0].startswith("MongoDB is away") and not trouble()[1])
        settings.MONGODB_URI = there
        assert soon(lambda: trouble()[1], seconds=60)
        assert relay.has_leader()

    write(2)
    with running():
        assert soon(lambda: len(log()) >= 3)
    replace(mended(log()[-1], action="things.lost"))
    with running():
        assert soon(lambda: "position 3" in trouble()[0] and not trouble()[1])


def test_documents_are_delivered_while_the_mirror_has_halted(monkeypatch: pytest.MonkeyPatch) -> None:
    write(2)
    with running() as service:
        assert soon(lambda: len(log()) == 3)
    replace(mended(log()[-1], action="things.lost"))
    turns: list[int] = []
    monkeypatch.setattr(documents, "deliver_waiting", lambda: (turns.append(1), DeliveryReport())[1])

    with running() as service:
        assert soon(lambda: service.halted)
        done = len(turns)
        assert soon(lambda: len(turns) > done + 1)
        assert "position 3" in str(service.halted)


def test_mirror_and_delivery_take_turns_under_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch of the one, a batch of the other: neither waits for the other's end."""
    turns: list[str] = []
    service = RelayService(threading.Event())
    monkeypatch.setattr(service.relay, "mirror_batch", lambda: turns.append("mirror") or 500)
    monkeypatch.setattr(
        documents, "deliver_waiting", lambda: (turns.append("deliver"), DeliveryReport(delivered=200))[1]
    )
    for _ in range(3):
        assert service._take_turn() == 700
    assert turns == ["mirror", "deliver"] * 3


def test_relay_once_says_that_another_leads() -> None:
    with another_session() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LEADER_LOCK])
        with pytest.raises(CommandError, match="A relay runs and leads"):
            call_command("relay", "--once")


def test_relay_once_waits_a_little_for_the_lead() -> None:
    write(1)
    with another_session() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LEADER_LOCK])
        threading.Timer(1, other.close).start()
        call_command("relay", "--once", verbosity=0)
    assert len(log()) == 1
    assert leader() is None
