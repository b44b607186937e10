"""The documents that the ledger notarised: what `manage.py reconcile` compares MongoDB with."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Q

from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.documents.collections import Collection
from transplant_site.documents.reconciliation import Notarised

BATCH = 200


class NotarisedDocuments:
    """Reads the entries that the insertion of a delivery left in the ledger."""

    def walk(self) -> Iterator[Notarised]:
        """Give every document in the order in which it was recorded, holding a batch of entries."""
        entries = LedgerEntry.objects.filter(kind=Kind.DOCUMENT).order_by("timestamp", "id")
        after: tuple[datetime, int] = (datetime(1970, 1, 1, tzinfo=UTC), 0)
        while batch := list(
            entries.filter(_follows(*after)).values_list("timestamp", "id", "changes")[:BATCH]
        ):
            for _timestamp, _id, stated in batch:
                yield from _documents(stated)
            after = batch[-1][:2]
        yield from _of_detached_months()

    def find(self, collection: Collection, ids: Sequence[UUID]) -> Iterator[Notarised]:
        """Give everything that the ledger says of these documents."""
        objects = [orjson.dumps([[collection, str(number)]]).decode() for number in ids]
        with connection.cursor() as cursor:
            # The index on `objects` answers this; Django has no word for "contains any of".
            cursor.execute(
                "SELECT changes FROM public.audit_entry WHERE kind = %s AND seen @> ANY (%s::jsonb[])",
                [Kind.DOCUMENT, objects],
            )
            found = cursor.fetchall()
            cursor.execute(
                "SELECT id, digest FROM public.audit_detached_document"
                " WHERE collection = %s AND id = ANY (%s)",
                [collection, list(ids)],
            )
            detached = cursor.fetchall()
        yield from (Notarised(collection, number, digest) for number, digest in detached)
        wanted = set(ids)
        for (stated,) in found:
            for one in _documents(orjson.loads(stated) if isinstance(stated, str) else stated):
                if one.collection == collection and one.id in wanted:
                    yield one


def _follows(timestamp: datetime, sequence: int) -> Q:
    # The first condition bounds the search of the index: each batch would read the log from its start.
    return Q(timestamp__gte=timestamp) & (Q(timestamp__gt=timestamp) | Q(id__gt=sequence))


def _of_detached_months() -> Iterator[Notarised]:
    """Give the documents whose entries left PostgreSQL with their months."""
    after = ("", UUID(int=0), "")
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT collection, id, digest FROM public.audit_detached_document"
                " WHERE (collection, id, digest) > (%s, %s, %s) ORDER BY collection, id, digest LIMIT %s",
                [*after, BATCH],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield from (Notarised(Collection(name), number, digest) for name, number, digest in rows)
        after = rows[-1]


def _documents(stated: dict[str, Any]) -> Iterator[Notarised]:
    collection = Collection(stated["collection"])
    for number, digest in zip(stated["document_ids"], stated["digests"], strict=True):
        yield Notarised(collection, UUID(number), digest)
