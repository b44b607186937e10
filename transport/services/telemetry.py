"""Positions and temperatures: kept as documents in batches, watched for excursions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from transplant_site import documents
from transplant_site.audit import action
from transplant_site.documents import Collection
from transplant_site.staff.models import StaffMember
from transport.excursions import Allowed, Excursion, Measurement, find_excursions
from transport.models import EventBatch, Shipment, TemperatureExcursion
from transport.policies import telemetry as policies
from transport.readings import Reading
from transport.services import arrivals
from transport.services.steps import notify


@action("transport.events.recorded")
def record_events(
    *, shipment: Shipment, batch: UUID, readings: Sequence[Reading], by: StaffMember, at: datetime
) -> int:
    """Keep a batch of events and return how many were new: a batch that is sent again counts once."""
    shipment = (
        Shipment.objects.select_for_update(of=("self",))
        .select_related("procurement_organisation", "destination", "courier")
        .get(pk=shipment.pk)
    )
    policies.check_may_report(shipment, by=by)
    if EventBatch.objects.filter(shipment=shipment, batch=batch).exists():
        return 0
    policies.check_readings(shipment, readings, at=at)
    measured = [
        Measurement(_as_stored(reading.occurred_at), reading.temperature_c)
        for reading in readings
        if reading.temperature_c is not None
    ]
    known_until = shipment.event_batches.aggregate(newest=Max("measured_until"))["newest"]
    EventBatch.objects.create(
        shipment=shipment,
        batch=batch,
        sent_by=by,
        events=len(readings),
        measured_until=max((one.at for one in measured), default=None),
    )
    documents.record_many(
        Collection.TRANSPORT_EVENTS,
        [reading.as_document(shipment, by=by, at=at) for reading in readings],
    )
    if measured:
        _watch(shipment, measured, known_until=known_until)
    _take_delays(shipment, readings, by=by)
    return len(readings)


def _take_delays(shipment: Shipment, readings: Sequence[Reading], *, by: StaffMember) -> None:
    """Let what was said of the arrival hold from then on, and have sender and receiver know."""
    delays = sorted((one for one in readings if one.kind == "delay"), key=lambda one: one.occurred_at)
    for delay in delays:
        if delay.expected_arrival_at is not None:
            arrivals.estimate(
                shipment,
                expected_at=delay.expected_arrival_at,
                because=delay.note,
                occurred_at=delay.occurred_at,
                by=by,
            )
    if delays:
        arrivals.tell_delay(shipment)


def _as_stored(moment: datetime) -> datetime:
    """Cut a moment to the milliseconds that the document store keeps, so that both tell the same."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _watch(shipment: Shipment, measured: Sequence[Measurement], *, known_until: datetime | None) -> None:
    """Begin, widen and end excursions as the measured temperatures say."""
    earliest = min(one.at for one in measured)
    came_late = known_until is not None and earliest < known_until
    everything = _everything_measured(shipment) if came_late else None
    if everything is not None:
        for found in find_excursions(everything, allowed_of(shipment), until=policies.ended_at(shipment)):
            _keep(shipment, found)
        return
    for one in sorted(measured):
        if known_until is not None and one.at < known_until:
            _note_late(shipment, one, known_until=known_until)
        else:
            _go_on(shipment, one)
    if not shipment.is_open:
        shipment.excursions.filter(ended_at__isnull=True).update(ended_at=policies.ended_at(shipment))


def _everything_measured(shipment: Shipment) -> list[Measurement] | None:
    """Read all temperatures of the shipment, or none if the document store can't be asked now."""
    measured = []
    before = None
    while True:
        page = documents.read(Collection.TRANSPORT_EVENTS, key=shipment.pk, before=before, limit=2_000)
        if not page.is_complete:
            return None
        measured += [
            Measurement(event["occurred_at"], Decimal(str(event["temperature_c"])))
            for event in page
            if event.get("temperature_c") is not None
        ]
        if page.older is None:
            return measured
        before = page.older


def _go_on(shipment: Shipment, one: Measurement) -> None:
    """Take in a measurement that is newer than all others."""
    allowed = allowed_of(shipment)
    running = shipment.excursions.filter(ended_at__isnull=True).first()
    if allowed.holds(one.celsius):
        if running is not None:
            running.ended_at = one.at
            running.save(update_fields=["ended_at"])
    elif running is None:
        _begin(shipment, Excursion(one.at, None, one.celsius))
    else:
        running.extreme_c = allowed.farther(running.extreme_c, one.celsius)
        running.save(update_fields=["extreme_c"])


def _note_late(shipment: Shipment, one: Measurement, *, known_until: datetime) -> None:
    """Take in what was measured earlier, while what was measured around it can't be read.

    Nothing gets better by it: an excursion isn't ended or shortened, and a new one lasts as long as it may.
    """
    allowed = allowed_of(shipment)
    if allowed.holds(one.celsius):
        return
    around = shipment.excursions.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=one.at), began_at__lte=one.at, acknowledged_at__isnull=True
    ).first()
    if around is not None:
        around.extreme_c = allowed.farther(around.extreme_c, one.celsius)
        around.save(update_fields=["extreme_c"])
        return
    following = shipment.excursions.filter(began_at__gt=one.at).order_by("began_at").first()
    ended_at = min(known_until, following.began_at) if following else known_until
    _begin(shipment, Excursion(one.at, ended_at, one.celsius))


def _keep(shipment: Shipment, found: Excursion) -> None:
    """Bring the row of an excursion up to what is known now; one that somebody assessed stays as it is."""
    meeting = Q(ended_at__isnull=True) | Q(ended_at__gte=found.began_at)
    if found.ended_at is not None:
        meeting &= Q(began_at__lte=found.ended_at)
    rows = list(shipment.excursions.filter(meeting).order_by("began_at"))
    row = next((row for row in rows if row.acknowledged_at is None), None)
    if row is not None:
        is_new_knowledge = allowed_of(shipment).distance(found.extreme_c) > allowed_of(shipment).distance(
            row.extreme_c
        )
        row.began_at, row.ended_at, row.extreme_c = found.began_at, found.ended_at, found.extreme_c
        row.save(update_fields=["began_at", "ended_at", "extreme_c"])
        if is_new_knowledge:
            _alarm(shipment, found)
    elif not any(_was_assessed(shipment, row, found) for row in rows):
        _begin(shipment, found)


def _was_assessed(shipment: Shipment, row: TemperatureExcursion, found: Excursion) -> bool:
    """Say whether an assessed row tells at least as much as what is known now."""
    allowed = allowed_of(shipment)
    return (
        row.began_at <= found.began_at
        and row.ended_at is not None
        and found.ended_at is not None
        and row.ended_at >= found.ended_at
        and allowed.distance(row.extreme_c) >= allowed.distance(found.extreme_c)
    )


def _begin(shipment: Shipment, found: Excursion) -> None:
    TemperatureExcursion.objects.create(
        shipment=shipment, began_at=found.began_at, ended_at=found.ended_at, extreme_c=found.extreme_c
    )
    _alarm(shipment, found)


def allowed_of(shipment: Shipment) -> Allowed:
    return Allowed(shipment.temperature_min_c, shipment.temperature_max_c)


def _alarm(shipment: Shipment, found: Excursion) -> None:
    is_running = found.ended_at is None
    text = (
        _("Shipment %(shipment)s is at %(celsius)s °C")
        if is_running
        else _("Shipment %(shipment)s was at %(celsius)s °C")
    )
    notify(
        shipment,
        text % {"shipment": shipment.reference, "celsius": found.extreme_c},
        kind="temperature",
        organisation=True,
        centre=shipment.destination,
        people=[shipment.courier] if shipment.courier else [],
        is_urgent=True,
    )


@action("transport.excursion.acknowledged")
def acknowledge_excursion(
    *, excursion: TemperatureExcursion, text: str, by: StaffMember, at: datetime
) -> TemperatureExcursion:
    """Note who has assessed a temperature excursion and what it means for the organ."""
    excursion = (
        TemperatureExcursion.objects.select_for_update(of=("self",))
        .select_related("shipment__procurement_organisation", "shipment__destination")
        .get(pk=excursion.pk)
    )
    policies.check_can_acknowledge(excursion, by=by, text=text)
    excursion.acknowledged_at = at
    excursion.acknowledged_by = by
    excursion.acknowledgement = text.strip()
    excursion.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledgement"])
    return excursion
