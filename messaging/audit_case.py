"""What was said about a case, for those who inspect it: that it was said, and after a purpose the words."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from messaging.models import Conversation, MessageHeader, Participant, ReadReceipt
from transplant_site import documents
from transplant_site.audit import cases
from transplant_site.audit.cases import Case, Opened, Rows, Text
from transplant_site.documents import Collection

NEWEST = 200
"""So many messages are opened at once, the newest."""


def talks(subject: UUID, keys: Sequence[str]) -> Iterator[Rows]:
    """Give the conversations about anything that belongs to the case, and those that concern the patient."""
    conversations = Conversation.objects.filter(Q(subject_id__in=_uuids(keys)) | Q(patient_id=subject))
    yield conversations
    yield Conversation.hospitals.through.objects.filter(conversation__in=conversations)
    yield Participant.objects.filter(conversation__in=conversations)
    headers = MessageHeader.objects.filter(conversation__in=conversations)
    yield headers
    yield ReadReceipt.objects.filter(message__in=headers)


def _uuids(keys: Sequence[str]) -> list[str]:
    return [key for key in keys if "-" in key]


def messages_of(case: Case) -> Opened | None:
    """Give the newest messages, notes and records of talks of a case, in their own words."""
    ids = [
        UUID(key) for key in sorted(case.objects.get("messaging.messageheader", ()), reverse=True)[:NEWEST]
    ]
    if not ids:
        return None
    headers = {
        header.pk: header
        for header in MessageHeader.objects.filter(pk__in=ids).select_related("conversation")
    }
    page = documents.find_many(Collection.COMMUNICATIONS, ids)
    texts = [
        Text(
            title=_title(headers[one["id"]]),
            at=one["occurred_at"],
            by=one["author"]["name"],
            lines=[(_("Words"), one["body"])],
        )
        for one in sorted(page, key=lambda one: one["occurred_at"], reverse=True)
    ]
    shown = {("messaging.conversation", header.conversation_id) for header in headers.values()}
    return Opened(
        _("What was written"),
        texts,
        [*sorted(shown), *(("messaging.messageheader", one["id"]) for one in page)],
        is_complete=page.is_complete,
    )


def _title(header: MessageHeader) -> str:
    kind = _("internal note") if header.is_internal else header.get_channel_display()
    return f"{header.conversation.reference} · {header.conversation.title} · {kind}"


cases.talk(talks)
cases.reveal(messages_of)
