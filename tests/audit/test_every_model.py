"""save, delete and a many-to-many change of every model of the site appear once in `audit_log`."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import Field, Model
from django.db.models.fields.related import ManyToManyField

from tests.audit.conftest import empty_ledger
from tests.document_store import empty_all
from transplant_site import documents
from transplant_site.audit import clear_fields
from transplant_site.audit.relay import Relay

VALUES: dict[str, Any] = {
    "BigIntegerField": 1,
    "BinaryField": b"\x00",
    "BooleanField": True,
    "DateField": date(2026, 11, 22),
    "DateTimeField": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    "DecimalField": Decimal("0.1"),
    "DurationField": timedelta(minutes=1),
    "FloatField": 0.5,
    "GenericIPAddressField": "127.0.0.1",
    "IntegerField": 1,
    "JSONField": {},
    "PositiveBigIntegerField": 1,
    "PositiveIntegerField": 1,
    "PositiveSmallIntegerField": 1,
    "SmallIntegerField": 1,
}


OTHERS = (
    False,
    "y",
    2,
    Decimal("0.2"),
    date(2026, 11, 23),
    datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    uuid.uuid4(),
)


def has_triggers(model: type[Model]) -> bool:
    """Whether its rows are captured one by one: not exempt, and no delivery of documents."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_is_exempt(%s)", [model._meta.db_table])
        is_exempt = cursor.fetchone()[0]
    return not is_exempt and model._meta.db_table not in clear_fields.DOCUMENTS


def captured_models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and has_triggers(model)
    ]


def value_of(field: "Field[Any, Any]") -> Any:
    """Give a value that the column takes; what it means doesn't matter here."""
    kind = field.get_internal_type()
    if field.remote_field is not None:
        target = field.target_field
        return (
            uuid.uuid4()
            if target.get_internal_type() == "UUIDField"
            else 1
            if target.max_length is None
            else "x"
        )
    if field.choices:
        return next(value for value, _text in field.flatchoices)
    if kind == "UUIDField":
        return uuid.uuid4()
    if kind == "ArrayField":
        return []
    if kind in {"CharField", "TextField", "EmailField", "SlugField", "URLField"}:
        return uuid.uuid4().hex[: field.max_length or 32]
    if "Range" in kind:
        return None
    return VALUES[kind]


def instance_of(model: type[Model]) -> Model:
    values = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField | models.BigAutoField | models.GeneratedField):
            continue
        if field.null and not field.is_relation:
            continue
        values[field.attname] = value_of(field)
    return model(**values)


@pytest.fixture
def without_rules(db: None, document_store: object) -> Iterator[None]:
    """No constraint and no other trigger on any table, for this transaction: capture alone is tried."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DO $$
            DECLARE
                found record;
            BEGIN
                FOR found IN
                    SELECT conrelid::regclass AS relation, conname FROM pg_constraint AS c
                    JOIN audit_captured AS t ON t.relation = c.conrelid WHERE contype IN ('c', 'f', 'x')
                LOOP
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.relation, found.conname);
                END LOOP;
                FOR found IN
                    SELECT tgrelid::regclass AS relation, tgname FROM pg_trigger AS g
                    JOIN audit_captured AS t ON t.relation = g.tgrelid
                    WHERE NOT tgisinternal AND tgname NOT LIKE 'audit\\_%'
                LOOP
                    EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', found.relation, found.tgname);
                END LOOP;
            END $$;
            """
        )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    empty_ledger()
    empty_all()
    yield
    empty_all()


def changed(model: type[Model], instance: Model) -> dict[str, Any]:
    """Give one column another value than the instance has."""
    for field in model._meta.concrete_fields:
        if (
            field.primary_key
            or isinstance(field, models.GeneratedField)
            or "Range" in field.get_internal_type()
        ):
            continue
        held = getattr(instance, field.attname)
        for value in (*OTHERS, None if field.null else held):
            if type(value) is type(held) and value != held:
                return {field.attname: value}
        if field.null and held is None and field.get_internal_type() in VALUES:
            return {field.attname: VALUES[field.get_internal_type()]}
    return {}


def test_save_update_delete_and_many_to_many_of_every_model_appear_once(without_rules: None) -> None:
    expected: dict[tuple[str, str, str], int] = {}

    def expect(model: type[Model], key: object, operation: str) -> None:
        expected[model._meta.label_lower, str(key), operation] = 1

    tried = captured_models()
    updated = 0
    for model in tried:
        instance = instance_of(model)
        # The base class: some models refuse on purpose what no service does.
        Model.save(instance, force_insert=True)
        expect(model, instance.pk, "insert")
        for field in model._meta.many_to_many:
            assert isinstance(field, ManyToManyField)
            through = field.remote_field.through
            if through._meta.auto_created:
                link = instance_of(through)
                setattr(link, f"{field.m2m_field_name()}_id", instance.pk)
                link.save(force_insert=True)
                expect(through, link.pk, "insert")
                through._base_manager.filter(pk=link.pk).delete()
                expect(through, link.pk, "delete")
        if change := changed(model, instance):
            model._base_manager.filter(pk=instance.pk).update(**change)
            expect(model, instance.pk, "update")
            updated += 1
        key = instance.pk
        Model.delete(instance)
        expect(model, key, "delete")

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS audit_tx_close, audit_tx_number IMMEDIATE")
    Relay().catch_up()

    found: dict[tuple[str, str, str], int] = {}
    for entry in documents.read_audit(0, 10_000):
        told = json.loads(entry["text"])
        place = (told["model"], told["object"], told["operation"])
        found[place] = found.get(place, 0) + 1
    assert len(tried) > 60
    # Some have keys alone, such as those of many-to-many relations.
    assert updated > 55
    assert found == expected
