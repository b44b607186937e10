"""A reader sees what it wrote, in order, a page at a time, whether or not it was delivered."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction

from tests.documents.builders import NOON, communication, transport_event
from transplant_site import documents
from transplant_site.documents import Collection, Cursor, StoreAway, connection, delivery
from transplant_site.documents.models import Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_collections")]

EVENTS = Collection.TRANSPORT_EVENTS


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def record(*minutes: float, key, **changes):
    with transaction.atomic():
        bodies = [
            transport_event(shipment_id=key, occurred_at=at(m), note=f"{m:g}", **changes) for m in minutes
        ]
        return documents.record_many(EVENTS, bodies)


def leave_waiting(monkeypatch):
    monkeypatch.setattr(delivery, "deliver_at_once", lambda _row: None)


def notes(page):
    return [one["note"] for one in page]


@pytest.fixture
def half_and_half(monkeypatch):
    """Ten events of one shipment, even minutes delivered, odd ones waiting, and one of another shipment."""
    key = uuid4()
    record(0, 4, 8, 2, 6, key=key)
    leave_waiting(monkeypatch)
    record(1, 9, 5, key=key)
    record(3, 7, key=key)
    record(5, key=uuid4())
    return key


def test_waiting_and_delivered_documents_are_merged_in_the_order_of_events(half_and_half):
    page = documents.read(EVENTS, key=half_and_half)
    assert notes(page) == [str(minute) for minute in range(10)]
    assert page.is_complete
    assert page.older is None


def test_a_page_shows_the_newest_and_leads_to_what_is_older(half_and_half):
    page = documents.read(EVENTS, key=half_and_half, limit=4)
    assert notes(page) == ["6", "7", "8", "9"]
    page = documents.read(EVENTS, key=half_and_half, limit=4, before=Cursor.parse(str(page.older)))
    assert notes(page) == ["2", "3", "4", "5"]
    page = documents.read(EVENTS, key=half_and_half, limit=4, before=page.older)
    assert notes(page) == ["0", "1"]
    assert page.older is None


def test_a_stretch_of_time_can_be_asked_for(half_and_half):
    assert notes(documents.read(EVENTS, key=half_and_half, since=at(3), before=at(7))) == ["3", "4", "5", "6"]
    assert notes(documents.read(EVENTS, key=half_and_half, since=at(8))) == ["8", "9"]
    assert notes(documents.read(EVENTS, key=half_and_half, before=at(0))) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_events_of_the_same_moment_are_neither_lost_nor_shown_twice_between_pages(limit, monkeypatch):
    key = uuid4()
    record(*[1] * 4, *[2] * 3, key=key)
    leave_waiting(monkeypatch)
    record(*[1] * 3, *[2] * 2, *[3] * 2, key=key)

    seen, before = [], None
    for _ in range(30):
        page = documents.read(EVENTS, key=key, limit=limit, before=before)
        seen = [one["id"] for one in page] + seen
        before = page.older
        if before is None:
            break
    everything = [one["id"] for one in documents.read(EVENTS, key=key)]
    assert seen == everything
    assert len(set(seen)) == 14


def test_a_document_in_both_places_is_shown_once(monkeypatch):
    key = uuid4()
    leave_waiting(monkeypatch)
    record(1, key=key)
    row = Delivery.objects.get()
    delivery.store(row.destination, row.documents)
    assert notes(documents.read(EVENTS, key=key)) == ["1"]


def test_what_is_read_is_what_was_recorded():
    body = communication()
    with transaction.atomic():
        number = documents.record(Collection.COMMUNICATIONS, body)
        [waiting] = documents.read(Collection.COMMUNICATIONS, key=body["conversation_id"])
    [stored] = documents.read(Collection.COMMUNICATIONS, key=body["conversation_id"])
    assert waiting == stored == {"id": number, **body}
    assert stored["occurred_at"].tzinfo is UTC
    assert documents.find_one(Collection.COMMUNICATIONS, number) == stored


def test_a_writer_sees_its_own_document_before_the_commit_and_others_do_not():
    key = uuid4()
    with transaction.atomic():
        record(1, key=key)
        assert notes(documents.read(EVENTS, key=key)) == ["1"]
        seen_by_another = []

        def another():
            seen_by_another.extend(documents.read(EVENTS, key=key))
            connections.close_all()

        thread = threading.Thread(target=another)
        thread.start()
        thread.join()
    assert seen_by_another == []


def test_documents_are_found_by_id_in_both_places(half_and_half):
    everything = [one["id"] for one in documents.read(EVENTS, key=half_and_half)]
    page = documents.find_many(EVENTS, [*everything[2:5], uuid4()])
    assert notes(page) == ["2", "3", "4"]
    assert page.is_complete
    assert documents.find_one(EVENTS, uuid4()) is None
    assert documents.find_one(Collection.COMMUNICATIONS, everything[0]) is None
    assert notes(documents.find_many(EVENTS, [])) == []


def test_a_page_can_be_used_like_a_list(half_and_half):
    page = documents.read(EVENTS, key=half_and_half)
    assert len(page) == 10
    assert page[0]["note"] == "0"
    assert [one["note"] for one in page[-2:]] == ["8", "9"]
    assert page


@pytest.mark.parametrize("limit", [0, -1, 2001])
def test_a_page_has_bounds(limit):
    with pytest.raises(ValueError, match="1 to 2000"):
        documents.read(EVENTS, key=uuid4(), limit=limit)


@pytest.mark.parametrize(
    "text",
    ["", "~", "2026-11-22", "2026-11-22T12:00~x", "2026-11-22T12:00:00~72f5f117-9ca9-4c8e-aa5d-97a96446d211"],
)
def test_a_cursor_that_was_tampered_with_is_an_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 (of many kinds)
        Cursor.parse(text)


def test_a_cursor_survives_its_way_through_a_link():
    cursor = Cursor(at(1), uuid4())
    assert Cursor.parse(str(cursor)) == cursor


def test_with_mongodb_away_the_waiting_documents_are_shown_as_incomplete(half_and_half, nobody_there):
    page = documents.read(EVENTS, key=half_and_half)
    assert notes(page) == ["1", "3", "5", "7", "9"]
    assert not page.is_complete
    waiting = documents.find_many(EVENTS, [page[0]["id"]])
    assert notes(waiting) == ["1"]
    assert waiting.is_complete
    with pytest.raises(StoreAway):
        documents.find_one(EVENTS, uuid4())


def in_threads(*jobs):
    """Run the jobs at once, each with a connection of its own."""

    def run(job):
        try:
            job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.slow
def test_a_writer_always_sees_its_own_documents_while_relays_deliver(monkeypatch):
    """Four writers read after every write, three relays deliver in between: nothing is missing or double."""
    leave_waiting(monkeypatch)
    is_over = threading.Event()
    faults = []

    def write():
        key, written = uuid4(), []
        for number in range(60):
            written += record(number, key=key)
            seen = [one["id"] for one in documents.read(EVENTS, key=key)]
            if seen != written:
                faults.append((key, len(written), len(seen)))

    def relay():
        while not is_over.is_set():
            documents.deliver_waiting(limit=3)

    relays = in_threads(*[relay] * 3)
    for thread in in_threads(*[write] * 4):
        thread.join()
    is_over.set()
    for thread in relays:
        thread.join()
    assert not faults
    documents.deliver_waiting(limit=1000)
    assert not Delivery.objects.exists()
    with connection.collection(EVENTS) as there:
        assert len(list(there.find({}, {"_id": 1}))) == 240
