"""All that is held about a patient, in a file for the patient: GDPR, Article 15.

Rows are found by the relations of the schema, from the patient's own on, so that a new table that belongs to
a patient is in the file without being listed here. Other people's data that stand beside them (the donor's
record, other candidates of a match run) do not belong to it.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import IO, Any
from uuid import UUID

from django.db.models import Field, ForeignKey, Model, Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from messaging.models import Conversation, MessageHeader, SubjectKind
from patients.models import Patient
from transplant_site import documents
from transplant_site.audit import Kind, ledger, queries, record
from transplant_site.audit.models import LedgerEntry
from transplant_site.documents import Collection, StoreAway
from transplant_site.staff.models import Hospital, StaffMember

ACTION = "patients.patient.subject_access"
KEYS_AT_ONCE = 500
ENTRIES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Table:
    """The rows of one kind, each as its fields in words."""

    what: str
    model: str
    rows: Sequence[dict[str, str]]


@dataclass(frozen=True)
class Message:
    at: str
    conversation: str
    title: str
    author: str
    hospital: str
    text: str


@dataclass(frozen=True)
class LogLine:
    """Who did what with the record, or saw it."""

    at: str
    person: str
    role: str
    hospital: str
    kind: str
    action: str
    model: str


@dataclass(frozen=True)
class SubjectAccess:
    """What the file holds."""

    patient: str
    made_at: str
    tables: Sequence[Table]
    messages: Sequence[Message]
    log: Sequence[LogLine]

    def write(self, out: IO[bytes]) -> None:
        """Write a zip file: report.html to read, data.json for programs."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("report.html", render_to_string("desk/subject_access.html", {"access": self}))
            bundle.writestr("data.json", json.dumps(asdict(self), ensure_ascii=False, indent=1))


def gather(patient: Patient, *, at: datetime) -> SubjectAccess:
    """Collect all that is held about a patient; StoreAway if the words of messages can't be read now."""
    found = _Gathering(patient)
    return SubjectAccess(
        patient=patient.reference,
        made_at=at.isoformat(timespec="seconds"),
        tables=found.tables,
        messages=list(found.messages()),
        log=sorted(found.log(), key=lambda line: line.at),
    )


def note_subject_access(patient: Patient, *, reason: str, by: StaffMember | None) -> None:
    """Write into the log that the file leaves, before it does."""
    record(
        Kind.EXPORT, action=ACTION, objects=[(patient._meta.label_lower, patient.pk)], by=by, reason=reason
    )


class _Gathering:
    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self.rows: dict[type[Model], dict[Any, Model]] = {type(patient): {patient.pk: patient}}
        self._follow(type(patient), [patient.pk])

    def _follow(self, model: type[Model], keys: Sequence[Any]) -> None:
        """Find the rows that refer to these, and those that refer to them."""
        for relation in model._meta.get_fields(include_hidden=True):
            related = relation.related_model
            is_row = (
                relation.auto_created
                and not relation.concrete
                and (relation.one_to_many or relation.one_to_one)
            )
            if not is_row or not isinstance(related, type) or related._meta.auto_created:
                continue
            known = self.rows.setdefault(related, {})
            rows = related._base_manager.filter(**{f"{relation.field.name}__in": keys})  # type: ignore[union-attr]
            new = {row.pk: row for row in rows if row.pk not in known}
            known.update(new)
            if new:
                self._follow(related, list(new))

    @cached_property
    def tables(self) -> list[Table]:
        return [
            Table(
                what=str(model._meta.verbose_name_plural),
                model=model._meta.label_lower,
                rows=[self._words_of(row) for row in rows.values()],
            )
            for model, rows in self.rows.items()
            if rows
        ]

    def _words_of(self, row: Model) -> dict[str, str]:
        return {
            str(field.verbose_name): self._value(row, field)
            for field in row._meta.concrete_fields
            if not field.primary_key and field.value_from_object(row) not in (None, "")
        }

    def _value(self, row: Model, field: Field[Any, Any]) -> str:
        value = field.value_from_object(row)
        if field.choices:
            return str(getattr(row, f"get_{field.name}_display")())
        if isinstance(field, ForeignKey):
            return self._name(field.related_model, value)
        if isinstance(value, datetime):
            return value.isoformat(timespec="seconds")
        return (
            value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False).strip('"')
        )

    def _name(self, model: type[Model], key: Any) -> str:
        """Give the words for what a row refers to; asked once."""
        names = self._names.setdefault(model, {})
        if key not in names:
            known = self.rows.get(model, {}).get(key) or model._base_manager.filter(pk=key).first()
            names[key] = str(getattr(known, "reference", None) or known or key)
        return names[key]

    @cached_property
    def _names(self) -> dict[type[Model], dict[Any, str]]:
        return {}

    def messages(self) -> Iterator[Message]:
        """Give what was written about the patient, and about what the patient was offered."""
        own = [key for rows in self.rows.values() for key in rows]
        about = Q(patient_id=self.patient.pk) | Q(subject_id__in=own)
        talks = {
            one.pk: one for one in Conversation.objects.filter(about).exclude(subject_kind=SubjectKind.DONOR)
        }
        headers = MessageHeader.objects.filter(conversation__in=list(talks)).select_related(
            "author", "author_hospital"
        )
        found = list(headers.order_by("occurred_at", "id"))
        for start in range(0, len(found), KEYS_AT_ONCE):
            part = found[start : start + KEYS_AT_ONCE]
            page = documents.find_many(Collection.COMMUNICATIONS, [one.pk for one in part])
            if not page.is_complete:
                raise StoreAway("The words of messages can't be read: MongoDB does not answer.")
            texts = {one["id"]: str(one.get("body", "")) for one in page}
            for header in part:
                talk = talks[header.conversation_id]
                yield Message(
                    at=header.occurred_at.isoformat(timespec="seconds"),
                    conversation=talk.reference,
                    title=talk.title,
                    author=str(header.author),
                    hospital=str(header.author_hospital or ""),
                    text=texts.get(header.pk, ""),
                )

    def log(self) -> Iterator[LogLine]:
        """Give every entry of the log that names the patient or one of the patient's rows."""
        label, key = self.patient._meta.label_lower, str(self.patient.pk)
        keys = {str(one) for rows in self.rows.values() for one in rows}
        found = queries.about_object(label, key) | Q(object_pk__in=keys)
        for entry in LedgerEntry.objects.filter(found).order_by("timestamp", "id").iterator():
            yield self._line(
                at=entry.timestamp,
                person=entry.actor_name,
                role=entry.actor_role,
                hospital=entry.hospital_id,
                kind=entry.kind,
                action=entry.action_name,
                model=entry.model,
            )
        for told in _of_detached_months():
            if told["object"] in keys or [label, key] in (told["objects"] or []):
                yield self._line(
                    at=datetime.fromisoformat(told["recorded_at"]),
                    person=told["actor_name"],
                    role=told["actor_role"],
                    hospital=UUID(told["hospital_id"]) if told["hospital_id"] else None,
                    kind=told["kind"],
                    action=told["action"],
                    model=told["model"],
                )

    def _line(
        self,
        *,
        at: datetime,
        person: str | None,
        role: str | None,
        hospital: UUID | None,
        kind: str,
        action: str | None,
        model: str | None,
    ) -> LogLine:
        return LogLine(
            at=at.isoformat(timespec="seconds"),
            person=person or _("the system"),
            role=role or "",
            hospital=self._name(Hospital, hospital) if hospital else "",
            kind=kind,
            action=action or _("Written outside any named action"),
            model=model or "",
        )


def _of_detached_months() -> Iterator[dict[str, Any]]:
    """Give the entries that left PostgreSQL, as the log's copy tells them."""
    for name, month in ledger.detached_months().items():
        for before in range(month.first_position - 1, month.last_position, ENTRIES_AT_ONCE):
            limit = min(ENTRIES_AT_ONCE, month.last_position - before)
            for entry in documents.read_audit(before, limit):
                told = json.loads(entry["text"])
                if told["recorded_at"].startswith(name):
                    yield told
