"""The audit log as the relay writes it and the verifier reads it: by position, appended at the end only."""

from collections.abc import Mapping, Sequence
from datetime import MINYEAR, datetime
from itertools import takewhile
from typing import Any

from pymongo.errors import BulkWriteError

from transplant_site.documents import canonical, connection, delivery
from transplant_site.documents.canonical import Document
from transplant_site.documents.collections import Collection
from transplant_site.documents.collections.audit_log import LONGEST_TEXT
from transplant_site.documents.connection import Patience, StoreAway

Entry = Mapping[str, Any]

# How often a batch may meet entries that another relay has just written, before it is given up.
ATTEMPTS = 10

# A position is a whole number from 1 on. What has another type is asked for type by type: each question is
# a closed range of the index.
NO_POSITION: Sequence[Any] = (
    {"$lt": 1},
    {"$gt": 2**53},
    float("nan"),
    None,
    {"$gte": ""},
    {"$gte": datetime(MINYEAR, 1, 1)},  # noqa: DTZ001 (as BSON has it, without a zone)
    {"$in": [False, True]},
    {"$gte": {}},
)


class AuditRefused(Exception):
    """MongoDB will never take the entry of a position as it is."""

    def __init__(self, position: int, reason: str) -> None:
        self.position = position
        super().__init__(f"MongoDB will never take the entry of position {position}: {reason}.")


class AuditConflict(Exception):
    """The audit log holds another entry at a position than the one that is to be written there."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(f"The audit log holds another entry at position {position}.")


def append_audit(entries: Sequence[Entry], *, patience: Patience = Patience.LONG) -> int:
    """Append entries in the order of their `position`, and give how many were new.

    Entries that stand there already with the same content are passed over, so a batch may be repeated after
    any failure. Raises AuditConflict where another entry stands, AuditRefused at one that MongoDB will never
    take, StoreAway while MongoDB is away.
    """
    documents = [{**canonical.normalised(entry), "_id": entry["position"]} for entry in entries]
    _check_are_consecutive(documents)
    fitting = list(takewhile(lambda document: len(document["text"]) <= LONGEST_TEXT, documents))
    new = _append(fitting, patience=patience)
    if len(fitting) < len(documents):
        raise AuditRefused(documents[len(fitting)]["_id"], f"it is longer than {LONGEST_TEXT:,} characters")
    return new


def _append(documents: Sequence[Document], *, patience: Patience) -> int:
    """Insert documents in order; where one stands already, compare and go on behind it."""
    new = 0
    for _attempt in range(ATTEMPTS):
        if not documents:
            return new
        try:
            with connection.collection(Collection.AUDIT_LOG, patience) as audit_log:
                audit_log.insert_many(documents, ordered=True)
        except BulkWriteError as error:
            inserted = _inserted_before(documents, error, patience=patience)
            new += inserted
            documents = _without_doubles(documents[inserted:], patience=patience)
        else:
            return new + len(documents)
    raise StoreAway("Another relay writes the same entries.")


def _inserted_before(documents: Sequence[Document], error: BulkWriteError, *, patience: Patience) -> int:
    """Give how many documents were inserted before one that stands there; any other answer is raised."""
    if not error.details["writeErrors"]:
        raise StoreAway("MongoDB did not confirm the audit log (code of the write concern).") from error
    first = error.details["writeErrors"][0]
    if first["code"] in delivery.NEVER:
        # The embedded server then takes none of the batch.
        _append(documents[: first["index"]], patience=patience)
        raise AuditRefused(documents[first["index"]]["_id"], f"code {first['code']}") from error
    if first["code"] != delivery.DUPLICATE_KEY:
        raise StoreAway(f"MongoDB did not confirm the audit log (code {first['code']}).") from error
    return int(first["index"])


def audit_tail() -> Document | None:
    """Give the last entry of the audit log, or None while it is empty.

    Positions are dense, so the end is found by asking for single positions; the embedded server would sort
    the whole log for its last entry. Entries behind a gap, which only tampering makes, are found as well.
    """
    with connection.collection(Collection.AUDIT_LOG, Patience.LONG) as audit_log:
        last = 0
        step = 1
        while audit_log.find_one({"position": last + step}, {"position": 1}):
            last += step
            step *= 2
        while step > 1:
            step //= 2
            if audit_log.find_one({"position": last + step}, {"position": 1}):
                last += step
        behind = audit_log.find({"position": {"$gt": last}}, {"position": 1})
        last = max([last, *(one["position"] for one in behind)])
        entry = audit_log.find_one({"position": last}) if last else None
    return _entry(entry) if entry else None


def audit_foreign() -> Document | None:
    """Give a document that stands in the audit log at no position from 1 on, or None: nothing reads it."""
    with connection.collection(Collection.AUDIT_LOG, Patience.LONG) as audit_log:
        for question in NO_POSITION:
            found = audit_log.find_one({"position": question})
            if found is not None:
                return found
    return None


def read_audit(after_position: int, limit: int) -> list[Document]:
    """Give the entries at the next `limit` positions, in order; missing positions are simply missing."""
    with connection.collection(Collection.AUDIT_LOG, Patience.LONG) as audit_log:
        window = {"$gt": after_position, "$lte": after_position + limit}
        return [_entry(one) for one in audit_log.find({"position": window}).sort("position", 1)]


def _check_are_consecutive(documents: Sequence[Document]) -> None:
    positions = [document["_id"] for document in documents]
    if not positions or positions != list(range(positions[0], positions[0] + len(positions))):
        raise ValueError("The audit log is appended to in consecutive positions.")


def _without_doubles(documents: Sequence[Document], *, patience: Patience) -> list[Document]:
    """Give the entries that don't stand there yet."""
    with connection.collection(Collection.AUDIT_LOG, patience) as audit_log:
        window = {"$gte": documents[0]["_id"], "$lte": documents[-1]["_id"]}
        standing = {one["position"]: one for one in audit_log.find({"position": window})}
        for document in documents:
            # What another document holds is its position or, if someone tampered, its `_id` alone.
            there = standing.get(document["_id"]) or audit_log.find_one({"_id": document["_id"]})
            if there is None:
                break
            standing[document["_id"]] = there
            if delivery.digest_of(there) != delivery.digest_of(document):
                raise AuditConflict(document["_id"])
    return [document for document in documents if document["_id"] not in standing]


def _entry(document: Document) -> Document:
    """Give an entry without its `_id`, which repeats the position; one that says something else stays."""
    if document["_id"] != document["position"] or type(document["_id"]) is not type(document["position"]):
        return document
    return {name: value for name, value in document.items() if name != "_id"}
