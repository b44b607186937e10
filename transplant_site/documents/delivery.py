"""Waiting documents reach MongoDB: at once after the commit, or by the relay.

Delivering twice is harmless: a document has its `_id` from the start. One that stands there already with the
same content is delivered; with other content it is an alarm, and the row is kept.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import django.db
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from pymongo.collection import Collection as MongoCollection
from pymongo.errors import BulkWriteError

from transplant_site.documents import canonical, connection
from transplant_site.documents.batches import batched
from transplant_site.documents.canonical import Document
from transplant_site.documents.collections import Collection
from transplant_site.documents.connection import Patience, StoreAway
from transplant_site.documents.models import Delivery

logger = logging.getLogger(__name__)

DUPLICATE_KEY = 11000
# What MongoDB answers about a document that it will never take: 121 the validator, 2 a bad value, 10334 and
# 17280 too large for it or for an index, 52 to 57 a field name it can't hold.
NEVER = frozenset({121, 2, 10334, 17280, 52, 55, 56, 57})

DOCUMENTS_AT_ONCE = 1_000

# More ids at once are slower on the embedded server than the same ids in portions (docs/stores.md).
IDS_PER_QUESTION = 50


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of the rows that one run took up."""

    delivered: int = 0
    refused: int = 0
    is_away: bool = False

    @property
    def handled(self) -> int:
        return self.delivered + self.refused


def deliver_at_once(row: Delivery) -> None:
    """Deliver a row that was just committed; whatever fails is left to the relay, and no user hears of it."""
    try:
        if not store(row.destination, row.documents, patience=Patience.BRIEF):
            _delete_unless_held(row)
        # A refused document is met again by the relay, which marks its row.
    except StoreAway:
        return
    except django.db.Error:
        logger.warning("A delivered row could not be deleted; the relay will.", exc_info=True)


def _delete_unless_held(row: Delivery) -> None:
    """Delete a row, or leave it to the relay that holds it now: a request never waits for a relay."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(
            "DELETE FROM documents_delivery WHERE id IN"
            " (SELECT id FROM documents_delivery WHERE id = %s FOR UPDATE SKIP LOCKED)",
            [row.pk],
        )


def deliver_waiting(limit: int = 200, *, patience: Patience = Patience.LONG) -> DeliveryReport:
    """Deliver up to `limit` rows or some 1,000 documents, oldest first; several relays may run at once."""
    with transaction.atomic():
        rows = _next_rows(limit)
        refusals = {
            number: _("The payload is not the one that was recorded.")
            for row in rows
            if not row.is_as_recorded
            for number in row.document_ids
        }
        sound = [row for row in rows if row.is_as_recorded]
        try:
            for destination in sorted({row.destination for row in sound}):
                documents = [one for row in sound if row.destination is destination for one in row.documents]
                refusals |= store(destination, documents, patience=patience)
        except StoreAway:
            return DeliveryReport(is_away=True)
        refused = [row for row in rows if refusals.keys() & set(row.document_ids)]
        for row in refused:
            _mark_refused(row, refusals)
        delivered = {row.pk for row in rows} - {row.pk for row in refused}
        Delivery.objects.filter(pk__in=delivered).delete()
    return DeliveryReport(delivered=len(delivered), refused=len(refused))


def _next_rows(limit: int) -> list[Delivery]:
    """Take up the oldest rows that nobody holds: one, or as many as one go may carry documents."""
    waiting = Delivery.objects.waiting().select_for_update(skip_locked=True).order_by("pk")
    chosen: list[UUID] = []
    documents = 0
    for number, size in waiting.values_list("pk", "document_ids__len")[:limit]:
        documents += size
        if chosen and documents > DOCUMENTS_AT_ONCE:
            break
        chosen.append(number)
    return list(Delivery.objects.filter(pk__in=chosen).order_by("pk"))


def offer_again() -> int:
    """Let refused rows be offered once more, after whatever stood against them was repaired."""
    return Delivery.objects.refused().update(refused_at=None, refusal="")


def _mark_refused(row: Delivery, refusals: dict[UUID, str]) -> None:
    said = "\n".join(f"{number}: {refusals[number]}" for number in row.document_ids if number in refusals)
    Delivery.objects.filter(pk=row.pk).update(refused_at=Now(), refusal=said)
    logger.error("Delivery %s was refused: %s", row.pk, said)


def store(
    collection: Collection, documents: Sequence[Document], *, patience: Patience = Patience.BRIEF
) -> dict[UUID, str]:
    """Write documents to MongoDB; give the ids it will never take with the reason, or raise StoreAway.

    When it returns, every document that isn't named is in the journal of a majority.
    """
    if not documents:
        return {}
    try:
        with connection.collection(collection, patience) as there:
            there.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        return _refusals(collection, documents, error.details, patience=patience)
    return {}


def _refusals(
    collection: Collection, documents: Sequence[Document], answer: Any, *, patience: Patience
) -> dict[UUID, str]:
    """Read the server's answer about a batch: which documents are refused for good, and why."""
    errors = answer["writeErrors"]
    unconfirmed = [one for one in errors if one["code"] != DUPLICATE_KEY and one["code"] not in NEVER]
    unconfirmed += answer.get("writeConcernErrors") or []
    if unconfirmed:
        raise StoreAway(f"MongoDB did not confirm (code {unconfirmed[0].get('code')}).")
    refusals = {
        documents[one["index"]]["_id"]: _("MongoDB refuses it (code %s).") % one["code"]
        for one in errors
        if one["code"] != DUPLICATE_KEY
    }
    doubles = [documents[one["index"]] for one in errors if one["code"] == DUPLICATE_KEY]
    with connection.collection(collection, patience) as there:
        standing = {one["_id"]: digest_of(one) for one in find_by_id(there, [one["_id"] for one in doubles])}
    for document in doubles:
        if document["_id"] not in standing:
            raise StoreAway("MongoDB has a document that its majority has not confirmed yet.")
        if standing[document["_id"]] != digest_of(document):
            refusals[document["_id"]] = _("MongoDB holds another document under this id.")
    return refusals


def find_by_id(there: MongoCollection[Document], ids: Sequence[UUID]) -> list[Document]:
    """Give the documents of these ids that exist."""
    return [
        one for portion in batched(ids, IDS_PER_QUESTION) for one in there.find({"_id": {"$in": portion}})
    ]


def digest_of(document: Document) -> str | None:
    """Give the digest of a stored document, or None if it holds a type that is never recorded."""
    try:
        return canonical.digest(canonical.to_text(document))
    except TypeError:
        return None
