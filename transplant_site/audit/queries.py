"""Questions asked of the log: each bounded by a period, each answered page by page along an index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, QuerySet, Value
from django.utils import timezone

from transplant_site.audit import cases, registry
from transplant_site.audit.cases import Case
from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.records.references import model_of

PAGE = 100
BATCH = 2_000
USUAL_PERIOD = timedelta(days=7)
REFUSED = (Kind.REFUSAL.value, Kind.SIGN_IN_FAILED.value, Kind.LOCKOUT.value)
CASES = ("patient", "donor", "organ")
NOBODY = UUID(int=0)
READERS_AT_MOST = 500

# What a refusal was, by the exception that it came from.
_WAS = "additional_data__refusal"
_DENIED = Q(kind=Kind.REFUSAL.value, **{_WAS: "MissingPermission"})
_ELSEWHERE = Q(kind=Kind.REFUSAL.value, **{_WAS: "OutOfReach"})
WHICH: Mapping[str, Q] = {
    "denied": _DENIED,
    "elsewhere": _ELSEWHERE,
    "rules": Q(kind=Kind.REFUSAL.value) & ~_DENIED & ~_ELSEWHERE,
    "sign_in_failed": Q(kind=Kind.SIGN_IN_FAILED.value),
    "lockout": Q(kind=Kind.LOCKOUT.value),
    "break_glass": Q(kind=Kind.BREAK_GLASS.value),
}
EVERY_REFUSAL = Q(kind__in=[*REFUSED, Kind.BREAK_GLASS.value])


@dataclass(frozen=True)
class Place:
    """A place in the timeline: what comes after it is older."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """Give the place that a link carries, or raise ValueError."""
        moment, _, number = text.partition("~")
        at = datetime.fromisoformat(moment)
        if at.utcoffset() is None:
            raise ValueError("A place has a time zone.")
        return cls(at, int(number))


@dataclass(frozen=True)
class Reader:
    """Somebody who was shown something of a case: how often, and when first and last."""

    actor_id: UUID | None
    names: Sequence[str | None]
    roles: Sequence[str | None]
    hospitals: Sequence[UUID | None]
    times: int
    of_log: int
    exports: int
    broke_glass: int
    first: datetime
    last: datetime

    @property
    def key(self) -> UUID:
        return self.actor_id or NOBODY

    @property
    def name(self) -> str:
        return ", ".join(name for name in self.names if name)

    @property
    def is_of_log_alone(self) -> bool:
        return self.times == self.of_log


@dataclass(frozen=True)
class EntryPage:
    entries: Sequence[LedgerEntry]
    older: Place | None


def period(
    asked: Mapping[str, Any], today: date, *, usual: timedelta = USUAL_PERIOD
) -> tuple[datetime, datetime]:
    """Return the first moment and the end of the period asked for.

    If none was: since the case began that was asked for, else the last days, `usual`ly seven.
    """
    until: date = asked.get("until") or today
    begun = [case.begins_at for case in cases_in(asked) if case.begins_at is not None]
    first = timezone.localdate(max(begun)) if begun else until - usual
    since: date = asked.get("since") or min(first, until)
    return _midnight(since), _midnight(until + timedelta(days=1))


def cases_in(asked: Mapping[str, Any]) -> list[Case]:
    """List the patient, the donor and the organ that were asked for."""
    return [asked[name] for name in CASES if asked.get(name)]


def days(asked: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """Return the first moment and the end of the days that were named, None where none was."""
    since, until = asked.get("since"), asked.get("until")
    return _midnight(since) if since else None, _midnight(until + timedelta(days=1)) if until else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def timeline(asked: Mapping[str, Any], *, today: date) -> QuerySet[LedgerEntry]:
    """Return the entries that fit the filters, newest first."""
    start, end = period(asked, today)
    found = LedgerEntry.objects.filter(timestamp__gte=start, timestamp__lt=end)
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    if action := asked.get("action"):
        found = found.filter(action_name__startswith=action.strip())
    if asked.get("unnamed"):
        found = found.filter(is_unnamed=True, kind="change")
    if outcome := asked.get("outcome"):
        refused = Q(kind__in=REFUSED)
        found = found.filter(refused if outcome == "refused" else ~refused)
    found = found.filter(_by_whom(asked))
    for case in cases_in(asked):
        found = found.filter(cases.about(case))
    if reference := asked.get("reference"):
        found = found.filter(_about(reference.strip().upper()))
    return _newest_first(found, noise=bool(asked.get("noise") or asked.get("unnamed")))


def _by_whom(asked: Mapping[str, Any]) -> Q:
    """Who did it, in which role and for which hospital; someone nobody knows did nothing."""
    wanted = Q()
    if role := asked.get("role"):
        wanted &= Q(actor_role=role)
    if email := asked.get("actor"):
        person = get_user_model().objects.filter(email__iexact=email.strip()).values_list("pk", flat=True)
        wanted &= Q(actor_id=person.first() or NOBODY)
    if code := asked.get("hospital"):
        hospital = apps.get_model("staff.hospital").objects.filter(code__iexact=code.strip())
        wanted &= Q(hospital_id=hospital.values_list("pk", flat=True).first() or NOBODY)
    return wanted


def _about(reference: str) -> Q:
    """What changed or showed the object with this reference; nothing if there is none."""
    found = object_of(reference)
    return about_object(*found) if found is not None else Q(pk__isnull=True)


def object_of(reference: str) -> tuple[str, str] | None:
    """Return the model and the key of what has this reference, None if nothing has."""
    model = model_of(reference)
    if model is None:
        return None
    key = model._base_manager.filter(reference=reference).values_list("pk", flat=True).first()
    return (model._meta.label_lower, str(key)) if key is not None else None


def entry_of(event: UUID) -> QuerySet[LedgerEntry]:
    """Return the entry of an event; its UUIDv7 holds the millisecond, and so bounds the search."""
    within = moment_of(event)
    return (
        LedgerEntry.objects.filter(timestamp__range=within, event=event)
        if within
        else LedgerEntry.objects.none()
    )


def moment_of(event: UUID) -> tuple[datetime, datetime] | None:
    """Return the milliseconds between which an event was made; None where the UUID isn't one of ours."""
    try:
        start = datetime.fromtimestamp((event.int >> 80) / 1000, tz=UTC)
        # Two milliseconds: the fraction is not exact as a float.
        return start - timedelta(milliseconds=1), start + timedelta(milliseconds=2)
    except (ValueError, OverflowError):
        return None  # at the end of the year 9999, or beyond it


def about_object(label: str, key: str) -> Q:
    return Q(model=label, object_pk=key) | Q(seen__contains=[[label, key]])


def history(label: str, key: str) -> QuerySet[LedgerEntry]:
    """Return all that was done to one object and every time it was shown, newest first."""
    return LedgerEntry.objects.filter(about_object(label, key)).order_by("-timestamp", "-id")


def history_for(
    label: str, key: str, parts: Iterable[str], *, person: Any, hospital: Any
) -> QuerySet[LedgerEntry]:
    """Return what was done to an object and its parts, and to whom of the own hospital it was shown.

    This is what people at work see. Who else looked at it, or tried to, is for regulators.
    """
    changed = Q(object_pk__in=[key, *parts], kind__in=[Kind.CHANGE.value, Kind.DOCUMENT.value])
    own = Q(hospital_id=hospital) if hospital is not None else Q(actor_id=person)
    shown = Q(own, seen__contains=[[label, key]], kind__in=[Kind.READ.value, Kind.EXPORT.value])
    return LedgerEntry.objects.filter(changed | shown).order_by("-timestamp", "-id")


def in_case(case: Case, *, noise: bool) -> QuerySet[LedgerEntry]:
    """Return everything of a donor, an organ or a patient, newest first."""
    return _newest_first(LedgerEntry.objects.filter(cases.about(case)), noise=noise)


def _newest_first(found: QuerySet[LedgerEntry], *, noise: bool) -> QuerySet[LedgerEntry]:
    if not noise:
        found = found.exclude(action_name__in=registry.noise())
    return found.order_by("-timestamp", "-id")


def readers(case: Case, *, start: datetime | None = None, end: datetime | None = None) -> list[Reader]:
    """List who was shown something of a case, the latest first: one row per person."""
    found = LedgerEntry.objects.filter(cases.shows(case), **_between(start, end)).order_by()
    rows = (
        found.values("actor_id")
        .annotate(
            names=ArrayAgg("actor_name", distinct=True, default=Value([])),
            roles=ArrayAgg("actor_role", distinct=True, default=Value([])),
            hospitals=ArrayAgg("hospital_id", distinct=True, default=Value([])),
            times=Count("id"),
            of_log=Count("id", filter=Q(action_name__startswith="audit.")),
            exports=Count("id", filter=Q(kind=Kind.EXPORT.value)),
            broke_glass=Count("id", filter=Q(kind=Kind.BREAK_GLASS.value)),
            first=Min("timestamp"),
            last=Max("timestamp"),
        )
        .order_by("-last", "actor_id")[: READERS_AT_MOST + 1]
    )
    return [Reader(**row) for row in rows]


def reads_by(case: Case, person: UUID) -> QuerySet[LedgerEntry]:
    """Return the single times that one person was shown something of a case, newest first."""
    who = Q(actor_id__isnull=True) if person == NOBODY else Q(actor_id=person)
    return LedgerEntry.objects.filter(who, cases.shows(case)).order_by("-timestamp", "-id")


def _between(start: datetime | None, end: datetime | None) -> dict[str, datetime]:
    bounds = {"timestamp__gte": start, "timestamp__lt": end}
    return {name: moment for name, moment in bounds.items() if moment is not None}


def unnamed() -> QuerySet[LedgerEntry]:
    """Return what was written outside any named action, newest first; it should be nothing."""
    return LedgerEntry.objects.filter(is_unnamed=True, kind=Kind.CHANGE.value).order_by("-timestamp", "-id")


def refused(which: str, start: datetime, end: datetime) -> QuerySet[LedgerEntry]:
    """Return what was refused, failed, locked out or read by breaking the glass, newest first."""
    found = LedgerEntry.objects.filter(**_between(start, end)).filter(WHICH.get(which, EVERY_REFUSAL))
    return found.order_by("-timestamp", "-id")


def changes_to(label: str, key: str, column: str) -> QuerySet[LedgerEntry]:
    """Return the changes of one column of an object, newest first."""
    found = history(label, key).filter(model=label, object_pk=key, kind=Kind.CHANGE.value)
    return found.filter(action=LedgerEntry.Action.UPDATE, changes__has_key=column)


def reads_between(label: str, key: str, start: datetime, end: datetime) -> QuerySet[LedgerEntry]:
    """Return the times that an object was shown in a stretch of time, newest first."""
    found = LedgerEntry.objects.filter(kind=Kind.READ.value, seen__contains=[[label, key]])
    return found.filter(timestamp__gte=start, timestamp__lte=end).order_by("-timestamp", "-id")


def batches(found: QuerySet[LedgerEntry], *, size: int = BATCH) -> Iterator[Sequence[LedgerEntry]]:
    """Give all entries in batches, each a question of its own: a snapshot held would slow commits."""
    place: Place | None = None
    while True:
        part = page(found, before=place, size=size)
        if part.entries:
            yield part.entries
        if part.older is None:
            return
        place = part.older


def page(found: QuerySet[LedgerEntry], *, before: Place | None, size: int = PAGE) -> EntryPage:
    """Return one page of entries, and the place where the next one begins."""
    if before is not None:
        found = found.filter(
            Q(timestamp__lt=before.at) | Q(timestamp=before.at, id__lt=before.id), timestamp__lte=before.at
        )
    entries = list(found[: size + 1])
    shown = entries[:size]
    is_more = len(entries) > size
    return EntryPage(shown, Place(shown[-1].timestamp, shown[-1].pk) if is_more else None)
