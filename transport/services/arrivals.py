"""When a shipment will arrive: what is said of it holds until something newer is said."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from transplant_site.audit import action
from transplant_site.interface.times import format_time
from transplant_site.staff.models import StaffMember
from transport.models import ArrivalEstimate, Shipment
from transport.policies import telemetry as policies
from transport.services.steps import locked, notify, tell_event


@action("transport.shipment.arrival_expected")
def expect_arrival(
    *, shipment: Shipment, expected_at: datetime, because: str, by: StaffMember, at: datetime
) -> Shipment:
    """Write down when a shipment is expected now, and why; earlier estimates stay."""
    shipment = locked(shipment)
    policies.check_can_expect(shipment, expected_at=expected_at, because=because, by=by, at=at)
    estimate(shipment, expected_at=expected_at, because=because.strip(), occurred_at=at, by=by)
    details = {"expected_arrival_at": expected_at}
    tell_event(shipment, "delay", by=by, at=at, note=because.strip(), details=details)
    tell_delay(shipment)
    return shipment


def estimate(
    shipment: Shipment, *, expected_at: datetime, because: str, occurred_at: datetime, by: StaffMember
) -> None:
    """Keep an estimate; one that was said before the newest, and came late, changes nothing."""
    made = ArrivalEstimate.objects.create(
        shipment=shipment, expected_at=expected_at, because=because, occurred_at=occurred_at, reported_by=by
    )
    if (
        shipment.arrived_at is None
        and made == shipment.arrival_estimates.order_by("occurred_at", "id").last()
    ):
        shipment.expected_arrival_at = expected_at
        shipment.save(update_fields=["expected_arrival_at"])


def tell_delay(shipment: Shipment) -> None:
    """Have sender and receiver know that a delay was reported, and of the time that is expected now."""
    words = {"shipment": shipment.reference, "time": format_time(shipment.arrives_at)}
    text = (
        _("Shipment %(shipment)s is delayed: expected %(time)s")
        if shipment.expected_arrival_at
        else _("Shipment %(shipment)s is delayed")
    )
    notify(
        shipment, text % words, kind="delay", organisation=True, centre=shipment.destination, is_urgent=True
    )
