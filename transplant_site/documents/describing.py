"""The page that shows each collection: its fields, indexes and a sample document."""

from collections.abc import Iterator

import orjson

from transplant_site.documents import canonical
from transplant_site.documents.collections import DECLARATIONS, Declaration
from transplant_site.documents.collections.declaration import Schema

INTRODUCTION = """# The collections of MongoDB

Written by `bin/manage describe_documents` from `transplant_site/documents/collections`. Why these three are
in MongoDB and what is asked of them stands in [stores.md](stores.md).

Samples are in MongoDB's extended JSON: `$date` is a BSON date, `$uuid` a binary of subtype 4.
"""


def page() -> str:
    """Give docs/documents.md."""
    return "\n".join([INTRODUCTION, *(line for one in DECLARATIONS.values() for line in _section(one))])


def _section(declaration: Declaration) -> Iterator[str]:
    yield f"## {declaration.name}\n\n{declaration.purpose}\n"
    yield "| field | type | |\n|---|---|---|"
    yield from _fields(declaration.schema)
    if declaration.schema.get("additionalProperties") is not False:
        yield "| ... | | other fields are allowed |"
    yield "\n| index | on | question |\n|---|---|---|"
    for index in declaration.indexes:
        keys = ", ".join(index.keys) + (" (unique)" if index.is_unique else "")
        yield f"| {index.name} | {keys} | {index.question} |"
    yield f"\nShard key: {', '.join(declaration.shard_key)}.\n"
    text = canonical.to_text(canonical.normalised(declaration.sample))
    yield f"```json\n{orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode()}\n```\n"


def _fields(schema: Schema, before: str = "") -> Iterator[str]:
    required = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        types = inner.get("bsonType", "string")
        words = types if isinstance(types, str) else " or ".join(types)
        yield f"| {before}{name} | {words} | {', '.join(_rules(inner, is_required=name in required))} |"
        yield from _fields(inner, f"{before}{name}.")


def _rules(schema: Schema, *, is_required: bool) -> Iterator[str]:
    if is_required:
        yield "required"
    if "enum" in schema:
        yield "one of " + ", ".join(schema["enum"])
    yield from _bounds(schema)
    if "pattern" in schema:
        yield f"form `{schema['pattern']}`"
    if "patternProperties" in schema:
        yield "plain values, names of the form " + ", ".join(
            f"`{form}`" for form in schema["patternProperties"]
        )


def _bounds(schema: Schema) -> Iterator[str]:
    words = {
        "minimum": "from {:,}",
        "maximum": "to {:,}",
        "minLength": "at least {:,} characters",
        "maxLength": "at most {:,} characters",
        "maxItems": "at most {:,} members",
        "maxProperties": "at most {:,} fields",
    }
    for word, form in words.items():
        if word in schema and (word, schema[word]) != ("minLength", 0):
            yield form.format(schema[word])
