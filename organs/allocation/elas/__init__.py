"""ELAS: the Eurotransplant liver list. For clinicians: docs/policies/elas.md."""

from organs.allocation.elas.centre_offers import OfferKind, OfferListEntry, centre_offer_list
from organs.allocation.elas.policy import CSV_COLUMNS, ELAS_2020, Elas
from organs.allocation.elas.status import LiverStatus, status_at

__all__ = [
    "CSV_COLUMNS",
    "ELAS_2020",
    "Elas",
    "LiverStatus",
    "OfferKind",
    "OfferListEntry",
    "centre_offer_list",
    "status_at",
]
