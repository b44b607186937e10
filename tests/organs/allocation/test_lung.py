"""The lung policy: an entered score decides; without one that holds nobody is ranked."""

import pytest

from organs.allocation.lung import LUNG_2025
from tests.organs.allocation.organ_examples import inputs, left_out, names


def test_the_higher_score_comes_first_then_the_earlier_registration():
    ranking = LUNG_2025.rank(
        inputs(
            "lung",
            {"candidate_id": "low", "score": 12.0},
            {"candidate_id": "high", "score": 34.5678},
            {"candidate_id": "a ten-thousandth less", "score": 34.5677, "registration": 0},
            {"candidate_id": "as high, later", "score": 34.5678},
        )
    )
    assert names(ranking) == ["high", "as high, later", "a ten-thousandth less", "low"]
    rows = list(ranking.as_rows())
    assert (
        LUNG_2025.explain(rows[2], rows[1]).why_not_higher
        == "Rank 2 has the higher score: 34.5678 to 34.5677."
    )
    assert (
        LUNG_2025.explain(rows[1], rows[0]).why_not_higher
        == "Rank 1 is equal in all of that and was registered earlier."
    )


def test_the_score_is_its_own_total_with_date_and_source():
    explanation = LUNG_2025.explain(LUNG_2025.rank(inputs("lung", {"score": 24.3125})).row(1))
    [factor] = explanation.factors
    assert (factor.value, factor.points) == ("24.3125 of 2026-02-01", 24.3125)
    assert factor.rule == "entered, from: Demo centre, calculator of another organisation"
    assert explanation.total == 24.3125
    assert explanation.adds_up


@pytest.mark.parametrize(
    ("row", "step", "text"),
    [
        ({"score": None}, "no_score", "No composite score is entered: none is computed here."),
        (
            {"score_until": "2026-03-01"},
            "score_ended",
            "The composite score held until 2026-03-01, and was not entered anew.",
        ),
        ({"score_date": None}, "data_incomplete", "The composite score has no date."),
        ({"score_source": ""}, "data_incomplete", "The composite score has no source."),
        (
            {"score_date": "2026-03-02"},
            "data_incomplete",
            "The composite score is dated after the moment of the match.",
        ),
        ({"score": -0.1}, "data_incomplete", "The composite score lies outside 0 to 100."),
        ({"score": 100.1}, "data_incomplete", "The composite score lies outside 0 to 100."),
        ({"urgency": "NT"}, "inactive", "Not active: urgency NT."),
        (
            {"goes_with": "heart"},
            "combined_organ",
            "Waits for combined organs: the list of the heart decides, and takes this organ with it.",
        ),
    ],
)
def test_a_candidate_is_left_out_with_step_and_reason(row, step, text):
    ranking = LUNG_2025.rank(inputs("lung", row, {"score": 0, "score_until": "2026-03-02"}))
    assert left_out(ranking) == {"1": (step, text)}
    assert names(ranking) == ["2"]


def test_only_compatible_blood_groups_are_ranked():
    groups = ({"blood_group": group} for group in ("O", "A", "B", "AB"))
    ranking = LUNG_2025.rank(inputs("lung", *groups, blood_group="B"))
    assert names(ranking) == ["3", "4"]
    assert left_out(ranking)["1"] == ("abo_incompatible", "Blood group O can't receive from B.")
