"""The heart policy: every class of the table, who is left out, the order within a class."""

from datetime import UTC, datetime, timedelta

import pytest

from organs.allocation import AcceptanceCriteria, DonorRefused, Limit, PolicyNotInForce
from organs.allocation.distance import nautical_miles
from organs.allocation.heart import HEART_2025
from tests.organs.allocation.organ_examples import AT, inputs, left_out, names

STATUSES_OF = {
    "1": ("adult_1", "paediatric_1a"),
    "2": ("adult_2",),
    "3": ("adult_3", "paediatric_1b"),
    "4": ("adult_4",),
    "5": ("adult_5",),
    "6": ("adult_6", "paediatric_2"),
}
PAIRS = {
    "primary": (("O", "O"), ("O", "B"), ("A", "A"), ("A", "AB"), ("B", "B"), ("B", "AB"), ("AB", "AB")),
    "secondary": (("O", "A"), ("O", "AB")),
}
"""(donor, candidate)."""

TABLE = HEART_2025.facts.tables["classes"]


def classes_of(donor_group, *rows):
    """The class of each candidate, by number."""
    ranking = HEART_2025.rank(inputs("heart", *rows, blood_group=donor_group))
    return {row["candidate_id"]: row["class"] for row in ranking.as_rows()}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"class {row['class']}")
def test_each_class_is_reached_by_what_its_row_asks_for(row):
    """At the class's own bound, and just beyond the bound of the class before it for the same candidates."""
    same = [
        float(other["within_nm"])
        for other in TABLE
        if other["within_nm"]
        and (other["urgency"], other["blood_group_match"]) == (row["urgency"], row["blood_group_match"])
        and int(other["class"]) < int(row["class"])
    ]
    farthest = float(row["within_nm"] or 9_000)
    nearest = max(same) + 0.001 if same else 0.0
    for donor_group, group in PAIRS[row["blood_group_match"]]:
        candidates = [
            {"heart_status": status, "blood_group": group, "distance_nm": distance}
            for status in STATUSES_OF[row["urgency"]]
            for distance in (nearest, farthest)
        ]
        found = classes_of(donor_group, *candidates)
        assert set(found.values()) == {int(row["class"])}
        assert len(found) == len(candidates)


def test_the_table_has_68_classes_in_order_and_each_combination_once():
    assert [int(row["class"]) for row in TABLE] == list(range(1, 69))
    combinations = {(row["urgency"], row["blood_group_match"], row["within_nm"]) for row in TABLE}
    assert len(combinations) == 68


# Read off OPTN table 6-7 by hand.
@pytest.mark.parametrize(
    ("status", "donor_group", "group", "distance", "expected"),
    [
        ("adult_1", "O", "O", 0, 1),
        ("adult_1", "O", "A", 500, 2),
        ("adult_1", "O", "AB", 500.1, 8),
        ("paediatric_1a", "A", "AB", 999, 7),
        ("paediatric_1a", "O", "B", 1_500, 21),
        ("adult_1", "O", "A", 1_501, 34),
        ("adult_1", "AB", "AB", 2_501, 45),
        ("adult_2", "B", "AB", 500, 3),
        ("adult_2", "O", "A", 1_000, 10),
        ("adult_2", "O", "AB", 1_500, 24),
        ("adult_2", "O", "O", 2_500, 35),
        ("adult_2", "O", "A", 4_000, 48),
        ("adult_3", "AB", "AB", 250, 5),
        ("paediatric_1b", "O", "B", 250.5, 13),
        ("adult_3", "O", "AB", 500.5, 18),
        ("adult_3", "A", "A", 1_400, 25),
        ("paediatric_1b", "O", "A", 2_500, 38),
        ("adult_3", "O", "O", 2_600, 49),
        ("adult_4", "A", "A", 250, 11),
        ("adult_4", "O", "A", 251, 28),
        ("adult_4", "O", "O", 900, 39),
        ("adult_4", "O", "B", 1_500, 51),
        ("adult_4", "O", "AB", 2_000, 58),
        ("adult_4", "B", "B", 2_501, 63),
        ("adult_5", "O", "O", 250, 15),
        ("adult_5", "O", "O", 251, 29),
        ("adult_5", "O", "A", 1_000, 42),
        ("adult_5", "B", "B", 1_001, 53),
        ("adult_5", "O", "A", 2_400, 60),
        ("adult_5", "A", "AB", 3_000, 65),
        ("paediatric_2", "O", "O", 250, 19),
        ("adult_6", "O", "A", 400, 32),
        ("adult_6", "O", "O", 700, 43),
        ("paediatric_2", "O", "B", 1_200, 55),
        ("adult_6", "B", "B", 2_500, 61),
        ("adult_6", "O", "AB", 2_600, 68),
    ],
)
def test_classes_read_off_the_table(status, donor_group, group, distance, expected):
    row = {"heart_status": status, "blood_group": group, "distance_nm": distance}
    assert classes_of(donor_group, row) == {"1": expected}


def test_a_list_stands_in_the_order_of_classes():
    """A far status 1 (class 7) after a near status 3 (5), a near status 4 (11) after both."""
    ranking = HEART_2025.rank(
        inputs(
            "heart",
            {"candidate_id": "near 4", "heart_status": "adult_4", "distance_nm": 10},
            {"candidate_id": "far 1", "heart_status": "adult_1", "distance_nm": 800},
            {"candidate_id": "near 3", "heart_status": "adult_3", "distance_nm": 240},
            {"candidate_id": "near 1, A", "heart_status": "adult_1", "blood_group": "A", "distance_nm": 1},
            {"candidate_id": "near 1", "heart_status": "adult_1", "distance_nm": 499},
        )
    )
    assert names(ranking) == ["near 1", "near 1, A", "near 3", "far 1", "near 4"]
    assert ranking.columns["tier"].tolist() == ["1", "2", "5", "7", "11"]


def test_within_a_class_the_longer_time_at_the_status_comes_first_then_registration():
    since = AT - timedelta(days=30)
    ranking = HEART_2025.rank(
        inputs(
            "heart",
            {"candidate_id": "later registered", "registration": 9, "status_since": since},
            {
                "candidate_id": "a second less",
                "registration": 1,
                "status_since": since + timedelta(seconds=1),
            },
            {"candidate_id": "earlier registered", "registration": 8, "status_since": since},
        )
    )
    assert names(ranking) == ["earlier registered", "later registered", "a second less"]
    rows = list(ranking.as_rows())
    assert rows[0]["seconds_at_status"] == 30 * 86_400
    why = [
        HEART_2025.explain(row, above).why_not_higher for row, above in zip(rows, [None, *rows], strict=False)
    ]
    assert why == [
        "First on the list.",
        "Rank 1 is equal in all of that and was registered earlier.",
        "Rank 2 has been at its present status for longer.",
    ]


def test_a_row_explains_itself_without_points():
    ranking = HEART_2025.rank(
        inputs("heart", {"heart_status": "paediatric_1b", "blood_group": "A", "distance_nm": 312.44})
    )
    explanation = HEART_2025.explain(ranking.row(1))
    assert explanation.tier == "14"
    assert explanation.tier_reason == "Paediatric status 1B, secondary blood group match, within 500 NM."
    assert [(factor.label, factor.value) for factor in explanation.factors] == [
        ("Status", "Paediatric status 1B"),
        ("Blood group", "A, secondary match"),
        ("Distance", "312.4 NM"),
        ("Time at this status", "10.0 days"),
    ]
    assert explanation.total is None
    assert explanation.adds_up


@pytest.mark.parametrize(
    ("row", "step", "text"),
    [
        ({"listing_date": "2026-03-02"}, "not_registered_yet", "Registered after the moment of the match."),
        ({"urgency": "NT"}, "inactive", "Not active: urgency NT."),
        ({"listing_date": None}, "data_incomplete", "The date of registration is missing."),
        (
            {"goes_with": "lung"},
            "combined_organ",
            "Waits for combined organs: the list of the lung decides, and takes this organ with it.",
        ),
        ({"heart_status": ""}, "no_heart_status", "No heart status is recorded."),
        ({"heart_status": "adult_7"}, "no_heart_status", "adult_7 is not a status of this list."),
        (
            {"status_until": "2026-03-01"},
            "heart_status_ended",
            "The heart status held until 2026-03-01, and was not stated anew.",
        ),
        ({"status_since": None}, "data_incomplete", "The time of the present heart status is missing."),
        (
            {"status_since": AT + timedelta(seconds=1)},
            "data_incomplete",
            "The heart status begins after the moment of the match.",
        ),
        (
            {"country": "Austria"},
            "other_country",
            "The classes are those of one nation, Germany: there is none for Austria.",
        ),
        (
            {"distance_nm": None},
            "data_incomplete",
            "The distance is not known: the donor hospital or the centre has no coordinates.",
        ),
        ({"own_criteria": 0}, "criteria", "Candidate: donor age 40 years is above 39."),
    ],
)
def test_a_candidate_is_left_out_with_step_and_reason(row, step, text):
    """Each stands beside one to whom nothing of it applies, who is ranked."""
    criteria = [AcceptanceCriteria(age=Limit(None, 39))]
    ranking = HEART_2025.rank(inputs("heart", row, {"status_until": "2026-03-02"}, criteria=criteria))
    assert left_out(ranking) == {"1": (step, text)}
    assert names(ranking) == ["2"]


def test_a_group_that_cannot_receive_is_left_out():
    ranking = HEART_2025.rank(
        inputs("heart", {"blood_group": "O"}, {"blood_group": "B"}, {"blood_group": "AB"}, blood_group="A")
    )
    assert left_out(ranking) == {
        "1": ("abo_incompatible", "Blood group O can't receive from A."),
        "2": ("abo_incompatible", "Blood group B can't receive from A."),
    }
    assert names(ranking) == ["3"]


def test_who_goes_by_another_list_is_shown_before_this_one():
    ranking = HEART_2025.rank(inputs("heart", {"goes_with": "lung"}, {"takes_with": "lung"}))
    assert [name for _place, name, _reason in ranking.handle_first] == ["1"]
    assert len(ranking.excluded) == 0
    explanation = HEART_2025.explain(ranking.row(1))
    assert explanation.offers == (
        "Takes along, of the same donor: lung. That organ's own list waits for this one.",
    )


def test_the_crossmatch_is_judged_and_leaves_nobody_out():
    ranking = HEART_2025.rank(
        inputs(
            "heart",
            {"unacceptable": "A2"},
            {"unacceptable": "A3"},
            {"unacceptable": "A3", "screening_is_current": False},
        )
    )
    assert ranking.columns["crossmatch"].tolist() == ["positive", "negative", "cannot be excluded"]
    assert ranking.columns["crossmatch_antigens"].tolist() == ["A2", "", ""]


@pytest.mark.parametrize("age", [0, 17.9])
def test_hearts_of_children_have_no_sourced_order_and_are_refused(age):
    with pytest.raises(DonorRefused, match="18 and more"):
        HEART_2025.rank(inputs("heart", {}, age=age))


def test_an_adult_begins_at_18():
    assert names(HEART_2025.rank(inputs("heart", {}, age=18))) == ["1"]


def test_before_its_first_day_the_policy_refuses():
    first = datetime(2025, 8, 1, tzinfo=UTC)
    row = {"status_since": datetime(2025, 1, 1, tzinfo=UTC)}
    assert names(HEART_2025.rank(inputs("heart", row, at=first))) == ["1"]
    with pytest.raises(PolicyNotInForce):
        HEART_2025.rank(inputs("heart", row, at=first - timedelta(seconds=1)))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 0), (0, 1), 60.04),
        ((0, 0), (90, 0), 5_403.65),
        ((0, 0), (0, 180), 10_807.29),
        ((45, 0), (45, 90), 3_602.43),
    ],
    ids=["nowhere", "a degree", "to the pole", "around", "a sixth around"],
)
def test_distances_are_great_circles(one, other, expected):
    """A degree is 60.04 NM on a sphere of 6371.0088 km; sin 45 sin 45 = cos 60, six times around."""
    assert nautical_miles(one, other) == pytest.approx(expected, abs=0.05)
    assert nautical_miles(other, one) == pytest.approx(nautical_miles(one, other))
