"""What was said: messages between teams, and the record of a call, a talk or a letter with a patient.

Immutable; a correction is a new entry that names the one it corrects. Read receipts are rows in PostgreSQL,
because they change and are counted.
"""

from datetime import UTC, datetime
from uuid import UUID

from transplant_site.documents.collections.declaration import (
    DETAILS,
    MOMENT,
    OPTIONAL_MOMENT,
    OPTIONAL_UUID,
    UUID_FIELD,
    WORD,
    Declaration,
    Index,
    optional,
    text,
)

CHANNELS = ["message", "telephone", "in_person", "letter"]

DECLARATION = Declaration(
    name="communications",
    purpose="Messages and communication records of a conversation.",
    key_field="conversation_id",
    schema={
        "bsonType": "object",
        "additionalProperties": False,
        "required": [
            *("_id", "conversation_id", "subject", "channel", "internal"),
            *("author", "audience", "body", "occurred_at", "recorded_at"),
        ],
        "properties": {
            "_id": UUID_FIELD,
            "conversation_id": UUID_FIELD,
            # What the conversation is about; it stays readable when the row is reached by its reference only.
            "subject": {
                "bsonType": "object",
                "additionalProperties": False,
                "required": ["kind", "id", "reference"],
                "properties": {"kind": WORD, "id": UUID_FIELD, "reference": text(longest=40)},
            },
            "patient_id": OPTIONAL_UUID,
            "channel": {"enum": CHANNELS},
            # An internal note never leaves the author's hospital.
            "internal": {"bsonType": "bool"},
            # Who said it, as they were called and what they were on that day.
            "author": {
                "bsonType": "object",
                "additionalProperties": False,
                "required": ["id", "name", "role", "hospital_id"],
                "properties": {
                    "id": UUID_FIELD,
                    "name": text(longest=200),
                    "role": WORD,
                    "hospital_id": OPTIONAL_UUID,
                },
            },
            # The hospitals that may read it.
            "audience": {
                "bsonType": "array",
                "maxItems": 200,
                "uniqueItems": True,
                "items": UUID_FIELD,
            },
            "body": text(longest=20_000),
            "occurred_at": MOMENT,
            "recorded_at": MOMENT,
            "on_behalf_of": optional(text(longest=200)),
            "corrects": OPTIONAL_UUID,
            "answer_needed_by": OPTIONAL_MOMENT,
            "details": DETAILS,
        },
    },
    indexes=[
        Index(
            name="conversation",
            keys=["conversation_id", "occurred_at", "_id"],
            question="The entries of one conversation, newest page first.",
        ),
    ],
    shard_key=["conversation_id"],
    sample={
        "_id": UUID("01a2025b-fe28-7d2b-8c10-2a9b3c4d5e6f"),
        "conversation_id": UUID("01a20257-3780-7e5f-a1b2-c3d4e5f60718"),
        "subject": {
            "kind": "offer",
            "id": UUID("01a20254-7860-7b3c-9d4e-5f6071829304"),
            "reference": "OFR-26-000031-7",
        },
        "patient_id": UUID("019cae07-9b20-7f40-8152-637485960a1b"),
        "channel": "message",
        "internal": False,
        "author": {
            "id": UUID("019a0000-0000-7000-8000-000000000042"),
            "name": "Dr. A. Janssens",
            "role": "clinician",
            "hospital_id": UUID("019a0000-0000-7000-8000-000000000007"),
        },
        "audience": [
            UUID("019a0000-0000-7000-8000-000000000007"),
            UUID("019a0000-0000-7000-8000-000000000009"),
        ],
        "body": "Could you send the last creatinine before we answer?",
        "occurred_at": datetime(2026, 11, 22, 8, 25, 13, 512_000, tzinfo=UTC),
        "recorded_at": datetime(2026, 11, 22, 8, 25, 13, 512_000, tzinfo=UTC),
        "on_behalf_of": None,
        "corrects": None,
        "answer_needed_by": datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC),
        "details": None,
    },
)
