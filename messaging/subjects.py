"""What a conversation may be about. Apps above this one register how their objects are found.

    subjects.register(SubjectKind.OFFER, offer_subject, changes=offer_changes)      # in AppConfig.ready

A resolver takes the person and the reference, and returns the subject or raises Http404 for what the
person doesn't reach. What has become of the subject stands among what was said about it: `changes` takes
the person and the subject's id, and returns what the person may know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404

from messaging.models import SubjectKind
from transplant_site.staff.models import Hospital, StaffMember


@dataclass(frozen=True)
class Subject:
    """One thing that people may talk about, and who is concerned by it."""

    kind: SubjectKind
    id: UUID
    reference: str
    path: str
    hospitals: tuple[Hospital, ...]
    people: tuple[StaffMember, ...] = ()
    # Whom it concerns, where that can't change: a donor has no recipient, a shipment may be diverted.
    patient_id: UUID | None = None


@dataclass(frozen=True)
class StateChange:
    """Something became of a subject at one moment."""

    at: datetime
    text: str
    reason: str = ""
    by: StaffMember | None = None


Resolver = Callable[[StaffMember, str], Subject]
Historian = Callable[[StaffMember, UUID], Iterable[StateChange]]

_resolvers: dict[str, Resolver] = {}
_historians: dict[str, Historian] = {}


def register(kind: SubjectKind, resolver: Resolver, *, changes: Historian) -> None:
    """Let conversations be about this kind of object, with what becomes of it among the messages."""
    _resolvers[kind.value] = resolver
    _historians[kind.value] = changes


def find(kind: str, reference: str, *, by: StaffMember) -> Subject:
    """Return what the person wants to talk about, or answer 404."""
    resolver = _resolvers.get(kind)
    if resolver is None:
        raise Http404("There are no conversations about this.")
    return resolver(by, reference)


def path_of(kind: str, reference: str, *, by: StaffMember) -> str:
    """Return the page of a subject, or nothing where the person doesn't reach it."""
    try:
        return find(kind, reference, by=by).path
    except Http404:
        return ""


def changes_of(kind: str, subject_id: UUID, *, by: StaffMember) -> list[StateChange]:
    """Return what has become of a subject, oldest first, as far as the person may know it."""
    historian = _historians.get(kind)
    return sorted(historian(by, subject_id), key=lambda one: one.at) if historian else []
