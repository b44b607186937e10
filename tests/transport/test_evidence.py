"""What happened on the way can't be rewritten, by anyone, in any way that SQL has."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.factories.shipments import shipment_case
from transport.models import ArrivalEstimate, HandOver, ShipmentStatusChange
from transport.services.arrivals import expect_arrival

pytestmark = pytest.mark.django_db


@pytest.fixture
def way():
    way = shipment_case().on_the_way()
    now = timezone.now()
    expect_arrival(
        shipment=way.shipment,
        expected_at=now + timedelta(hours=5),
        because="Road closed",
        by=way.coordinator,
        at=now,
    )
    return way


def refuses(sql):
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("model", [ShipmentStatusChange, ArrivalEstimate, HandOver], ids=lambda m: m.__name__)
def test_no_step_of_a_way_is_deleted(way, model):
    assert model.objects.exists()
    refuses(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize("model", [ShipmentStatusChange, ArrivalEstimate], ids=lambda m: m.__name__)
def test_what_was_said_of_a_way_stays_as_it_is(way, model):
    assert model.objects.exists()
    refuses(f"UPDATE {model._meta.db_table} SET occurred_at = occurred_at - interval '1 hour'")
