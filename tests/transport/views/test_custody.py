"""Custody over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.transport.views.requests import page
from transport.models import HandOver, ShipmentStatus

pytestmark = pytest.mark.django_db


def test_custody_passes_by_two_buttons(client_as, way):
    way.readied()
    giver, taker = client_as(way.coordinator), client_as(way.courier)
    giver.post(page(way, "hand_over"), {"receiver": way.courier.pk, "place": "Gate"})
    waiting = HandOver.objects.get()
    assert "handed to you" in taker.get(page(way, "carry")).content.decode()
    answer = taker.post(page(way, "receive", waiting.pk), {"now": "1", "next": "carry"})
    assert answer.url == page(way, "carry")
    assert way.again().status == ShipmentStatus.IN_TRANSIT


def test_a_hand_over_by_telephone_asks_how_and_when(client_as, way):
    way.on_the_way()
    client = client_as(way.colleague)
    form = {"receiver": way.surgeon.pk, "place": "Theatre"}
    assert client.post(page(way, "hand_over"), form).status_code == 200
    assert HandOver.objects.count() == 1
    form |= {
        "told": "by telephone at 03:12, read back",
        "occurred_at": f"{timezone.localtime():%d-%b-%Y %H:%M}",
    }
    earlier = timezone.now() - timedelta(minutes=10)
    HandOver.objects.update(released_at=earlier, received_at=earlier)
    assert client.post(page(way, "hand_over"), form).status_code == 302
    told = HandOver.objects.get(sequence=2)
    assert (told.released_by, told.release_recorded_by) == (way.courier, way.colleague)
    courier = client_as(way.courier)
    assert "Recorded in your name" in courier.get(page(way)).content.decode()
    courier.post(page(way, "confirm", told.pk))
    assert "Recorded in your name" not in courier.get(page(way)).content.decode()
