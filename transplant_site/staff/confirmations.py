"""What was recorded on behalf of someone is confirmed later by that person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, Field, QuerySet, Value
from django.utils.translation import gettext as _

from transplant_site.audit import Refusal, action, allows
from transplant_site.interface.times import format_time
from transplant_site.records.models import ClinicalEvent
from transplant_site.staff.models import StaffMember


class ConfirmationRefused(Refusal):
    """The event can't be confirmed by this person, or was confirmed before."""


def kinds_of_events() -> list[type[ClinicalEvent]]:
    return [model for model in apps.get_models() if issubclass(model, ClinicalEvent)]


def reached(model: type[ClinicalEvent], staff: StaffMember) -> QuerySet[Any]:
    """Return the events of one kind that were recorded on behalf of the person."""
    return QuerySet(model).filter(on_behalf_of=staff)


def waiting_for(staff: StaffMember) -> list[tuple[str, UUID, datetime]]:
    """Return what waits for the person's confirmation: kind, key and time, the oldest first, in one query."""
    each = [
        reached(model, staff)
        .filter(confirmed_at__isnull=True)
        .order_by()
        .values_list(Value(model._meta.label_lower, output_field=CharField()), "pk", "occurred_at")
        for model in kinds_of_events()
    ]
    return sorted(each[0].union(*each[1:], all=True), key=lambda found: found[2])


def check_can_confirm(event: ClinicalEvent, *, by: StaffMember) -> None:
    """Let the one on whose behalf an event was recorded confirm it, once."""
    if event.on_behalf_of_id != by.pk:
        raise ConfirmationRefused(
            _("Only the person on whose behalf this was recorded confirms it."), code="someone_else"
        )
    if event.confirmed_at is not None:
        raise ConfirmationRefused(
            _("You confirmed this on %(time)s.") % {"time": format_time(event.confirmed_at)}, code="confirmed"
        )


def can_confirm(event: ClinicalEvent, *, by: StaffMember) -> bool:
    return allows(check_can_confirm, event, by=by)


@action("staff.event.confirmed")
def confirm_event(*, event: ClinicalEvent, by: StaffMember, at: datetime) -> ClinicalEvent:
    """Confirm what somebody else recorded in one's name."""
    locked: Any = QuerySet(type(event)).select_for_update(of=("self",)).get(pk=event.pk)
    check_can_confirm(locked, by=by)
    locked.confirmed_at = at
    locked.save(update_fields=["confirmed_at"])
    return cast("ClinicalEvent", locked)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as its page shows it to the person who told it."""

    event: ClinicalEvent
    kind: str
    title: str
    subject: str
    facts: list[tuple[str, Any]]


def shown(event: ClinicalEvent) -> Told:
    """Give what was written down of an event, field by field, without whom it is about but for a number."""
    return Told(
        event=event,
        kind=event._meta.label_lower,
        title=str(event._meta.verbose_name),
        subject=next(_subjects(event), ""),
        facts=list(_facts(event)),
    )


def _subjects(event: ClinicalEvent) -> Iterator[str]:
    """Give the references of the records the event belongs to, the nearest first."""
    if getattr(event, "reference", ""):
        yield event.reference  # type: ignore[attr-defined]
    for field in _own_fields(event):
        related: Any = getattr(event, field.name) if field.is_relation else None
        if getattr(related, "reference", ""):
            yield related.reference


def _facts(event: ClinicalEvent) -> Iterator[tuple[str, Any]]:
    for field in _own_fields(event):
        value = getattr(event, field.name)
        if field.is_relation or not field.editable or value in (None, "", []):
            continue
        shown = getattr(event, f"get_{field.name}_display")() if field.choices else value
        yield str(field.verbose_name), shown


def _own_fields(event: ClinicalEvent) -> list[Field[Any, Any]]:
    common = {field.name for field in ClinicalEvent._meta.get_fields()}
    return [field for field in event._meta.concrete_fields if field.name not in common]
