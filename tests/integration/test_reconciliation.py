"""The ledger of PostgreSQL and the documents of MongoDB are held against each other, as captured."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from tests.documents.builders import communication, transport_event
from transplant_site import documents
from transplant_site.audit import action
from transplant_site.audit.notarised import NotarisedDocuments
from transplant_site.documents import Collection, connection, delivery, reconciliation
from transplant_site.documents.models import Delivery
from transplant_site.documents.reconciliation import Fault

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_collections")]

EVENTS, MESSAGES = Collection.TRANSPORT_EVENTS, Collection.COMMUNICATIONS


class LedgerFromNowOn(NotarisedDocuments):
    """The ledger can't be emptied: what other tests recorded is passed over."""

    def __init__(self, known):
        self.known = known

    def walk(self):
        return (one for one in super().walk() if one.id not in self.known)


@pytest.fixture
def ledger(monkeypatch):
    ledger = LedgerFromNowOn({one.id for one in NotarisedDocuments().walk()})
    monkeypatch.setattr(reconciliation, "registry", reconciliation._Registry(ledger=ledger))
    return ledger


def findings():
    return [(one.fault, one.collection, one.id) for one in reconciliation.reconcile(at=timezone.now())]


def record(collection, *bodies):
    with action("tests.documents.recorded"):
        return documents.record_many(collection, bodies)


def test_the_ledger_knows_every_document_and_its_digest(ledger):
    shipment = uuid4()
    events = record(EVENTS, *[transport_event(shipment_id=shipment) for _ in range(700)])
    messages = record(MESSAGES, communication())

    assert [one.id for one in ledger.walk()] == events + messages
    assert {one.id for one in ledger.find(EVENTS, events)} == set(events)
    assert [one.id for one in ledger.find(EVENTS, events[350:352])] == events[350:352]
    assert list(ledger.find(MESSAGES, events[:2])) == []
    assert list(ledger.find(EVENTS, [uuid4()])) == []
    assert findings() == []


def test_a_rolled_back_document_is_not_notarised(ledger):
    with action("tests.documents.recorded"):
        documents.record(MESSAGES, communication())
        transaction.set_rollback(True)
    assert list(ledger.walk()) == []
    assert findings() == []


def test_what_was_done_to_documents_is_found(ledger):
    kept, deleted, changed = record(EVENTS, *[transport_event() for _ in range(3)])
    [moved] = record(MESSAGES, communication())
    with connection.collection(EVENTS) as events:
        events.delete_one({"_id": deleted})
        events.update_one({"_id": changed}, {"$set": {"temperature_c": 3.7}})
        invented = {**events.find_one({"_id": kept}), "_id": uuid4()}
        events.insert_one(invented)
    with connection.collection(MESSAGES) as messages:
        messages.update_one({"_id": moved}, {"$set": {"conversation_id": uuid4()}})

    assert sorted(findings()) == sorted(
        [
            (Fault.MISSING_DOCUMENT, EVENTS, deleted),
            (Fault.DIFFERENT_DOCUMENT, EVENTS, changed),
            (Fault.UNKNOWN_DOCUMENT, EVENTS, invented["_id"]),
            (Fault.DIFFERENT_DOCUMENT, MESSAGES, moved),
        ]
    )


def test_a_delivery_that_was_deleted_before_it_was_delivered_is_missing(ledger, monkeypatch):
    monkeypatch.setattr(delivery, "deliver_at_once", lambda _row: None)
    [number] = record(MESSAGES, communication())
    Delivery.objects.all().delete()
    assert findings() == [(Fault.MISSING_DOCUMENT, MESSAGES, number)]


def test_the_lookup_of_documents_uses_an_index(ledger):
    """Else the comparison would read the whole ledger once per batch."""
    record(EVENTS, *[transport_event() for _ in range(5)])
    with transaction.atomic():
        from django.db import connection as postgresql

        with postgresql.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT changes FROM public.audit_entry WHERE kind = 'document'"
                ' AND seen @> ANY (ARRAY[\'[["communications", "x"]]\']::jsonb[])'
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan" in plan


def test_nothing_is_late_that_was_just_recorded(ledger, nobody_there):
    record(EVENTS, transport_event())
    [row] = Delivery.objects.all()
    assert timezone.now() - row.recorded_at < timedelta(minutes=1)
