"""Rows that the database takes, made past all services: what the tests of its rules begin from."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Field, Model
from django.utils import timezone

from organs.models import OfferDeadline, OrganRecovery
from patients.models import LaboratoryValue, UnacceptableAntigen
from patients.services import organ_facts
from tests.factories import candidate, donor, hospital, patient, programme
from tests.factories.shipments import shipment_case
from transplant_site.documents.models import Delivery
from transplant_site.staff.models import LaboratoryAgreement, StaffMember
from transport.models import ArrivalEstimate

DAY = timedelta(days=1)
NOW = timezone.now()

VALUES: dict[str, Any] = {
    "BinaryField": b"\x00",
    "BooleanField": True,
    "DateField": date(2026, 1, 1),
    "DateTimeField": NOW,
    "DecimalField": Decimal(1),
    "FloatField": 1.0,
    "IntegerField": 1,
    "JSONField": {},
    "PositiveIntegerField": 1,
    "PositiveSmallIntegerField": 1,
}

SPECIAL: dict[type[Model], dict[str, Any]] = {
    ArrivalEstimate: {"expected_at": NOW + DAY},
    Delivery: {"document_ids": [uuid.uuid4()], "digests": ["digest"], "payloads": ["{}"]},
    LaboratoryValue: {"unit": "mg/dL"},
    OfferDeadline: {"deadline_at": NOW + DAY},
    OrganRecovery: {"occurred_at": NOW, "recovered_at": NOW},
}
"""What a model's rows need beside any value of the right type."""

FRESH = frozenset({"id", "reference", "listing_order"})
"""What each row has of its own, made by the model or by the database."""


def a_case() -> None:
    """A kidney on its way to its recipient, with the people and papers around it, by the usual services."""
    made = shipment_case(candidates=2)
    made.on_the_way()
    made.hand(made.surgeon, by=made.courier)  # nobody has answered yet
    candidate(external_id="1", blood_group="B")
    waiting = patient(unacceptable="A24", vpra="0.5")
    assert UnacceptableAntigen.objects.filter(patient=waiting).exists()
    donor(external_id="1", family_name="Demo")
    heart = candidate(programme(organ_kind="heart"))
    lung = candidate(programme(heart.programme.hospital, organ_kind="lung"), of=heart.patient)
    organ_facts.combine_organs(
        leading=heart, following=lung, valid_from=date(2026, 1, 1), by=None, at=timezone.now()
    )
    LaboratoryAgreement.objects.create(
        hospital=hospital(), laboratory=hospital("laboratory"), valid_from=date(2026, 1, 1)
    )


def row_of(model: type[Model], **with_values: Any) -> Model:
    """Find a row that has these values, or make one."""
    found = model._base_manager.filter(**with_values).first()
    if found is not None:
        return found
    made = new_row(model, **with_values)
    model._base_manager.bulk_create([made])
    return model._base_manager.get(pk=made.pk)


def new_row(model: type[Model], **values: Any) -> Model:
    """Think up a row of a model; others that it refers to are found, or made."""
    thought = {**SPECIAL.get(model, {}), **values}
    for field in model._meta.concrete_fields:
        if field.name in thought or field.attname in thought or not _needs_value(field):
            continue
        thought[field.attname] = _value_of(field)
    return model(**thought)


def copy_of(row: Model, *, keep: frozenset[str] = frozenset(), **changes: Any) -> Model:
    """Make the row anew with other values; a change that is a function is given the row."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in FRESH - keep
    }
    values |= {name: change(row) if callable(change) else change for name, change in changes.items()}
    return type(row)(**values)


def someone_else(*people: uuid.UUID) -> uuid.UUID:
    """Give a person who is none of these."""
    found = StaffMember.objects.exclude(pk__in=people).values_list("pk", flat=True).first()
    assert found is not None
    return found


def _needs_value(field: Field[Any, Any]) -> bool:
    is_made = isinstance(field, models.AutoField | models.BigAutoField) or field.has_db_default()
    return not (is_made or field.has_default() or field.null or field.blank)


def _value_of(field: Field[Any, Any]) -> Any:
    kind = field.get_internal_type()
    if field.remote_field is not None:
        return row_of(field.remote_field.model).pk
    if field.choices:
        return field.flatchoices[0][0]
    if kind == "UUIDField":
        return uuid.uuid4()
    if kind == "ArrayField":
        return ["A1"]
    return "x" if kind in {"CharField", "TextField"} else VALUES[kind]


def before(name: str) -> Any:
    """A day before the time or day that the row has under this name."""
    return lambda row: _moved(getattr(row, name), -DAY)


def after(name: str) -> Any:
    """A day after it."""
    return lambda row: _moved(getattr(row, name), DAY)


def same(name: str) -> Any:
    """What the row has under this name."""
    return lambda row: getattr(row, name)


def _moved(value: date | datetime, by: timedelta) -> date | datetime:
    return value + by
