"""The audit ledger in commit order, one document per event, each chained to the one before.

Written by the relay alone. What an entry means stands in its `text`, the exact canonical text that was
hashed; the fields beside it repeat parts of it, so that entries can be found.
"""

from datetime import UTC, datetime
from uuid import UUID

from transplant_site.documents.collections.declaration import WHOLE_NUMBER, Declaration, Index, text

# In characters. Capture keeps every entry far below it (audit/migrations/sql/capture.sql).
LONGEST_TEXT = 1_000_000

POSITION: dict[str, object] = {**WHOLE_NUMBER, "minimum": 1}
SHA256: dict[str, str] = {"bsonType": "string", "pattern": "^[0-9a-f]{64}$"}

DECLARATION = Declaration(
    name="audit_log",
    purpose="The audit log: every change, read, refusal and document, in commit order.",
    schema={
        "bsonType": "object",
        "required": ["_id", "position", "number", "sequence", "text", "hash", "previous_hash"],
        "properties": {
            # The place in the log, 1 2 3 ... without gaps. Twice, because the embedded server finds a range
            # by an ordinary index only, never by `_id` (docs/stores.md).
            "_id": POSITION,
            "position": POSITION,
            # Of the transaction, in the order of commits; of the event, as the ledger counts.
            "number": POSITION,
            "sequence": POSITION,
            "text": text(longest=LONGEST_TEXT),
            "hash": SHA256,
            "previous_hash": SHA256,
        },
    },
    indexes=[
        Index(
            name="position",
            keys=["position"],
            question="The entries from one position to another; the end of the log.",
            is_unique=True,
        ),
    ],
    shard_key=["position"],
    sample={
        "_id": 18_204,
        "position": 18_204,
        "number": 9_127,
        "sequence": 18_311,
        "event": UUID("01a2027b-cf1f-7000-8000-00000000478b"),
        "recorded_at": datetime(2026, 11, 22, 8, 59, 58, 31_000, tzinfo=UTC),
        "kind": "change",
        "action": "organs.offer.declined",
        "model": "organs.offer",
        "object": "01a20254-7860-7b3c-9d4e-5f6071829304",
        "actor_id": "019a0000-0000-7000-8000-000000000042",
        "hospital_id": "019a0000-0000-7000-8000-000000000007",
        "text": (
            '{"action":"organs.offer.declined","actor_id":"019a0000-0000-7000-8000-000000000042",'
            '"actor_name":null,"actor_role":"clinician","address":null,"changes":{"status":["sent",'
            '"declined"]},"database_role":"transplant_application",'
            '"database_user":"transplant_application","details":null,'
            '"event":"01a2027b-cf1f-7000-8000-00000000478b",'
            '"hospital_id":"019a0000-0000-7000-8000-000000000007","kind":"change",'
            '"model":"organs.offer","number":9127,"object":"01a20254-7860-7b3c-9d4e-5f6071829304",'
            '"objects":null,"of":5,"operation":"update","position":18204,"reason":null,'
            '"recorded_at":"2026-11-22T08:59:58.031412+00:00",'
            '"request_id":"01a2027b-cf00-7000-8000-0000000047ff","sequence":18311,'
            '"table":"organs_offer"}'
        ),
        "hash": "43f092a6762040fbbab19309e9ee3c64377040c6c4575a457b578bd419432ad4",
        "previous_hash": "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9",
    },
)
