"""What holds for any list of liver candidates."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from organs.allocation.elas import ELAS_2020, OfferKind, centre_offer_list
from organs.allocation.elas.centre_offers import KEYS
from organs.allocation.liver import LiverInputs
from tests.organs.allocation.elas_examples import candidates_from, donors, inputs, rows_of

ROWS = rows_of("candidates.csv")
DONORS = st.sampled_from(sorted(donors()))
SAMPLES = st.lists(st.sampled_from(ROWS), min_size=1, max_size=40, unique_by=lambda row: row["candidate_id"])


def rank(donor_id, rows):
    registration = [int(row["candidate_id"]) for row in rows]
    return ELAS_2020.rank(inputs(donor_id, candidates=candidates_from(rows, registration=registration)))


def names(ranking):
    return ranking.columns["candidate_id"].tolist()


@settings(max_examples=60, deadline=None)
@given(DONORS, SAMPLES, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_input(donor_id, rows, shuffler: random.Random):
    shuffled = rows.copy()
    shuffler.shuffle(shuffled)
    first, second = rank(donor_id, rows), rank(donor_id, shuffled)
    assert list(first.as_rows()) == list(second.as_rows())
    assert centre_offer_list(first) == centre_offer_list(second)


@settings(max_examples=60, deadline=None)
@given(DONORS, SAMPLES, st.sampled_from(ROWS))
def test_adding_a_candidate_never_reorders_the_others(donor_id, rows, more):
    rows = [row for row in rows if row["candidate_id"] != more["candidate_id"]]
    without = names(rank(donor_id, rows)) if rows else []
    with_more = names(rank(donor_id, [*rows, more]))
    assert [name for name in with_more if name != more["candidate_id"]] == without


@settings(max_examples=60, deadline=None)
@given(DONORS, SAMPLES)
def test_everybody_is_ranked_or_left_out_once_and_the_order_is_total(donor_id, rows):
    ranking = rank(donor_id, rows)
    assert sorted([*names(ranking), *ranking.excluded.candidate_ids.tolist()]) == sorted(
        row["candidate_id"] for row in rows
    )
    listed = list(ranking.as_rows())
    keys = [(*(_descending(row[name]) for name in KEYS), int(row["candidate_id"])) for row in listed]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    for place, row in enumerate(listed):
        explanation = ELAS_2020.explain(row, listed[place - 1] if place else None)
        assert explanation.adds_up
        assert explanation.why_not_higher


def _descending(key):
    return -ord(key) if isinstance(key, str) else -key


@settings(max_examples=40, deadline=None)
@given(DONORS, SAMPLES)
def test_keys_stay_within_their_bounds(donor_id, rows):
    for row in rank(donor_id, rows).as_rows():
        assert row["tier"] in "ABCDEF"
        assert 0 <= row["layer"] <= 28
        assert row["obligation_key"] in (0, row["obligation_number"])
        assert row["meld_key"] == 0 or 6 <= row["meld_key"] <= 40
        assert row["wait_key_days"] >= 0
        assert row["bg_priority"] in (1, 2, 3)
        assert (row["distance_class"] == "A") == (not row["national"])


@settings(max_examples=40, deadline=None)
@given(DONORS, SAMPLES)
def test_every_listed_candidate_is_offered_to_as_a_patient_or_through_a_centre(donor_id, rows):
    ranking = rank(donor_id, rows)
    entries = centre_offer_list(ranking)
    patients = {name for entry in entries if entry.kind is OfferKind.PATIENT for name in entry.candidate_ids}
    covered = {
        name for entry in entries if entry.kind is not OfferKind.PATIENT for name in entry.candidate_ids
    }
    assert patients | covered == set(names(ranking))
    assert not patients & covered
    assert [entry.rank for entry in entries] == list(range(1, len(entries) + 1))
    for entry in entries:
        places = [names(ranking).index(name) for name in entry.candidate_ids]
        assert places == sorted(places)


@settings(max_examples=20, deadline=None)
@given(DONORS, SAMPLES)
def test_a_replay_of_frozen_inputs_gives_the_same_bytes(donor_id, rows):
    first = inputs(donor_id, candidates=candidates_from(rows))
    restored = LiverInputs.from_bytes(first.to_bytes())
    assert restored.digest == first.digest
    assert ELAS_2020.rank(restored).to_bytes() == ELAS_2020.rank(first).to_bytes()
