"""Shipments for the tests. Building one takes some 450 queries, so each module builds its own once."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.factories.shipments import ShipmentCase, accepted_case, shipment_case


def built_once(build: Callable[[], ShipmentCase], blocker: DjangoDbBlocker) -> Iterator[ShipmentCase]:
    """Build in a transaction around all tests of a module; each of them rolls back to here."""
    with blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def accepted_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[ShipmentCase]:
    yield from built_once(accepted_case, django_db_blocker)


@pytest.fixture(scope="module")
def way_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[ShipmentCase]:
    yield from built_once(shipment_case, django_db_blocker)


@pytest.fixture
def accepted(accepted_once: ShipmentCase, db: None) -> ShipmentCase:
    """An accepted kidney whose way is not planned yet."""
    return copy.deepcopy(accepted_once)


@pytest.fixture
def way(way_once: ShipmentCase, db: None) -> ShipmentCase:
    """A planned shipment."""
    return copy.deepcopy(way_once)
