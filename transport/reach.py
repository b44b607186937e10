"""Which shipments a person reaches: everything else does not exist for them."""

from django.db.models import Q

from transplant_site.access.roles import Role
from transplant_site.staff.models import StaffMember
from transport.models import HandOver, Shipment, ShipmentQuerySet


def shipments(staff: StaffMember) -> ShipmentQuerySet:
    """Return what the person's house arranged, sends or receives, and what is or was in their hands."""
    handed = Q(pk__in=_handed_to(staff))
    if staff.role == Role.COURIER:
        return Shipment.objects.filter(handed | Q(courier=staff))
    if staff.role == Role.COORDINATOR:
        concerned = Q(procurement_organisation=staff.hospital) | Q(origin=staff.hospital)
        return Shipment.objects.filter(handed | concerned)
    if staff.role == Role.CLINICIAN:
        return Shipment.objects.filter(handed | Q(destination=staff.hospital))
    return Shipment.objects.none()


def _handed_to(person: StaffMember) -> object:
    """Return what waits for the person's word or was in their hands: their reports may still come."""
    offered = HandOver.objects.filter(receiver=person, refused_at__isnull=True, withdrawn_at__isnull=True)
    return offered.values("shipment")
