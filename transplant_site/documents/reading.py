"""Documents are read: those that still wait first, then those in MongoDB, merged by id.

In this order a document is never missed: one that was delivered in between is found in MongoDB, one that
was not is found waiting. The other way round it could be in neither. While MongoDB is away the waiting ones
are shown, and the page is told that it is not complete.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, overload
from uuid import UUID

from transplant_site.documents import connection, delivery
from transplant_site.documents.canonical import Document, to_milliseconds
from transplant_site.documents.collections import Collection
from transplant_site.documents.connection import StoreAway
from transplant_site.documents.models import Delivery

PAGE = 200
LARGEST_PAGE = 2_000

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
BEFORE_EVERY_ID = UUID(int=0)


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the time line of one key: before it lies everything that happened earlier."""

    occurred_at: datetime
    id: UUID = BEFORE_EVERY_ID

    def __str__(self) -> str:
        return f"{self.occurred_at.isoformat(timespec='milliseconds').replace('+00:00', 'Z')}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Give the cursor that a link carries, or raise ValueError."""
        moment, _, number = text.partition("~")
        occurred_at = datetime.fromisoformat(moment)
        if occurred_at.utcoffset() is None:
            raise ValueError("A cursor's moment has a time zone.")
        return cls(to_milliseconds(occurred_at), UUID(number))


@dataclass(frozen=True, slots=True)
class Page(Sequence[Document]):
    """Documents in the order in which they happened; each has `id` and the fields it was recorded with."""

    documents: Sequence[Document]
    # Whether MongoDB was asked: if not, these are the waiting documents only.
    is_complete: bool = True
    # What to pass as `before` to see what happened earlier; None when there is nothing.
    older: Cursor | None = None

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | Sequence[Document]:
        return self.documents[index]

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents)


def read(
    collection: Collection,
    *,
    key: UUID,
    since: datetime | None = None,
    before: datetime | Cursor | None = None,
    limit: int = PAGE,
) -> Page:
    """Give the newest `limit` documents of a key that happened from `since` on and before `before`."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise ValueError(f"A page holds 1 to {LARGEST_PAGE} documents.")
    start = to_milliseconds(since) if since else EARLIEST
    end = _as_cursor(before)
    found = _waiting(collection, key=key, start=start, end=end)
    is_complete = True
    try:
        found |= _stored(collection, key=key, start=start, end=end, limit=limit + 1)
    except StoreAway:
        is_complete = False
    newest = sorted(found.values(), key=_place)[-(limit + 1) :]
    shown = newest[-limit:]
    has_older = len(newest) > limit
    return Page(
        documents=[_shown(document) for document in shown],
        is_complete=is_complete,
        older=_place(shown[0]) if has_older else None,
    )


def find_many(collection: Collection, ids: Sequence[UUID]) -> Page:
    """Give the documents of these ids that can be found, in the order in which they happened."""
    wanted = set(ids)
    rows = Delivery.objects.filter(collection=collection.value, document_ids__overlap=list(wanted))
    found = {one["_id"]: one for row in rows for one in row.documents if one["_id"] in wanted}
    missing = [number for number in wanted if number not in found]
    is_complete = True
    if missing:
        try:
            with connection.collection(collection) as there:
                found |= {one["_id"]: one for one in delivery.find_by_id(there, missing)}
        except StoreAway:
            is_complete = False
    return Page([_shown(one) for one in sorted(found.values(), key=_place)], is_complete=is_complete)


def find_one(collection: Collection, id: UUID) -> Document | None:  # noqa: A002 (its name in the document)
    """Give one document, or None if there is none; raises StoreAway when that can't be known now."""
    page = find_many(collection, [id])
    if not page and not page.is_complete:
        raise StoreAway("The document is not waiting, and MongoDB can't be asked.")
    return page[0] if page else None


def _as_cursor(before: datetime | Cursor | None) -> Cursor:
    if isinstance(before, Cursor):
        return before
    return Cursor(to_milliseconds(before) if before else LATEST)


def _place(document: Mapping[str, Any]) -> Cursor:
    return Cursor(document["occurred_at"], document["_id"])


def _waiting(collection: Collection, *, key: UUID, start: datetime, end: Cursor) -> dict[UUID, Document]:
    rows = Delivery.objects.filter(collection=collection.value, key=key)
    documents = (document for row in rows for document in row.documents)
    return {one["_id"]: one for one in documents if start <= one["occurred_at"] and _place(one) < end}


def _stored(
    collection: Collection, *, key: UUID, start: datetime, end: Cursor, limit: int
) -> dict[UUID, Document]:
    """Give the newest documents in MongoDB.

    Two questions, each a closed range of one index: the embedded server answers a range with an `$or` in it
    by reading everything.
    """
    key_field = collection.declaration.key_field
    assert key_field is not None
    with connection.collection(collection) as there:
        found: dict[UUID, Document] = {}
        if end.id != BEFORE_EVERY_ID:
            same_moment = there.find({key_field: key, "occurred_at": end.occurred_at})
            found |= {one["_id"]: one for one in same_moment if _place(one) < end}
        earlier = there.find({key_field: key, "occurred_at": {"$gte": start, "$lt": end.occurred_at}})
        found |= {one["_id"]: one for one in earlier.sort([("occurred_at", -1), ("_id", -1)]).limit(limit)}
    return found


def _shown(document: Document) -> Document:
    """Give a document as pages use it: a template can't say `_id`."""
    return {"id": document["_id"], **{name: value for name, value in document.items() if name != "_id"}}
