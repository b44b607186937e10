"""Pancreas and intestine: blood group, then waiting time."""

import pytest

from organs.allocation.intestine import INTESTINE_2025
from organs.allocation.pancreas import PANCREAS_2025
from tests.organs.allocation.organ_examples import inputs, left_out, names

POLICIES = pytest.mark.parametrize("policy", [PANCREAS_2025, INTESTINE_2025], ids=lambda one: one.facts.name)


@POLICIES
def test_identical_groups_come_first_then_the_longer_waiting_then_registration(policy):
    ranking = policy.rank(
        inputs(
            policy.facts.organ,
            {"candidate_id": "AB, long", "blood_group": "AB", "waiting_seconds": 9_000_000},
            {"candidate_id": "A, short", "blood_group": "A", "waiting_seconds": 5},
            {"candidate_id": "A, later", "blood_group": "A", "waiting_seconds": 500, "registration": 20},
            {"candidate_id": "A, earlier", "blood_group": "A", "waiting_seconds": 500, "registration": 10},
            {"candidate_id": "O", "blood_group": "O", "waiting_seconds": 99_000_000},
            blood_group="A",
        )
    )
    assert names(ranking) == ["A, earlier", "A, later", "A, short", "AB, long"]
    assert ranking.columns["tier"].tolist() == ["identical"] * 3 + ["compatible"]
    assert left_out(ranking) == {"O": ("abo_incompatible", "Blood group O can't receive from A.")}
    rows = list(ranking.as_rows())
    assert [
        policy.explain(row, above).why_not_higher for row, above in zip(rows, [None, *rows], strict=False)
    ] == [
        "First on the list.",
        "Rank 1 is equal in all of that and was registered earlier.",
        "Rank 2 has waited longer.",
        "Rank 3 has the donor's own blood group, which comes first.",
    ]


@POLICIES
def test_a_row_explains_itself(policy):
    explanation = policy.explain(
        policy.rank(inputs(policy.facts.organ, {"waiting_seconds": 129_600, "takes_with": "kidney"})).row(1)
    )
    assert explanation.tier_reason == "Blood group O, identical."
    assert [factor.value for factor in explanation.factors] == ["identical", "1.5 days"]
    assert explanation.adds_up
    assert explanation.offers == (
        "Takes along, of the same donor: kidney. That organ's own list waits for this one.",
    )


@POLICIES
@pytest.mark.parametrize(
    ("row", "step"),
    [
        ({"listing_date": "2027-01-01"}, "not_registered_yet"),
        ({"urgency": "NT"}, "inactive"),
        ({"listing_date": None}, "data_incomplete"),
        ({"goes_with": "liver"}, "combined_organ"),
    ],
)
def test_a_candidate_is_left_out_with_the_step(policy, row, step):
    ranking = policy.rank(inputs(policy.facts.organ, row, {}))
    assert left_out(ranking)["1"][0] == step
    assert names(ranking) == ["2"]
