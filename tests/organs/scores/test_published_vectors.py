"""Worked cases that others have published, and cases that only restate our formula."""

import pytest

from organs.scores import (
    EPTS,
    KDRI_2009,
    MELD,
    MELD3,
    MELD_NA,
    PELD,
    UKELD,
    UNOS_MELD,
    KidneyDonorFacts,
    LiverValues,
    ScoreRefused,
    uk_mismatch_level,
)
from organs.scores.meld import UMOL_PER_MG_DL


def of_umol(**values):
    """Values of which creatinine and bilirubin are given in umol/L."""
    factors = {"creatinine": UMOL_PER_MG_DL["creatinine"], "bilirubin": UMOL_PER_MG_DL["bilirubin"]}
    return LiverValues(**{name: value / factors.get(name, 1) for name, value in values.items()})


# Published: the documentation and tests of the R package transplantr


@pytest.mark.parametrize(
    ("facts", "kdri"),
    [
        (
            {"age": 52, "height_cm": 183, "weight_kg": 81, "creatinine": 1.7}
            | {"hypertension": True, "stroke": True, "dcd": True},
            1.42,
        ),
        ({"age": 40, "height_cm": 170, "weight_kg": 80, "creatinine": 120 / 88.4}, 0.87),
    ],
)
def test_kdri_of_2009_is_as_published(facts, kdri):
    nothing = dict.fromkeys(("hypertension", "diabetes", "stroke", "dcd"), False)
    score = KDRI_2009.score(KidneyDonorFacts(**{**nothing, **facts}))
    assert round(score.kdri, 2) == kdri
    assert score.kdpi is None  # the table of 2018 isn't held here


@pytest.mark.parametrize(
    ("age", "diabetes", "prior_transplant", "years", "raw"),
    [
        (23.5838467, False, True, 5.0814511, 0.967),
        (52.8788501, False, False, 0, 1.44),
        (22.5242984, True, True, 6.8747433, 1.869),
    ],
)
def test_raw_epts_is_as_published(age, diabetes, prior_transplant, years, raw):
    score = EPTS.score(age=age, diabetes=diabetes, prior_transplant=prior_transplant, years_of_dialysis=years)
    assert round(score.raw, 3) == raw


def test_meld_before_rounding_is_as_published():
    """The source divides by 88.4 and 17.1 where we use molar masses: equal to its last digit but one."""
    theirs = LiverValues(inr=2, bilirubin=54 / 17.1, creatinine=170 / 88.4)
    assert round(UNOS_MELD.score(theirs).unrounded, 3) == 24.798
    ours = of_umol(inr=2, bilirubin=54, creatinine=170)
    assert UNOS_MELD.score(ours).unrounded == pytest.approx(24.798, abs=0.0015)


def test_ukeld_is_as_published():
    assert round(UKELD.score(of_umol(inr=1, bilirubin=212, creatinine=54, sodium=126)).unrounded, 2) == 63.22


def test_pelds_predecessor_is_as_published():
    values = LiverValues(inr=2, bilirubin=3.1, albumin=2.5)
    assert PELD.score(values, age=2, has_growth_failure=True).value == 19


@pytest.mark.parametrize(
    ("a", "b", "dr", "level"),
    [(0, 0, 0, 1), (0, 1, 0, 2), (0, 1, 1, 3), (0, 0, 2, 4), (2, 1, 1, 3), (1, 0, 1, 2)],
)
def test_the_uk_mismatch_level_is_as_published(a, b, dr, level):
    assert uk_mismatch_level(a, b, dr) == level


def test_a_number_of_mismatches_that_cannot_be_is_refused():
    with pytest.raises(ScoreRefused, match="3 mismatches at DR"):
        uk_mismatch_level(0, 0, 3)


# Not published: computed from the formula, they show that it stands here unchanged

RESTATED = [
    # age, female, bilirubin, sodium, INR, creatinine, albumin, MELD, MELD-Na, MELD 3.0, before rounding
    (20, False, 2.5, 131, 1.0, 1.2, 3.8, 12, 18, 16, 15.8099),
    (20, True, 2.5, 131, 1.0, 1.2, 3.8, 12, 18, 17, 17.1399),
    (20, False, 6.0, 131, 1.5, 1.5, 3.5, 22, 26, 25, 24.7128),
    (20, False, 6.0, 131, 1.5, 1.5, 2.2, 22, 26, 26, 26.1532),
    (20, True, 6.0, 131, 1.5, 1.5, 2.2, 22, 26, 27, 27.4832),
    (20, False, 12.0, 128, 2.2, 1.8, 2.0, 30, 33, 34, 34.2203),
    (20, False, 12.0, 128, 2.2, 2.8, 2.0, 35, 36, 38, 37.9295),
    (20, True, 12.0, 128, 2.2, 2.8, 2.0, 35, 36, 39, 39.2595),
    (20, True, 12.0, 120, 0.9, 4.5, 3.5, 29, 33, 34, 33.5832),
    (12, True, 12.0, 120, 0.9, 4.5, 3.5, 29, 33, 34, 33.5832),
    (20, False, 12.0, 120, 0.9, 4.5, 3.5, 29, 33, 32, 32.2532),
    (12, False, 12.0, 120, 0.9, 4.5, 3.5, 29, 33, 34, 33.5832),
]


@pytest.mark.parametrize(
    (
        "age",
        "female",
        "bilirubin",
        "sodium",
        "inr",
        "creatinine",
        "albumin",
        "meld",
        "meld_na",
        "meld3",
        "raw",
    ),
    RESTATED,
)
def test_the_formulas_stand_unchanged(
    age, female, bilirubin, sodium, inr, creatinine, albumin, meld, meld_na, meld3, raw
):
    values = LiverValues(bilirubin=bilirubin, sodium=sodium, inr=inr, creatinine=creatinine, albumin=albumin)
    assert MELD.score(values).value == meld
    assert MELD_NA.score(values).value == meld_na
    score = MELD3.score(values, age=age, is_female=female)
    assert (score.value, round(score.unrounded, 4)) == (meld3, raw)
