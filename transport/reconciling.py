"""What `manage.py reconcile` checks between shipments and their documents."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from transplant_site import documents
from transplant_site.documents import Collection
from transport.models import Shipment


def known_shipments(ids: AbstractSet[UUID]) -> AbstractSet[UUID]:
    """Give those of the ids that a shipment has."""
    return set(Shipment.objects.filter(pk__in=ids).values_list("pk", flat=True))


def register() -> None:
    """Have the shipment of every event looked for."""
    documents.register_reference(Collection.TRANSPORT_EVENTS, "shipment_id", known_shipments)
