"""One document as one text: what is hashed, what waits in the delivery table, and what can be read back.

The text is MongoDB's extended JSON with sorted keys and no spaces: a moment is {"$date": "...Z"}, a UUID is
{"$uuid": "..."}, everything else is plain JSON. It loses nothing that a document may hold, so the text that
was hashed is also the text that is delivered.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

Document = dict[str, Any]


def to_milliseconds(moment: datetime) -> datetime:
    """Give the moment in UTC, cut down to the millisecond, which is what a BSON date can hold."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def normalised(value: Any) -> Any:
    """Give the value in the one form in which MongoDB returns it: plain types, moments in milliseconds."""
    match value:
        case None | bool() | float() | UUID():
            return value
        case datetime():
            return to_milliseconds(value) if value.tzinfo else value  # validation refuses a naive one
        case str():
            return str.__str__(value)
        case int():
            return int(value)
        case Mapping():
            return {key: normalised(item) for key, item in value.items()}
        case list() | tuple():
            return [normalised(item) for item in value]
    return value


def to_text(document: Document) -> str:
    """Give the canonical text of a document that `normalised` returned."""
    return orjson.dumps(_tagged(document), option=orjson.OPT_SORT_KEYS).decode()


def from_text(text: str) -> Document:
    """Give the document that a canonical text was made from."""
    document = _untagged(orjson.loads(text))
    assert isinstance(document, dict)
    return document


def digest(text: str) -> str:
    """Give the SHA-256 of a canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _tagged(value: Any) -> Any:
    match value:
        case datetime():
            return {"$date": value.isoformat(timespec="milliseconds").replace("+00:00", "Z")}
        case UUID():
            return {"$uuid": str(value)}
        case dict():
            return {key: _tagged(item) for key, item in value.items()}
        case list():
            return [_tagged(item) for item in value]
    return value


def _untagged(value: Any) -> Any:
    match value:
        case {"$date": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"$uuid": str(number)}:
            return UUID(number)
        case dict():
            return {key: _untagged(item) for key, item in value.items()}
        case list():
            return [_untagged(item) for item in value]
    return value
