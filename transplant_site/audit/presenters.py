"""What the audit pages show: entries as acts, with names instead of keys, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Model, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from transplant_site.access.roles import ROLE_CHOICES
from transplant_site.audit import cases, registry
from transplant_site.audit.cases import Case
from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.queries import Reader
from transplant_site.interface.times import format_time

WITHHELD = "(withheld)"
MASKED = "masked:"


@dataclass(frozen=True)
class Change:
    """One field of one entry: what it was and what it became."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One entry as it is shown."""

    entry: LedgerEntry
    object_name: str
    object_reference: str
    changes: Sequence[Change]

    @property
    def summary(self) -> str:
        return ", ".join(change.field for change in self.changes[:6])


@dataclass
class Act:
    """What one transaction did under one name: a sentence, and its entries."""

    action: str
    sentence: str
    at: datetime
    actor: str
    role: str
    hospital_id: Any
    kind: str
    number: int | None
    lines: list[Line] = field(default_factory=list)
    subject_reference: str = ""

    @property
    def is_unnamed(self) -> bool:
        return not self.action

    @property
    def page(self) -> str:
        """Give the address of the page that regulators have for its subject."""
        name = cases.page_of(self.subject_reference)
        return reverse(name, args=[self.subject_reference]) if name else ""

    @property
    def first(self) -> LedgerEntry:
        return self.lines[0].entry

    @property
    def icon(self) -> str:
        return {
            Kind.READ.value: "eye",
            Kind.SIGN_IN.value: "box-arrow-in-right",
            Kind.SIGN_OUT.value: "box-arrow-right",
            Kind.SIGN_IN_FAILED.value: "shield-exclamation",
            Kind.LOCKOUT.value: "shield-lock",
            Kind.REFUSAL.value: "ban",
            Kind.EXPORT.value: "download",
            Kind.BREAK_GLASS.value: "exclamation-octagon",
            Kind.MIRROR.value: "shield-exclamation",
            "document": "file-earmark-text",
        }.get(self.kind, "pencil")

    @property
    def tone(self) -> str:
        if self.is_unnamed or self.kind in {
            Kind.SIGN_IN_FAILED.value,
            Kind.LOCKOUT.value,
            Kind.MIRROR.value,
        }:
            return "warning"
        return {Kind.REFUSAL.value: "danger", Kind.BREAK_GLASS.value: "danger", Kind.READ.value: "info"}.get(
            self.kind, "neutral"
        )


def name_of_actor(entry: LedgerEntry) -> str:
    return entry.actor_name or ""


def acts(
    entries: Iterable[LedgerEntry], *, actor_of: Callable[[LedgerEntry], str] = name_of_actor
) -> list[Act]:
    """Group entries, in the order given, by what one transaction did under one name.

    `actor_of` says who did it, where not everyone may read the name.
    """
    entries = list(entries)
    names = Names(entries)
    found: list[Act] = []
    for entry in entries:
        line = line_of(entry, names)
        last = found[-1] if found else None
        if (
            last is not None
            and last.first.transaction_id == entry.transaction_id
            and last.action == (entry.action_name or "")
            and last.kind == entry.kind
        ):
            last.lines.append(line)
            continue
        found.append(
            Act(
                action=entry.action_name or "",
                sentence="",
                at=entry.timestamp,
                actor=actor_of(entry),
                role=entry.actor_role or "",
                hospital_id=entry.hospital_id,
                kind=entry.kind,
                number=entry.number,
                lines=[line],
            )
        )
    for act in found:
        act.subject_reference = _subject(act, names)
    references = {_deed(act): act.subject_reference for act in found if act.subject_reference}
    for act in found:
        act.sentence = _sentence(act, references.get(_deed(act), ""))
    return found


def _deed(act: Act) -> tuple[int, str]:
    """Name what was done: entries of another action may stand between those of one."""
    return act.first.transaction_id, act.action


def line_of(entry: LedgerEntry, names: Names) -> Line:
    """Give an entry the names of what it speaks of."""
    model, key = _spoken_of(entry)
    return Line(
        entry=entry,
        object_name=names.of_model(model),
        object_reference=names.reference(model, key),
        changes=changes_of(entry),
    )


def _spoken_of(entry: LedgerEntry) -> tuple[str | None, str]:
    """Give what an entry is about; of several objects shown, the one that its action is named after."""
    about = registry.subject_model(entry.action_name or "")
    seen = entry.seen or []
    if (entry.action_name or "").startswith("audit.") and seen:
        return seen[0][0], seen[0][1]
    named = [(label, key) for label, key in seen if label == about]
    return named[0] if len(named) == 1 else (entry.model, entry.object_pk)


def changes_of(entry: LedgerEntry) -> list[Change]:
    """Return what an entry says of each field: before and after, an inserted or deleted row one-sided."""
    return _changes(entry, entry.changes or {})


@dataclass(frozen=True)
class ReaderRow:
    """Somebody who was shown something of a case, in words."""

    reader: Reader
    role: str
    hospital: str


def readers(found: Sequence[Reader]) -> list[ReaderRow]:
    """Give roles and hospitals of readers their names."""
    roles = {str(value): str(name) for value, name in ROLE_CHOICES}
    codes = hospital_codes()
    return [
        ReaderRow(
            one,
            role=", ".join(roles.get(role, role) for role in one.roles if role),
            hospital=", ".join(codes.get(key, str(key)) for key in one.hospitals if key),
        )
        for one in found
    ]


def hospital_codes() -> Mapping[Any, str]:
    """Give the code of every hospital, by its key."""
    return dict(apps.get_model("staff.hospital")._base_manager.values_list("pk", "code"))


def parts_of(case: Case) -> list[tuple[str, int]]:
    """Say how many objects of which kind belong to a case, the subject aside."""
    found = []
    for label, keys in case.objects.items():
        model = apps.get_model(label)
        if not model._meta.auto_created and label != case.label:
            found.append((str(model._meta.verbose_name_plural), len(keys)))
    return sorted(found)


@dataclass(frozen=True)
class RefusalLine:
    """Something that was refused, or read by breaking the glass."""

    entry: LedgerEntry
    act: Act
    details: Sequence[tuple[str, str]]
    reason: str


def refusals(entries: Sequence[LedgerEntry]) -> list[RefusalLine]:
    """Tell refusals one by one: what was tried, by whom, and why it was refused."""
    found = []
    for act in acts(entries):
        for line in act.lines:
            told = line.entry.additional_data or {}
            details = [(name, _shown(value)) for name, value in sorted(told.items()) if name != "message"]
            reason = _shown(line.entry.reason) if line.entry.reason else ""
            found.append(RefusalLine(line.entry, act, details, reason))
    return found


def _changes(entry: LedgerEntry, values: Mapping[str, Any]) -> list[Change]:
    model = _model(entry.model)
    made = []
    for name, value in sorted(values.items()):
        if isinstance(value, list) and entry.action == LedgerEntry.Action.UPDATE and len(value) == 2:
            before, after = value
        elif entry.action == LedgerEntry.Action.DELETE:
            before, after = value, None
        else:
            before, after = None, value
        made.append(Change(_field_name(model, name), _shown(before), _shown(after)))
    return made


def changes_in_words(entry: LedgerEntry) -> list[Change]:
    """Return what an entry says of each field that people read: keys of other rows tell them nothing."""
    if entry.kind != Kind.CHANGE.value:
        return []
    model = _model(entry.model)
    keys = (
        {"id"} | {one.column for one in model._meta.concrete_fields if one.is_relation} if model else {"id"}
    )
    told = {name: value for name, value in (entry.changes or {}).items() if name not in keys}
    return _changes(entry, told)


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    if text.startswith(MASKED):
        return _("masked (%s)") % text.removeprefix(MASKED)[:12]
    if text == WITHHELD:
        return _("withheld")
    return text


def _subject(act: Act, names: Names) -> str:
    about = registry.subject_model(act.action) if act.action else ""
    for line in act.lines:
        if line.object_reference and _spoken_of(line.entry)[0] == about:
            return line.object_reference
    for line in act.lines:
        if reference := names.reference(about, _key_within(line.entry, about)):
            return reference
    return next((line.object_reference for line in act.lines if line.object_reference), "")


def _key_within(entry: LedgerEntry, about: str) -> str:
    """Give the key of the object of that model to which an entry's row belongs, as the entry says itself."""
    model = _model(entry.model)
    for one in model._meta.concrete_fields if model else ():
        related = one.related_model
        if related is not None and related._meta.label_lower == about:
            return str(_newest((entry.changes or {}).get(one.column)) or "")
    return ""


def _newest(value: Any) -> Any:
    """Give what stood there afterwards: a change is a pair, a row that came or went is one-sided."""
    return value[1] if isinstance(value, list) and len(value) == 2 else value


def _sentence(act: Act, reference: str) -> str:
    if act.is_unnamed:
        return _("Written outside any named action")
    if act.kind == Kind.REFUSAL.value:
        return _refusal(act)
    values: dict[str, Any] = defaultdict(lambda: "—")
    for line in act.lines:
        for name, value in (line.entry.changes or {}).items():
            newest = _newest(value)
            values[name] = _in_words(line.entry.model, name, newest) or _shown(newest)
        for name, value in (line.entry.additional_data or {}).items():
            values[name] = _shown(value)
    values["subject"] = reference or "—"
    values["actor"] = act.actor or _("the system")
    return str(registry.sentence_of(act.action).text).format_map(values)


def _refusal(act: Act) -> str:
    """Say what was attempted, by its name: the action's own sentence would tell it as done."""
    app, *words = act.action.split(".")
    what = " ".join(words if words and app != "page" else [app, *words]).replace("_", " ")
    said = {"actor": act.actor or _("the system"), "what": what}
    return _("Refused to %(actor)s: %(what)s") % said


def _in_words(label: str | None, column: str, value: Any) -> str:
    """Give the words of a value that is one of its field's choices, or a moment; nothing for another."""
    model = _model(label)
    fields = model._meta.concrete_fields if model else ()
    found = next((one for one in fields if one.column == column), None)
    if found is None or not isinstance(value, str):
        return ""
    if isinstance(found, DateTimeField) and value.startswith(("1", "2")):  # and neither masked nor withheld
        return format_time(datetime.fromisoformat(value))
    return str(dict(found.flatchoices).get(value, ""))


class Names:
    """The human names of what a page's entries speak of: one query, however many entries and kinds."""

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            if entry.model and entry.object_pk:
                wanted[entry.model].add(entry.object_pk)
            for label, key in entry.seen or []:
                wanted[label].add(key)
            about = registry.subject_model(entry.action_name or "")
            if about != entry.model and (key := _key_within(entry, about)):
                wanted[about].add(key)
        found = [
            model._base_manager.order_by()
            .filter(pk__in=keys)
            .values_list(Value(label, TextField()), Cast("pk", TextField()), "reference")
            for label, keys in wanted.items()
            if (model := _model(label)) is not None and _has_reference(model)
        ]
        rows = found[0].union(*found[1:], all=True) if found else ()
        self._references: dict[tuple[str, str], str] = {(label, key): name for label, key, name in rows}

    def reference(self, label: str | None, key: str) -> str:
        return self._references.get((label or "", str(key)), "")

    def of_model(self, label: str | None) -> str:
        model = _model(label)
        return str(model._meta.verbose_name) if model else (label or "")


def _model(label: str | None) -> type[Model] | None:
    try:
        return apps.get_model(label) if label else None
    except (LookupError, ValueError):
        return None


def _has_reference(model: type[Model]) -> bool:
    try:
        model._meta.get_field("reference")
    except FieldDoesNotExist:
        return False
    return True


def _field_name(model: type[Model] | None, column: str) -> str:
    if model is None:
        return column
    for one in model._meta.concrete_fields:
        if one.column == column:
            return str(one.verbose_name)
    return column
