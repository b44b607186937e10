"""Acceptance criteria of programmes and candidates take a candidate off the list, with every ground."""

import pytest

from organs.allocation import (
    AcceptanceCriteria,
    DonorProperty,
    Finding,
    Limit,
    MostMismatches,
    number_criteria,
)
from organs.allocation.criteria import DonorProfile
from organs.allocation.etkas import ETKAS_2021
from organs.allocation.kidney import KidneyCandidates, KidneyDonor, KidneyInputs
from tests.organs.allocation.test_etkas import AT, DONOR, columns_of

NONE = AcceptanceCriteria()


def rank(people, *, programme, own, **donor):
    criteria, numbers = number_criteria([*programme, *own])
    columns = KidneyCandidates.from_columns(
        **columns_of(people),
        criteria=criteria,
        programme_criteria=numbers[: len(people)],
        own_criteria=numbers[len(people) :],
    )
    return ETKAS_2021.rank(KidneyInputs(donor=KidneyDonor(**{**DONOR, **donor}), candidates=columns, at=AT))


def grounds(criteria, **donor):
    ranking = rank([{}], programme=[criteria], own=[None], **donor)
    return [reason.text for _, _, reason in ranking.excluded]


@pytest.mark.parametrize(
    ("criteria", "donor", "ground"),
    [
        (NONE, {}, None),
        (AcceptanceCriteria(age=Limit(18, 40)), {"age": 40}, None),
        (AcceptanceCriteria(age=Limit(18, 39)), {"age": 40}, "Programme: donor age 40 years is above 39."),
        (AcceptanceCriteria(age=Limit(41)), {"age": 40}, "Programme: donor age 40 years is below 41."),
        (AcceptanceCriteria(weight_kg=Limit(50, 90)), {"weight_kg": 70.0}, None),
        (AcceptanceCriteria(weight_kg=Limit(50, 90)), {}, "Programme: donor weight is not known."),
        (
            AcceptanceCriteria(height_cm=Limit(None, 190)),
            {"height_cm": 200},
            "Programme: donor height 200 cm is above 190.",
        ),
        (
            AcceptanceCriteria(refused=frozenset({DonorProperty.ANTI_HBC})),
            {"findings": {DonorProperty.ANTI_HBC: Finding.PRESENT}},
            "Programme: anti-HBc is not accepted.",
        ),
        (
            AcceptanceCriteria(refused=frozenset({DonorProperty.ANTI_HCV})),
            {"findings": {DonorProperty.ANTI_HCV: Finding.PENDING}},
            "Programme: anti-HCV is pending and not accepted.",
        ),
        (
            AcceptanceCriteria(refused=frozenset({DonorProperty.ANTI_HCV})),
            {},
            "Programme: anti-HCV is not known and not accepted.",
        ),
        (
            AcceptanceCriteria(refused=frozenset({DonorProperty.ANTI_HCV})),
            {"findings": {DonorProperty.ANTI_HCV: Finding.ABSENT}},
            None,
        ),
        (
            AcceptanceCriteria(refused=frozenset({DonorProperty.DCD})),
            {},
            None,
        ),  # not stated is after brain death
        (
            AcceptanceCriteria(most_mismatches=MostMismatches(dr=1, total=6)),
            {},
            "Programme: 2 mismatches (DR) are more than 1.",
        ),
    ],
)
def test_criteria_that_are_not_met_name_their_ground(criteria, donor, ground):
    assert grounds(criteria, **donor) == ([ground] if ground else [])


def test_every_ground_of_programme_and_candidate_is_named():
    programme = AcceptanceCriteria(age=Limit(highest=30), refused=frozenset({DonorProperty.ANTI_CMV}))
    own = AcceptanceCriteria(most_mismatches=MostMismatches(total=3))
    ranking = rank([{}], programme=[programme], own=[own], findings={DonorProperty.ANTI_CMV: Finding.PRESENT})
    grounds = next(reason.text for _, _, reason in ranking.excluded).removesuffix(".").split("; ")
    assert grounds == [
        "Programme: donor age 40 years is above 30",
        "Programme: anti-CMV is not accepted",
        "Candidate: 6 mismatches (total) are more than 3",
    ]


def test_only_those_whose_criteria_are_not_met_are_left_out():
    strict = AcceptanceCriteria(age=Limit(highest=30))
    ranking = rank([{}, {}, {}], programme=[strict, None, NONE], own=[None, strict, None])
    assert ranking.columns["candidate_id"].tolist() == ["3"]
    assert [(name, reason.step) for _, name, reason in ranking.excluded] == [
        ("1", "criteria"),
        ("2", "criteria"),
    ]


def test_equal_criteria_are_kept_once():
    criteria, numbers = number_criteria(
        [AcceptanceCriteria(age=Limit(1)), None, AcceptanceCriteria(age=Limit(1))]
    )
    assert len(criteria) == 1
    assert numbers == [0, -1, 0]


def test_what_is_not_stated_is_accepted():
    assert NONE.objections(DonorProfile(age=80, findings={})) == ()
