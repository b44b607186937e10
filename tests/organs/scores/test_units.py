"""Laboratory values in other units, with their times, and how long a score of them holds."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organs.scores import ScoreRefused
from organs.scores.units import Measurement, in_formula_unit, values_at

NOW = datetime(2024, 3, 10, 12, tzinfo=UTC)


def ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


@pytest.mark.parametrize(
    ("name", "value", "unit", "stored"),
    [
        ("creatinine", "100", "umol/L", "1.1312"),
        ("creatinine", "1.2", "mg/dL", "1.2"),
        ("bilirubin", "100", "umol/L", "5.8466"),
        ("albumin", "35", "g/L", "3.5"),
        ("albumin", "3.5", "g/dL", "3.5"),
        ("sodium", "131", "mmol/L", "131"),
        ("inr", "1.4", "1", "1.4"),
    ],
)
def test_values_are_converted_exactly(name, value, unit, stored):
    assert in_formula_unit(name, Decimal(value), unit) == Decimal(stored)


@pytest.mark.parametrize(
    ("name", "value", "unit", "words"),
    [
        ("creatinine", "1.2", "g/L", "expected mg/dL, umol/L"),
        ("albumin", "35", "g/dL", "outside"),
        ("creatinine", "120", "mg/dL", "outside"),
        ("sodium", "13", "mmol/L", "outside"),
        ("inr", "0", "1", "outside"),
    ],
)
def test_a_wrong_unit_or_a_value_nobody_has_is_refused(name, value, unit, words):
    with pytest.raises(ScoreRefused, match=words):
        in_formula_unit(name, Decimal(value), unit)


@given(st.decimals("0.1", "39", places=2))
def test_micromoles_and_milligrams_give_the_same(value):
    micromoles = value / Decimal("0.011312")
    assert in_formula_unit("creatinine", micromoles, "umol/L") == pytest.approx(value)


def test_the_newest_value_of_each_kind_counts():
    found = values_at(
        [
            Measurement("creatinine", Decimal("1.0"), "mg/dL", ago(50)),
            Measurement("creatinine", Decimal(200), "umol/L", ago(2)),
            Measurement("creatinine", Decimal("9.9"), "mg/dL", NOW + timedelta(hours=1)),
            Measurement("albumin", Decimal(30), "g/L", ago(30)),
        ],
        NOW,
    )
    assert (found.values.creatinine, found.values.albumin, found.values.inr) == (2.2624, 3.0, None)
    assert found.oldest_taken_at == ago(30)
    assert str(found.measurements["creatinine"]) == "creatinine 200 umol/L of 10-Mar-2024 10:00"


def test_a_value_older_than_the_limit_counts_as_not_measured():
    old = [Measurement("inr", Decimal("1.4"), "1", ago(49))]
    assert values_at(old, NOW, not_older_than=timedelta(hours=48)).values.inr is None
    assert values_at(old, NOW, not_older_than=timedelta(hours=49)).values.inr == 1.4
