"""Rows of any model at all, for pages that must open whatever stands in the tables."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from django.db import connection, models
from django.db.models import Model
from uuid_utils.compat import uuid7

from tests.audit.test_every_model import VALUES

NUMBERS = itertools.count(1)

# No rule on any table of a model, until the transaction is rolled back: rows need not make sense.
WITHOUT_RULES = """
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT c.conrelid::regclass AS relation, c.conname FROM pg_constraint AS c
        JOIN pg_class AS t ON t.oid = c.conrelid
        WHERE t.relname = ANY(ARRAY[{tables}]) AND c.contype IN ('c', 'f', 'u', 'x')
        ORDER BY c.contype = 'f' DESC
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', found.relation, found.conname);
    END LOOP;
    FOR found IN
        SELECT i.indexrelid::regclass AS name FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE t.relname = ANY(ARRAY[{tables}]) AND i.indisunique AND NOT i.indisprimary
    LOOP
        EXECUTE format('DROP INDEX %s', found.name);
    END LOOP;
    FOR found IN
        SELECT g.tgrelid::regclass AS relation, g.tgname FROM pg_trigger AS g
        JOIN pg_class AS t ON t.oid = g.tgrelid
        WHERE t.relname = ANY(ARRAY[{tables}]) AND NOT g.tgisinternal
    LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', found.relation, found.tgname);
    END LOOP;
END $$
"""


def lift_rules(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        names = ", ".join(f"'{table}'" for table in tables)
        cursor.execute(WITHOUT_RULES.replace("{tables}", names))


def any_row(model: type[Model]) -> Model:
    """Give a row of the model: the first there is, else a new one."""
    return model._base_manager.order_by("pk").first() or new_row(model)


def new_row(model: type[Model]) -> Model:
    """Write one more row; it belongs to the first rows of other models, as its siblings do."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField | models.BigAutoField | models.GeneratedField):
            continue
        if isinstance(field, models.ForeignKey):
            values[field.name] = related_row(field)
        elif not field.null:
            values[field.attname] = value_of(field)
    row = model(**values)
    Model.save(row, force_insert=True)
    return row


def related_row(field: models.ForeignKey[Any, Any]) -> Model | None:
    """Give what a key points to: rows that one other may have are made for it, others are shared."""
    related = field.related_model
    if field.null:
        return related._base_manager.order_by("pk").first() if related is not field.model else None
    return new_row(related) if field.unique else any_row(related)


def value_of(field: models.Field[Any, Any]) -> Any:
    kind = field.get_internal_type()
    if field.choices:
        return next(value for value, _text in field.flatchoices)
    if kind == "UUIDField":
        return uuid7()  # in the order of making, so that the first row stays the first
    if kind == "ArrayField":
        return []
    if kind in {"CharField", "TextField", "EmailField"}:
        # A short one must not meet another by chance, nor a code that is there from the beginning.
        text = uuid.uuid4().hex if (field.max_length or 32) >= 32 else str(next(NUMBERS))
        return text[: field.max_length or 32]
    return VALUES[kind]
