"""What the liver scores take, refuse, and always keep to."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organs.scores import (
    LIVER_SCORES,
    MELD3,
    MELD_NA,
    PELD,
    UNOS_MELD,
    LiverValues,
    ScoreNotInForce,
    ScoreRefused,
)
from organs.scores.rounding import half_up, half_up_whole

VALUES = LiverValues(bilirubin=3, creatinine=1.5, inr=1.5, sodium=130, albumin=3)
MELDS = [
    LIVER_SCORES[name]
    for name in ("meld3", "meld_na", "meld", "unos_meld", "remeld_na", "remeld", "dyn_remeld")
]

PATIENTS = st.builds(
    LiverValues,
    bilirubin=st.floats(0.05, 100),
    creatinine=st.floats(0.05, 40),
    inr=st.floats(0.5, 30),
    sodium=st.floats(80, 220),
    albumin=st.floats(0.2, 10),
    dialysis=st.booleans(),
)
AGES = st.floats(12, 90)


def score(kind, values, age=40, is_female=False):
    return kind.score(values, age=age, is_female=is_female)


# Bounds and monotony


@pytest.mark.parametrize("kind", MELDS, ids=lambda kind: kind.version.name)
@given(values=PATIENTS, age=AGES, is_female=st.booleans())
def test_a_meld_stays_within_6_and_40_and_is_its_unrounded_figure_rounded(kind, values, age, is_female):
    result = score(kind, values, age, is_female)
    assert 6 <= result.unrounded <= 40
    assert 6 <= result.value <= 40
    assert -0.5 <= result.unrounded - result.value < 0.5 + 1e-12


@pytest.mark.parametrize("kind", MELDS, ids=lambda kind: kind.version.name)
@given(values=PATIENTS, factor=st.floats(1, 20), name=st.sampled_from(["creatinine", "inr"]))
def test_a_worse_kidney_or_clotting_never_lowers_a_score(kind, values, factor, name):
    worse = replace(values, **{name: getattr(values, name) * factor})
    assert score(kind, worse).unrounded >= score(kind, values).unrounded - 1e-9


@pytest.mark.parametrize("kind", MELDS, ids=lambda kind: kind.version.name)
@given(values=PATIENTS, factor=st.floats(1, 20))
def test_more_bilirubin_never_lowers_a_score(kind, values, factor):
    worse = replace(values, bilirubin=values.bilirubin * factor)
    assert score(kind, worse).unrounded >= score(kind, values).unrounded - 1e-9


@given(values=PATIENTS, less=st.floats(0, 60))
def test_less_sodium_never_lowers_meld_na(values, less):
    """Each mmol adds 1.32 - 0.033 MELD, which is 0 at 40."""
    lower = replace(values, sodium=values.sodium - less / 2)
    assert score(MELD_NA, lower).unrounded >= score(MELD_NA, values).unrounded - 1e-9


@given(values=PATIENTS, less=st.floats(0, 1))
def test_less_albumin_never_lowers_meld_3_at_low_creatinine(values, less):
    healthy_kidney = replace(values, creatinine=1, dialysis=False)
    lower = replace(healthy_kidney, albumin=values.albumin * (1 - less / 2))
    assert score(MELD3, lower).unrounded >= score(MELD3, healthy_kidney).unrounded - 1e-9


@given(values=PATIENTS, age=st.floats(18, 90))
def test_a_woman_has_never_less_meld_3_than_a_man(values, age):
    woman, man = score(MELD3, values, age, True), score(MELD3, values, age, False)
    assert 0 <= woman.unrounded - man.unrounded <= 1.33 + 1e-9


@given(values=PATIENTS, age=st.floats(12, 17.99))
def test_below_18_sex_does_not_count(values, age):
    assert score(MELD3, values, age, True) == score(MELD3, values, age, None)
    assert score(MELD3, values, age, False).unrounded == score(MELD3, values, 18, True).unrounded


@given(values=PATIENTS)
def test_values_beyond_a_bound_count_as_the_bound(values):
    used = score(MELD3, values).used
    assert used["bilirubin"] >= 1
    assert 1 <= used["creatinine"] <= 3
    assert used["inr"] >= 1
    assert 125 <= used["sodium"] <= 137
    assert 1.5 <= used["albumin"] <= 3.5
    assert score(MELD3, LiverValues(**used)).unrounded == score(MELD3, values).unrounded


@pytest.mark.parametrize(
    ("kind", "creatinine"), [("meld3", 3), ("meld_na", 4), ("unos_meld", 4), ("remeld", 2.5)]
)
def test_dialysis_counts_as_the_highest_creatinine(kind, creatinine):
    on_dialysis = replace(VALUES, creatinine=0.4, dialysis=True)
    assert score(LIVER_SCORES[kind], on_dialysis).used["creatinine"] == creatinine
    not_measured = replace(VALUES, creatinine=None, dialysis=True)
    assert score(LIVER_SCORES[kind], not_measured) == score(LIVER_SCORES[kind], on_dialysis)


# What is refused


@pytest.mark.parametrize("name", ["bilirubin", "creatinine", "inr", "sodium", "albumin"])
def test_meld_3_needs_every_value(name):
    with pytest.raises(ScoreRefused, match=f"(?i)needs the {name}"):
        score(MELD3, replace(VALUES, **{name: None}))


def test_what_is_not_measured_counts_as_normal_in_the_eurotransplant_score():
    assert UNOS_MELD.score(LiverValues(creatinine=2)).unrounded == pytest.approx(
        6.43 + 9.57 * 0.6931471805599453
    )
    assert UNOS_MELD.score(LiverValues()).value == 6


@pytest.mark.parametrize(
    ("age", "is_female", "words"),
    [
        (11.9, True, "PELD-Cr"),
        (0, None, "PELD-Cr"),
        (None, True, "needs the age"),
        (18, None, "needs the sex"),
    ],
)
def test_meld_3_is_refused_below_12_and_without_age_or_sex(age, is_female, words):
    with pytest.raises(ScoreRefused, match=words):
        score(MELD3, VALUES, age, is_female)


@pytest.mark.parametrize(
    ("age", "failure", "words"), [(12, True, "below 12"), (None, True, "age"), (2, None, "growth")]
)
def test_peld_is_for_children_below_12(age, failure, words):
    with pytest.raises(ScoreRefused, match=words):
        PELD.score(VALUES, age=age, has_growth_failure=failure)


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_a_value_that_nobody_has_is_refused(value):
    with pytest.raises(ScoreRefused, match="sodium"):
        LiverValues(sodium=value)


def test_half_a_point_rounds_up():
    assert [half_up_whole(value) for value in (6.5, 7.5, 31.49, 31.5)] == [7, 8, 31, 32]
    assert [half_up(value, 2) for value in (0.125, 0.375, 1.004)] == [0.13, 0.38, 1.0]


# Versions


def test_a_version_says_when_it_applies():
    version = MELD3.version
    assert version.label == "MELD 3.0 2023.1"
    version.check_in_force(date(2023, 7, 13))
    with pytest.raises(ScoreNotInForce, match=r"2023-07-12.*from 2023-07-13 to now on"):
        version.check_in_force(date(2023, 7, 12))
    with pytest.raises(ScoreNotInForce, match="to 2023-07-12"):
        MELD_NA.version.check_in_force(date(2023, 7, 13))


def test_every_version_names_its_sources_and_a_digest_of_its_own():
    versions = [kind.version for kind in LIVER_SCORES.values()]
    assert all(version.sources and version.statement for version in versions)
    assert len({version.digest for version in versions}) == len(versions)
