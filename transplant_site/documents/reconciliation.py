"""Both stores are walked and compared: what was notarised must stand in MongoDB, and nothing else may.

What each document was is known from the audit ledger, which lies above this package: the ledger's reader is
registered by it (`register_ledger`). So are the rows that point to documents, and the rows that documents
point to, by the apps that own them. Nothing is held but one batch at a time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from transplant_site.documents import connection
from transplant_site.documents.batches import batched
from transplant_site.documents.canonical import Document
from transplant_site.documents.collections import RECORDED, Collection
from transplant_site.documents.connection import Patience
from transplant_site.documents.delivery import digest_of, find_by_id
from transplant_site.documents.models import Delivery

BATCH = 500
LATE_AFTER = timedelta(minutes=15)


class Fault(StrEnum):
    """What can be wrong between the stores."""

    MISSING_DOCUMENT = "missing_document"
    UNKNOWN_DOCUMENT = "unknown_document"
    DIFFERENT_DOCUMENT = "different_document"
    UNKNOWN_DELIVERY = "unknown_delivery"
    DIFFERENT_DELIVERY = "different_delivery"
    REFUSED_DELIVERY = "refused_delivery"
    LATE_DELIVERY = "late_delivery"
    UNKNOWN_REFERENCE = "unknown_reference"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where; never what a document says."""

    fault: Fault
    collection: Collection
    id: object
    explanation: str


class Notarised(NamedTuple):
    """What the audit ledger says of one document."""

    collection: Collection
    id: UUID
    digest: str


class Ledger(Protocol):
    """Reads the notarised documents out of the audit ledger."""

    def walk(self) -> Iterator[Notarised]:
        """Give all of them in the order of the ledger, holding no more than a batch."""
        ...

    def find(self, collection: Collection, ids: Sequence[UUID]) -> Iterable[Notarised]:
        """Give everything that the ledger says of these documents."""
        ...


Digests = dict[UUID, set[str]]
KnownIds = Callable[[AbstractSet[UUID]], AbstractSet[UUID]]
RowsWithDocuments = Callable[[], Iterable[tuple[str, UUID]]]


@dataclass(slots=True)
class _Registry:
    ledger: Ledger | None = None
    references: list[tuple[Collection, str, KnownIds]] = field(default_factory=list)
    rows: list[tuple[Collection, RowsWithDocuments]] = field(default_factory=list)


registry = _Registry()


def register_ledger(ledger: Ledger) -> None:
    """Say how the notarised deliveries are read."""
    registry.ledger = ledger


def register_reference(collection: Collection, field_name: str, known: KnownIds) -> None:
    """Have a UUID field of every document checked: `known` gives those of some ids that have a row."""
    registry.references.append((collection, field_name, known))


def register_rows(collection: Collection, rows: RowsWithDocuments) -> None:
    """Have every row checked that names a document: `rows` gives the row's name and the document's id."""
    registry.rows.append((collection, rows))


class NoLedger(Exception):
    """Nothing says which documents there should be."""


def reconcile(*, late_after: timedelta = LATE_AFTER, at: datetime) -> Iterator[Finding]:
    """Compare both stores, and give what is wrong; raises StoreAway while MongoDB can't be asked."""
    ledger = registry.ledger
    if ledger is None:
        raise NoLedger("No ledger is registered.")
    yield from _deliveries(ledger, before=at - late_after)
    for batch in batched(ledger.walk(), BATCH):
        yield from _notarised_documents(batch)
    for collection in RECORDED:
        for documents in batched(_all_documents(collection), BATCH):
            yield from _standing_documents(collection, documents, ledger)
            yield from _references(collection, documents)
    for collection, rows in registry.rows:
        for named in batched(rows(), BATCH):
            yield from _rows(collection, named)


def _deliveries(ledger: Ledger, *, before: datetime) -> Iterator[Finding]:
    """Compare what waits with the ledger, and find what waits too long."""
    for rows in batched(Delivery.objects.order_by("pk").iterator(chunk_size=BATCH), BATCH):
        for collection in RECORDED:
            in_it = [row for row in rows if row.destination is collection]
            digests = _digests(ledger, collection, [number for row in in_it for number in row.document_ids])
            for row in in_it:
                yield from _delivery(row, digests, before=before)


def _delivery(row: Delivery, digests: Digests, *, before: datetime) -> Iterator[Finding]:
    def finding(fault: Fault, explanation: str) -> Finding:
        return Finding(fault, row.destination, row.pk, explanation)

    stated = dict(zip(row.document_ids, row.digests, strict=True))
    if not digests.keys() & stated.keys():
        yield finding(Fault.UNKNOWN_DELIVERY, _("It waits, and the audit ledger doesn't know it."))
    elif not row.is_as_recorded or any(digests.get(number) != {one} for number, one in stated.items()):
        yield finding(Fault.DIFFERENT_DELIVERY, _("It was changed while it waited."))
    if row.refused_at is not None:
        yield finding(Fault.REFUSED_DELIVERY, row.refusal)
    elif row.recorded_at < before:
        yield finding(
            Fault.LATE_DELIVERY, _("It has waited since %s.") % f"{row.recorded_at:%Y-%m-%d %H:%M %Z}"
        )


def _digests(ledger: Ledger, collection: Collection, ids: Sequence[UUID]) -> Digests:
    """Give every digest that the ledger holds for these documents; for a sound document there is one."""
    digests: Digests = {}
    for one in ledger.find(collection, ids) if ids else ():
        digests.setdefault(one.id, set()).add(one.digest)
    return digests


def _notarised_documents(batch: Sequence[Notarised]) -> Iterator[Finding]:
    """Find the notarised documents that stand nowhere."""
    for collection in RECORDED:
        for number in _standing_nowhere(
            collection, [one.id for one in batch if one.collection == collection]
        ):
            explanation = _("The audit ledger knows it; it neither waits nor stands in MongoDB.")
            yield Finding(Fault.MISSING_DOCUMENT, collection, number, explanation)


def _standing_documents(
    collection: Collection, documents: Sequence[Document], ledger: Ledger
) -> Iterator[Finding]:
    """Compare the documents that stand in MongoDB with what the ledger says of them."""
    ids = [number for one in documents if isinstance(number := one["_id"], UUID)]
    digests = _digests(ledger, collection, ids)
    for document in documents:
        number = document["_id"]
        notarised = digests.get(number) if isinstance(number, UUID) else None
        if notarised is None:
            explanation = _("It stands in MongoDB, and the audit ledger doesn't know it.")
            yield Finding(Fault.UNKNOWN_DOCUMENT, collection, number, explanation)
        elif notarised != {digest_of(document)}:
            explanation = _("It differs from the digest in the audit ledger.")
            yield Finding(Fault.DIFFERENT_DOCUMENT, collection, number, explanation)


def _references(collection: Collection, documents: Sequence[Document]) -> Iterator[Finding]:
    for named_collection, field_name, known in registry.references:
        if named_collection != collection:
            continue
        naming = [
            (one["_id"], value) for one in documents if isinstance(value := _value(one, field_name), UUID)
        ]
        found = known({value for __, value in naming})
        for number, value in naming:
            if value not in found:
                yield Finding(
                    Fault.UNKNOWN_REFERENCE,
                    collection,
                    number,
                    _("Its %s has no row.") % f"{field_name} {value}",
                )


def _rows(collection: Collection, named: Sequence[tuple[str, UUID]]) -> Iterator[Finding]:
    nowhere = set(_standing_nowhere(collection, [number for __, number in named]))
    for row, number in named:
        if number in nowhere:
            yield Finding(
                Fault.MISSING_DOCUMENT, collection, number, _("%s names it; it stands nowhere.") % row
            )


def _standing_nowhere(collection: Collection, ids: Sequence[UUID]) -> list[UUID]:
    """Give the ids that neither wait nor stand in MongoDB.

    What waits is asked first: a document that is delivered in between is found in MongoDB.
    """
    rows = Delivery.objects.filter(collection=collection.value, document_ids__overlap=list(ids))
    waiting = {number for found in rows.values_list("document_ids", flat=True) for number in found}
    missing = [number for number in ids if number not in waiting]
    with connection.collection(collection, Patience.LONG) as there:
        standing = {one["_id"] for one in find_by_id(there, missing)}
    return [number for number in missing if number not in standing]


def _all_documents(collection: Collection) -> Iterator[Document]:
    """Give everything that stands in a collection, whatever it looks like."""
    with connection.collection(collection, Patience.LONG) as there:
        yield from there.find({}, batch_size=BATCH)


def _value(document: Document, path: str) -> Any:
    """Give the value at a path such as `subject.id`, or None."""
    value: Any = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
