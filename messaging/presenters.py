"""What the page of a conversation shows: documents beside what PostgreSQL knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from messaging import reach, subjects
from messaging.models import Channel, Conversation, Counterpart, MessageHeader, ReadReceipt
from messaging.policies import can_correct, can_post
from messaging.subjects import StateChange
from transplant_site import documents
from transplant_site.documents import Collection
from transplant_site.staff.models import StaffMember

SHOWN_AT_ONCE = 100
SHOWN_ON_A_SUBJECT = 20


def with_unread(conversations: QuerySet[Conversation], staff: StaffMember) -> QuerySet[Any]:
    """Say for each conversation whether the person has something to read and their side to answer."""
    headers = MessageHeader.objects.filter(conversation=OuterRef("pk"))
    receipts = ReadReceipt.objects.filter(message=OuterRef("pk"), reader=staff)
    unread = headers.visible_to(staff).exclude(author=staff).exclude(Exists(receipts))
    asked = headers.awaiting(staff)
    return conversations.annotate(has_unread=Exists(unread), awaits_us=Exists(asked))


def about(kind: str, subject_id: UUID, *, staff: StaffMember) -> list[Any]:
    """Return the person's newest conversations about one subject, with what is unread in them."""
    found = reach.conversations(staff).filter(subject_kind=kind, subject_id=subject_id)
    return list(with_unread(found, staff).order_by("-last_message_at")[:SHOWN_ON_A_SUBJECT])


@dataclass
class Entry:
    """One message, note or record of a talk, as this person sees it."""

    id: UUID
    body: str
    author_name: str
    author_hospital: str
    channel: Channel
    counterpart: Counterpart
    is_internal: bool
    is_mine: bool
    is_unread: bool
    occurred_at: datetime
    recorded_at: datetime
    corrects: UUID | None
    corrected_by: UUID | None
    can_correct: bool
    answer_needed_by: datetime | None
    answered_at: datetime | None
    read_by: Sequence[tuple[str, datetime]] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.occurred_at

    @property
    def is_talk(self) -> bool:
        return self.counterpart is not Counterpart.TEAM

    @property
    def is_question(self) -> bool:
        return self.answer_needed_by is not None and self.answered_at is None


@dataclass(frozen=True)
class Thread:
    """What of a conversation this person may see: entries, and between them what became of its subject."""

    entries: Sequence[Entry]
    changes: Sequence[StateChange]
    is_complete: bool
    older: str | None

    @property
    def lines(self) -> list[Entry | StateChange]:
        """Entries and changes together, oldest first."""
        return sorted([*self.entries, *self.changes], key=lambda one: one.at)


def thread(
    conversation: Conversation, *, staff: StaffMember, before: documents.Cursor | None = None
) -> Thread:
    """Read the newest entries before a place, in a fixed number of queries."""
    page = documents.read(Collection.COMMUNICATIONS, key=conversation.pk, before=before, limit=SHOWN_AT_ONCE)
    visible = [one for one in page if may_see(one, staff=staff)]
    headers = _headers(conversation, [one["id"] for one in visible])
    hospitals = {hospital.pk: hospital.name for hospital in conversation.hospitals.all()}
    entries = [_entry(one, headers[one["id"]], hospitals, staff) for one in visible if one["id"] in headers]
    return Thread(
        entries=entries,
        changes=_changes(
            conversation,
            staff=staff,
            since=page[0]["occurred_at"] if page and page.older else None,
            until=before.occurred_at if before else None,
        ),
        is_complete=page.is_complete,
        older=str(page.older) if page.older else None,
    )


def _changes(
    conversation: Conversation, *, staff: StaffMember, since: datetime | None, until: datetime | None
) -> list[StateChange]:
    """Return what became of the subject in the stretch of time that a page shows."""
    found = subjects.changes_of(conversation.subject_kind, conversation.subject_id, by=staff)
    return [one for one in found if (since is None or one.at >= since) and (until is None or one.at < until)]


def may_see(document: dict[str, Any], *, staff: StaffMember) -> bool:
    """An internal note is for the hospital it was written in."""
    if not document["internal"]:
        return True
    return staff.hospital is not None and document["author"]["hospital_id"] == staff.hospital.pk


def _headers(conversation: Conversation, ids: Iterable[UUID]) -> dict[UUID, MessageHeader]:
    found = (
        conversation.headers.filter(pk__in=ids)
        .select_related("correction", "conversation")
        .prefetch_related("receipts__reader")
    )
    return {header.pk: header for header in found}


def _entry(
    document: dict[str, Any], header: MessageHeader, hospitals: dict[UUID, str], staff: StaffMember
) -> Entry:
    receipts = list(header.receipts.all())
    return Entry(
        id=header.pk,
        body=document["body"],
        author_name=document["author"]["name"],
        author_hospital=hospitals.get(document["author"]["hospital_id"], ""),
        channel=Channel(header.channel),
        counterpart=Counterpart(header.counterpart),
        is_internal=header.is_internal,
        is_mine=header.author_id == staff.pk,
        is_unread=header.author_id != staff.pk and all(one.reader_id != staff.pk for one in receipts),
        occurred_at=document["occurred_at"],
        recorded_at=document["recorded_at"],
        corrects=header.corrects_id,
        corrected_by=header.correction.pk if hasattr(header, "correction") else None,
        can_correct=can_post(header.conversation) and can_correct(header, by=staff),
        answer_needed_by=header.answer_needed_by,
        answered_at=header.answered_at,
        read_by=[(one.reader.display_name, one.read_at) for one in receipts],
    )
