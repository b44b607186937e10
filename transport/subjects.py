"""Shipments as something that people talk about."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from messaging.models import SubjectKind
from messaging.subjects import StateChange, Subject
from transplant_site.access.checks import find_or_404
from transplant_site.staff.models import StaffMember
from transport import reach
from transport.models import HandOver, ShipmentStatus, ShipmentStatusChange


def shipment_subject(staff: StaffMember, reference: str) -> Subject:
    """Return the shipment, with the hospitals it goes between and the one that arranged it."""
    within = reach.shipments(staff).select_related(
        "origin", "destination", "procurement_organisation", "courier"
    )
    shipment = find_or_404(within, reference=reference)
    concerned = {
        hospital.pk: hospital
        for hospital in (shipment.procurement_organisation, shipment.origin, shipment.destination)
    }
    return Subject(
        kind=SubjectKind.SHIPMENT,
        id=shipment.pk,
        reference=shipment.reference,
        path=shipment.get_absolute_url(),
        hospitals=tuple(concerned.values()),
        people=(shipment.courier,) if shipment.courier else (),
    )


def shipment_changes(staff: StaffMember, shipment_id: UUID) -> Iterator[StateChange]:
    """Tell what became of the shipment, and into whose hands it passed."""
    shipments = reach.shipments(staff).filter(pk=shipment_id)
    for change in ShipmentStatusChange.objects.filter(shipment__in=shipments).select_related("by"):
        yield StateChange(
            at=change.occurred_at,
            text=_("Shipment: %(status)s") % {"status": ShipmentStatus(change.to_status).label},
            reason=change.reason,
            by=change.by,
        )
    received = HandOver.objects.filter(shipment__in=shipments, received_at__isnull=False)
    for hand_over in received.select_related("released_by", "receiver"):
        words = {"giver": hand_over.released_by, "receiver": hand_over.receiver, "place": hand_over.place}
        yield StateChange(
            at=hand_over.received_at or hand_over.released_at,
            text=_("Handed over: %(giver)s to %(receiver)s, %(place)s") % words,
        )
