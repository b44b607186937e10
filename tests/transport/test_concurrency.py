"""Two people do the same thing at once: it happens once, and the other one is told in words."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from organs.models import PreservationKind
from organs.services import donors
from tests.factories.shipments import accepted_case, shipment_case
from tests.locks import done_while_held
from transplant_site import documents
from transplant_site.documents import Collection
from transport.models import HandOver, Shipment, ShipmentStatus, TemperatureExcursion
from transport.policies.people import ShipmentRefused
from transport.services.custody import receive, refuse_hand_over
from transport.services.shipments import plan_shipment
from transport.services.telemetry import Reading, record_events

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment, each in a connection of its own; a refusal is a result too."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            return work()
        except ShipmentRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_coordinators_plan_one_shipment():
    accepted = accepted_case()

    def plan(by):
        return lambda: plan_shipment(
            allocations=accepted.allocations, plan=accepted.plan(), by=by, at=timezone.now()
        )

    results = at_once(plan(accepted.coordinator), plan(accepted.colleague))
    (made,) = [one for one in results if isinstance(one, Shipment)]
    (refusal,) = [one for one in results if isinstance(one, ShipmentRefused)]
    assert made.reference in str(refusal)
    assert Shipment.objects.count() == 1


def test_a_hand_over_that_is_confirmed_and_refused_at_once_ends_in_one_way():
    way = shipment_case().readied()
    handed = way.hand(way.courier, by=way.coordinator)
    results = at_once(
        lambda: receive(hand_over=handed, by=way.courier, at=timezone.now()),
        lambda: refuse_hand_over(hand_over=handed, because="Open", by=way.courier, at=timezone.now()),
    )
    assert sum(isinstance(one, HandOver) for one in results) == 1
    assert sum(isinstance(one, ShipmentRefused) for one in results) == 1
    handed.refresh_from_db()
    assert (way.again().status == ShipmentStatus.IN_TRANSIT) == (handed.received_at is not None)


def test_a_batch_that_is_sent_by_many_at_once_is_kept_once():
    way = shipment_case()
    batch = uuid4()
    now = timezone.now()
    readings = [Reading(kind="temperature", occurred_at=now - timedelta(minutes=5), temperature_c=Decimal(9))]

    def send():
        return record_events(shipment=way.shipment, batch=batch, readings=readings, by=way.courier, at=now)

    assert sorted(at_once(*[send] * 6)) == [0, 0, 0, 0, 0, 1]
    assert TemperatureExcursion.objects.count() == 1
    kinds = [one["kind"] for one in documents.read(Collection.TRANSPORT_EVENTS, key=way.shipment.pk)]
    assert kinds.count("temperature") == 1


def test_a_departure_on_a_machine_waits_for_nobody_who_acts_on_the_donor():
    """Who acts on the donor asks for the parts next: who holds them mustn't ask for the donor."""
    way = shipment_case(
        preservation=PreservationKind.MACHINE_HYPOTHERMIC,
        temperature_min_c=Decimal(4),
        temperature_max_c=Decimal(8),
    ).readied()
    handed = way.hand(way.courier, by=way.coordinator)
    done_while_held(
        lambda: donors.lock(way.case.donor),
        lambda: receive(hand_over=handed, by=way.courier, at=timezone.now()),
    )
    assert way.again().status == ShipmentStatus.IN_TRANSIT
