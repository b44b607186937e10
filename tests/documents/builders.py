"""Bodies of documents, complete and valid; a test changes what it is about."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def transport_event(**changes: Any) -> dict[str, Any]:
    return {
        "shipment_id": uuid4(),
        "kind": "temperature",
        "occurred_at": NOON,
        "recorded_at": NOON,
        "recorded_by": None,
        "client_id": "logger-1:1",
        "device": "TempTale 7741",
        "position": {"lat": 50.85, "lon": 4, "accuracy_m": None},
        "temperature_c": 3.6,
        "note": "",
        "corrects": None,
        "details": {
            "battery_percent": 81,
            "is_open": False,
            "seal": "A-17",
            "checked_at": NOON,
            "by": uuid4(),
        },
        **changes,
    }


def communication(**changes: Any) -> dict[str, Any]:
    return {
        "conversation_id": uuid4(),
        "subject": {"kind": "offer", "id": uuid4(), "reference": "OFR-26-000031-7"},
        "patient_id": uuid4(),
        "channel": "message",
        "internal": False,
        "author": {"id": uuid4(), "name": "Dr. A. Janssens", "role": "clinician", "hospital_id": uuid4()},
        "audience": [uuid4(), uuid4()],
        "body": "Could you send the last creatinine? 🫘",
        "occurred_at": NOON,
        "recorded_at": NOON,
        "on_behalf_of": None,
        "corrects": None,
        "answer_needed_by": NOON,
        "details": None,
        **changes,
    }
