"""Documents come into being: checked, given an id, and written beside the rows they belong to."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from transplant_site.documents import canonical, delivery, validation
from transplant_site.documents.batches import batched
from transplant_site.documents.canonical import Document
from transplant_site.documents.collections import RECORDED, Collection
from transplant_site.documents.models import Delivery
from transplant_site.documents.validation import InvalidDocument

# How many documents share one row of the delivery table, and so one entry of the audit ledger.
LARGEST_BATCH = 500


def record(collection: Collection, body: Mapping[str, Any]) -> UUID:
    """Write one document in this transaction, to be delivered after its commit, and give its id."""
    return record_many(collection, [body])[0]


def record_many(collection: Collection, bodies: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """Write many documents in this transaction, one row per batch of one key, and give their ids in order."""
    _check_can_record(collection)
    documents = [_document(collection, body) for body in bodies]
    deliveries = [
        _delivery(collection, key, batch)
        for key, of_key in _by_key(collection, documents).items()
        for batch in batched(of_key, LARGEST_BATCH)
    ]
    Delivery.objects.bulk_create(deliveries)
    for one in deliveries:
        _deliver_after_commit(one)
    return [document["_id"] for document in documents]


def _deliver_after_commit(row: Delivery) -> None:
    def deliver() -> None:  # no partial: robust=True asks a callback that fails for its name
        delivery.deliver_at_once(row)

    transaction.on_commit(deliver, robust=True)


def _check_can_record(collection: Collection) -> None:
    if collection not in RECORDED:
        raise ValueError(f"{collection} is not written by services.")
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("A document is recorded in the transaction of its rows.")


def _document(collection: Collection, body: Mapping[str, Any]) -> Document:
    """Give the body its id, in the form in which MongoDB will return it."""
    if "_id" in body:
        raise InvalidDocument(collection, [_("_id is filled in here.")])
    document: Document = {**canonical.normalised(body), "_id": uuid7()}
    validation.check(collection, document)
    return document


def _by_key(collection: Collection, documents: Iterable[Document]) -> dict[UUID, list[Document]]:
    key_field = collection.declaration.key_field
    assert key_field is not None
    found: dict[UUID, list[Document]] = {}
    for document in documents:
        found.setdefault(document[key_field], []).append(document)
    return found


def _delivery(collection: Collection, key: UUID, documents: Iterable[Document]) -> Delivery:
    """Put documents of one key into one row."""
    row = Delivery(collection=collection.value, key=key, document_ids=[], digests=[], payloads=[])
    for document in documents:
        text = canonical.to_text(document)
        if len(text.encode()) > validation.LARGEST_DOCUMENT:
            raise InvalidDocument(
                collection, [_("It is larger than %s KiB.") % (validation.LARGEST_DOCUMENT // 1024)]
            )
        row.document_ids.append(document["_id"])
        row.digests.append(canonical.digest(text))
        row.payloads.append(text)
    return row
