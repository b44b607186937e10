"""A row explains itself."""

import orjson

from organs.allocation.etkas import ETKAS_2021
from tests.organs.allocation.etkas_examples import inputs
from tests.organs.allocation.test_etkas import rank


def test_every_row_of_an_example_adds_up_and_says_why_not_higher():
    rows = list(ETKAS_2021.rank(inputs("10")).as_rows())
    for place, row in enumerate(rows):
        above = rows[place - 1] if place else None
        explanation = ETKAS_2021.explain(row, above)
        assert explanation.adds_up
        assert explanation.total == row["total_points"]
        assert explanation.why_not_higher


def test_the_first_is_first():
    row = rank({}).row(1)
    assert ETKAS_2021.explain(row).why_not_higher == "First on the list."


def test_factors_name_value_rule_and_points():
    row = rank({"first_dialysis_date": "2021-09-01", "previous_wait_days": 365.25, "vpra": 0.5}).row(1)
    factors = {factor.name: factor for factor in ETKAS_2021.explain(row).factors}
    waiting = factors["wait_points"]
    assert waiting.value == "2.00 years since first dialysis, 1.00 years returned"
    assert waiting.rule == "33.333333 a year, both rounded together"
    assert waiting.points == 100
    assert "vPRA 50.00 %" in factors["mmp_points"].value


def test_why_not_higher_names_the_first_difference():
    def why(*people, **donor):
        rows = list(rank(*people, **donor).as_rows())
        return ETKAS_2021.explain(rows[1], rows[0]).why_not_higher

    assert why({}, {"urgency": "HU"}) == "Rank 1 has 500 points more: high urgency +500."
    assert why({}, {}).endswith("was registered earlier.")
    assert "more days of dialysis" in why({}, {"first_dialysis_date": "2023-08-30"})
    assert "is in tier C" in why({}, {"birth_date": "2012-01-01"}, age=10)


def test_a_stored_row_explains_itself_without_the_run():
    rows = list(ETKAS_2021.rank(inputs("1")).as_rows(1, 2))
    stored = orjson.loads(orjson.dumps(rows))
    assert ETKAS_2021.explain(stored[1], stored[0]) == ETKAS_2021.explain(rows[1], rows[0])
