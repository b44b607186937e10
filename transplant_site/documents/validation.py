"""Whether MongoDB would accept a document, asked before it is recorded.

The schemas are MongoDB's `$jsonSchema`; they are evaluated here by jsonschema with MongoDB's types. What
passes here and is refused there would wait for ever, so this side is never the laxer one (tests/documents).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from math import isfinite
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from jsonschema import Draft4Validator, TypeChecker, ValidationError, validators
from jsonschema.protocols import Validator

from transplant_site.documents.canonical import Document
from transplant_site.documents.collections import Collection

# MongoDB's limit is 16 MiB; nothing that is recorded here comes near this one.
LARGEST_DOCUMENT = 256 * 1024


class InvalidDocument(Exception):
    """A document that its collection doesn't accept; the sentences say where and why, without its content."""

    def __init__(self, collection: Collection, problems: Sequence[str]) -> None:
        self.collection = collection
        self.problems = list(problems)
        super().__init__(f"{collection}: {' '.join(self.problems)}")


def check(collection: Collection, document: Document) -> None:
    """Refuse a document that MongoDB would refuse."""
    problems = {_sentence(error) for error in _validator(collection).iter_errors(document)}
    if problems:
        raise InvalidDocument(collection, sorted(problems))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    """Tell whether it is a text that both stores can hold: no lone surrogates, no zero character."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime) and value.utcoffset() is not None


TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict) and all(_is_text(name) for name in value),
    "array": lambda value: isinstance(value, list),
    "string": _is_text,
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: _is_whole(value) and -(2**31) <= value < 2**31,
    "long": lambda value: _is_whole(value) and -(2**63) <= value < 2**63,
    # MongoDB takes "not a number" and finds it between any bounds; we don't.
    "double": lambda value: isinstance(value, float) and isfinite(value),
    "date": _is_moment,
    "binData": lambda value: isinstance(value, UUID),
    "null": lambda value: value is None,
    # The word that the bounds of jsonschema ask for.
    "number": lambda value: _is_whole(value) or isinstance(value, float),
}


def _bson_type(
    validator: Any, types: Any, value: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    names = [types] if isinstance(types, str) else types
    if not any(validator.is_type(value, name) for name in names):
        yield ValidationError("is of the wrong type")


def _as_checker(is_type: Callable[[Any], bool]) -> Any:
    """Take the checker that jsonschema passes first, which its stubs don't know of."""
    return lambda __, value: is_type(value)


# The keywords our schemas use; a test refuses any other.
KEYWORDS = (
    *("required", "properties", "patternProperties", "additionalProperties", "maxProperties"),
    *("items", "minItems", "maxItems", "uniqueItems"),
    *("enum", "minimum", "maximum", "minLength", "maxLength", "pattern"),
)

SchemaValidator = validators.create(
    meta_schema={},
    validators={"bsonType": _bson_type, **{word: Draft4Validator.VALIDATORS[word] for word in KEYWORDS}},
    type_checker=TypeChecker({name: _as_checker(is_type) for name, is_type in TYPES.items()}),
)


@cache
def _validator(collection: Collection) -> Validator:
    return SchemaValidator(dict(collection.declaration.schema))


SENTENCES: dict[str, Callable[[Any], str]] = {
    "bsonType": lambda types: _("must be %s") % _type_names(types),
    "enum": lambda values: _("must be one of %s") % ", ".join(str(value) for value in values),
    "minimum": lambda bound: _("must not be below %s") % bound,
    "maximum": lambda bound: _("must not be above %s") % bound,
    "minLength": lambda length: _("must have at least %s characters") % length,
    "maxLength": lambda length: _("must have at most %s characters") % length,
    "minItems": lambda length: _("must have at least %s members") % length,
    "maxItems": lambda length: _("must have at most %s members") % length,
    "maxProperties": lambda length: _("must have at most %s fields") % length,
    "uniqueItems": lambda __: _("must not name the same thing twice"),
    "pattern": lambda pattern: _("must have the form %s") % pattern,
}


def _type_names(types: str | list[str]) -> str:
    names = {
        "object": _("an object"),
        "array": _("a list"),
        "string": _("a text"),
        "bool": _("true or false"),
        "int": _("a whole number"),
        "long": _("a whole number"),
        "double": _("a finite number"),
        "date": _("a moment with its time zone"),
        "binData": _("a UUID"),
        "null": _("null"),
    }
    return _(" or ").join(
        dict.fromkeys(names[name] for name in ([types] if isinstance(types, str) else types))
    )


def _sentence(error: ValidationError) -> str:
    """Say what is wrong and where; never repeat the value, which may be about a patient."""
    place = ".".join(str(step) for step in error.absolute_path)
    rule: Any = error.validator_value
    value: Any = error.instance
    if error.validator == "required":
        return _("%s is missing.") % _fields(place, [name for name in rule if name not in value])
    if error.validator == "additionalProperties":
        schema: Any = error.schema
        return _unknown_fields(place, schema, value)
    return f"{place or _('The document')} {SENTENCES[str(error.validator)](rule)}."


def _unknown_fields(place: str, schema: Mapping[str, Any], value: Mapping[str, Any]) -> str:
    patterns = schema.get("patternProperties", {})
    if patterns:
        return _("%(place)s has a field whose name has not the form %(form)s.") % {
            "place": place,
            "form": ", ".join(patterns),
        }
    unknown = [name for name in value if name not in schema.get("properties", {})]
    return _("%s is no field of it.") % _fields(place, unknown)


def _fields(place: str, names: list[str]) -> str:
    return ", ".join(f"{place}.{name}" if place else name for name in names)
