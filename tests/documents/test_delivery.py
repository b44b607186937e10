"""Waiting documents reach MongoDB, once each, whatever happens in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as postgresql
from django.db import connections, transaction

from tests.documents.builders import communication, transport_event
from tests.documents.tampering import tampering
from transplant_site import documents
from transplant_site.documents import Collection, connection, delivery
from transplant_site.documents.delivery import DeliveryReport
from transplant_site.documents.models import Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_collections")]


@pytest.fixture
def only_the_relay(monkeypatch):
    """Nothing is delivered after the commit, as if the process had died there."""
    monkeypatch.setattr(delivery, "deliver_at_once", lambda _row: None)


def record(collection=Collection.TRANSPORT_EVENTS, number=1, **changes):
    build = transport_event if collection is Collection.TRANSPORT_EVENTS else communication
    with transaction.atomic():
        return documents.record_many(collection, [build(**changes) for _ in range(number)])


def stored(collection=Collection.TRANSPORT_EVENTS):
    with connection.collection(collection) as there:
        return {one["_id"]: one for one in there.find({})}


def test_what_was_committed_is_delivered_at_once():
    [number] = record()
    assert set(stored()) == {number}
    assert not Delivery.objects.exists()


def test_what_was_left_waiting_is_delivered_by_the_relay(only_the_relay):
    events = record(number=3) + record()
    messages = record(Collection.COMMUNICATIONS)
    assert stored() == {}

    assert documents.deliver_waiting() == DeliveryReport(delivered=5)
    assert set(stored()) == set(events)
    assert set(stored(Collection.COMMUNICATIONS)) == set(messages)
    assert not Delivery.objects.exists()
    assert documents.deliver_waiting() == DeliveryReport()


def test_the_oldest_go_first(only_the_relay):
    numbers = [record()[0] for _ in range(5)]
    documents.deliver_waiting(limit=2)
    assert set(stored()) == set(numbers[:2])


def test_delivering_twice_is_delivering_once(only_the_relay):
    [number] = record()
    row = Delivery.objects.get()
    documents.deliver_waiting()
    row.save(force_insert=True)
    assert documents.deliver_waiting() == DeliveryReport(delivered=1)
    assert set(stored()) == {number}


def test_a_batch_of_which_a_part_was_delivered_is_completed(only_the_relay):
    numbers = record(number=10, shipment_id=uuid4())
    [row] = Delivery.objects.all()
    with connection.collection(Collection.TRANSPORT_EVENTS) as there:
        there.insert_many(row.documents[3:6])
    assert documents.deliver_waiting() == DeliveryReport(delivered=1)
    assert set(stored()) == set(numbers)


def test_one_go_carries_no_more_documents_than_it_should(only_the_relay, monkeypatch):
    monkeypatch.setattr(delivery, "DOCUMENTS_AT_ONCE", 5)
    # One row of seven, as its key is one shipment's; it goes alone.
    with transaction.atomic():
        shipment = uuid4()
        documents.record_many(
            Collection.TRANSPORT_EVENTS, [transport_event(shipment_id=shipment) for _ in range(7)]
        )
    for _ in range(3):
        with transaction.atomic():
            shipment = uuid4()
            documents.record_many(
                Collection.TRANSPORT_EVENTS, [transport_event(shipment_id=shipment) for _ in range(2)]
            )

    assert documents.deliver_waiting() == DeliveryReport(delivered=1)
    assert len(stored()) == 7
    assert documents.deliver_waiting() == DeliveryReport(delivered=2)
    assert documents.deliver_waiting() == DeliveryReport(delivered=1)
    assert len(stored()) == 13


def test_another_document_under_the_same_id_is_an_alarm(only_the_relay, caplog):
    [number] = record()
    row = Delivery.objects.get()
    with connection.collection(Collection.TRANSPORT_EVENTS) as there:
        there.insert_one({**row.documents[0], "note": "someone else's"})
    others = record(number=2)

    assert documents.deliver_waiting() == DeliveryReport(delivered=2, refused=1)
    [kept] = Delivery.objects.all()
    assert kept.refusal == f"{number}: MongoDB holds another document under this id."
    assert kept.payloads == row.payloads
    assert set(stored()) == {number, *others}
    assert stored()[number]["note"] == "someone else's"
    assert "was refused" in caplog.text
    assert documents.state().refused == 1
    assert documents.deliver_waiting() == DeliveryReport()


def test_a_document_that_mongodb_refuses_does_not_hold_up_the_others(only_the_relay):
    record()
    row = Delivery.objects.get()
    stricter = {"$jsonSchema": {"properties": {"kind": {"enum": ["position"]}}}}
    with connection.link().database() as database:
        database.command("collMod", "transport_events", validator=stricter)
    try:
        [allowed] = record(kind="position")
        assert documents.deliver_waiting() == DeliveryReport(delivered=1, refused=1)
    finally:
        documents.ensure_collections()
    assert set(stored()) == {allowed}
    assert Delivery.objects.get().refusal == f"{row.document_ids[0]}: MongoDB refuses it (code 121)."

    assert delivery.offer_again() == 1
    assert documents.deliver_waiting() == DeliveryReport(delivered=1)


def test_a_payload_that_was_altered_while_it_waited_is_not_delivered(only_the_relay):
    record(note="as recorded")
    row = Delivery.objects.get()
    row.payloads = [row.payloads[0].replace("as recorded", "as altered")]
    with tampering():
        row.save()
    assert documents.deliver_waiting() == DeliveryReport(refused=1)
    assert stored() == {}
    assert "not the one that was recorded" in Delivery.objects.get().refusal


def test_a_payload_that_is_no_document_any_more_holds_up_nothing(only_the_relay):
    record()
    with tampering():
        Delivery.objects.update(payloads=["no JSON"])
    record(Collection.COMMUNICATIONS)
    assert documents.deliver_waiting() == DeliveryReport(delivered=1, refused=1)


def test_a_refused_document_can_still_be_read(only_the_relay):
    key = uuid4()
    record(shipment_id=key, note="kept")
    Delivery.objects.update(refused_at="2026-11-22T12:00Z", refusal="for a test")
    assert [one["note"] for one in documents.read(Collection.TRANSPORT_EVENTS, key=key)] == ["kept"]


def test_many_relays_at_once_deliver_each_document_once(only_the_relay):
    numbers = [number for _ in range(30) for number in record(number=2)]

    def relay(_):
        try:
            return sum(documents.deliver_waiting(limit=5).delivered for _ in range(10))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        delivered = sum(pool.map(relay, range(4)))
    assert delivered == 60
    assert set(stored()) == set(numbers)
    assert not Delivery.objects.exists()


def test_a_user_never_waits_for_a_relay_that_holds_the_row(only_the_relay):
    record()
    row = Delivery.objects.get()

    def request():
        try:
            with postgresql.cursor() as cursor:
                cursor.execute("SET statement_timeout = '20s'")
            delivery.store(row.destination, row.documents)
            delivery._delete_unless_held(row)
        finally:
            connections.close_all()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        list(Delivery.objects.select_for_update())
        pool.submit(request).result(timeout=60)
        assert Delivery.objects.count() == 1
    assert documents.deliver_waiting() == DeliveryReport(delivered=1)


def test_nothing_that_goes_wrong_after_the_commit_reaches_the_user(monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(delivery, "store", fail)
    record()
    assert Delivery.objects.count() == 1


def test_the_state_tells_how_much_waits(only_the_relay):
    assert documents.state() == documents.DocumentsState(up=True, waiting=0, oldest_waiting=None, refused=0)
    record()
    record()
    oldest = Delivery.objects.earliest("pk").recorded_at
    assert documents.state() == documents.DocumentsState(up=True, waiting=2, oldest_waiting=oldest, refused=0)


def test_the_command_delivers_what_waits(only_the_relay):
    record()
    said = StringIO()
    call_command("deliver", stdout=said)
    assert said.getvalue() == "1 deliveries confirmed, 0 refused.\n"


def test_the_command_fails_when_something_is_refused_and_offers_it_again(only_the_relay):
    record()
    payloads = Delivery.objects.get().payloads
    with tampering():
        Delivery.objects.update(payloads=["no JSON"])
        with pytest.raises(CommandError, match="reconcile"):
            call_command("deliver", stdout=StringIO())
        Delivery.objects.update(payloads=payloads)
    said = StringIO()
    call_command("deliver", "--again", stdout=said)
    assert "1 refused deliveries are offered again.\n1 deliveries confirmed" in said.getvalue()


def test_a_delivery_takes_one_statement_after_the_commit(django_assert_num_queries):
    with django_assert_num_queries(4), transaction.atomic():  # BEGIN, INSERT, COMMIT, DELETE
        documents.record(Collection.COMMUNICATIONS, communication())


def test_recorded_at_is_the_time_of_the_database(only_the_relay):
    record()
    with postgresql.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() - recorded_at FROM documents_delivery")
        assert timedelta(0) <= cursor.fetchone()[0] < timedelta(minutes=1)
