"""The six example lists of the senior programme: order, tier, points, offers and extended order."""

import csv

import pytest

from organs.allocation.esp import CSV_COLUMNS, ESP_2021
from organs.allocation.kidney import KidneyInputs
from tests.organs.allocation.esp_examples import DONORS, expected_exclusions, expected_lists, inputs


@pytest.mark.parametrize("donor_id", DONORS)
def test_an_example_list_is_reproduced(donor_id):
    ours = list(csv.DictReader(ESP_2021.rank(inputs(donor_id)).to_csv().splitlines()))
    expected = expected_lists()[donor_id]
    assert [list(row.values()) for row in ours] == [[row[name] for name in CSV_COLUMNS] for row in expected]


def test_the_example_lists_hold_1393_rows():
    assert sum(map(len, expected_lists().values())) == 1_393


@pytest.mark.parametrize("donor_id", DONORS)
def test_everybody_else_is_left_out_for_the_reason_of_the_examples(donor_id):
    ranking = ESP_2021.rank(inputs(donor_id))
    left_out = sorted([*ranking.excluded, *ranking.handle_first])
    assert [(name, reason.step) for _place, name, reason in left_out] == expected_exclusions()[donor_id]


@pytest.mark.parametrize("donor_id", DONORS)
def test_raw_values_behind_the_order_are_those_of_the_examples(donor_id):
    for row, known in zip(ESP_2021.rank(inputs(donor_id)).as_rows(), expected_lists()[donor_id], strict=True):
        assert row["location"] == known["esp_location"]
        assert row["age_years"] == int(known["match_age_years"])
        for ours, theirs in (
            ("senior", "esp_aged"),
            ("same_subregion", "same_subregion"),
            ("unacceptable_clear", "unacceptable_clear"),
            ("profile_compatible", "profile_compatible"),
            ("offerable_extended", "offerable_if_extended"),
        ):
            assert (ours, row[ours]) == (ours, int(known[theirs]))
        assert row["dialysis_seconds"] / 86_400 / 365.25 == pytest.approx(
            float(known["years_on_dialysis"]), abs=1e-7
        )


def test_frozen_inputs_give_the_same_bytes():
    first = inputs("1")
    restored = KidneyInputs.from_bytes(first.to_bytes())
    assert restored.to_bytes() == first.to_bytes()
    assert ESP_2021.rank(restored).to_bytes() == ESP_2021.rank(first).to_bytes()
