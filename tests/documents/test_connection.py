"""MongoDB's absence costs one short wait now and then, never one per request."""

import os
import threading
import time

import pytest
from django.core.management import CommandError, call_command

from transplant_site import documents
from transplant_site.documents import Collection, StoreAway, connection
from transplant_site.documents.connection import Door, Patience, StoreRefuses
from transplant_site.stores.state import Role


def ask():
    with connection.collection(Collection.AUDIT_LOG) as there:
        there.find_one({"_id": 0})


def attempt():
    try:
        ask()
    except StoreAway:
        return False
    return True


def wait_until(is_so, *, seconds=60):
    """Ask until it is so; a server that was just started needs a moment, a busy machine more."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def at_once(number, job):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(job())) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_only_the_first_attempt_waits(nobody_there):
    nobody_there.door.pause_seconds = 600
    assert [attempt() for _ in range(200)] == [False] * 200
    assert nobody_there.door.attempts == 1


def test_after_the_pause_one_of_many_threads_tries_again(nobody_there):
    nobody_there.door.pause_seconds = 600
    attempt()
    nobody_there.door._opens_at = time.monotonic()
    assert at_once(20, attempt) == [False] * 20
    assert nobody_there.door.attempts == 2


def test_a_server_that_came_back_is_used_again(spare_server):
    link = connection.link()
    spare_server.kill()
    assert not attempt()
    spare_server.start()
    assert wait_until(attempt)
    assert not link.door.is_shut


def test_a_server_that_hangs_is_given_up(spare_server):
    assert wait_until(attempt)
    spare_server.freeze()
    try:
        start = time.monotonic()
        assert not attempt()
        # Far above what a page waits, so that a busy machine fails nothing, and below what a command waits.
        assert time.monotonic() - start < Patience.LONG.value / 2000
        assert connection.link().door.is_shut
    finally:
        spare_server.thaw()
    assert wait_until(attempt)


def test_the_pages_banner_appears_and_disappears(spare_server, db, rf):
    assert documents.banner(rf.get("/")) is None
    spare_server.kill()
    attempt()
    assert documents.banner(rf.get("/")) == documents.DocumentsState(
        up=False, waiting=0, oldest_waiting=None, refused=0
    )
    spare_server.start()
    assert wait_until(lambda: documents.banner(rf.get("/")) is None)


def test_while_mongodb_answers_the_banner_costs_nothing(document_store, db, rf, django_assert_num_queries):
    assert wait_until(attempt)
    before = connection.link().door.attempts
    with django_assert_num_queries(0):
        assert documents.banner(rf.get("/")) is None
    assert connection.link().door.attempts == before


def test_an_account_that_may_not_is_told_so_and_not_that_nobody_answers(document_store, settings):
    """The application's account may not make collections, nor touch the database of the tests."""
    settings.MONGODB_URI = settings.EMBEDDED_STORES.mongodb_uri(Role.APPLICATION)
    with pytest.raises(CommandError, match=r"MongoDB refuses this account: .*MONGODB_OWNER_URI names"):
        call_command("ensure_collections")
    settings.MONGODB_URI = settings.MONGODB_URI.replace("transplant_application:", "transplant_application:x")
    with pytest.raises(StoreRefuses):
        ask()


def test_an_error_of_our_own_does_not_shut_the_door(document_store):
    with pytest.raises(ZeroDivisionError), connection.collection(Collection.AUDIT_LOG):
        raise ZeroDivisionError
    assert not connection.link().door.is_shut
    assert wait_until(attempt)


def test_the_door_opens_once_for_all():
    door = Door()
    assert not door.open()
    assert door.shut()
    assert not door.shut()
    with pytest.raises(StoreAway):
        door.enter()
    assert door.open()
    door.enter()


def test_a_forked_process_has_a_client_of_its_own(document_store):
    """As a web server does that loads the site before it makes its workers."""
    ask()
    client = connection.link()._client
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # only what can't raise into pytest
        try:
            ask()
            is_own = connection.link()._client is not client
            os.write(writing, b"own" if is_own else b"shared")
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    assert os.read(reading, 10) == b"own"
    os.close(reading)
    ask()


def test_what_is_written_is_in_the_journal_of_a_majority(document_store):
    with connection.link().database() as database:
        assert database.write_concern.document == {"w": "majority", "j": True}
        assert database.read_concern.document == {"level": "majority"}
        assert database.read_preference.name == "Primary"
        assert database.codec_options.tz_aware


def test_every_operation_of_a_page_looks_for_a_server_half_a_second(document_store):
    with connection.link().database() as database:
        options = database.client.options
    assert options.server_selection_timeout == 0.5
    assert not options.retry_writes
    assert not options.retry_reads
