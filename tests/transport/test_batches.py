"""What a device sends is understood or refused in words; nothing it sends breaks the site."""

import json
from contextlib import suppress
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transport.batches import NotUnderstood, parse_batch

MOMENT = "2026-11-22T09:15:00Z"


def send(*events, **more):
    return parse_batch(json.dumps({"batch": str(uuid4()), "events": list(events), **more}).encode())


def test_a_temperature_is_kept_to_the_hundredth():
    _, (reading,) = send({"kind": "temperature", "occurred_at": MOMENT, "temperature_c": 3.456})
    assert reading.temperature_c == Decimal("3.46")
    assert reading.occurred_at.isoformat() == "2026-11-22T09:15:00+00:00"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("text", "must be an object"),
        ({"kind": "planet"}, "“kind” must be one of"),
        ({"kind": ["note"]}, "“kind” must be one of"),
        ({"kind": "position", "latitude": 1}, "needs “longitude”"),
        ({"kind": "temperature"}, "needs “temperature_c”"),
        ({"kind": "note", "note": ""}, "needs “note”"),
        ({"kind": "note", "note": "x", "occurred_at": "2026-11-22T09:15:00"}, "with its zone"),
        ({"kind": "note", "note": "x", "occurred_at": "2026-13-41T09:15:00Z"}, "with its zone"),
        ({"kind": "note", "note": "x", "occurred_at": 7}, "with its zone"),
        ({"kind": "note", "note": "x" * 1001}, "at most 1000 characters"),
        ({"kind": "note", "note": "a\x00b"}, "must be text"),
        ({"kind": "note", "note": "\ud800"}, "must be text"),
        ({"kind": "note", "note": 5}, "must be text"),
        ({"kind": "temperature", "temperature_c": "3.6"}, "must be a number"),
        ({"kind": "temperature", "temperature_c": True}, "must be a number"),
        ({"kind": "temperature", "temperature_c": float("nan")}, "must be a number"),
        ({"kind": "temperature", "temperature_c": 1e9}, "from -90 to 90"),
        ({"kind": "position", "latitude": 91, "longitude": 0}, "from -90 to 90"),
    ],
)
def test_a_malformed_event_is_named_with_what_is_wrong(event, reason):
    if isinstance(event, dict):
        event = {"occurred_at": MOMENT, **event}
    good = {"kind": "note", "note": "well", "occurred_at": MOMENT}
    with pytest.raises(NotUnderstood, match=reason) as refused:
        send(good, event)
    assert str(refused.value).startswith("Event 2")


@pytest.mark.parametrize("batch", [None, 5, "x", [], {}])
def test_a_batch_needs_its_number(batch):
    with pytest.raises(NotUnderstood, match="UUID"):
        send({"kind": "note", "note": "x", "occurred_at": MOMENT}, batch=batch)


def test_a_batch_is_bounded():
    with pytest.raises(NotUnderstood, match="1 to 1000"):
        send(*[{}] * 1001)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text("aZ0=\x00\ud800é", max_size=5),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=3,
)
FIELDS = st.sampled_from(["kind", "occurred_at", "latitude", "longitude", "temperature_c", "note", "device"])


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])  # the machine, not us
@given(st.dictionaries(FIELDS, JSON | st.sampled_from(["note", "temperature", MOMENT])))
def test_anything_at_all_is_understood_or_refused(event):
    with suppress(NotUnderstood):
        send(event)
