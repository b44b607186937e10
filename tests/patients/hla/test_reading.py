"""Typings as laboratories write them, and what is refused."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.hla import ANTIGENS, HLARefused, Locus, Typing, UnacceptableAntigens


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("A2 A24(9) B7 DR15(2)", "A2 A9 A24 B7 DR2 DR15"),
        ("A9 A24 B12 B44", "A9 A24 B12 B44"),
        ("B12 B44 A24 A9", "A9 A24 B12 B44"),
        ("a2, a24; b7 / dr15", "A2 A9 A24 B7 DR2 DR15"),
        ("A2,24 B7,44 DR4,15", "A2 A9 A24 B7 B12 B44 DR2 DR15 DR4"),
        ("A 2 A 24 ( 9 )", "A2 A9 A24"),
        ("A2A24B7", "A2 A9 A24 B7"),
        ("HLA-A2 HLA-B7", "A2 B7"),
        ("A9(24)", "A9 A24"),
        ("A24(A9)", "A9 A24"),
        ("A2 A- B7 -", "A2 B7"),
        ("A2 A2", "A2"),
        ("Cw3 C7", "Cw3 Cw7"),
        ("DRw15 Aw24", "A9 A24 DR2 DR15"),
        ("DQ7(3) DR52 DP0401 DPA-01", "DR52 DQ3 DQ7 DPA-01 DP-0401"),
        ("B40 B60", "B40 B60"),
        ("A02 B07", "A2 B7"),
        ("", ""),
        (" \t\n", ""),
    ],
)
def test_a_typing_is_read_as_written_on_a_report(written, canonical):
    assert Typing.read(written).canonical == canonical


@pytest.mark.parametrize(
    ("written", "antigen", "reason"),
    [
        ("A2 A99", "A99", "A99 is not an HLA antigen."),
        ("A2 foo", "foo", "foo is not an HLA antigen."),
        ("A24(10)", "A24", "A24 is a split of A9, not of A10."),
        ("A2(9)", "A2", "A2 is not a split of A9."),
        ("24", "24", "24 has no locus"),
        ("A2 A24 A3", "A24", "Locus A holds 3 antigens (A2, A3, A24)"),
        ("A9 A23 A24 A2", "A24", "Locus A holds 3 antigens (A2, A23, A24)"),
        ("B15 B62 B63 B75", "B75", "Locus B holds 3 antigens (B62, B63, B75)"),
        ("DR1 DR4 DR7", "DR7", "Locus DR holds 3 antigens"),
        ("A*24:02", "A*24:02", "A*24:02 is an allele"),
        ("DRB1*15:01", "DRB1*15:01", "DRB1*15:01 is an allele"),
        ("DRB3", "DRB3", "DRB3 is not an HLA antigen."),
        ("A24:02", "A24:02", "A24:02 is not an HLA antigen."),
        ("A²", "A²", "A² is not an HLA antigen."),
    ],
)
def test_an_impossible_typing_is_refused_with_the_antigen_named(written, antigen, reason):
    with pytest.raises(HLARefused, match=re.escape(reason)) as refusal:
        Typing.read(written)
    assert refusal.value.antigen == antigen


def test_two_splits_of_one_broad_are_two_antigens():
    typing = Typing.read("A9 A23 A24")
    assert [antigen.name for antigen in typing.at(Locus.A)] == ["A23", "A24"]


def test_a_split_and_its_broad_are_one_antigen():
    typing = Typing.read("A9 A24 A2")
    assert typing.report == "A2 A24(9)"


def test_a_public_epitope_in_a_typing_is_left_aside_with_a_note():
    typing = Typing.read("A2 B7 Bw4 Bw6")
    assert typing.canonical == "A2 B7"
    assert typing.notes == (
        "Bw4 is a public epitope and was left aside.",
        "Bw6 is a public epitope and was left aside.",
    )


def test_a_public_epitope_among_unacceptable_antigens_is_refused():
    with pytest.raises(HLARefused, match="Bw4 is a public epitope"):
        UnacceptableAntigens.read("A2 Bw4")


def test_unacceptable_antigens_may_be_many_at_one_locus():
    assert UnacceptableAntigens.read("A1 A2 A3 A11 A24(9)").canonical == "A1 A2 A3 A24 A11"


def test_a_split_written_with_its_broad_makes_only_the_split_unacceptable():
    assert UnacceptableAntigens.read("A24(9)").canonical == "A24"


possible_typings = st.lists(
    st.sampled_from(
        [antigen for antigen in ANTIGENS.values() if antigen.locus in (Locus.A, Locus.B, Locus.DR)]
    ),
    max_size=8,
)


@given(possible_typings)
def test_canonical_and_report_forms_read_back_as_the_same_typing(antigens):
    try:
        typing = Typing.of(antigens)
    except HLARefused:
        return
    assert Typing.read(typing.canonical) == typing
    assert Typing.read(typing.report) == typing
    assert Typing.read(typing.canonical).canonical == typing.canonical


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    with suppress(HLARefused):
        typing = Typing.read(text)
        assert all(len(typing.at(locus)) <= 2 for locus in Locus)
