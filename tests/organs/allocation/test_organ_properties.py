"""What holds for any list of candidates for a heart, lung, pancreas or intestine."""

import random
from datetime import timedelta
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organs.allocation.heart import HEART_2025
from organs.allocation.intestine import INTESTINE_2025
from organs.allocation.lung import LUNG_2025
from organs.allocation.pancreas import PANCREAS_2025
from tests.organs.allocation.organ_examples import AT, inputs, names

GROUPS = st.sampled_from(["O", "A", "B", "AB"])
COMMON = {
    "candidate_id": st.integers(1, 10_000).map(str),
    "blood_group": GROUPS,
    "country": st.sampled_from(["Germany", "Germany", "Germany", "Austria"]),
    "urgency": st.sampled_from(["T", "T", "T", "HU", "I", "NT"]),
    "listing_date": st.sampled_from(["2025-01-01", "2025-06-01", "2026-06-01", None]),
    "waiting_seconds": st.integers(0, 3) | st.integers(0, 10**9),
    "goes_with": st.sampled_from(["", "", "", "liver"]),
    "takes_with": st.sampled_from(["", "kidney"]),
    "unacceptable": st.sampled_from(["", "A2", "DR11"]),
    "screening_is_current": st.booleans(),
}
STATUSES = tuple(HEART_2025.classes.urgencies)
OWN = {
    "heart": {
        "heart_status": st.sampled_from([*STATUSES, ""]),
        "status_since": st.integers(-1, 3).map(lambda days: AT - timedelta(days=days)),
        "status_until": st.sampled_from([None, None, "2026-02-01", "2027-01-01"]),
        "distance_nm": st.sampled_from([0.0, 250.0, 250.1, 500.0, 1_000.0, 2_500.0, None])
        | st.floats(0, 10_000),
    },
    "lung": {
        "score": st.none()
        | st.sampled_from([10.0, 20.0])
        | st.integers(0, 1_000_000).map(lambda n: n / 10_000),
        "score_until": st.sampled_from([None, None, "2026-02-01", "2027-01-01"]),
    },
}
POLICIES = {policy.facts.organ: policy for policy in (HEART_2025, LUNG_2025, PANCREAS_2025, INTESTINE_2025)}


@st.composite
def cases(draw, organ=None):
    """An organ, a donor's blood group, and candidates registered in the order of their numbers."""
    organ = organ or draw(st.sampled_from(sorted(POLICIES)))
    one = st.fixed_dictionaries({**COMMON, **OWN.get(organ, {})})
    rows = draw(st.lists(one, min_size=1, max_size=30, unique_by=lambda row: row["candidate_id"]))
    return organ, draw(GROUPS), [{**row, "registration": int(row["candidate_id"])} for row in rows]


def rank(organ, group, rows):
    return POLICIES[organ].rank(inputs(organ, *rows, blood_group=group))


KEYS = {
    "heart": lambda row: (row["class"], -row["seconds_at_status"], int(row["candidate_id"])),
    "lung": lambda row: (-row["score"], int(row["candidate_id"])),
}


def key_of(organ, row):
    def plain(row):
        return (row["tier"] == "compatible", -row["waiting_seconds"], int(row["candidate_id"]))

    return KEYS.get(organ, plain)(row)


@settings(max_examples=150, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_input(case, shuffler: random.Random):
    organ, group, rows = case
    shuffled = rows.copy()
    shuffler.shuffle(shuffled)
    first, second = rank(organ, group, rows), rank(organ, group, shuffled)
    assert list(first.as_rows()) == list(second.as_rows())
    for part in ("excluded", "handle_first"):
        one, other = getattr(first, part), getattr(second, part)
        assert sorted((name, reason.step) for _, name, reason in one) == sorted(
            (name, reason.step) for _, name, reason in other
        )


@settings(max_examples=150, deadline=None)
@given(cases())
def test_adding_a_candidate_never_reorders_the_others(case):
    organ, group, [more, *rows] = case
    without = names(rank(organ, group, rows))
    with_more = names(rank(organ, group, [*rows, more]))
    assert [name for name in with_more if name != more["candidate_id"]] == without


@settings(max_examples=150, deadline=None)
@given(cases())
def test_everybody_is_ranked_or_left_out_once_the_order_is_total_and_explanations_add_up(case):
    organ, group, rows = case
    ranking = rank(organ, group, rows)
    left_out = [*ranking.excluded.candidate_ids.tolist(), *ranking.handle_first.candidate_ids.tolist()]
    assert sorted([*names(ranking), *left_out]) == sorted(row["candidate_id"] for row in rows)
    listed = list(ranking.as_rows())
    keys = [key_of(organ, row) for row in listed]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    for place, row in enumerate(listed):
        explanation = POLICIES[organ].explain(row, listed[place - 1] if place else None)
        assert explanation.adds_up
        assert explanation.why_not_higher


@settings(max_examples=100, deadline=None)
@given(cases())
def test_frozen_inputs_give_the_same_bytes_again(case):
    organ, group, rows = case
    ranking = rank(organ, group, rows)
    frozen = ranking.inputs.to_bytes()
    restored = POLICIES[organ].read_inputs(frozen)
    assert restored.to_bytes() == frozen
    assert POLICIES[organ].rank(restored).to_bytes() == ranking.to_bytes()


# OPTN table 6-7 by hand: who in pairs of classes (primary, then secondary), and within how many NM.
TABLE_6_7 = [
    *[(1, 500), (2, 500), (3, 250), (1, 1_000), (2, 1_000), (4, 250), (3, 500), (5, 250), (3, 1_000)],
    *[(6, 250), (1, 1_500), (2, 1_500), (3, 1_500), (4, 500), (5, 500), (6, 500), (1, 2_500), (2, 2_500)],
    *[(3, 2_500), (4, 1_000), (5, 1_000), (6, 1_000), (1, inf), (2, inf), (3, inf), (4, 1_500)],
    *[(5, 1_500), (6, 1_500), (4, 2_500), (5, 2_500), (6, 2_500), (4, inf), (5, inf), (6, inf)],
]
PAEDIATRIC = {"paediatric_1a": 1, "paediatric_1b": 3, "paediatric_2": 6}


def class_by_hand(status, donor_group, group, distance):
    urgency = PAEDIATRIC.get(status) or int(status[-1])
    is_secondary = donor_group == "O" and group in ("A", "AB")
    pairs = [pair for pair, (of, within) in enumerate(TABLE_6_7) if of == urgency and distance <= within]
    return 2 * pairs[0] + 1 + is_secondary


@settings(max_examples=200, deadline=None)
@given(cases("heart"))
def test_every_heart_class_is_the_one_found_by_hand(case):
    _organ, group, rows = case
    ranking = rank("heart", group, rows)
    for row in ranking.as_rows():
        assert row["class"] == class_by_hand(
            row["heart_status"], group, row["blood_group"], row["distance_nm"]
        )


@settings(max_examples=100, deadline=None)
@given(cases("heart"))
def test_being_nearer_never_worsens_the_class(case):
    _organ, group, rows = case
    before = {row["candidate_id"]: row["class"] for row in rank("heart", group, rows).as_rows()}
    nearer = [
        {**row, "distance_nm": None if row["distance_nm"] is None else row["distance_nm"] / 2} for row in rows
    ]
    after = {row["candidate_id"]: row["class"] for row in rank("heart", group, nearer).as_rows()}
    assert before.keys() == after.keys()
    assert all(after[name] <= before[name] for name in before)


@pytest.mark.parametrize("organ", sorted(POLICIES))
def test_an_empty_list_is_ranked(organ):
    ranking = rank(organ, "O", [])
    assert (len(ranking), len(ranking.excluded)) == (0, 0)
    assert ranking.to_csv().startswith("rank,candidate_id,")
