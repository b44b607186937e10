"""A document is written with the rows it belongs to, or not at all."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.transaction import TransactionManagementError

from tests.documents.builders import NOON, communication, transport_event
from transplant_site import documents
from transplant_site.documents import Collection, InvalidDocument, canonical, connection, validation
from transplant_site.documents.models import Delivery


@pytest.mark.django_db
def test_a_document_waits_in_the_transaction_that_recorded_it():
    body = communication()
    number = documents.record(Collection.COMMUNICATIONS, body)

    row = Delivery.objects.get()
    assert (row.collection, row.key, row.document_ids) == (
        "communications",
        body["conversation_id"],
        [number],
    )
    assert row.digests == [canonical.digest(row.payloads[0])]
    assert row.is_as_recorded
    [document] = row.documents
    assert document == canonical.normalised({**body, "_id": number})


@pytest.mark.django_db
def test_ids_sort_by_the_time_of_recording():
    numbers = [documents.record(Collection.COMMUNICATIONS, communication()) for _ in range(50)]
    assert numbers == sorted(numbers)
    assert all(isinstance(number, UUID) and number.version == 7 for number in numbers)


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_nothing(empty_collections):
    body = transport_event()
    with transaction.atomic():
        documents.record(Collection.TRANSPORT_EVENTS, body)
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    assert list(documents.read(Collection.TRANSPORT_EVENTS, key=body["shipment_id"])) == []


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_is_rolled_back_leaves_nothing_of_its_own(empty_collections):
    body = transport_event()
    with transaction.atomic():
        kept = documents.record(Collection.TRANSPORT_EVENTS, body)
        with transaction.atomic():
            documents.record(Collection.TRANSPORT_EVENTS, body)
            transaction.set_rollback(True)
    assert [one["id"] for one in documents.read(Collection.TRANSPORT_EVENTS, key=body["shipment_id"])] == [
        kept
    ]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(TransactionManagementError):
        documents.record(Collection.COMMUNICATIONS, communication())


@pytest.mark.django_db
def test_the_audit_log_is_not_recorded_to():
    with pytest.raises(ValueError, match="audit_log"):
        documents.record(Collection.AUDIT_LOG, {"position": 1})


@pytest.mark.django_db
def test_an_id_is_not_the_callers_to_give():
    with pytest.raises(InvalidDocument, match="_id is filled in here"):
        documents.record(Collection.COMMUNICATIONS, communication(_id=uuid4()))


@pytest.mark.django_db
def test_one_bad_document_refuses_the_whole_batch():
    bodies = [transport_event(), transport_event(kind="No Word"), transport_event()]
    with pytest.raises(InvalidDocument, match="kind must have the form"):
        documents.record_many(Collection.TRANSPORT_EVENTS, bodies)
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_document_of_an_unreasonable_size_is_refused(monkeypatch):
    monkeypatch.setattr(validation, "LARGEST_DOCUMENT", 1024)
    with pytest.raises(InvalidDocument, match="larger than 1 KiB"):
        documents.record(Collection.COMMUNICATIONS, communication(body="x" * 1024))


@pytest.mark.django_db
def test_the_largest_document_the_schemas_allow_is_not_too_large():
    details = {f"field_{number:030}": "🫘" * 2000 for number in range(40)}
    with pytest.raises(InvalidDocument, match="larger"):
        documents.record(Collection.COMMUNICATIONS, communication(body="🫘" * 20_000, details=details))
    documents.record(Collection.COMMUNICATIONS, communication(body="🫘" * 20_000))


@pytest.mark.django_db
def test_telemetry_takes_one_row_per_batch_of_a_shipment(django_assert_num_queries):
    one, other = uuid4(), uuid4()
    bodies = [transport_event(shipment_id=one if n % 3 else other, client_id=str(n)) for n in range(1500)]
    with django_assert_num_queries(1):
        numbers = documents.record_many(Collection.TRANSPORT_EVENTS, bodies)

    rows = list(Delivery.objects.all())
    assert sorted((row.key, len(row.document_ids)) for row in rows) == sorted(
        [(one, 500), (one, 500), (other, 500)]
    )
    by_id = {document["_id"]: document for row in rows for document in row.documents}
    assert [by_id[number]["client_id"] for number in numbers] == [str(n) for n in range(1500)]
    assert all(row.key == document["shipment_id"] for row in rows for document in row.documents)


@pytest.mark.django_db
def test_nothing_recorded_is_no_row():
    assert documents.record_many(Collection.TRANSPORT_EVENTS, []) == []
    assert not Delivery.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"collection": "audit_log"}, "documents_delivery_collection_is_known"),
        ({"document_ids": [], "digests": [], "payloads": []}, "documents_delivery_is_not_empty"),
        ({"digests": []}, "documents_delivery_digest_per_document"),
        ({"payloads": ["{}", "{}"]}, "documents_delivery_payload_per_document"),
        ({"refused_at": NOON}, "documents_delivery_refusal_has_reason"),
        ({"refusal": "why"}, "documents_delivery_refusal_has_reason"),
    ],
)
def test_the_database_keeps_the_form_of_a_delivery(changes, constraint):
    fields = {"collection": "communications", "key": uuid4(), "document_ids": [uuid4()], "digests": ["0"]}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Delivery.objects.create(**{**fields, "payloads": ["{}"], **changes})


@pytest.mark.django_db(transaction=True)
def test_a_document_that_is_recorded_is_a_document_that_is_confirmed(empty_collections):
    body = communication()
    with transaction.atomic():
        number = documents.record(Collection.COMMUNICATIONS, body)
    assert not Delivery.objects.exists()
    with connection.collection(Collection.COMMUNICATIONS) as there:
        stored = there.find_one({"_id": number})
    assert stored == canonical.normalised({**body, "_id": number})
    assert connections["default"].in_atomic_block is False
