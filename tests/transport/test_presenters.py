"""What the page shows: the way, the cold time, the signals, and what is left out while MongoDB is away."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from organs.models import PreservationKind
from tests.factories.shipments import shipment_case
from transplant_site.documents import StoreAway, reading
from transplant_site.staff.models import ProgrammeCriteria
from transport import presenters

pytestmark = pytest.mark.django_db


@pytest.fixture
def store_away(monkeypatch):
    """Have nobody answer where MongoDB was."""

    def away(*_, **__):
        raise StoreAway

    monkeypatch.setattr(reading, "_stored", away)


def states(shipment, at):
    return [step.state for step in presenters.steps(shipment, at)]


def test_the_way_is_planned_against_actual_and_says_what_is_late(way):
    now = timezone.now()
    assert states(way.shipment, now) == ["done", "current", "next", "next", "next"]
    way.on_the_way()
    assert states(way.shipment, now) == ["done", "done", "done", "current", "next"]
    assert states(way.shipment, now + timedelta(hours=9)) == ["done", "done", "done", "late", "next"]


def test_a_cancelled_way_ends_there(way):
    from transport.services.shipments import cancel_shipment

    cancel_shipment(shipment=way.shipment, reason="Fog", by=way.coordinator, at=timezone.now())
    assert [step.name for step in presenters.steps(way.again(), timezone.now())] == ["Planned", "Cancelled"]


def test_cold_ischaemia_runs_from_perfusion_and_alarms_at_the_limit_of_the_centre(way):
    (content,) = presenters.contents(way.shipment, timezone.now())
    assert round(content.cold.elapsed.total_seconds() / 3600) == 6
    assert content.cold_at_arrival.elapsed > content.cold.elapsed
    assert not content.cold.is_over_limit
    ProgrammeCriteria.objects.create(
        programme=way.offer.registration.programme,
        valid_from=timezone.localdate() - timedelta(days=9),
        cold_ischaemia_max_minutes=300,
    )
    (content,) = presenters.contents(way.shipment, timezone.now())
    assert content.cold.is_over_limit


def test_an_organ_on_a_machine_has_no_cold_limit():
    way = shipment_case(preservation=PreservationKind.MACHINE_NORMOTHERMIC).on_the_way()
    (content,) = presenters.contents(way.shipment, timezone.now())
    assert content.cold.is_pumped
    assert content.cold.left is None
    part = content.allocation.part
    period = part.preservation_periods.get()
    assert (period.kind, period.ended_at) == (PreservationKind.MACHINE_NORMOTHERMIC, None)

    way.receive(way.hand(way.surgeon, by=way.courier, place="Theatre"))
    period.refresh_from_db()
    assert period.ended_at == way.shipment.arrived_at


def test_with_mongodb_away_the_page_works_and_says_so(client_as, way, store_away):
    html = client_as(way.coordinator).get(way.shipment.get_absolute_url()).content.decode()
    assert "Not all of it can be shown" in html
    assert "Shipment planned" in html  # what waits in PostgreSQL is there


def test_with_mongodb_away_nobody_is_told_that_nothing_was_measured(client_as, way, store_away):
    way.on_the_way()
    shown = client_as(way.coordinator).get(way.shipment.get_absolute_url()).content.decode()
    assert "cannot be read now" in shown
    for untrue in ("not measured yet", "No temperature was reported yet", "Nothing reported yet"):
        assert untrue not in shown


def test_with_mongodb_away_no_half_of_the_events_is_exported(client_as, way, store_away):
    where = reverse("transport:events_csv", args=[way.shipment.reference])
    answer = client_as(way.coordinator).get(where)
    assert answer.url == way.shipment.get_absolute_url()
    assert "Not all events" in str(next(iter(get_messages(answer.wsgi_request))))
