"""What MongoDB would refuse is refused before it is recorded, with a sentence that says where and why."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from bson import SON, Binary, Decimal128, Int64, ObjectId, Regex
from pymongo.errors import WriteError

from tests.documents.builders import NOON, communication, transport_event
from transplant_site.documents import canonical, connection, validation
from transplant_site.documents.collections import DECLARATIONS, RECORDED, Collection
from transplant_site.documents.connection import Patience
from transplant_site.documents.validation import InvalidDocument

BUILDERS = {
    Collection.TRANSPORT_EVENTS: transport_event,
    Collection.COMMUNICATIONS: communication,
}


def envelope():
    return {"_id": uuid4()}


def problems(collection: Collection, body: dict[str, Any]) -> list[str]:
    try:
        validation.check(collection, canonical.normalised({**body, **envelope()}))
    except InvalidDocument as refusal:
        return refusal.problems
    return []


def set_at(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of the body with another value at a path such as `position.lat`."""
    name, __, rest = path.partition(".")
    if not rest:
        return {**body, name: value}
    return {**body, name: set_at(body[name] if isinstance(body[name], dict) else {}, rest, value)}


def drop_at(body: dict[str, Any], path: str) -> dict[str, Any]:
    name, __, rest = path.partition(".")
    if not rest:
        return {key: value for key, value in body.items() if key != name}
    return {**body, name: drop_at(body[name], rest)}


def paths(schema: Any, before: str = "") -> list[tuple[str, Any]]:
    """Every field that a schema names, with the field's own schema."""
    found = []
    for name, inner in schema.get("properties", {}).items():
        found.append((before + name, inner))
        found += paths(inner, f"{before}{name}.")
    return found


# A value of every type that BSON knows, at the edges of what our schemas allow.
VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 90, 91, -91, 180, 181, 2**31, 2**40, 2**63 - 1, -(2**63)),
    *(0.0, -0.0, 3.6, 90.0, 90.1, 1e300, -273.15, -273.16, 200.1),
    *("", " ", "a", "A", "message", "a_word", "a-word", "1word", "x" * 40, "x" * 41, "x" * 64, "x" * 65),
    *("x" * 80, "x" * 81, "x" * 200, "x" * 201, "x" * 2000, "x" * 2001, "x" * 20_000, "x" * 20_001),
    *("🫘", "🫘" * 40, "🫘" * 41, "é" * 80, "é" * 81, "line\nline", "word\n"),
    *(NOON, uuid4(), datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)),
    *([], [uuid4()], ["a"], [1], [None], [[uuid4()]], [NOON]),
    *(
        {},
        {"a": 1},
        {"lat": 1},
        {"lat": 1, "lon": 2},
        {"lat": 1, "lon": 2, "x": 1},
        {"a": {"b": 1}},
        {"A": 1},
    ),
    *({"kind": "a", "id": uuid4(), "reference": "x"}, {"a": [1]}, {"a.b": 1}, {"$a": 1}, {"": 1}),
    {f"field_{number}": number for number in range(40)},
    {f"field_{number}": number for number in range(41)},
]
SAME = uuid4()
LISTS = [[SAME, SAME], [uuid4() for _ in range(200)], [uuid4() for _ in range(201)], [uuid4(), "a"]]


@pytest.mark.parametrize("collection", RECORDED)
def test_what_mongodb_refuses_is_refused_here(collection, document_store):
    """Every field with every value, and without it: the same verdict on both sides, or the stricter here."""
    body = BUILDERS[collection]()
    fields = [path for path, __ in paths(collection.declaration.schema) if path != "_id"]
    cases = [set_at(body, path, value) for path in fields for value in [*VALUES, *LISTS]]
    cases += [drop_at(body, path) for path in fields] + [set_at(body, "unknown", 1), {}]
    accepted = [case for case in cases if not problems(collection, case)]
    laxer = [
        case
        for case in accepted
        if not mongodb_takes(collection, canonical.normalised({**case, **envelope()}))
    ]
    assert not laxer
    assert len(cases) / 20 < len(accepted) < len(cases) / 2


@pytest.mark.parametrize("collection", RECORDED)
def test_what_is_accepted_here_can_be_accepted_there(collection, document_store):
    body = BUILDERS[collection]()
    assert problems(collection, body) == []
    assert mongodb_takes(collection, canonical.normalised({**body, **envelope()}))
    required = {
        name: value for name, value in body.items() if name in collection.declaration.schema["required"]
    }
    assert problems(collection, required) == []
    assert mongodb_takes(collection, canonical.normalised({**required, **envelope()}))


def mongodb_takes(collection: Collection, document: dict[str, Any]) -> bool:
    with connection.link(Patience.LONG).database() as database:
        try:
            database[collection].insert_one(document)
        except WriteError:
            return False
    return True


STRANGE = [
    *(b"bytes", Binary(b"x", 0), ObjectId(), Decimal128("1.5"), Regex("a"), SON([("a", Regex("a"))])),
    *(float("nan"), float("inf"), 2**63, -(2**63) - 1, "a\0b", "\ud800", datetime(2026, 1, 1), NOON.date()),  # noqa: DTZ001
    *({1: 2}, {"a": {1, 2}}, {"a\0": 1}, object(), type),
]


@pytest.mark.parametrize(
    "value", STRANGE, ids=[f"{type(one).__name__}{place}" for place, one in enumerate(STRANGE)]
)
@pytest.mark.parametrize("field", ["shipment_id", "kind", "occurred_at", "temperature_c", "note", "details"])
def test_what_no_document_may_hold_is_refused(field, value):
    assert problems(Collection.TRANSPORT_EVENTS, transport_event(**{field: value}))


def test_a_whole_number_that_bson_returns_as_its_own_type_is_accepted():
    assert problems(Collection.TRANSPORT_EVENTS, transport_event(details={"count": Int64(5)})) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": None}, "kind must be a text."),
        ({"kind": "Temperature"}, "kind must have the form ^[a-z][a-z0-9_]{0,39}$."),
        ({"occurred_at": datetime(2026, 1, 1)}, "occurred_at must be a moment with its time zone."),  # noqa: DTZ001
        ({"temperature_c": 201}, "temperature_c must not be above 200."),
        ({"temperature_c": float("nan")}, "temperature_c must be a whole number or a finite number or null."),
        ({"position": {"lat": 91.0, "lon": 0}}, "position.lat must not be above 90."),
        ({"position": {"lat": 1}}, "position.lon is missing."),
        ({"speed": 1}, "speed is no field of it."),
        ({"note": "x" * 2001}, "note must have at most 2000 characters."),
        (
            {"details": {"Bad Name": 1}},
            "details has a field whose name has not the form ^[a-z][a-z0-9_]{0,39}$.",
        ),
    ],
)
def test_a_refusal_says_where_and_why(changes, sentence):
    assert problems(Collection.TRANSPORT_EVENTS, transport_event(**changes)) == [sentence]


def test_a_refusal_does_not_repeat_what_was_said():
    body = communication(body="Mrs. Peeters has a fever. " * 1000, channel="Mrs. Peeters")
    assert "Peeters" not in " ".join(problems(Collection.COMMUNICATIONS, body))


def test_every_problem_is_named_at_once():
    body = transport_event(kind=1, shipment_id="x")
    assert len(problems(Collection.TRANSPORT_EVENTS, body)) == 2


def unknown_keywords(schema: Any) -> set[str]:
    inner = [*schema.get("properties", {}).values(), *schema.get("patternProperties", {}).values()]
    inner += [schema["items"]] if "items" in schema else []
    known = {"bsonType", *validation.KEYWORDS}
    return (set(schema) - known).union(*map(unknown_keywords, inner))


@pytest.mark.parametrize("collection", list(DECLARATIONS))
def test_every_keyword_of_a_schema_is_evaluated_here(collection):
    assert unknown_keywords(collection.declaration.schema) == set()


def test_a_keyword_that_is_not_evaluated_is_noticed():
    schema = {"properties": {"a": {"items": {"multipleOf": 2}}}}
    assert unknown_keywords(schema) == {"multipleOf"}
