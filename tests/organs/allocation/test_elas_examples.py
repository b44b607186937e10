"""The 23 example lists of the ELAS simulator: every key, exclusion, place and centre offer."""

import csv

import pytest

from organs.allocation.elas import CSV_COLUMNS, ELAS_2020, centre_offer_list
from tests.organs.allocation.elas_examples import donors, expected, inputs, rows_of

LISTED_DONORS = [str(number) for number in range(1, 70, 3)]


@pytest.mark.parametrize("donor_id", LISTED_DONORS)
def test_an_example_list_is_reproduced_in_every_key_and_place(donor_id):
    ranking = ELAS_2020.rank(inputs(donor_id))
    ours = [tuple(row.values()) for row in csv.DictReader(ranking.to_csv().splitlines())]
    assert ours == [tuple(row[name] for name in CSV_COLUMNS) for row in expected("match_lists.csv")[donor_id]]


@pytest.mark.parametrize("donor_id", LISTED_DONORS)
def test_what_the_keys_come_from_is_as_in_the_examples(donor_id):
    names = {
        "urgency_class": "tier_before_reversal",
        "obligation_number": "open_obligation_rank",
        "offer_group": "center_offer_group",
        "bg_rule": "bg_rule",
        "local": "is_local",
        "national": "is_national",
        "paediatric": "r_pediatric",
        "low_weight": "r_lowweight",
        "ped_center_offer": "co_ped_center_offer",
        "ped_center_offer_int": "co_ped_center_offer_int",
        "center_offer": "co_center_offer",
        "center_offer_int": "co_center_offer_int",
    }
    listed = ELAS_2020.rank(inputs(donor_id)).as_rows()
    for row, known in zip(listed, expected("match_lists.csv")[donor_id], strict=True):
        ours = {name: row[name] for name in names}
        ours["bg_rule"] = f"bgc_{row['bg_rule']}"
        assert {
            name: str(int(value) if isinstance(value, bool) else value) for name, value in ours.items()
        } == {name: known[theirs] for name, theirs in names.items()}


@pytest.mark.parametrize("donor_id", LISTED_DONORS)
def test_exclusions_are_those_of_the_examples_with_their_reasons(donor_id):
    excluded = ELAS_2020.rank(inputs(donor_id)).excluded
    ours = [(name, reason.step) for _, name, reason in excluded]
    known = [(row["candidate_id"], row["reason"]) for row in expected("exclusions.csv")[donor_id]]
    assert sorted(ours) == sorted(known)


@pytest.mark.parametrize("donor_id", LISTED_DONORS)
def test_centre_offers_are_those_of_the_examples(donor_id):
    ours = [
        (str(entry.rank), entry.kind.value, entry.group, " ".join(entry.candidate_ids))
        for entry in centre_offer_list(ELAS_2020.rank(inputs(donor_id)))
    ]
    assert ours == [
        (row["rank"], row["kind"], row["center_group"], row["candidate_ids"])
        for row in expected("centre_offer_lists.csv")[donor_id]
    ]


def test_the_examples_hold_what_is_said_of_them():
    counts = {
        name: len(rows_of(name)) for name in ("match_lists.csv", "centre_offer_lists.csv", "exclusions.csv")
    }
    assert list(counts.values()) == [12_263, 11_671, 8_782]
    assert list(expected("match_lists.csv")) == LISTED_DONORS


@pytest.mark.parametrize("donor_id", sorted(donors()))
def test_every_donor_of_the_examples_has_a_list(donor_id):
    ranking = ELAS_2020.rank(inputs(donor_id))
    assert len(ranking) + len(ranking.excluded) == 915
