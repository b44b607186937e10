"""What holds for any list of candidates."""

import random
from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from organs.allocation import KidneyInputs
from organs.allocation.etkas import ETKAS_2021
from organs.allocation.etkas.points import COMPONENTS, TIERS
from organs.allocation.mismatch_probability import mismatch_probability
from organs.allocation.waiting_time import returned_share, returned_waiting_days
from patients.hla.columns import read_typings
from tests.organs.allocation.etkas_examples import DEMO, candidates_from, inputs, rows_of

ROWS = rows_of(DEMO / "candidates.csv")
DONORS = st.sampled_from([str(number) for number in range(1, 13)])
SAMPLES = st.lists(st.sampled_from(ROWS), min_size=1, max_size=40, unique_by=lambda row: row["candidate_id"])


def rank(donor_id, rows, registration=None):
    order = [int(row["candidate_id"]) for row in rows] if registration is None else registration
    return ETKAS_2021.rank(inputs(donor_id, candidates=candidates_from(rows, registration=order)))


def names(ranking):
    return ranking.columns["candidate_id"].tolist()


@settings(max_examples=60, deadline=None)
@given(DONORS, SAMPLES, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_input(donor_id, rows, shuffler: random.Random):
    shuffled = rows.copy()
    shuffler.shuffle(shuffled)
    first, second = rank(donor_id, rows), rank(donor_id, shuffled)
    assert list(first.as_rows()) == list(second.as_rows())
    assert sorted(first.excluded.as_columns()["candidate_id"]) == sorted(
        second.excluded.as_columns()["candidate_id"]
    )


@settings(max_examples=60, deadline=None)
@given(DONORS, SAMPLES, st.sampled_from(ROWS))
def test_adding_a_candidate_never_reorders_the_others(donor_id, rows, more):
    rows = [row for row in rows if row["candidate_id"] != more["candidate_id"]]
    without = names(rank(donor_id, rows)) if rows else []
    with_more = names(rank(donor_id, [*rows, more]))
    assert [name for name in with_more if name != more["candidate_id"]] == without


@settings(max_examples=40, deadline=None)
@given(DONORS, SAMPLES)
def test_everybody_is_ranked_or_left_out_once(donor_id, rows):
    ranking = rank(donor_id, rows)
    left_out = [
        *ranking.excluded.as_columns()["candidate_id"],
        *ranking.handle_first.as_columns()["candidate_id"],
    ]
    assert sorted([*names(ranking), *left_out]) == sorted(row["candidate_id"] for row in rows)
    assert ranking.columns["rank"].tolist() == list(range(1, len(ranking) + 1))


@settings(max_examples=40, deadline=None)
@given(DONORS, SAMPLES)
def test_the_order_is_total_and_the_points_add_up(donor_id, rows):
    ranking = rank(donor_id, rows)
    listed = list(ranking.as_rows())
    keys = [
        (
            TIERS.index(row["tier"]),
            -row["total_points"],
            row["mm_total"],
            -row["dialysis_seconds"],
            int(row["candidate_id"]),
        )
        for row in listed
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    for place, row in enumerate(listed):
        assert row["total_points"] == sum(row[name] for name in COMPONENTS)
        explanation = ETKAS_2021.explain(row, listed[place - 1] if place else None)
        assert explanation.adds_up
        assert explanation.why_not_higher


@settings(max_examples=40, deadline=None)
@given(DONORS, SAMPLES)
def test_points_stay_within_their_bounds(donor_id, rows):
    for row in rank(donor_id, rows).as_rows():
        assert 0 <= row["hla_points"] <= 400
        assert row["hla_ped_points"] in (0, row["hla_points"])
        assert row["wait_points"] >= 0
        assert 0 <= row["mmp_points"] <= 100
        assert row["distance_points"] in (0, 100, 300)
        assert row["pediatric_bonus"] in (0, 100)
        assert row["hu_bonus"] in (0, 500)
        assert (row["tier"][0] == "D") == (row["mm_total"] == 0)


@settings(max_examples=20, deadline=None)
@given(DONORS, SAMPLES)
def test_a_replay_of_frozen_inputs_gives_the_same_bytes(donor_id, rows):
    first = inputs(donor_id, candidates=candidates_from(rows))
    ranking = ETKAS_2021.rank(first)
    restored = KidneyInputs.from_bytes(first.to_bytes())
    assert restored.digest == first.digest
    assert ETKAS_2021.rank(restored).to_bytes() == ranking.to_bytes()


@given(st.lists(st.tuples(st.sampled_from(ROWS), st.floats(0, 1)), min_size=1, max_size=20), st.floats(0, 1))
def test_a_mismatch_probability_is_a_percentage_that_grows_with_vpra(cases, frequency):
    words = read_typings([row["hla"] for row, _ in cases])
    vpra = np.array([value for _, value in cases])
    ours = mismatch_probability(words, frequency, vpra)
    assert ((ours >= 0) & (ours <= 1_000_000)).all()
    assert (mismatch_probability(words, frequency, np.minimum(1, vpra + 0.1)) >= ours).all()
    assert (mismatch_probability(words, frequency, np.ones(len(cases))) == 1_000_000).all()


@given(st.floats(0, 20_000), st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_graft_that_lasts_longer_returns_no_more_waiting_time(waited, survived, longer):
    assert (
        0
        <= returned_waiting_days(waited, survived + longer)
        <= returned_waiting_days(waited, survived)
        <= waited
    )


def test_shares_of_returned_waiting_time_change_after_the_stated_days():
    shares = {day: returned_share(day) for day in (0, 91, 92, 183, 184, 275, 276, 365, 366)}
    assert list(shares.values()) == [1, 1, 0.75, 0.75, 0.5, 0.5, 0.25, 0.25, 0]


@settings(max_examples=30, deadline=None)
@given(DONORS, st.sampled_from(ROWS), st.integers(1, 4_000))
def test_longer_dialysis_never_ranks_lower(donor_id, row, days):
    if not row["first_dialysis_date"]:
        return
    earlier = (date.fromisoformat(row["first_dialysis_date"]) - timedelta(days=days)).isoformat()
    twin = {**row, "candidate_id": "9999", "first_dialysis_date": earlier}
    ranked = names(rank(donor_id, [row, twin]))
    if len(ranked) == 2 and row["first_dialysis_date"] < "2023-09-01":
        assert ranked == ["9999", row["candidate_id"]]
