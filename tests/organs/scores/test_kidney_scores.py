"""KDRI, KDPI and EPTS: tables, bounds, monotony, refusals."""

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organs.scores import EPTS, KDPI, KDRI_2009, KidneyDonorFacts, ScoreRefused
from organs.scores.tables import PercentileTable

REFERENCE = KidneyDonorFacts(
    age=40,
    height_cm=170,
    weight_kg=80,
    creatinine=1,
    hypertension=False,
    diabetes=False,
    stroke=False,
    dcd=False,
)
DONORS = st.builds(
    KidneyDonorFacts,
    age=st.integers(0, 90),
    height_cm=st.floats(40, 215),
    weight_kg=st.floats(2, 220),
    creatinine=st.floats(0.1, 15),
    hypertension=st.booleans(),
    diabetes=st.booleans(),
    stroke=st.booleans(),
    dcd=st.booleans(),
)
YEARS = st.floats(0, 40)


def test_the_reference_donor_has_the_scaling_factors_index():
    score = KDPI.score(REFERENCE)
    assert score.kdri == 1 / 1.30900852563932
    assert score.kdpi == 20  # over 0.7589, up to 0.7664


def test_each_factor_counts_as_stated():
    donor = KidneyDonorFacts(
        age=60,
        height_cm=160,
        weight_kg=60,
        creatinine=2,
        hypertension=True,
        diabetes=True,
        stroke=True,
        dcd=True,
    )
    xb = (
        0.0092 * 20
        + 0.0067 * 10
        + 0.0557
        + 0.0333 * 4
        + 0.1106
        + 0.2577
        + 0.0743
        + 0.2128
        - 0.2199 * 0.5
        + 0.1966
    )
    assert KDPI.score(donor).kdri == pytest.approx(exp(xb) / 1.30900852563932)
    child = replace(REFERENCE, age=8)
    assert KDPI.score(child).kdri == pytest.approx(exp(-0.0092 * 32 - 0.0113 * 10) / 1.30900852563932)


@pytest.mark.parametrize(
    ("beyond", "bound"),
    [
        ({"creatinine": 30}, {"creatinine": 8}),
        ({"height_cm": 250}, {"height_cm": 241.3}),
        ({"weight_kg": 0.3}, {"weight_kg": 0.454}),
        ({"age": 104}, {"age": 99}),
    ],
)
def test_a_figure_beyond_its_bounds_counts_as_the_bound(beyond, bound):
    assert KDPI.score(replace(REFERENCE, **beyond)).kdri == KDPI.score(replace(REFERENCE, **bound)).kdri


@pytest.mark.parametrize(("name", "xb"), [("hypertension", 0.1106 * 0.3812), ("diabetes", 0.2577 * 0.1491)])
def test_what_is_not_known_counts_by_its_share_in_the_reference_population(name, xb):
    unknown = replace(REFERENCE, **{name: None})
    assert KDPI.score(unknown).kdri == pytest.approx(exp(xb) / 1.30900852563932)
    with pytest.raises(ScoreRefused, match=f"whether there was {name}"):
        KDRI_2009.score(unknown)


@given(DONORS)
def test_a_percentile_lies_between_0_and_100(donor):
    score = KDPI.score(donor)
    assert score.kdri > 0
    assert 0 <= score.kdpi <= 100


@given(DONORS, st.sampled_from(["hypertension", "diabetes", "stroke", "dcd"]))
def test_a_risk_never_lowers_the_index(donor, name):
    without, with_it = (KDPI.score(replace(donor, **{name: value})) for value in (False, True))
    assert with_it.kdri > without.kdri
    assert with_it.kdpi >= without.kdpi


@given(DONORS, st.integers(0, 30))
def test_an_older_donor_never_has_a_lower_index(donor, years):
    older = replace(donor, age=donor.age + years)
    assert KDPI.score(older).kdri >= KDPI.score(donor).kdri - 1e-12


@given(DONORS, st.booleans(), st.booleans())
def test_race_and_hepatitis_count_in_the_version_of_2009_only(donor, black, hepatitis_c):
    marked = replace(donor, black=black, hepatitis_c=hepatitis_c)
    assert KDPI.score(marked).kdri == KDPI.score(donor).kdri
    assert (KDRI_2009.score(marked).kdri > KDRI_2009.score(donor).kdri) is (black or hepatitis_c)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"age": 40.5}, "whole years"),
        ({"age": -1}, "whole years"),
        ({"weight_kg": 0}, "weight_kg"),
        ({"creatinine": -1}, "creatinine"),
    ],
)
def test_a_donor_that_nobody_is_is_refused(change, words):
    with pytest.raises(ScoreRefused, match=words):
        replace(REFERENCE, **change)


@given(age=st.floats(0, 90), years=YEARS, diabetes=st.booleans(), prior=st.booleans())
def test_epts_is_a_percentile_and_its_terms_add_up(age, years, diabetes, prior):
    score = EPTS.score(age=age, years_of_dialysis=years, diabetes=diabetes, prior_transplant=prior)
    assert 0 <= score.percent <= 100
    assert score.raw == sum(score.terms.values())


@given(age=st.floats(0, 90), older=st.floats(0, 30), years=YEARS, diabetes=st.booleans(), prior=st.booleans())
def test_an_older_candidate_never_has_a_lower_epts(age, older, years, diabetes, prior):
    facts = {"years_of_dialysis": years, "diabetes": diabetes, "prior_transplant": prior}
    assert EPTS.score(age=age + older, **facts).raw >= EPTS.score(age=age, **facts).raw - 1e-12


@given(age=st.floats(0, 90), years=st.floats(0.001, 40), longer=st.floats(0, 20), diabetes=st.booleans())
def test_longer_dialysis_never_lowers_epts(age, years, longer, diabetes):
    facts = {"age": age, "diabetes": diabetes, "prior_transplant": False}
    assert (
        EPTS.score(years_of_dialysis=years + longer, **facts).raw
        >= EPTS.score(years_of_dialysis=years, **facts).raw - 1e-12
    )


def test_before_dialysis_another_term_counts():
    facts = {"age": 25, "diabetes": False, "prior_transplant": False}
    assert EPTS.score(years_of_dialysis=0, **facts).raw == 0.13
    assert EPTS.score(years_of_dialysis=0, **facts | {"diabetes": True}).raw == pytest.approx(
        0.13 - 0.348 + 1.262
    )


@pytest.mark.parametrize(
    "facts", [{"age": -1, "years_of_dialysis": 0}, {"age": 30, "years_of_dialysis": float("nan")}]
)
def test_a_candidate_that_nobody_is_is_refused(facts):
    with pytest.raises(ScoreRefused, match="expected years"):
        EPTS.score(diabetes=False, prior_transplant=False, **facts)


@pytest.mark.parametrize("file_name", ["kdpi_2024.csv", "epts_2024.csv"])
def test_tables_rise_from_0_to_100_and_their_upper_ends_belong_to_the_row(file_name):
    table = PercentileTable.read(file_name)
    assert list(table.upper_ends) == sorted(table.upper_ends)
    assert list(table.percents) == [*range(101), 100]
    for end, percent in zip(table.upper_ends[:-2], table.percents, strict=False):
        assert table.percent(end) == percent
        assert table.percent(end * (1 + 1e-12)) == percent + 1
    assert (table.percent(-1e12), table.percent(1e12)) == (0, 100)
