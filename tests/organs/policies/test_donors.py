"""What may be done with a donor, as tables."""

import pytest
from django.utils import timezone

from organs.models import Donor, DonorAboSample, DonorKind, DonorStatus, MatchRun
from organs.policies.checklists import needs_declaration
from organs.policies.donors import DonorRefused, abo_disagreement, check_can_move, is_abo_confirmed, is_open
from organs.policies.matching import MatchRefused, check_is_the_run_seen

S = DonorStatus


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (S.REGISTERED, {S.IN_ALLOCATION, S.NOT_PROCEEDING}),
        (S.IN_ALLOCATION, {S.RECOVERED, S.NOT_PROCEEDING}),
        (S.RECOVERED, {S.CLOSED}),
        (S.CLOSED, set()),
        (S.NOT_PROCEEDING, set()),
    ],
)
def test_a_donor_goes_only_where_its_life_leads(status, allowed):
    for to in S:
        donor = Donor(status=status)
        if to in allowed:
            check_can_move(donor, to, reason="-")
        else:
            with pytest.raises(DonorRefused):
                check_can_move(donor, to, reason="-")


def test_ending_a_donation_needs_a_reason():
    with pytest.raises(DonorRefused, match="Say why"):
        check_can_move(Donor(status=S.REGISTERED), S.NOT_PROCEEDING)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (S.REGISTERED, True),
        (S.IN_ALLOCATION, True),
        (S.RECOVERED, True),
        (S.CLOSED, False),
        (S.NOT_PROCEEDING, False),
    ],
)
def test_a_case_is_open_until_it_is_closed(status, expected):
    assert is_open(Donor(status=status)) is expected


def sample(group, subgroup="", *, set_aside=False):
    at = timezone.now() if set_aside else None
    return DonorAboSample(blood_group=group, blood_subgroup=subgroup, set_aside_at=at)


@pytest.mark.parametrize(
    ("record", "samples", "disagrees", "confirmed"),
    [
        (("A", ""), [], False, False),
        (("A", ""), [sample("A")], False, False),
        (("A", ""), [sample("A"), sample("A")], False, True),
        (("A", ""), [sample("A"), sample("O")], True, False),
        (("A", ""), [sample("O"), sample("O")], True, False),
        (("A", ""), [sample("A"), sample("O", set_aside=True)], False, False),
        (("A", ""), [sample("A"), sample("O", set_aside=True), sample("A")], False, True),
        (("A", "A2"), [sample("A", "A1"), sample("A")], True, False),
        (("A", "A2"), [sample("A", "A2"), sample("A")], False, True),
    ],
)
def test_two_samples_and_the_record_must_agree(record, samples, disagrees, confirmed):
    donor = Donor(blood_group=record[0], blood_subgroup=record[1])
    assert bool(abo_disagreement(donor, samples)) is disagrees
    assert is_abo_confirmed(donor, samples) is confirmed


@pytest.mark.parametrize(("kind", "expected"), [(DonorKind.DBD, True), (DonorKind.DCD, False)])
def test_death_is_declared_before_the_first_offer_after_brain_death_only(kind, expected):
    assert needs_declaration(Donor(kind=kind)) is expected


def test_nobody_starts_a_run_over_one_they_have_not_seen():

    seen, other = MatchRun(reference="MTC-1"), MatchRun(reference="MTC-2")
    check_is_the_run_seen(None, None)
    check_is_the_run_seen(seen, seen)
    check_is_the_run_seen(seen, None)
    with pytest.raises(MatchRefused, match="since you opened"):
        check_is_the_run_seen(seen, other)
    with pytest.raises(MatchRefused, match="since you opened"):
        check_is_the_run_seen(None, other)
