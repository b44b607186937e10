"""Mismatches are the donor's antigens that the candidate lacks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.hla import ANTIGENS, HLARefused, Level, Locus, Typing, count_mismatches, mismatches
from patients.hla.columns import read_typings, words_of
from patients.hla.mismatches import MATCH_LEVELS, antigen_tests, count


@pytest.mark.parametrize(
    ("donor", "candidate", "expected"),
    [
        ("A1 A2 B7 B8 DR1 DR4", "A1 A2 B7 B8 DR1 DR4", "0-0-0"),
        ("A1 A2 B7 B8 DR1 DR4", "A3 A11 B27 B35 DR7 DR9", "2-2-2"),
        ("A1 B7 DR1", "A3 B27 DR7", "1-1-1"),  # a homozygous donor has one antigen to lack
        ("A23(9) A2 B44(12) B7 DR1 DR4", "A24(9) A2 B45(12) B7 DR1 DR4", "0-0-0"),  # A and B at broad level
        ("A1 B7 DR15(2) DR1", "A1 B7 DR16(2) DR1", "0-0-1"),  # DR at split level
        ("A1 B7 DR15(2) DR1", "A1 B7 DR2 DR1", "0-0-0"),  # the candidate's split is unknown
        ("A1 B7 DR2 DR1", "A1 B7 DR15(2) DR1", "0-0-0"),  # the donor's split is unknown
        ("A1 B7 DR15(2) DR16(2)", "A1 B7 DR2 DR1", "0-0-0"),
        ("A1 B7 DR17(3)", "A1 B7 DR18(3)", "0-0-0"),  # DR3 is one antigen
        ("A1 B7 DR17(3) DR18(3)", "A1 B7 DR1", "0-0-1"),
        ("A1 B7 DR1", "", "1-1-1"),
        ("", "A1 B7 DR1", "0-0-0"),
    ],
)
def test_mismatches_are_counted_by_the_rules(donor, candidate, expected):
    assert str(count_mismatches(Typing.read(donor), Typing.read(candidate))) == expected


def test_a_broad_that_is_its_own_split_matches_only_itself_at_split_level():
    b40, b60 = Typing.read("B40"), Typing.read("B60")
    assert mismatches(b60, b40, Locus.B, Level.SPLIT) == 1
    assert mismatches(b40, b60, Locus.B, Level.SPLIT) == 1
    assert mismatches(b40, b40, Locus.B, Level.SPLIT) == 0
    assert mismatches(b60, b40, Locus.B, Level.BROAD) == 0


@st.composite
def typings(draw):
    """Up to two antigens at each of A, B and DR."""
    antigens = []
    for locus in (Locus.A, Locus.B, Locus.DR):
        here = [antigen for antigen in ANTIGENS.values() if antigen.locus is locus]
        antigens += draw(st.lists(st.sampled_from(here), min_size=1, max_size=2))
    try:
        return Typing.of(antigens)
    except HLARefused:
        return Typing.of(antigens[:1])


@given(typings(), typings())
def test_counts_stay_between_none_and_the_donors_antigens(donor, candidate):
    for locus in MATCH_LEVELS:
        for level in Level:
            assert 0 <= mismatches(donor, candidate, locus, level) <= len(donor.at(locus)) <= 2


@given(typings())
def test_nobody_mismatches_with_a_twin(person):
    assert count_mismatches(person, person).total == 0


@given(typings(), typings())
def test_broad_level_never_counts_more_than_split_level(donor, candidate):
    for locus in MATCH_LEVELS:
        broad = mismatches(donor, candidate, locus, Level.BROAD)
        assert broad <= mismatches(donor, candidate, locus, Level.SPLIT) or broad <= 1


@given(typings(), st.lists(typings(), min_size=1, max_size=8))
def test_columns_count_as_one_by_one(donor, candidates):
    words = words_of([candidate.mask for candidate in candidates])
    assert np.array_equal(words, read_typings([candidate.canonical for candidate in candidates]))
    for locus, level in MATCH_LEVELS.items():
        together = np.zeros(len(candidates)) + count(antigen_tests(donor, locus, level), words[locus.word])
        assert together.tolist() == [mismatches(donor, candidate, locus) for candidate in candidates]
