"""When it arrives: a reported delay changes what is expected, and a cold limit that will pass is told of."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging.models import Notice
from organs.models import PreservationPeriod
from tests.factories import staff_member
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.documents import Collection
from transplant_site.staff.models import ProgrammeCriteria
from transport import presenters
from transport.models import Shipment
from transport.policies.people import ShipmentRefused
from transport.readings import Reading
from transport.services.arrivals import expect_arrival
from transport.services.telemetry import record_events
from transport.services.watching import watch_cold_limits
from transport.tasks import watch_cold_limits_of_shipments

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def delay(way, now):
    """Report a delay: minutes ago, and the hours after now at which it is expected."""

    def report(ago, hours=None, note="Road closed", at=None):
        expected = None if hours is None else now + timedelta(hours=hours)
        reading = Reading(
            kind="delay",
            occurred_at=now - timedelta(minutes=ago),
            note=note,
            expected_arrival_at=expected,
        )
        return record_events(
            shipment=way.shipment, batch=uuid4(), readings=[reading], by=way.courier, at=at or now
        )

    return report


@pytest.fixture
def limit(way):
    """Set the centre's cold limit, in hours; perfusion was some six hours ago."""

    def set_to(hours):
        ProgrammeCriteria.objects.update_or_create(
            programme=way.offer.registration.programme,
            valid_from=timezone.localdate() - timedelta(days=9),
            defaults={"cold_ischaemia_max_minutes": round(hours * 60)},
        )

    return set_to


def told(kind):
    return Notice.objects.filter(kind=kind, is_urgent=True)


# The expected arrival


def test_a_reported_delay_moves_the_expected_arrival_and_keeps_the_plan(way, delay, now):
    way.on_the_way()
    planned = way.shipment.planned_arrival_at
    assert way.shipment.arrives_at == planned
    delay(0, hours=5)
    assert way.again().arrives_at == now + timedelta(hours=5)
    assert way.shipment.planned_arrival_at == planned
    assert way.shipment.is_late(now)


def test_every_estimate_stays_with_who_said_it_and_why(way, delay, now):
    way.on_the_way()
    delay(20, hours=5, note="Road closed")
    delay(10, hours=6, note="Diverted by the police")
    assert [(one.because, one.reported_by) for one in way.shipment.arrival_estimates.all()] == [
        ("Road closed", way.courier),
        ("Diverted by the police", way.courier),
    ]
    events = documents.read(Collection.TRANSPORT_EVENTS, key=way.shipment.pk)
    newest = [event for event in events if event["kind"] == "delay"][-1]
    told_at = newest["details"]["expected_arrival_at"]
    assert abs(told_at - (now + timedelta(hours=6))) < timedelta(milliseconds=1)


def test_a_report_that_comes_late_does_not_undo_a_newer_one(way, delay, now):
    way.on_the_way()
    delay(5, hours=6)
    delay(30, hours=4)
    assert way.again().arrives_at == now + timedelta(hours=6)
    assert way.shipment.arrival_estimates.count() == 2


def test_sender_and_receiver_are_told_of_a_delay_with_or_without_a_time(way, delay):
    way.on_the_way()
    delay(10)
    assert way.again().expected_arrival_at is None
    delay(5, hours=5)
    for house, role in (
        (way.coordinator.hospital, Role.COORDINATOR),
        (way.offer.centre, Role.CLINICIAN),
    ):
        texts = [one.text for one in told("delay").filter(hospital=house, role=role)]
        assert len(texts) == 2
        assert sum("expected" in text for text in texts) == 1


@pytest.mark.parametrize("hours", [-1, 24 * 4])
def test_an_estimate_that_can_not_be_is_refused(way, delay, hours):
    way.on_the_way()
    with pytest.raises(ShipmentRefused, match="must lie ahead"):
        delay(0, hours=hours)


def test_a_coordinator_writes_down_what_was_told(way, now):
    way.on_the_way()
    with pytest.raises(ShipmentRefused, match="Say why"):
        expect_arrival(
            shipment=way.shipment,
            expected_at=now + timedelta(hours=5),
            because=" ",
            by=way.coordinator,
            at=now,
        )
    expect_arrival(
        shipment=way.shipment,
        expected_at=now + timedelta(hours=5),
        because="Fog",
        by=way.coordinator,
        at=now,
    )
    assert way.again().arrives_at == now + timedelta(hours=5)
    with pytest.raises(ShipmentRefused, match="Only coordinators"):
        expect_arrival(
            shipment=way.shipment,
            expected_at=now + timedelta(hours=6),
            because="Fog",
            by=way.courier,
            at=now,
        )
    way.receive(way.hand(way.surgeon, by=way.courier))
    assert way.shipment.arrives_at == way.shipment.arrived_at
    with pytest.raises(ShipmentRefused, match="nobody waits"):
        expect_arrival(
            shipment=way.shipment,
            expected_at=timezone.now() + timedelta(hours=5),
            because="Fog",
            by=way.coordinator,
            at=timezone.now(),
        )


def test_the_pages_take_and_show_the_expected_arrival(client_as, way):
    way.on_the_way()
    where = reverse("transport:events", args=[way.shipment.reference])
    now = timezone.now()
    event = {
        "kind": "delay",
        "occurred_at": now.isoformat(),
        "note": "Road closed",
        "expected_arrival_at": "in two hours",
    }

    def send(**changes):
        body = json.dumps({"batch": str(uuid4()), "events": [event | changes]})
        return client_as(way.courier).post(where, body, content_type="application/json")

    assert send().status_code == 400
    assert send(expected_arrival_at=(now - timedelta(hours=1)).isoformat()).status_code == 409
    assert send(expected_arrival_at=(now + timedelta(hours=5)).isoformat()).status_code == 201
    html = client_as(way.surgeon).get(way.shipment.get_absolute_url()).content.decode()
    assert "Expected arrival" in html
    assert "Road closed" in html

    form = {"expected_at": f"{timezone.localtime() + timedelta(hours=7):%d-%b-%Y %H:%M}", "because": "Fog"}
    expect = reverse("transport:expect", args=[way.shipment.reference])
    coordinator = client_as(way.coordinator)
    assert expect in coordinator.get(way.shipment.get_absolute_url()).content.decode()
    assert coordinator.post(expect, form).status_code == 302
    assert way.again().arrival_estimates.count() == 2
    assert "Fog" in coordinator.get(way.shipment.get_absolute_url()).content.decode()


# The cold limit


def test_nobody_is_told_while_the_limit_holds(way, limit, now):
    way.on_the_way()
    assert watch_cold_limits(at=now) == 0
    limit(24)
    assert watch_cold_limits(at=now) == 0
    assert not Notice.objects.filter(kind__startswith="cold_limit").exists()


def test_sender_and_receiver_are_told_once_that_the_limit_will_pass_before_the_arrival(way, limit, now):
    way.on_the_way()
    limit(8)  # it is six hours old and three hours away
    assert watch_cold_limits(at=now) == 1
    assert watch_cold_limits(at=now + timedelta(minutes=1)) == 0
    ahead = told("cold_limit_ahead")
    assert {one.hospital for one in ahead if one.hospital} == {way.coordinator.hospital, way.offer.centre}
    assert {one.person for one in ahead if one.person} == {way.courier}
    assert "at arrival, the limit is 8 h" in ahead.first().text


def test_and_once_more_when_it_has_passed(way, limit, now):
    way.on_the_way()
    limit(8)
    watch_cold_limits(at=now)
    later = now + timedelta(hours=3)
    assert watch_cold_limits(at=later) == 1
    assert watch_cold_limits(at=later + timedelta(hours=1)) == 0
    assert told("cold_limit_passed").filter(hospital=way.offer.centre).count() == 1


def test_a_delay_brings_the_alarm_forward(way, delay, limit, now):
    way.on_the_way()
    limit(10)
    assert watch_cold_limits(at=now) == 0
    delay(0, hours=5)
    assert watch_cold_limits(at=now) == 1
    (content,) = presenters.contents(way.again(), now)
    assert content.cold_at_arrival.is_over_limit


def test_an_organ_on_a_machine_and_a_closed_shipment_alarm_nobody(way, limit, now):
    way.delivered()
    limit(1)
    assert watch_cold_limits(at=now) == 0
    Shipment.objects.update(status="in_transit")
    now_and_then = {"occurred_at": now - timedelta(hours=3), "ended_at": now - timedelta(hours=2)}
    PreservationPeriod.objects.create(
        part=way.case.left, kind="machine_hypothermic", recorded_by=way.coordinator, **now_and_then
    )
    assert watch_cold_limits(at=now) == 0


def test_what_fell_through_alarms_nobody(way, limit, now):
    from organs.services import offers

    way.on_the_way()
    limit(1)
    offers.let_fall_through(offer=way.offer, reason="Fever", by=way.surgeon, at=now)
    assert watch_cold_limits(at=now) == 0


def test_the_worker_watches(way, limit):
    way.on_the_way()
    limit(1)
    watch_cold_limits_of_shipments(timestamp=0)
    assert told("cold_limit_passed").exists()


def test_a_stranger_can_not_report_a_delay(way, now):
    way.on_the_way()
    reading = Reading(
        kind="delay", occurred_at=now, note="Late", expected_arrival_at=now + timedelta(hours=5)
    )
    with pytest.raises(ShipmentRefused, match="Only those who arrange or carry"):
        record_events(
            shipment=way.shipment,
            batch=uuid4(),
            readings=[reading],
            by=staff_member(Role.COURIER),
            at=now,
        )
