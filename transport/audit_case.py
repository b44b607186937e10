"""What of this app belongs to the case of a donor, an organ or a patient, for those who inspect it."""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from organs.models import Allocation
from transplant_site.audit import cases
from transplant_site.audit.cases import Gather, Rows
from transport.models import (
    ArrivalEstimate,
    EventBatch,
    HandOver,
    Shipment,
    ShipmentContent,
    ShipmentStatusChange,
    TemperatureExcursion,
)


def carrying(allocations: Callable[[UUID], QuerySet[Allocation]]) -> Gather:
    """Give what gathers the shipments of the allocations that a case has."""

    def gather(key: UUID) -> Iterator[Rows]:
        contents = ShipmentContent.objects.filter(allocation__in=allocations(key))
        yield contents
        shipments = Shipment.objects.filter(pk__in=contents.values("shipment"))
        yield shipments
        for model in (ShipmentStatusChange, HandOver, ArrivalEstimate, EventBatch, TemperatureExcursion):
            yield model.objects.filter(shipment__in=shipments)

    return gather


cases.gather("organs.donor", carrying(lambda key: Allocation.objects.filter(offer__run__donor=key)))
cases.gather("organs.organ", carrying(lambda key: Allocation.objects.filter(part__organ=key)))
cases.gather(
    "patients.patient", carrying(lambda key: Allocation.objects.filter(offer__registration__patient=key))
)
