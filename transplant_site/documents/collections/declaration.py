"""What a collection declares about itself, and the words its schema is written in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transplant_site.documents.canonical import Document

Schema = Mapping[str, Any]

UUID_FIELD: Schema = {"bsonType": "binData"}
OPTIONAL_UUID: Schema = {"bsonType": ["binData", "null"]}
MOMENT: Schema = {"bsonType": "date"}
OPTIONAL_MOMENT: Schema = {"bsonType": ["date", "null"]}
WHOLE_NUMBER: Schema = {"bsonType": ["int", "long"], "minimum": 0}
WORD: Schema = {"bsonType": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"}

FIELD_NAME = "^[a-z][a-z0-9_]{0,39}$"
# Facts of one kind of event that no query asks for: names of ours, plain values, no nesting.
DETAILS: Schema = {
    "bsonType": ["object", "null"],
    "maxProperties": 40,
    "additionalProperties": False,
    "patternProperties": {
        FIELD_NAME: {
            "bsonType": ["string", "bool", "int", "long", "double", "date", "binData", "null"],
            "maxLength": 2000,
        }
    },
}


def text(*, longest: int, shortest: int = 1) -> Schema:
    """A text of bounded length."""
    return {"bsonType": "string", "minLength": shortest, "maxLength": longest}


def optional(schema: Schema) -> Schema:
    """The same, or null."""
    types = schema["bsonType"]
    return {**schema, "bsonType": [*([types] if isinstance(types, str) else types), "null"]}


def number(*, lowest: float, highest: float) -> Schema:
    """A number within its bounds, whole or not."""
    return {"bsonType": ["int", "long", "double"], "minimum": lowest, "maximum": highest}


@dataclass(frozen=True, slots=True)
class Index:
    """An index, by name, and the question it answers."""

    name: str
    keys: Sequence[str]
    question: str
    is_unique: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """One collection: what it is for, what MongoDB accepts into it, and how it is asked."""

    name: str
    purpose: str
    schema: Schema
    indexes: Sequence[Index]
    shard_key: Sequence[str]
    sample: Document
    # The UUID field that its documents are read by; None where they are read by position.
    key_field: str | None = None
