"""ETKAS rule by rule, on small lists."""

from datetime import UTC, date, datetime

import pytest

from organs.allocation import (
    Balances,
    DonorProperty,
    DonorRefused,
    Finding,
    KidneyCandidates,
    KidneyDonor,
    KidneyInputs,
    PolicyNotInForce,
    policy_in_force,
)
from organs.allocation.etkas import ETKAS_2021
from patients.hla import Typing

AT = datetime(2023, 9, 1, 12, tzinfo=UTC)

DONOR = {
    "donor_id": "D",
    "blood_group": "A",
    "country": "Germany",
    "region": "GMI",
    "centre": "GMZTP",
    "age": 40,
    "hla": Typing.read("A1 A2 B7 B8 DR1 DR4"),
}

CANDIDATE = {
    "blood_group": "A",
    "country": "Germany",
    "region": "GBY",
    "centre": "GRBTP",
    "urgency": "T",
    "birth_date": date(1970, 1, 1),
    "listing_date": date(2020, 1, 1),
    "first_dialysis_date": None,
    "previous_wait_days": 0,
    "hla": "A3 A11 B27 B35 DR7 DR9",
    "unacceptable": "",
    "vpra": 0.0,
}


def columns_of(people: list[dict]) -> dict[str, list]:
    full = [{"candidate_id": str(place), **CANDIDATE, **person} for place, person in enumerate(people, 1)]
    return {name: [person[name] for person in full] for name in full[0]}


NO_BALANCES = Balances()


def rank(*people: dict, at=AT, balances=NO_BALANCES, **donor):
    inputs = KidneyInputs(
        donor=KidneyDonor(**{**DONOR, **donor}),
        candidates=KidneyCandidates.from_columns(**columns_of(list(people))),
        at=at,
        balances=balances,
    )
    return ETKAS_2021.rank(inputs)


def only(**person):
    """The row of a single candidate."""
    donor = person.pop("donor", {})
    balances = person.pop("balances", NO_BALANCES)
    return rank(person, balances=balances, **donor).row(1)


def order(*people, **more):
    return rank(*people, **more).columns["candidate_id"].tolist()


def why_out(person, **more):
    ranking = rank(person, **more)
    assert len(ranking) == 0
    return next(reason for _, _, reason in ranking.excluded)


# Points


@pytest.mark.parametrize(
    ("hla", "points"),
    [
        ("A1 A2 B7 B8 DR1 DR4", 400),
        ("A1 A3 B7 B8 DR1 DR4", 333),
        ("A1 A3 B7 B27 DR1 DR4", 267),
        ("A1 A3 B7 B27 DR1 DR7", 200),
        ("A3 A11 B7 B27 DR1 DR7", 133),
        ("A3 A11 B27 B35 DR1 DR7", 67),
        ("A3 A11 B27 B35 DR7 DR9", 0),
    ],
)
def test_fewer_mismatches_give_more_points(hla, points):
    assert only(hla=hla)["hla_points"] == points


def test_a_paediatric_candidate_gets_the_hla_points_again_and_a_bonus():
    row = only(hla="A1 A3 B7 B8 DR1 DR4", birth_date=date(2010, 1, 1))
    assert (row["hla_points"], row["hla_ped_points"], row["pediatric_bonus"]) == (333, 333, 100)


@pytest.mark.parametrize(
    ("first_dialysis", "returned", "points"),
    [
        (None, 0, 0),
        (date(2023, 9, 1), 0, 0),
        (date(2022, 9, 1), 0, 33),
        (date(2018, 8, 31), 0, 167),
        (date(2024, 1, 1), 0, 0),  # starts after the match
        (date(2022, 9, 1), 365.25, 67),
        (None, 365.25, 33),
    ],
)
def test_waiting_counts_dialysis_and_returned_time_rounded_together(first_dialysis, returned, points):
    assert only(first_dialysis_date=first_dialysis, previous_wait_days=returned)["wait_points"] == points


@pytest.mark.parametrize(
    ("donor", "candidate", "distance", "points"),
    [
        (("Germany", "GMI"), ("Germany", "GMI"), "L", 300),
        (("Germany", "GMI"), ("Germany", "GBY"), "N", 100),
        (("Germany", "GMI"), ("Austria", "Vienna"), "I", 0),
        (("Netherlands", "Netherlands"), ("Netherlands", "Elsewhere"), "L", 300),
        (("Austria", "Vienna"), ("Austria", "Upper Austria"), "N", 100),
        (("Belgium", "Bel_1"), ("Belgium", "Bel_1"), "L", 300),
    ],
)
def test_distance_counts_region_then_country(donor, candidate, distance, points):
    row = only(country=candidate[0], region=candidate[1], donor={"country": donor[0], "region": donor[1]})
    assert (row["distance"], row["distance_points"]) == (distance, points)


@pytest.mark.parametrize(
    ("age", "group"), [(17, "0-17"), (18, "18-49"), (49, "18-49"), (50, "50-64"), (64, "50-64")]
)
def test_the_national_balance_is_that_of_the_donors_age_group(age, group):
    balances = Balances(national={group: {"Germany": 4}})
    assert only(balances=balances, donor={"age": age})["nat_balance_points"] == 120


def test_a_country_without_a_balance_gets_no_points():
    assert only()["nat_balance_points"] == 0


@pytest.mark.parametrize(
    ("balance", "points"), [(-1.6666666666666667, -1), (1.3333333333333333, 1), (-0.4, 0), (0.5, 1)]
)
def test_the_regional_balance_counts_within_austria_and_may_be_negative(balance, points):
    balances = Balances(regional={"18-49": {"Austria": {"AOETP": balance}}})
    austrian = {"country": "Austria", "region": "Upper Austria", "centre": "AOETP", "balances": balances}
    row = only(**austrian, donor={"country": "Austria", "region": "Vienna"})
    assert row["reg_balance_points"] == points
    assert only(**austrian)["reg_balance_points"] == 0  # the donor is German


def test_high_urgency_gives_500_points():
    assert only(urgency="HU")["hu_bonus"] == 500
    assert only(urgency="HI")["hu_bonus"] == 0


@pytest.mark.parametrize(
    ("country", "born", "registered", "paediatric"),
    [
        ("Germany", date(2005, 9, 2), date(2022, 1, 1), True),  # 17 at the match
        ("Germany", date(2005, 8, 1), date(2022, 1, 1), False),  # registered at 16, but Germany
        ("Austria", date(2005, 8, 1), date(2022, 1, 1), True),
        ("Austria", date(2000, 1, 1), date(2022, 1, 1), False),
    ],
)
def test_a_child_stays_paediatric_outside_germany(country, born, registered, paediatric):
    row = only(country=country, birth_date=born, listing_date=registered)
    assert (row["pediatric_bonus"] == 100) is paediatric


# Tiers and order


HOMOZYGOUS = {"hla": Typing.read("A1 B8 DR3 DR17")}


@pytest.mark.parametrize(
    ("hla", "tier"),
    [
        ("A1 B8 DR3", "D3"),
        ("A1 A2 B8 DR3", "D2"),
        ("A1 A2 B7 B8 DR3", "D1"),
        ("A1 A2 B7 B8 DR3 DR4", "D0"),
        ("A1 A2 B7 B8 DR1 DR4", "B"),
        ("A1 B8 DR3 DR2", "D3"),  # a DR2 whose split isn't known is left out beside another DR
        ("A1 B8 DR3 DR15", "D2"),
    ],
)
def test_homozygous_candidates_come_first_for_a_homozygous_donor(hla, tier):
    assert only(hla=hla, donor=HOMOZYGOUS)["tier"] == tier


def test_for_another_donor_a_full_match_is_tier_d0():
    assert only(hla="A1 A2 B7 B8 DR1 DR4")["tier"] == "D0"


def test_children_come_before_adults_for_a_childs_organ():
    child = {"birth_date": date(2012, 1, 1)}
    assert only(**child, donor={"age": 17})["tier"] == "C"
    assert only(**child, donor={"age": 18})["tier"] == "B"
    assert order({"urgency": "HU"}, child, donor_id="D", age=10) == ["2", "1"]


def test_ties_go_by_mismatches_then_dialysis_then_registration():
    # 400 - 67 and 100 for the country; 333 of dialysis abroad.
    fewer = {"hla": "A1 A2 B7 B8 DR1 DR7", "vpra": 1.0}
    longer = {"first_dialysis_date": date(2023, 8, 30)}  # too short for a point
    assert order({}, longer, {}) == ["2", "1", "3"]
    assert order({}, {}, {}) == ["1", "2", "3"]
    assert order({}, fewer) == ["2", "1"]


def test_equal_points_with_fewer_mismatches_come_first():
    # 67 points for one shared DR against 67 for two years of dialysis.
    waiting = {"first_dialysis_date": date(2021, 8, 25), "hla": "A3 A11 B27 B35 DR7 DR9"}
    matching = {"hla": "A3 A11 B27 B35 DR1 DR9"}
    rows = list(rank({**waiting, "vpra": 1.0}, {**matching, "vpra": 1.0}).as_rows())
    assert rows[0]["total_points"] == rows[1]["total_points"]
    assert [row["candidate_id"] for row in rows] == ["2", "1"]


def test_a_candidate_with_an_unacceptable_antigen_is_ranked_and_marked():
    ranking = rank({"unacceptable": "B7"}, {"unacceptable": "DQ7"}, {"unacceptable": "A24"})
    rows = {row["candidate_id"]: row for row in ranking.as_rows()}
    assert (rows["1"]["unacceptable_clear"], rows["1"]["crossmatch"]) == (0, "positive")
    assert (rows["2"]["unacceptable_clear"], rows["2"]["crossmatch"]) == (1, "cannot be excluded")
    assert (rows["3"]["unacceptable_clear"], rows["3"]["crossmatch"]) == (1, "negative")
    assert [rows[key]["crossmatch_antigens"] for key in "123"] == ["B7", "DQ7", ""]


def test_screening_out_of_date_needs_the_laboratory():
    row = only(screening_is_current=False)
    assert (row["unacceptable_clear"], row["crossmatch"]) == (1, "cannot be excluded")


# Who is on the list


@pytest.mark.parametrize(
    ("person", "step", "text"),
    [
        ({"urgency": "NT"}, "inactive", "Not active: urgency NT."),
        ({"blood_group": "AB"}, "abo_not_identical", "Blood group AB is not identical to the donor's A."),
        ({"valid_pra": False}, "pra_not_valid", "The antibody screening (PRA) is not valid."),
        (
            {"listing_date": date(2023, 9, 2)},
            "not_registered_yet",
            "Registered after the moment of the match.",
        ),
        ({"hla": "A1 A2 B7 B8"}, "data_incomplete", "Not typed at DR: mismatches can't be counted."),
        ({"birth_date": None}, "data_incomplete", "The date of birth is missing."),
        ({"vpra": None}, "data_incomplete", "The vPRA is missing."),
    ],
)
def test_who_is_not_on_the_list_has_a_step_and_a_reason(person, step, text):
    reason = why_out(person)
    assert (reason.step, reason.text) == (step, text)


@pytest.mark.parametrize(
    ("country", "accepts"),
    [("Netherlands", True), ("Austria", True), ("Belgium", True), ("Germany", False), ("Croatia", False)],
)
def test_dcd_kidneys_go_to_three_countries(country, accepts):
    donor = {"findings": {DonorProperty.DCD: Finding.PRESENT}}
    ranking = rank({"country": country}, **donor)
    assert len(ranking) == accepts
    if not accepts:
        assert next(iter(ranking.excluded))[2].step == "dcd_country"


@pytest.mark.parametrize("flag", ["acceptable_mismatch_programme", "combined_organ"])
def test_candidates_of_other_programmes_stand_above_the_list(flag):
    ranking = rank({flag: True, "blood_group": "AB"}, {flag: False}, {flag: True, "blood_group": "O"})
    assert [name for _, name, _ in ranking.handle_first] == ["1"]
    assert [name for _, name, _ in ranking.excluded] == ["3"]  # blood group O can't receive from A
    assert ranking.columns["candidate_id"].tolist() == ["2"]


def test_places_in_the_input_are_given_for_ranked_and_left_out():
    ranking = rank({"urgency": "NT"}, {}, {"urgency": "HU"}, {"blood_group": "B"})
    assert ranking.rows.tolist() == [2, 1]
    assert [place for place, _, _ in ranking.excluded] == [0, 3]


@pytest.mark.parametrize(
    ("donor", "message"),
    [
        ({"age": 65}, "goes to the senior programme"),
        ({"age": -1}, "age is -1"),
        ({"blood_group": "X"}, "blood group is 'X'"),
        ({"hla": Typing.read("A1 B7")}, "not typed at DR"),
    ],
)
def test_a_donor_that_the_policy_is_not_for_is_refused(donor, message):
    with pytest.raises(DonorRefused, match=message):
        rank({}, **donor)


def test_a_match_before_the_policy_took_effect_is_refused():
    early = datetime(2020, 12, 31, 23, 59, tzinfo=UTC)
    with pytest.raises(PolicyNotInForce, match="in force from 2021-01-01"):
        rank({}, at=early)
    with pytest.raises(PolicyNotInForce):
        policy_in_force("etkas", early)


def test_a_moment_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        rank({}, at=datetime(2023, 9, 1, 12))  # noqa: DTZ001


def test_nobody_on_the_list_is_an_empty_ranking():
    ranking = rank({"urgency": "NT"})
    assert len(ranking) == 0
    assert ranking.to_csv().count("\n") == 1
    assert ranking.digest
