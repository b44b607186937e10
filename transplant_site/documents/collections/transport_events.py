"""What happens to a shipment: hand-overs, positions, temperatures, delays, as people and devices tell it.

Append-only; a wrong entry is corrected by a later one that names it. Events come in bursts (a device that
was out of reach sends an hour at once) and are read as the time line of one shipment.
"""

from datetime import UTC, datetime
from uuid import UUID

from transplant_site.documents.collections.declaration import (
    DETAILS,
    MOMENT,
    OPTIONAL_UUID,
    UUID_FIELD,
    WORD,
    Declaration,
    Index,
    number,
    optional,
    text,
)

DECLARATION = Declaration(
    name="transport_events",
    purpose="Events of a shipment: custody, position, temperature, delay, notes.",
    key_field="shipment_id",
    schema={
        "bsonType": "object",
        "additionalProperties": False,
        "required": [
            *("_id", "shipment_id", "kind", "occurred_at", "recorded_at", "recorded_by"),
        ],
        "properties": {
            "_id": UUID_FIELD,
            "shipment_id": UUID_FIELD,
            "kind": WORD,
            "occurred_at": MOMENT,
            "recorded_at": MOMENT,
            # The member of staff; null when a device told it.
            "recorded_by": OPTIONAL_UUID,
            # The id that the courier's page or the device gave the event while it was offline.
            "client_id": optional(text(longest=64)),
            "device": optional(text(longest=80)),
            "position": {
                "bsonType": ["object", "null"],
                "additionalProperties": False,
                "required": ["lat", "lon"],
                "properties": {
                    "lat": number(lowest=-90, highest=90),
                    "lon": number(lowest=-180, highest=180),
                    "accuracy_m": optional(number(lowest=0, highest=1_000_000)),
                },
            },
            "temperature_c": optional(number(lowest=-273.15, highest=200)),
            "note": optional(text(longest=2000, shortest=0)),
            "corrects": OPTIONAL_UUID,
            "details": DETAILS,
        },
    },
    indexes=[
        Index(
            name="time_line",
            keys=["shipment_id", "occurred_at", "_id"],
            question="The time line of one shipment, or a stretch of it, newest page first.",
        ),
    ],
    shard_key=["shipment_id"],
    sample={
        "_id": UUID("01a20252-a788-7a4e-8f21-5d2c6b7e9a10"),
        "shipment_id": UUID("01a20210-6a80-7c33-9b52-0f6a1e2d3c4b"),
        "kind": "temperature",
        "occurred_at": datetime(2026, 11, 22, 8, 15, 0, tzinfo=UTC),
        "recorded_at": datetime(2026, 11, 22, 8, 15, 1, 204_000, tzinfo=UTC),
        "recorded_by": None,
        "client_id": "logger-7741:000412",
        "device": "TempTale 7741",
        "position": {"lat": 50.8503, "lon": 4.3517, "accuracy_m": 12.0},
        "temperature_c": 3.6,
        "note": None,
        "corrects": None,
        "details": {"battery_percent": 81},
    },
)
