"""What this app shows on the pages of apps below it."""

from django.utils.translation import gettext as _

from organs.models import Donor, Offer, Organ
from organs.panels import Panel
from transplant_site.staff.models import StaffMember
from transport import reach
from transport.models import ShipmentQuerySet


def shipments_of_donor(staff: StaffMember, donor: Donor) -> Panel | None:
    """Show the shipments of a donor's organs that the person reaches."""
    return _panel(reach.shipments(staff).filter(contents__part__organ__donor=donor))


def shipments_of_organ(staff: StaffMember, organ: Organ) -> Panel | None:
    """Show the shipments of an organ that the person reaches."""
    return _panel(reach.shipments(staff).filter(contents__part__organ=organ))


def shipments_of_offer(staff: StaffMember, offer: Offer) -> Panel | None:
    """Show the shipments of what an offer covers that the person reaches."""
    return _panel(reach.shipments(staff).filter(contents__offer=offer))


def _panel(found: ShipmentQuerySet) -> Panel | None:
    shipments = list(found.select_related("destination").order_by("-planned_departure_at").distinct()[:20])
    if not shipments:
        return None
    return Panel(_("Shipments"), "truck", "transport/_shipments_panel.html", {"shipments": shipments})
