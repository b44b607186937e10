"""What belongs together: all objects of one donor, one organ or one patient, gathered from the apps.

    cases.define("DNR", "organs.donor")
    cases.gather("organs.donor", lambda key: [DonorTest.objects.filter(donor=key), ...])

Apps say it in `<app>/audit_case.py`, imported in AuditConfig.ready. However many apps and rows there are, a
case is found in three queries: its subject, what belongs to it, and what was said about that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast

from transplant_site.audit.kinds import Kind
from transplant_site.records import references

Rows = QuerySet[Any]
Gather = Callable[[UUID], Iterable[Rows]]
Talk = Callable[[UUID, Sequence[str]], Iterable[Rows]]

ROWS_AT_MOST = 2_000
"""So many rows of one kind belong to a case, the newest; a case of today has some ten."""

CLOCKS_MAY_DIFFER = timedelta(days=1)


@dataclass(frozen=True)
class Text:
    """Something that is read after naming a purpose: whose or what it is, when, and its lines."""

    title: str
    at: datetime
    lines: Sequence[tuple[str, str]]
    by: str = ""


@dataclass(frozen=True)
class Opened:
    """What a purpose opens: who somebody is, or what was written; and which objects that shows."""

    title: str
    texts: Sequence[Text]
    objects: Sequence[tuple[str, Any]] = ()
    is_complete: bool = True


Reveal = Callable[["Case"], Opened | None]


@dataclass(frozen=True)
class Case:
    """A donor, an organ or a patient, with the keys of all that belongs to it, by the label of its model."""

    label: str
    key: str
    reference: str
    objects: Mapping[str, Sequence[str]] = field(repr=False)
    is_cut: bool = False

    @property
    def subject(self) -> tuple[str, str]:
        return self.label, self.key

    @property
    def kind(self) -> str:
        return str(apps.get_model(self.label)._meta.verbose_name)

    @property
    def prefix(self) -> str:
        return self.reference[:3]

    @property
    def begins_at(self) -> datetime | None:
        """The moment before which the log says nothing of it; the subject's UUIDv7 holds when it was made."""
        number = UUID(self.key)
        if number.version != 7:
            return None
        return datetime.fromtimestamp((number.int >> 80) / 1000, tz=UTC) - CLOCKS_MAY_DIFFER

    @property
    def count(self) -> int:
        return sum(len(keys) for keys in self.objects.values())

    def shown_objects(self) -> list[tuple[str, str]]:
        """List what people open by its reference: entries that show several objects name these."""
        return [
            (label, key)
            for label, keys in self.objects.items()
            if references.prefix_of(apps.get_model(label)) is not None
            for key in keys
        ]


_defined: dict[str, str] = {}
_named_when_shown: set[str] = set()
_gatherers: dict[str, list[Gather]] = defaultdict(list)
_talks: list[Talk] = []
_revealers: list[Reveal] = []
_pages: dict[str, str] = {}


def define(prefix: str, label: str, *, shown_by_itself: bool = False) -> None:
    """Let the objects of a model, whose references begin with the prefix, have a case.

    `shown_by_itself`: every page that shows something of it names it in the log, whatever else it shows.
    """
    _defined[prefix] = label
    if shown_by_itself:
        _named_when_shown.add(label)
    lead(prefix, "audit:case")


def gather(label: str, rows: Gather) -> None:
    """Say which rows belong to the cases of a model; `rows` is given the subject's key."""
    _gatherers[label].append(rows)


def talk(rows: Talk) -> None:
    """Say which rows tell what was said; `rows` is given the subject's key and those of all that belongs."""
    _talks.append(rows)


def reveal(opened: Reveal) -> None:
    """Say what a purpose opens in a case."""
    _revealers.append(opened)


def lead(prefix: str, url_name: str) -> None:
    """Name the page that regulators have for objects with such a reference."""
    _pages[prefix] = url_name


def page_of(reference: str) -> str:
    """Give the name of the page for a reference, nothing where there is none."""
    return _pages.get(reference[:3], "")


def prefixes() -> list[str]:
    return list(_defined)


def find(reference: str) -> Case | None:
    """Find the case of a reference, None if there is no such donor, organ or patient."""
    label = _defined.get(reference[:3])
    if label is None or not references.is_valid(reference):
        return None
    model = apps.get_model(label)
    found = model._base_manager.filter(reference=reference).values_list("pk", flat=True).first()
    return _gathered(label, str(found), reference) if found is not None else None


def _gathered(label: str, key: str, reference: str) -> Case:
    objects: dict[str, list[str]] = defaultdict(list, {label: [key]})
    _add(objects, [rows for gatherer in _gatherers[label] for rows in gatherer(UUID(key))])
    keys = [one for found in objects.values() for one in found]
    _add(objects, [rows for said in _talks for rows in said(UUID(key), keys)])
    is_cut = any(len(found) > ROWS_AT_MOST for found in objects.values())
    return Case(label, key, reference, {one: found[:ROWS_AT_MOST] for one, found in objects.items()}, is_cut)


def _add(objects: dict[str, list[str]], gathered: Sequence[Rows]) -> None:
    """Read the keys of all these rows in one query."""
    asked = [
        rows.order_by("-pk").values_list(
            Value(rows.model._meta.label_lower, TextField()), Cast("pk", TextField())
        )[: ROWS_AT_MOST + 1]
        for rows in gathered
    ]
    for label, key in asked[0].union(*asked[1:]) if asked else ():
        objects[label].append(key)


def about(case: Case) -> Q:
    """Match all that was done to what belongs to a case, and every time it was shown."""
    named = Q(object_pk__in=[key for label, keys in case.objects.items() if _has_uuid(label) for key in keys])
    for label, keys in case.objects.items():
        if not _has_uuid(label):
            named |= Q(model=label, object_pk__in=list(keys))
    return Q(named | Q(seen__contains_any=case.shown_objects()), **_from_its_beginning(case))


def shows(case: Case) -> Q:
    """Match every entry that says that somebody was shown something of a case."""
    return Q(
        kind__in=[Kind.READ.value, Kind.EXPORT.value, Kind.BREAK_GLASS.value],
        seen__contains_any=[case.subject] if case.label in _named_when_shown else case.shown_objects(),
        **_from_its_beginning(case),
    )


def _from_its_beginning(case: Case) -> dict[str, datetime]:
    return {} if case.begins_at is None else {"timestamp__gte": case.begins_at}


def opened(case: Case) -> list[Opened]:
    """Give who a case is about, and what was written about it."""
    found = [one(case) for one in _revealers]
    return [one for one in found if one is not None]


def _has_uuid(label: str) -> bool:
    """Whether keys of a model are unlike those of any other."""
    primary: Any = apps.get_model(label)._meta.pk
    while primary.is_relation:
        primary = primary.target_field
    return isinstance(primary, UUIDField)
