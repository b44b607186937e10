"""Conversations: started, spoken in, corrected, read, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from messaging import policies
from messaging.models import (
    Channel,
    Conversation,
    Counterpart,
    MessageHeader,
    Participant,
    ReadReceipt,
)
from messaging.services import notices
from messaging.subjects import Subject
from transplant_site import documents
from transplant_site.audit import action
from transplant_site.documents import Collection
from transplant_site.staff.models import Hospital, StaffMember
from transplant_site.staff.submissions import SubmittedAlready, taken_once


@action("messaging.conversation.started")
def start_conversation(
    *,
    subject: Subject,
    title: str,
    by: StaffMember,
    at: datetime,
    hospitals: Iterable[Hospital] = (),
    people: Iterable[StaffMember] = (),
) -> Conversation:
    """Start a conversation between the author's hospital, those chosen, and single people."""
    conversation = Conversation.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_reference=subject.reference,
        patient_id=subject.patient_id,
        title=title.strip(),
        started_by=by,
        last_message_at=at,
    )
    chosen = {hospital.pk: hospital for hospital in hospitals}
    if by.hospital is not None:
        chosen[by.hospital.pk] = by.hospital
    conversation.hospitals.set(chosen.values())
    joined = {person.pk: person for person in people}
    if by.hospital is None:
        joined[by.pk] = by
    Participant.objects.bulk_create(
        Participant(conversation=conversation, person=person) for person in joined.values()
    )
    return conversation


@action("messaging.conversation.started")
def begin(
    *,
    subject: Subject,
    title: str,
    body: str,
    submission: UUID,
    by: StaffMember,
    at: datetime,
    hospitals: Iterable[Hospital] = (),
) -> Conversation:
    """Start a conversation with its first message; sent twice, it is started once."""
    try:
        with taken_once(submission, by=by):
            conversation = start_conversation(
                subject=subject, title=title, by=by, at=at, hospitals=hospitals, people=subject.people
            )
            post_message(conversation=conversation, body=body, by=by, at=at, submission=submission)
            return conversation
    except SubmittedAlready as already:
        before = MessageHeader.objects.filter(author=by, submission=submission).first()
        if before is None:
            raise policies.MessageRefused(str(already)) from already
        return before.conversation


@action("messaging.message.posted")
def post_message(
    *,
    conversation: Conversation,
    body: str,
    by: StaffMember,
    at: datetime,
    channel: Channel = Channel.MESSAGE,
    counterpart: Counterpart = Counterpart.TEAM,
    is_internal: bool = False,
    occurred_at: datetime | None = None,
    answer_needed_by: datetime | None = None,
    corrects: MessageHeader | None = None,
    submission: UUID | None = None,
) -> MessageHeader:
    """Record what was said: its words as a document, that it was said as a row; twice sent, kept once."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if submission is not None:
        before = MessageHeader.objects.filter(author=by, submission=submission).first()
        if before is not None:
            return before
    occurred_at = occurred_at or at
    policies.check_can_post(conversation)
    policies.check_entry(
        by=by,
        at=at,
        body=body,
        channel=channel,
        counterpart=counterpart,
        is_internal=is_internal,
        occurred_at=occurred_at,
        answer_needed_by=answer_needed_by,
    )
    if corrects is not None:
        corrects = conversation.headers.select_for_update().get(pk=corrects.pk)
        policies.check_can_correct(corrects, by=by)

    audience = [by.hospital] if is_internal and by.hospital else list(conversation.hospitals.all())
    header = MessageHeader(
        conversation=conversation,
        author=by,
        author_hospital=by.hospital,
        channel=channel,
        counterpart=counterpart,
        is_internal=is_internal,
        occurred_at=occurred_at,
        corrects=corrects,
        answer_needed_by=answer_needed_by,
        submission=submission,
    )
    header.pk = _record_words(header, body=body, audience=audience, by=by, at=at)
    header.save(force_insert=True)
    conversation.last_message_at = at
    conversation.save(update_fields=["last_message_at"])
    if not is_internal:
        _answer_questions(conversation, by=by, at=at)
        _tell_the_others(conversation, audience, by=by, is_question=answer_needed_by is not None)
    return header


def _record_words(
    header: MessageHeader, *, body: str, audience: Iterable[Hospital], by: StaffMember, at: datetime
) -> UUID:
    """Record the document of a message, with all that a reader without PostgreSQL needs; returns its id."""
    conversation = header.conversation
    return documents.record(
        Collection.COMMUNICATIONS,
        {
            "conversation_id": conversation.pk,
            "subject": {
                "kind": conversation.subject_kind,
                "id": conversation.subject_id,
                "reference": conversation.subject_reference,
            },
            "patient_id": conversation.patient_id,
            "channel": str(header.channel),
            "internal": header.is_internal,
            "author": {
                "id": by.pk,
                "name": by.display_name,
                "role": str(by.role or ""),
                "hospital_id": by.hospital.pk if by.hospital else None,
            },
            "audience": [hospital.pk for hospital in audience],
            "body": body.strip(),
            "occurred_at": header.occurred_at,
            "recorded_at": at,
            "corrects": header.corrects_id,
            "answer_needed_by": header.answer_needed_by,
            "details": {"counterpart": str(header.counterpart)},
        },
    )


def _answer_questions(conversation: Conversation, *, by: StaffMember, at: datetime) -> None:
    """A message from someone else than the one who asked answers what was asked."""
    conversation.headers.awaiting(by).update(answered_at=at)


def _tell_the_others(
    conversation: Conversation, audience: Iterable[Hospital], *, by: StaffMember, is_question: bool
) -> None:
    others = [hospital for hospital in audience if by.hospital is None or hospital.pk != by.hospital.pk]
    people = StaffMember.objects.filter(conversations_joined__conversation=conversation).exclude(pk=by.pk)
    text = _("Question about %(subject)s") if is_question else _("Message about %(subject)s")
    notices.tell(
        about=conversation,
        kind="question" if is_question else "message",
        text=text % {"subject": conversation.subject_reference},
        hospitals=others,
        people=people,
        is_urgent=is_question,
    )


@action("messaging.message.read")
def mark_read(*, conversation: Conversation, by: StaffMember, at: datetime) -> int:
    """Note that the person has read every entry of the conversation that others wrote and they may see."""
    unread = conversation.headers.visible_to(by).exclude(author=by).exclude(receipts__reader=by)
    receipts = [ReadReceipt(message=header, reader=by, read_at=at) for header in unread]
    ReadReceipt.objects.bulk_create(receipts, ignore_conflicts=True)
    return len(receipts)


@action("messaging.conversation.closed")
def close_conversation(*, conversation: Conversation, by: StaffMember, at: datetime) -> Conversation:
    """Close a conversation: it stays readable, and nothing is added to it."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    policies.check_can_close(conversation)
    conversation.closed_at = at
    conversation.save(update_fields=["closed_at"])
    return conversation
