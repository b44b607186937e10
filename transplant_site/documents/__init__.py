"""The only door to MongoDB: recording, delivering and reading documents, and reconciling both stores.

    from transplant_site import documents
    from transplant_site.documents import Collection

    documents.record(Collection.COMMUNICATIONS, {...})
    documents.read(Collection.COMMUNICATIONS, key=conversation.pk)

Names are imported when they are first used: Django imports this package before its models may be.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transplant_site.documents.audit_entries import (
        AuditConflict,
        AuditRefused,
        append_audit,
        audit_foreign,
        audit_tail,
        read_audit,
    )
    from transplant_site.documents.collections import Collection
    from transplant_site.documents.connection import StoreAway
    from transplant_site.documents.delivery import DeliveryReport, deliver_waiting
    from transplant_site.documents.ensuring import ensure_collections, set_audit_log_aside
    from transplant_site.documents.reading import Cursor, Page, find_many, find_one, read
    from transplant_site.documents.reconciliation import register_ledger, register_reference, register_rows
    from transplant_site.documents.recording import record, record_many
    from transplant_site.documents.store_state import DocumentsState, banner, state
    from transplant_site.documents.validation import InvalidDocument

_HOMES = {
    "AuditConflict": "audit_entries",
    "AuditRefused": "audit_entries",
    "append_audit": "audit_entries",
    "audit_foreign": "audit_entries",
    "audit_tail": "audit_entries",
    "read_audit": "audit_entries",
    "Collection": "collections",
    "StoreAway": "connection",
    "DeliveryReport": "delivery",
    "deliver_waiting": "delivery",
    "ensure_collections": "ensuring",
    "set_audit_log_aside": "ensuring",
    "Cursor": "reading",
    "Page": "reading",
    "find_many": "reading",
    "find_one": "reading",
    "read": "reading",
    "register_ledger": "reconciliation",
    "register_reference": "reconciliation",
    "register_rows": "reconciliation",
    "record": "recording",
    "record_many": "recording",
    "DocumentsState": "store_state",
    "banner": "store_state",
    "state": "store_state",
    "InvalidDocument": "validation",
}

__all__ = [
    "AuditConflict",
    "AuditRefused",
    "Collection",
    "Cursor",
    "DeliveryReport",
    "DocumentsState",
    "InvalidDocument",
    "Page",
    "StoreAway",
    "append_audit",
    "audit_foreign",
    "audit_tail",
    "banner",
    "deliver_waiting",
    "ensure_collections",
    "find_many",
    "find_one",
    "read",
    "read_audit",
    "record",
    "record_many",
    "register_ledger",
    "register_reference",
    "register_rows",
    "set_audit_log_aside",
    "state",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
