"""What `manage.py reconcile` checks between conversations and their documents."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from uuid import UUID

from messaging.models import Conversation, MessageHeader
from transplant_site import documents
from transplant_site.documents import Collection


def known_conversations(ids: AbstractSet[UUID]) -> AbstractSet[UUID]:
    """Give those of the ids that a conversation has."""
    return set(Conversation.objects.filter(pk__in=ids).values_list("pk", flat=True))


def entries() -> Iterator[tuple[str, UUID]]:
    """Give every entry that has a row, and so must have its words."""
    for number in MessageHeader.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500):
        yield "messaging.messageheader", number


def register() -> None:
    """Have every document's conversation and every entry's document looked for."""
    documents.register_reference(Collection.COMMUNICATIONS, "conversation_id", known_conversations)
    documents.register_rows(Collection.COMMUNICATIONS, entries)
