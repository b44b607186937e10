"""Every fault that is planted between the stores is found and named, and nothing else is."""

from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import orjson
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from tests.documents.builders import NOON, communication, transport_event
from tests.documents.tampering import tampering
from transplant_site import documents
from transplant_site.documents import Collection, canonical, connection, delivery, reconciliation
from transplant_site.documents.models import Delivery
from transplant_site.documents.reconciliation import Fault, NoLedger, Notarised

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_collections")]

EVENTS, MESSAGES = Collection.TRANSPORT_EVENTS, Collection.COMMUNICATIONS


class ListedLedger:
    """What the audit ledger would say, kept in a list: here the comparison is tested, not the ledger."""

    def __init__(self):
        self.entries = []

    def note(self, row):
        for number, digest in zip(row.document_ids, row.digests, strict=True):
            self.entries.append(Notarised(row.destination, number, digest))

    def walk(self):
        yield from self.entries

    def find(self, collection, ids):
        return [one for one in self.entries if one.collection == collection and one.id in set(ids)]


@pytest.fixture
def ledger(monkeypatch):
    ledger = ListedLedger()
    fresh = reconciliation._Registry(ledger=ledger)
    monkeypatch.setattr(reconciliation, "registry", fresh)
    original = Delivery.objects.bulk_create

    def bulk_create(rows, **options):
        for row in rows:
            ledger.note(row)
        return original(rows, **options)

    monkeypatch.setattr(Delivery.objects, "bulk_create", bulk_create)
    return ledger


@pytest.fixture
def recorded(ledger):
    """Some documents of both collections, delivered and waiting."""
    numbers = {}
    with transaction.atomic():
        numbers["events"] = documents.record_many(EVENTS, [transport_event(note="told") for _ in range(12)])
        numbers["messages"] = documents.record_many(MESSAGES, [communication() for _ in range(3)])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delivery, "deliver_at_once", lambda _row: None)
        with transaction.atomic():
            numbers["waiting"] = documents.record_many(EVENTS, [transport_event(shipment_id=UUID(int=9))] * 4)
    return numbers


def findings(**options):
    found = reconciliation.reconcile(at=options.pop("at", timezone.now()), **options)
    return [(one.fault, one.collection, one.id) for one in found]


def there(collection):
    return connection.collection(collection)


def test_stores_that_agree_have_no_findings(recorded):
    assert findings() == []
    documents.deliver_waiting()
    assert findings() == []


def test_a_document_that_was_deleted_is_missing(recorded):
    number = recorded["events"][5]
    with there(EVENTS) as events:
        events.delete_one({"_id": number})
    assert findings() == [(Fault.MISSING_DOCUMENT, EVENTS, number)]


def test_a_waiting_document_that_was_deleted_is_missing(recorded):
    Delivery.objects.all().delete()
    assert findings() == [(Fault.MISSING_DOCUMENT, EVENTS, number) for number in recorded["waiting"]]


@pytest.mark.parametrize(
    "change",
    [
        {"$set": {"note": "untold"}},
        {"$set": {"temperature_c": 4.0}},
        {"$set": {"occurred_at": NOON + timedelta(milliseconds=1)}},
        {"$set": {"position.lat": 50}},
        {"$unset": {"note": ""}},
        {"$set": {"added": 1}},
        {"$set": {"note": b"bytes"}},
    ],
)
def test_a_document_that_was_changed_differs(recorded, change):
    number = recorded["events"][0]
    with connection.link().database() as database:
        database.get_collection(EVENTS).update_one({"_id": number}, change, bypass_document_validation=True)
    assert findings() == [(Fault.DIFFERENT_DOCUMENT, EVENTS, number)]


@pytest.mark.parametrize("number", [uuid4(), "text", 7, None])
def test_a_document_that_was_invented_is_unknown(recorded, number):
    with there(EVENTS) as events:
        genuine = events.find_one({"_id": recorded["events"][0]})
        events.insert_one({**genuine, "_id": number}, bypass_document_validation=True)
    assert findings() == [(Fault.UNKNOWN_DOCUMENT, EVENTS, number)]


def test_a_document_that_was_moved_to_another_collection_is_missing_there_and_unknown_here(recorded):
    number = recorded["events"][0]
    with connection.link().database() as database:
        moved = database[EVENTS].find_one_and_delete({"_id": number})
        database[MESSAGES].insert_one(moved, bypass_document_validation=True)
    assert findings() == [
        (Fault.MISSING_DOCUMENT, EVENTS, number),
        (Fault.UNKNOWN_DOCUMENT, MESSAGES, number),
    ]


def test_a_document_that_was_replaced_and_notarised_anew_still_differs(recorded, ledger):
    """Who may write to both stores can make the ledger say more, never less."""
    number = recorded["events"][0]
    with there(EVENTS) as events:
        forged = {**events.find_one_and_delete({"_id": number}), "note": "forged"}
        events.insert_one(forged)
    ledger.entries.append(Notarised(EVENTS, number, delivery.digest_of(forged)))
    assert findings() == [(Fault.DIFFERENT_DOCUMENT, EVENTS, number)]


def test_a_delivery_that_the_ledger_does_not_know_is_found(recorded, ledger):
    row = Delivery.objects.get()
    ledger.entries = [one for one in ledger.entries if one.id not in row.document_ids]
    assert findings() == [(Fault.UNKNOWN_DELIVERY, EVENTS, row.pk)]


@pytest.mark.parametrize("what", ["payload", "payload and digest", "id"])
def test_a_delivery_that_was_changed_while_it_waited_is_found(recorded, what):
    row = Delivery.objects.get()
    if what == "id":
        row.document_ids[0] = uuid4()
    else:
        row.payloads[0] = row.payloads[0].replace("TempTale", "Other")
    if what == "payload and digest":
        row.digests[0] = canonical.digest(row.payloads[0])
    with tampering():
        row.save()
    assert (Fault.DIFFERENT_DELIVERY, EVENTS, row.pk) in findings()


def test_a_changed_delivery_that_was_delivered_all_the_same_differs(recorded):
    row = Delivery.objects.get()
    row.payloads[0] = row.payloads[0].replace("TempTale", "Other")
    row.digests[0] = canonical.digest(row.payloads[0])
    with tampering():
        row.save()
    documents.deliver_waiting()
    assert findings() == [(Fault.DIFFERENT_DOCUMENT, EVENTS, recorded["waiting"][0])]


def test_a_delivery_that_waits_too_long_is_late(recorded):
    row = Delivery.objects.get()
    later = timezone.now() + timedelta(minutes=16)
    assert findings(at=later) == [(Fault.LATE_DELIVERY, EVENTS, row.pk)]
    assert findings(at=later, late_after=timedelta(minutes=20)) == []


def test_a_refused_delivery_is_found(recorded):
    row = Delivery.objects.get()
    Delivery.objects.update(refused_at=timezone.now(), refusal="MongoDB refuses it.")
    assert findings() == [(Fault.REFUSED_DELIVERY, EVENTS, row.pk)]


def test_a_reference_without_a_row_is_found(recorded):
    shipments = {one["shipment_id"] for n in recorded["events"] if (one := documents.find_one(EVENTS, n))}
    gone = documents.find_one(EVENTS, recorded["events"][3])["shipment_id"]
    documents.register_reference(EVENTS, "shipment_id", lambda ids: ids & (shipments - {gone}))
    documents.register_reference(MESSAGES, "subject.id", lambda ids: ids)
    assert findings() == [(Fault.UNKNOWN_REFERENCE, EVENTS, recorded["events"][3])]


def test_a_row_whose_document_stands_nowhere_is_found(recorded):
    nowhere = uuid4()
    named = [recorded["waiting"][0], recorded["events"][0], nowhere]
    documents.register_rows(EVENTS, lambda: [(f"Receipt {n}", number) for n, number in enumerate(named)])
    [finding] = reconciliation.reconcile(at=timezone.now())
    assert (finding.fault, finding.id) == (Fault.MISSING_DOCUMENT, nowhere)
    assert finding.explanation == "Receipt 2 names it; it stands nowhere."


def test_every_fault_of_many_is_found(recorded):
    with there(EVENTS) as events:
        for number in recorded["events"][:3]:
            events.delete_one({"_id": number})
        events.update_many({"_id": {"$in": recorded["events"][3:8]}}, {"$set": {"note": "x"}})
    with there(MESSAGES) as messages:
        messages.delete_many({})
    faults = [fault for fault, __, __ in findings()]
    assert sorted(faults) == [Fault.DIFFERENT_DOCUMENT] * 5 + [Fault.MISSING_DOCUMENT] * 6


def test_batches_are_compared_as_one(recorded, monkeypatch):
    monkeypatch.setattr(reconciliation, "BATCH", 2)
    assert findings() == []
    with there(EVENTS) as events:
        events.delete_one({"_id": recorded["events"][11]})
    assert findings() == [(Fault.MISSING_DOCUMENT, EVENTS, recorded["events"][11])]


def test_without_a_ledger_nothing_can_be_said(monkeypatch):
    monkeypatch.setattr(reconciliation, "registry", reconciliation._Registry())
    with pytest.raises(NoLedger):
        findings()


def reconcile(*arguments):
    said = StringIO()
    try:
        call_command("reconcile", *arguments, stdout=said)
    except CommandError as error:
        return said.getvalue(), str(error), error.returncode
    return said.getvalue(), "", 0


def test_the_command_says_that_both_stores_agree(recorded):
    assert reconcile() == ("Both stores agree.\n", "", 0)
    assert reconcile("--json") == ('{"findings":0}\n', "", 0)


def test_the_command_fails_with_its_findings(recorded):
    number = recorded["messages"][0]
    with there(MESSAGES) as messages:
        messages.delete_one({"_id": number})
    said, error, code = reconcile()
    assert code == 1
    assert error == "1 findings: 1 missing document."
    assert said == (
        f"missing_document: communications {number}: "
        "The audit ledger knows it; it neither waits nor stands in MongoDB.\n"
    )
    said, __, code = reconcile("--json")
    assert code == 1
    finding, summary = map(orjson.loads, said.splitlines())
    assert (finding["fault"], finding["id"]) == ("missing_document", str(number))
    assert summary == {"findings": 1, "missing_document": 1}


def test_the_command_says_when_the_stores_cannot_be_compared(recorded, nobody_there):
    __, error, code = reconcile()
    assert code == 2
    assert "does not answer" in error


def test_what_documents_say_is_not_in_the_findings(ledger):
    with transaction.atomic():
        [number] = documents.record_many(MESSAGES, [communication(body="Mrs. Peeters has a fever.")])
    with there(MESSAGES) as messages:
        messages.update_one({"_id": number}, {"$set": {"body": "Mrs. Peeters is well."}})
    said, error, __ = reconcile()
    assert "Peeters" not in said + error
