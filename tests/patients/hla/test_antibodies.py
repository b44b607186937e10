"""Unacceptable antigens, the virtual crossmatch and vPRA."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.hla import (
    ANTIGENS,
    DonorPool,
    HLARefused,
    Locus,
    Typing,
    UnacceptableAntigens,
    Verdict,
    crossmatch,
    is_clear,
)
from patients.hla.columns import read_unacceptable, words_of

DONOR = "A9 A2 B40 B7 DR4 DR15(2)"


@pytest.mark.parametrize(
    ("listed", "expanded"),
    [
        ("A23 A24", "A9 A23 A24"),
        ("A24", "A24"),
        ("B38 B39", "B16 B38 B39"),
        ("B60 B61", "B60 B61"),  # B40 is an antigen of its own
        ("B49 B50", "B49 B50"),
        ("DR17 DR18", "DR3 DR17 DR18"),
        ("A9", "A9"),
        ("", ""),
    ],
)
def test_a_broad_is_unacceptable_when_all_its_splits_are(listed, expanded):
    assert UnacceptableAntigens.read(listed).expanded.canonical == expanded


@pytest.mark.parametrize(
    ("listed", "verdict", "reason"),
    [
        ("", Verdict.NEGATIVE, None),
        ("A1 DR16", Verdict.NEGATIVE, None),
        ("DR15", Verdict.POSITIVE, "DR15(2) is unacceptable and the donor carries it."),
        ("DR2", Verdict.POSITIVE, "DR2 is unacceptable and the donor carries it."),
        ("A9", Verdict.POSITIVE, "A9 is unacceptable and the donor carries it."),
        ("A23 A24", Verdict.POSITIVE, "A9 is unacceptable and the donor carries it."),
        ("A24", Verdict.CANNOT_BE_EXCLUDED, "A24(9) is unacceptable and the donor is typed A9 only."),
        ("B60", Verdict.CANNOT_BE_EXCLUDED, "B60(40) is unacceptable and the donor is typed B40 only."),
        ("DQ7", Verdict.CANNOT_BE_EXCLUDED, "DQ7(3) is unacceptable and the donor is not typed at DQ."),
        ("DR51", Verdict.CANNOT_BE_EXCLUDED, "DR51 is unacceptable and the donor is not typed at DRB3/4/5."),
    ],
)
def test_the_verdict_on_a_donor_names_its_ground(listed, verdict, reason):
    found = crossmatch(UnacceptableAntigens.read(listed), Typing.read(DONOR))
    assert found.verdict is verdict
    assert found.reasons == ((reason,) if reason else ())


def test_an_antigen_that_is_carried_outweighs_one_in_doubt():
    found = crossmatch(UnacceptableAntigens.read("A24 DR15"), Typing.read(DONOR))
    assert found.verdict is Verdict.POSITIVE


def test_screening_out_of_date_leaves_nothing_excluded():
    found = crossmatch(UnacceptableAntigens.read(""), Typing.read(DONOR), screening_is_current=False)
    assert found.verdict is Verdict.CANNOT_BE_EXCLUDED
    assert found.needs_the_laboratory
    assert found.reasons == ("The antibody screening is out of date.",)


def test_the_unknown_counts_as_clear_in_the_reference_figure():
    donor = Typing.read(DONOR)
    assert is_clear(UnacceptableAntigens.read("A24"), donor)
    assert not is_clear(UnacceptableAntigens.read("DR15"), donor)


some_antigens = st.sets(st.sampled_from(list(ANTIGENS.values())), max_size=12).map(UnacceptableAntigens.of)


@given(some_antigens)
def test_expanding_twice_changes_nothing(unacceptable):
    assert unacceptable.expanded.expanded == unacceptable.expanded


@given(st.lists(some_antigens, min_size=1, max_size=6))
def test_lists_are_read_as_columns_in_their_expanded_form(lists):
    words = read_unacceptable([unacceptable.canonical for unacceptable in lists])
    assert words.tolist() == words_of([unacceptable.expanded.mask for unacceptable in lists]).tolist()


@given(some_antigens, some_antigens)
def test_more_unacceptable_antigens_never_clear_a_donor(some, more):
    donor = Typing.read(DONOR)
    both = UnacceptableAntigens(some.mask | more.mask)
    order = [Verdict.NEGATIVE, Verdict.CANNOT_BE_EXCLUDED, Verdict.POSITIVE]
    assert order.index(crossmatch(both, donor).verdict) >= order.index(crossmatch(some, donor).verdict)


POOL = DonorPool.read(
    """
    # a pool of four
    A1 A2 B7 B8 DR1 DR4
    A9 A24 B7 DR2 DR15
    A9 A23 B40 B60 DR4

    A3 B35 DR3 DR17 DR7
    """.splitlines()
)


@pytest.mark.parametrize(
    ("listed", "share"),
    [
        ("", 0.0),
        ("A1", 0.25),
        ("B7", 0.5),
        ("A24", 0.25),
        ("A9", 0.5),
        ("A23 A24", 0.5),
        ("A1 DR4 DR17", 0.75),
    ],
)
def test_vpra_is_the_share_of_the_pool_that_carries_an_antigen(listed, share):
    assert POOL.share_carrying(UnacceptableAntigens.read(listed)) == share


def test_loci_at_which_the_pool_is_not_typed_are_named():
    assert POOL.loci_not_typed(UnacceptableAntigens.read("DQ7 A2")) == (Locus.DQB,)
    assert POOL.loci_not_typed(UnacceptableAntigens.read("A2 DR4")) == ()


def test_an_empty_pool_is_refused():
    with pytest.raises(HLARefused, match="empty"):
        DonorPool.read(["", "# nobody"])
