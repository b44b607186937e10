"""ELAS rule by rule, on small lists."""

from datetime import UTC, date, datetime, timedelta

import pytest

from organs.allocation import DonorRefused, PolicyNotInForce
from organs.allocation.elas import ELAS_2020, OfferKind, centre_offer_list
from organs.allocation.liver import LiverCandidates, LiverDonor, LiverInputs, Obligation

AT = datetime(2019, 7, 1, 9, 30, tzinfo=UTC)
DAY = 86_400

DONOR = {
    "donor_id": "D",
    "blood_group": "A",
    "centre": "GMZTP",
    "allocation_centre": "GMZTP",
    "weight_kg": 80.0,
}

CANDIDATE = {
    "blood_group": "A",
    "country": "Germany",
    "region": "GBY",
    "centre": "GRBTP",
    "birth_date": date(1970, 1, 1),
    "listing_date": date(2018, 1, 1),
    "weight_kg": 80.0,
    "urgency": "T",
    "aco_since": None,
    "hu_since": None,
    "meld_national": 20,
    "meld_international": 20,
    "seconds_at_national": 100 * DAY,
    "seconds_at_international": 100 * DAY,
}

AUSTRIA = {"country": "Austria", "region": "", "centre": "AGATP"}
SLOVENIA = {"country": "Slovenia", "region": "", "centre": "SLOTP"}
HU = {"urgency": "HU", "hu_since": AT - timedelta(days=2, hours=5)}
ACO = {"aco_since": AT - timedelta(days=9, hours=5)}
CHILD = {"birth_date": date(2010, 1, 1)}
IN_AUSTRIA = {"centre": "AGATP", "allocation_centre": "AGATP"}
IN_THE_NETHERLANDS = {"centre": "NGRTP", "allocation_centre": "NGRTP"}


def inputs_of(*people, at=AT, obligations=(), **donor):
    full = [{"candidate_id": str(place), **CANDIDATE, **person} for place, person in enumerate(people, 1)]
    columns = {name: [person[name] for person in full] for name in full[0]}
    return LiverInputs(
        donor=LiverDonor(**{**DONOR, **donor}),
        candidates=LiverCandidates.from_columns(**columns),
        at=at,
        obligations=tuple(obligations),
    )


def rank(*people, **more):
    return ELAS_2020.rank(inputs_of(*people, **more))


def order(*people, **more):
    return rank(*people, **more).columns["candidate_id"].tolist()


def only(person, **more):
    return rank(person, **more).row(1)


def why_out(person, **more):
    ranking = rank(person, **more)
    assert len(ranking) == 0
    return next(reason for _, _, reason in ranking.excluded)


def owed_to(creditor, *, days_ago, debtor="Germany"):
    return Obligation("A", debtor, creditor, AT - timedelta(days=days_ago))


# Who is on the list


@pytest.mark.parametrize(
    ("person", "donor", "step", "words"),
    [
        ({"urgency": "NT"}, {}, "inactive", "urgency NT"),
        ({"blood_group": "B"}, {}, "abo_incompatible", "Blood group B can't receive from A"),
        ({}, {"is_dcd": True}, "dcd_country", "in Germany"),
        ({"listing_date": date(2019, 7, 2)}, {}, "not_registered_yet", "after"),
        ({"birth_date": None}, {}, "data_incomplete", "date of birth"),
        ({"urgency": "HU"}, {}, "data_incomplete", "day of high urgency"),
        ({"blood_group": "A"}, {"blood_group": "O"}, "abo_rule", "Blood group A from O"),
    ],
)
def test_who_is_left_out_and_why(person, donor, step, words):
    reason = why_out(person, **donor)
    assert reason.step == step
    assert words in reason.text


@pytest.mark.parametrize(
    ("person", "donor", "listed"),
    [
        ({"blood_group": "B"}, {}, False),  # type2: O to O only
        ({"blood_group": "B", "meld_national": 30}, {}, True),  # type1: O to O and B
        ({"blood_group": "A", "meld_national": 30}, {}, False),
        ({"blood_group": "B", **HU}, {}, True),
        ({"blood_group": "A", **ACO}, {}, True),
        ({"blood_group": "A"}, {"offer_code": 31}, True),  # split: whoever is compatible
        ({"blood_group": "A", **CHILD}, {"weight_kg": 45.99}, True),  # a child's liver to a child
        ({"blood_group": "A", **CHILD}, {"weight_kg": 46}, False),
        ({"blood_group": "A", **AUSTRIA}, IN_AUSTRIA, True),  # not abroad
        ({"blood_group": "A", **SLOVENIA}, IN_AUSTRIA, False),
    ],
)
def test_which_blood_groups_an_o_liver_may_go_to(person, donor, listed):
    assert (len(rank(person, blood_group="O", **donor)) == 1) is listed


def test_an_open_obligation_opens_the_list_to_slovenians_of_any_compatible_group():
    obligation = Obligation("O", "Germany", "Slovenia", AT - timedelta(days=3))
    slovenian = {"blood_group": "A", **SLOVENIA}
    assert len(rank(slovenian, blood_group="O")) == 0
    assert len(rank(slovenian, blood_group="O", obligations=[obligation])) == 1


@pytest.mark.parametrize(
    ("donor", "words"),
    [
        ({"blood_group": "X"}, "blood group"),
        ({"offer_code": 5}, "expected 4 whole liver"),
        ({"allocation_centre": "XXX"}, "not a centre"),
    ],
)
def test_a_donor_it_is_not_for_is_refused(donor, words):
    with pytest.raises(DonorRefused, match=words):
        rank({}, **donor)


def test_a_match_before_the_policy_is_refused():
    with pytest.raises(PolicyNotInForce):
        rank({}, at=datetime(2013, 12, 31, tzinfo=UTC))


# Tiers


@pytest.mark.parametrize(
    ("person", "donor", "tier"),
    [
        (HU, {}, "E"),
        (ACO, {}, "D"),
        ({}, {}, "B"),
        ({**AUSTRIA, **HU, "blood_group": "AB"}, {**IN_AUSTRIA, "blood_group": "A"}, "E"),
        ({**AUSTRIA, **HU, "blood_group": "A"}, {**IN_AUSTRIA, "blood_group": "O"}, "B"),  # only compatible
        (HU, {"offer_code": 31}, "C"),
        (ACO, {"offer_code": 31}, "B"),
        ({}, {"offer_code": 31}, "A"),
        ({**AUSTRIA, **HU}, {**IN_AUSTRIA, "offer_code": 31}, "F"),
        ({**AUSTRIA, **ACO}, {**IN_AUSTRIA, "offer_code": 31}, "E"),
        (AUSTRIA, {**IN_AUSTRIA, "offer_code": 31}, "D"),
    ],
)
def test_the_tier_is_printed_by_its_letter(person, donor, tier):
    assert only(person, **donor)["tier"] == tier


def test_later_letters_come_first():
    assert order({}, HU, ACO) == ["2", "3", "1"]


# Keys


def test_exceptions_count_at_home_and_not_abroad():
    person = {"meld_national": 30, "meld_international": 12}
    assert only(person)["meld_key"] == 30
    assert only({**person, **AUSTRIA})["meld_key"] == 12


def test_for_an_obligation_the_national_meld_counts_abroad():
    row = only(
        {**AUSTRIA, "meld_national": 30, "meld_international": 12}, obligations=[owed_to("AGATP", days_ago=5)]
    )
    assert (row["obligation_key"], row["meld_key"]) == (1, 30)


def test_the_oldest_obligation_has_the_highest_number():
    owed = [
        owed_to("Slovenia", days_ago=5),
        owed_to("Slovenia", days_ago=50),
        owed_to("AGATP", days_ago=20),
        owed_to("Hungary", days_ago=-1),
    ]
    ranking = rank(SLOVENIA, AUSTRIA, obligations=owed)
    assert {row["centre"]: row["obligation_number"] for row in ranking.as_rows()} == {"SLOTP": 2, "AGATP": 1}


def test_awdtp_counts_as_awgtp_among_creditors_and_owes_nothing():
    row = only({**AUSTRIA, "centre": "AWDTP"}, obligations=[owed_to("AWGTP", days_ago=5)])
    assert row["obligation_number"] == 1
    owed = owed_to("Slovenia", days_ago=5, debtor="AWGTP")
    list_of_awdtp = {"centre": "AWDTP", "allocation_centre": "AWDTP", "obligations": [owed]}
    assert only(SLOVENIA, **list_of_awdtp)["obligation_number"] == 0


def test_an_obligation_is_no_key_for_split_livers_nor_for_the_dutch_after_circulatory_death():
    owed = [owed_to("AGATP", days_ago=5, debtor="Netherlands")]
    dutch = {**IN_THE_NETHERLANDS, "obligations": owed}
    assert only(AUSTRIA, **dutch)["obligation_key"] == 1
    assert only(AUSTRIA, **dutch, is_dcd=True)["obligation_key"] == 0
    assert only(AUSTRIA, **dutch, offer_code=31)["obligation_key"] == 0


def test_region_breaks_ties_of_meld_in_germany_only():
    assert order({}, {"region": "GMI"}) == ["2", "1"]
    assert order({"meld_national": 21}, {"region": "GMI"}) == ["1", "2"]


@pytest.mark.parametrize(
    ("person", "days"),
    [
        ({"seconds_at_national": 7 * DAY + 1}, 8),
        ({"seconds_at_national": 7 * DAY}, 7),
        (HU, 2),
        (ACO, 9),
        ({**HU, **ACO}, 9),
        ({**AUSTRIA, "seconds_at_international": 3 * DAY + 1}, 4),
    ],
)
def test_waiting_days_are_rounded_up_at_a_meld_and_down_since_a_grant(person, days):
    assert only(person)["wait_key_days"] == days


def test_on_equal_keys_the_later_listing_comes_first_then_the_order_of_registration():
    later = {"listing_date": date(2018, 5, 1)}
    assert order({}, later, {}) == ["2", "1", "3"]


def test_the_match_code_shows_five_keys_in_three_places_each():
    row = only({"seconds_at_national": 132 * DAY, "meld_national": 23})
    assert row["match_code"] == "B__1__0__23_132"


@pytest.mark.parametrize(
    ("born", "paediatric"),
    [(date(2003, 7, 1), True), (date(2003, 6, 30), True), (date(2003, 6, 29), False)],
)
def test_up_to_16_years_rounded_to_two_decimals_is_paediatric(born, paediatric):
    assert only({"birth_date": born})["paediatric"] is paediatric


def test_an_unknown_weight_is_neither_low_nor_a_childs():
    assert only({"weight_kg": None})["low_weight"] is False
    assert len(rank({"blood_group": "A", **CHILD}, blood_group="O", weight_kg=None)) == 0


# Centre offers


def test_candidates_of_one_group_become_one_offer_where_the_first_of_them_stood():
    slovenia = {**SLOVENIA, "meld_international": 10}
    people = [slovenia, {"meld_national": 30}, {**slovenia, "meld_international": 40}, {}]
    entries = centre_offer_list(rank(*people, obligations=[owed_to("Slovenia", days_ago=5)]))
    assert [(entry.kind, entry.group, entry.candidate_ids) for entry in entries] == [
        (OfferKind.CENTRE_ABROAD, "SLOTP", ("1", "3")),
        (OfferKind.PATIENT, "GRBTP", ("2",)),
        (OfferKind.PATIENT, "GRBTP", ("4",)),
    ]


def test_high_urgency_is_offered_to_the_patient():
    entries = centre_offer_list(rank({**AUSTRIA, **HU}, AUSTRIA, **IN_AUSTRIA))
    assert [(entry.rank, entry.kind) for entry in entries] == [(1, OfferKind.PATIENT), (2, OfferKind.CENTRE)]


# Explanation


def test_a_row_explains_its_keys_and_what_the_row_above_has_more():
    ranking = rank({}, {"meld_national": 30}, HU)
    rows = list(ranking.as_rows())
    first, second, third = (
        ELAS_2020.explain(row, rows[place - 1] if place else None) for place, row in enumerate(rows)
    )
    assert first.why_not_higher == "First on the list."
    assert first.tier_reason == "High urgency, national: class A."
    assert second.why_not_higher == "Rank 1 has a higher tier: E to B."
    assert third.why_not_higher == "Rank 2 has a higher MELD: 30 to 20."
    assert all(explanation.adds_up for explanation in (first, second, third))
    assert third.total == 20


def test_equal_rows_say_that_registration_decides():
    rows = list(rank({}, {}).as_rows())
    assert ELAS_2020.explain(rows[1], rows[0]).why_not_higher.endswith("was registered earlier.")


# Columns


def test_columns_must_be_of_one_length_and_registrations_differ():
    columns = {name: [value] for name, value in {"candidate_id": "1", **CANDIDATE}.items()}
    with pytest.raises(ValueError, match="Column weight_kg has 2 entries"):
        LiverCandidates.from_columns(**{**columns, "weight_kg": [1, 2]})
    double = {name: value * 2 for name, value in columns.items()}
    with pytest.raises(ValueError, match="same place"):
        LiverCandidates.from_columns(**double, registration=[5, 5])


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        inputs_of({}, at=datetime(2019, 7, 1))  # noqa: DTZ001
