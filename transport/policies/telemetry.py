"""May this be reported of a shipment, and who says what an excursion means?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from transplant_site.records.models import CLOCK_TOLERANCE
from transplant_site.staff.models import StaffMember
from transport.models import Shipment, TemperatureExcursion
from transport.policies.people import ShipmentRefused, arranges, check_arranges, receives, refuse_status
from transport.readings import LARGEST_BATCH, Reading

EARLIEST_REPORT = timedelta(days=1)
"""Reports from longer before a shipment was planned or meant to leave come from a clock that is wrong."""

LONGEST_WAY = timedelta(days=3)
"""An arrival expected later than that is a slip of the pen."""


def check_may_report(shipment: Shipment, *, by: StaffMember) -> None:
    """Let the arrangers report, and couriers who carry the shipment or carried it."""
    if arranges(shipment, by) or shipment.courier_id == by.pk:
        return
    if not shipment.hand_overs.filter(receiver=by, received_at__isnull=False).exists():
        raise ShipmentRefused(
            _("Only those who arrange or carry shipment %(reference)s report on it.")
            % {"reference": shipment.reference},
            code="not_carrier",
        )


def check_readings(shipment: Shipment, readings: Sequence[Reading], *, at: datetime) -> None:
    """Refuse a batch that is empty or too large, or tells of times and places that can't be."""
    if not readings:
        raise ShipmentRefused(_("There is no event in this batch."), code="empty")
    if len(readings) > LARGEST_BATCH:
        raise ShipmentRefused(
            _("A batch holds at most %(number)d events.") % {"number": LARGEST_BATCH}, code="too_many"
        )
    check_moments_fit(shipment, [reading.occurred_at for reading in readings], at=at)
    for number, reading in enumerate(readings, start=1):
        if (reading.latitude is None) != (reading.longitude is None):
            raise ShipmentRefused(
                _("Event %(number)d has half a position: latitude and longitude go together.")
                % {"number": number},
                code="half_position",
            )
        if reading.expected_arrival_at is not None:
            check_estimate(reading.expected_arrival_at, occurred_at=reading.occurred_at)


def check_estimate(expected_at: datetime, *, occurred_at: datetime) -> None:
    """Refuse an expected arrival before it was said, or so late that the time must be wrong."""
    if not timedelta(0) < expected_at - occurred_at <= LONGEST_WAY:
        raise ShipmentRefused(
            _("The expected arrival must lie ahead, at most %(days)d days.") % {"days": LONGEST_WAY.days},
            code="no_estimate",
        )


def check_may_expect(shipment: Shipment, *, by: StaffMember) -> None:
    """Let those who arrange the shipment say when it will arrive, until it has."""
    check_arranges(shipment, by=by)
    if not shipment.is_open or shipment.arrived_at is not None:
        refuse_status(shipment, _("nobody waits for its arrival."))


def check_can_expect(
    shipment: Shipment, *, expected_at: datetime, because: str, by: StaffMember, at: datetime
) -> None:
    """Refuse an expected arrival that can't be, or comes without a reason."""
    check_may_expect(shipment, by=by)
    check_estimate(expected_at, occurred_at=at)
    if not because.strip():
        raise ShipmentRefused(_("Say why the shipment arrives at another time."))


def check_moments_fit(shipment: Shipment, moments: Sequence[datetime], *, at: datetime) -> None:
    """Refuse reports from the future, from long before the shipment, and of the time after its end.

    What was measured on the way and arrives after the end (a device was out of reach) is still taken.
    """
    planned_at = shipment.planned_at or shipment.planned_departure_at
    earliest = min(planned_at, shipment.planned_departure_at) - EARLIEST_REPORT
    closed_at = ended_at(shipment)
    for number, moment in enumerate(moments, start=1):
        if moment > at + CLOCK_TOLERANCE:
            raise ShipmentRefused(
                _("Event %(number)d lies in the future: check the clock of the device.") % {"number": number},
                code="future",
            )
        if moment < earliest:
            raise ShipmentRefused(
                _("Event %(number)d lies long before the shipment: check the clock of the device.")
                % {"number": number},
                code="too_early",
            )
        if closed_at is not None and moment > closed_at:
            raise ShipmentRefused(
                _("Event %(number)d happened after shipment %(reference)s was “%(status)s”.")
                % {
                    "number": number,
                    "reference": shipment.reference,
                    "status": shipment.get_status_display(),
                },
                code="closed",
            )


def ended_at(shipment: Shipment) -> datetime | None:
    """Return when the shipment was delivered or cancelled; none while it is open."""
    if shipment.is_open:
        return None
    last = shipment.status_changes.filter(to_status=shipment.status).first()
    return last.occurred_at if last else None


def check_may_assess(shipment: Shipment, *, by: StaffMember) -> None:
    """Let those who sent it and those who take it in judge what an excursion means."""
    if not arranges(shipment, by) and not receives(shipment, by):
        raise ShipmentRefused(
            _("Coordinators of %(organisation)s and clinicians of %(hospital)s assess this.")
            % {
                "organisation": shipment.procurement_organisation.name,
                "hospital": shipment.destination.name,
            },
            code="not_concerned",
        )


def check_can_acknowledge(excursion: TemperatureExcursion, *, by: StaffMember, text: str) -> None:
    """Let an excursion be assessed once, in words, when it is over."""
    check_may_assess(excursion.shipment, by=by)
    if excursion.acknowledged_at is not None:
        raise ShipmentRefused(_("This excursion was assessed already."), code="assessed")
    if excursion.ended_at is None:
        raise ShipmentRefused(
            _("The excursion is still going on: act first, and assess it when it is over."), code="running"
        )
    if not text.strip():
        raise ShipmentRefused(_("Write what the excursion means for the organ."))
