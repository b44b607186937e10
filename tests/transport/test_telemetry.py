"""Positions and temperatures: kept once, watched, and late ones put in their place."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from messaging.models import Notice
from tests.factories import staff_member
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.documents import Collection
from transport import presenters
from transport.policies.people import ShipmentRefused
from transport.readings import Reading
from transport.services import telemetry
from transport.services.telemetry import acknowledge_excursion, record_events

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def measure(way, now):
    """Report temperatures as (minutes ago, °C), one batch each unless several are given together."""

    def report(*pairs, by=None, batch=None):
        readings = [
            Reading(
                kind="temperature",
                occurred_at=now - timedelta(minutes=ago),
                temperature_c=Decimal(str(celsius)),
            )
            for ago, celsius in pairs
        ]
        return record_events(
            shipment=way.shipment, batch=batch or uuid4(), readings=readings, by=by or way.courier, at=now
        )

    return report


@pytest.fixture
def excursions(way, now):
    """Return the excursions as (from, until) in minutes ago, and the farthest value."""

    def ago(moment):
        return None if moment is None else round((now - moment).total_seconds() / 60)

    return lambda: [
        (ago(one.began_at), ago(one.ended_at), float(one.extreme_c)) for one in way.shipment.excursions.all()
    ]


def test_the_same_batch_counts_once(way, measure):
    batch = uuid4()
    assert measure((5, 3), batch=batch) == 1
    assert measure((5, 3), batch=batch) == 0
    kinds = [one["kind"] for one in documents.read(Collection.TRANSPORT_EVENTS, key=way.shipment.pk)]
    assert kinds.count("temperature") == 1


def test_an_excursion_begins_widens_and_ends_with_one_alarm(way, measure, excursions):
    measure((30, 3))
    assert excursions() == []
    measure((25, 5))
    measure((20, 7))
    measure((15, 6))
    assert excursions() == [(25, None, 7.0)]
    measure((10, 4))
    assert excursions() == [(25, 10, 7.0)]
    alarms = Notice.objects.filter(kind="temperature", is_urgent=True)
    assert alarms.count() == 3  # the arrangers, the destination, the courier


def test_a_batch_out_of_order_is_read_in_the_order_of_its_times(measure, excursions):
    measure((10, 3), (30, 3), (20, 9))
    assert excursions() == [(20, 10, 9.0)]


def test_what_comes_late_finds_its_place_between_what_is_known(measure, excursions):
    measure((40, 3))
    measure((10, 3))
    measure((25, 9), (20, 3))
    assert excursions() == [(25, 20, 9.0)]


def test_a_late_reading_in_range_shortens_and_parts_what_was_not_assessed(measure, excursions):
    measure((40, 6))
    measure((20, 8))
    measure((30, 3))
    assert excursions() == [(40, 30, 6.0), (20, None, 8.0)]


def test_without_the_document_store_late_news_is_taken_at_its_worst(measure, excursions, monkeypatch):
    measure((40, 3))
    measure((10, 3))
    monkeypatch.setattr(telemetry, "_everything_measured", lambda _: None)
    measure((25, 9))
    assert excursions() == [(25, 10, 9.0)]
    measure((20, 3))
    assert excursions() == [(25, 10, 9.0)]


def test_an_excursion_is_assessed_once_in_words_when_it_is_over(way, measure):
    def assess(text, by=way.surgeon):
        one = way.shipment.excursions.get()
        return acknowledge_excursion(excursion=one, text=text, by=by, at=timezone.now())

    measure((20, 9))
    with pytest.raises(ShipmentRefused, match="still going on"):
        assess("Fine")
    measure((10, 3))
    with pytest.raises(ShipmentRefused, match="Write what"):
        assess("  ")
    with pytest.raises(ShipmentRefused, match="assess this"):
        assess("Fine", by=way.courier)
    assert assess("Short, no harm").acknowledged_by == way.surgeon
    with pytest.raises(ShipmentRefused, match="already"):
        assess("Again")


def test_worse_news_of_an_assessed_time_makes_a_new_row(way, measure, excursions):
    measure((30, 6))
    measure((10, 3))
    one = way.shipment.excursions.get()
    acknowledge_excursion(excursion=one, text="Short", by=way.surgeon, at=timezone.now())
    measure((20, 5))
    assert len(excursions()) == 1
    measure((15, 12))
    assert sorted(excursions()) == [(30, 10, 6.0), (30, 10, 12.0)]
    assert way.shipment.excursions.filter(acknowledged_at__isnull=True).count() == 1


def test_reports_come_from_those_who_arrange_or_carry(way, measure):
    measure((5, 3), by=way.coordinator)
    for person in (way.surgeon, staff_member(Role.COURIER, carrier=way.carrier)):
        with pytest.raises(ShipmentRefused, match="report on it"):
            measure((5, 3), by=person)


def test_what_was_measured_on_the_way_is_taken_after_the_delivery_and_later_things_are_not(way):
    before = timezone.now()
    way.delivered()

    def report(moment):
        reading = Reading(kind="temperature", occurred_at=moment, temperature_c=Decimal(9))
        return record_events(
            shipment=way.shipment, batch=uuid4(), readings=[reading], by=way.courier, at=timezone.now()
        )

    assert report(before) == 1
    assert way.shipment.excursions.get().ended_at is not None
    with pytest.raises(ShipmentRefused, match="happened after"):
        report(timezone.now() + timedelta(minutes=1))


def test_times_that_no_good_clock_shows_are_refused(measure):
    with pytest.raises(ShipmentRefused, match="future"):
        measure((-6, 3))
    with pytest.raises(ShipmentRefused, match="long before"):
        measure((60 * 24 * 400, 3))


def test_what_a_device_tells_twice_under_one_number_is_shown_once(way, now):
    reading = Reading(kind="note", occurred_at=now, client_id="logger:7", note="Door open", device="Box 7")
    for _ in range(2):
        record_events(shipment=way.shipment, batch=uuid4(), readings=[reading], by=way.courier, at=now)
    shown = [event["note"] for event in presenters.signals(way.shipment).events if event["kind"] == "note"]
    assert shown == ["Door open"]
