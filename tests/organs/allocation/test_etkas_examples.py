"""The six example lists of the ETKidney simulator, every component, tier and place."""

import csv

import pytest

from organs.allocation.etkas import CSV_COLUMNS, ETKAS_2021
from organs.allocation.mismatch_probability import abo_frequencies, mismatch_probability
from tests.organs.allocation.etkas_examples import (
    DEMO,
    NOT_COMPARED,
    candidates,
    expected_lists,
    inputs,
    rows_of,
)


@pytest.mark.parametrize("donor_id", ["1", "2", "4", "5", "10", "11"])
def test_an_example_list_is_reproduced_in_every_component_tier_and_place(donor_id):
    ranking = ETKAS_2021.rank(inputs(donor_id))
    ours = [
        row
        for row in csv.DictReader(ranking.to_csv().splitlines())
        if row["candidate_id"] not in NOT_COMPARED
    ]
    expected = [row for row in expected_lists()[donor_id] if row["candidate_id"] not in NOT_COMPARED]

    columns = [name for name in CSV_COLUMNS if name != "rank"]
    assert [[row[name] for name in columns] for row in ours] == [
        [row[name] for name in columns] for row in expected
    ]


def test_the_example_lists_hold_3903_rows_to_compare():
    rows = [row for rows in expected_lists().values() for row in rows]
    assert len(rows) == 3918
    assert sum(row["candidate_id"] not in NOT_COMPARED for row in rows) == 3903


@pytest.mark.parametrize("donor_id", ["1", "2", "4", "5", "10", "11"])
def test_raw_values_behind_the_points_are_those_of_the_examples(donor_id):
    ranking = ETKAS_2021.rank(inputs(donor_id))
    expected = {row["candidate_id"]: row for row in expected_lists()[donor_id]}
    for row in ranking.as_rows():
        known = expected[row["candidate_id"]]
        assert row["distance"] == known["match_distance"]
        assert (row["paediatric"] != 0) == (known["r_pediatric"] == "1")
        assert -row["mm_total"] == int(known["mm_total_negative"])
        assert row["nat_balance"] == float(known["bal_nat_normalised"])
        assert row["dialysis_seconds"] / 86_400 / 365.25 == pytest.approx(
            float(known["years_on_dialysis"]), abs=1e-5
        )
        if row["candidate_id"] not in NOT_COMPARED:
            level = known["r_homozygosity_level"]
            assert row["homozygous_loci"] == (int(level) if level else -1)


def test_1519_mismatch_probabilities_are_exact():
    rows = rows_of(DEMO / "candidates.csv")
    people = candidates()
    frequencies = people.blood_group.map(abo_frequencies().__getitem__, float)
    ours = mismatch_probability(people.hla, frequencies, people.vpra).tolist()

    compared = [
        (row["candidate_id"], value, round(float(row["et_mmp_percent"]) * 10_000))
        for row, value in zip(rows, ours, strict=True)
        if row["candidate_id"] not in NOT_COMPARED
    ]
    assert len(compared) == 1519
    assert [case for case in compared if case[1] != case[2]] == []
