"""Excursions from measurements: pure computation, by examples and by its properties."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from transport.excursions import Allowed, Excursion, Measurement, find_excursions

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ALLOWED = Allowed(Decimal(0), Decimal(4))


def at(minute):
    return START + timedelta(minutes=minute)


def measured(*pairs):
    return [Measurement(at(minute), Decimal(str(celsius))) for minute, celsius in pairs]


def test_within_the_limits_both_included_there_is_none():
    assert find_excursions(measured((0, 0), (1, 2), (2, 4)), ALLOWED) == []


def test_it_lasts_from_the_first_outside_to_the_first_inside_with_the_farthest_value():
    found = find_excursions(measured((0, 2), (5, 5), (10, 7.5), (15, 6), (20, 4)), ALLOWED)
    assert found == [Excursion(at(5), at(20), Decimal("7.5"))]


def test_too_cold_counts_by_its_distance():
    (found,) = find_excursions(measured((0, 5), (1, -3)), ALLOWED)
    assert found == Excursion(at(0), None, Decimal(-3))


def test_the_order_of_arrival_does_not_matter():
    rows = measured((0, 2), (5, 5), (10, 3), (15, 6))
    assert find_excursions(reversed(rows), ALLOWED) == find_excursions(rows, ALLOWED)


def test_the_end_of_the_shipment_ends_the_last_one():
    (found,) = find_excursions(measured((5, 5)), ALLOWED, until=at(30))
    assert found.ended_at == at(30)


@given(st.dictionaries(st.integers(0, 300), st.integers(-3, 8), max_size=30))
def test_whatever_lies_outside_lies_in_exactly_one_excursion(values):
    rows = measured(*values.items())
    found = find_excursions(rows, ALLOWED)
    for row in rows:
        around = [e for e in found if e.began_at <= row.at and (e.ended_at is None or row.at < e.ended_at)]
        assert len(around) == (0 if ALLOWED.holds(row.celsius) else 1)
