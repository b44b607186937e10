"""300 worked cases of the Eurotransplant laboratory scores."""

import csv
from pathlib import Path

import pytest

from organs.scores import DYN_REMELD, REMELD, REMELD_NA, UNOS_MELD, LiverValues
from organs.scores.rounding import half_up_whole

CASES = Path(__file__).parents[2] / "examples" / "scores" / "lab_score_cases.csv"
COLUMNS = {
    "score_unosmeld": UNOS_MELD,
    "score_remeldna": REMELD_NA,
    "score_remeld": REMELD,
    "score_dynremeld": DYN_REMELD,
}


def cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values_of(case):
    return LiverValues(
        bilirubin=float(case["bili"]),
        creatinine=float(case["crea"]),
        inr=float(case["inr"]),
        sodium=float(case["sodium"]),
        albumin=float(case["albu"]),
        dialysis=case["dial"] == "1",
    )


@pytest.mark.parametrize("column", COLUMNS)
def test_300_cases_have_the_scores_of_the_simulator(column):
    """Equal to the last digit of a logarithm (1e-13), and equal after rounding."""
    assert len(cases()) == 300
    for case in cases():
        score, expected = COLUMNS[column].score(values_of(case)), float(case[column])
        assert score.unrounded == pytest.approx(expected, abs=1e-13, rel=0)
        assert score.value == half_up_whole(expected)
