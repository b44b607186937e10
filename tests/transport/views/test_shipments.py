"""The pages of shipments, over HTTP: who sees what, and what happens when it is sent."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organs.models import CheckStage
from tests.factories import staff_member
from tests.transport.views.requests import page, report, temperature
from transplant_site.access.roles import Role
from transport.models import Shipment, ShipmentStatus

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["planned", "readied", "on_the_way", "arrived", "delivered"])
def test_everyone_concerned_sees_the_shipment_at_every_point_of_its_way(client_as, way, state):
    if state != "planned":
        getattr(way, state)()
    for person in (way.coordinator, way.courier, way.surgeon):
        answer = client_as(person).get(page(way))
        assert answer.status_code == 200
        assert way.shipment.reference in answer.content.decode()
    assert client_as(way.courier).get(page(way, "carry")).status_code == 200


def test_the_page_of_the_offer_leads_to_the_shipment(client_as, way):
    for person in (way.coordinator, way.surgeon):
        assert (
            way.shipment.get_absolute_url()
            in client_as(person).get(way.offer.get_absolute_url()).content.decode()
        )


def test_a_courier_learns_nothing_of_the_recipient(client_as, way):
    way.on_the_way()
    registration = way.offer.registration
    patient = registration.patient
    client = client_as(way.courier)
    for name in ("shipment", "carry", "hand_over"):
        html = client.get(page(way, name)).content.decode()
        for secret in (
            registration.reference,
            patient.reference,
            patient.identity.family_name,
            str(registration.pk),
            str(patient.pk),
            way.offer.reference,
        ):
            assert secret not in html
    assert client.get(reverse("transport:shipment_list")).content.decode().count("SHP-") >= 1


def test_a_courier_sees_assigned_shipments_only(client_as, way):
    colleague = staff_member(Role.COURIER, carrier=way.carrier)
    client = client_as(colleague)
    assert client.get(page(way)).status_code == 404
    way.readied()
    way.hand(colleague, by=way.coordinator)
    assert client.get(page(way)).status_code == 200


def test_a_shipment_is_planned_on_its_page(client_as, accepted):
    client = client_as(accepted.coordinator)
    where = reverse("transport:plan", args=[accepted.offer.reference])
    assert client.get(where).status_code == 200
    now = timezone.localtime()
    form = {
        "allocations": [one.pk for one in accepted.allocations],
        "origin": accepted.case.donor.hospital_id,
        "carrier": accepted.carrier.pk,
        "courier": accepted.courier.pk,
        "preservation": "ice",
        "planned_departure_at": f"{now + timedelta(hours=1):%d-%b-%Y %H:%M}",
        "planned_arrival_at": f"{now + timedelta(hours=4):%d-%b-%Y %H:%M}",
    }
    refused = client.post(where, {**form, "planned_arrival_at": form["planned_departure_at"]})
    assert "must come after the departure" in refused.content.decode()
    answer = client.post(where, form)
    made = Shipment.objects.get(contents__in=accepted.allocations)
    assert answer.url == made.get_absolute_url()
    assert (made.temperature_min_c, made.temperature_max_c) == (0, 4)
    assert made.reference in client.get(where).content.decode()


def test_the_page_says_what_is_missing_before_departure(client_as, way):
    client = client_as(way.coordinator)
    assert "Two people must verify" in client.get(page(way)).content.decode()
    way.check(CheckStage.DEPARTURE)
    assert "All checked: it may leave" in client.get(page(way)).content.decode()
    client.post(page(way, "ready"))
    assert way.again().status == ShipmentStatus.READY


def test_the_page_refreshes_what_moves_and_reloads_what_changed(client_as, way):
    client = client_as(way.coordinator)
    headers = {"HX-Request": "true"}
    part = client.get(page(way) + "?state=planned.0.", headers=headers)
    assert "<html" not in part.content.decode()
    assert client.get(page(way) + "?state=ready.0.", headers=headers).headers["HX-Refresh"] == "true"


def test_the_number_of_queries_does_not_grow(client_as, way):
    way.on_the_way()
    client = client_as(way.coordinator)

    def queries(where):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(where).status_code == 200
        return len(caught)

    client.get(page(way))
    few = queries(page(way))
    courier = client_as(way.courier)
    for minutes in range(12, 0, -1):
        report(courier, way, temperature(3 if minutes % 2 else 9, ago=minutes))
    assert queries(page(way)) == few
