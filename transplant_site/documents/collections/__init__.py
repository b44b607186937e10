"""The three collections, by name."""

from enum import StrEnum

from transplant_site.documents.collections import audit_log, communications, transport_events
from transplant_site.documents.collections.declaration import Declaration, Index


class Collection(StrEnum):
    """A collection of the document store; all are append-only."""

    AUDIT_LOG = "audit_log"
    TRANSPORT_EVENTS = "transport_events"
    COMMUNICATIONS = "communications"

    @property
    def declaration(self) -> Declaration:
        return DECLARATIONS[self]


DECLARATIONS: dict[Collection, Declaration] = {
    Collection.AUDIT_LOG: audit_log.DECLARATION,
    Collection.TRANSPORT_EVENTS: transport_events.DECLARATION,
    Collection.COMMUNICATIONS: communications.DECLARATION,
}

# What a service may record: the audit log is written by the relay alone.
RECORDED = (Collection.TRANSPORT_EVENTS, Collection.COMMUNICATIONS)

__all__ = ["DECLARATIONS", "RECORDED", "Collection", "Declaration", "Index"]
