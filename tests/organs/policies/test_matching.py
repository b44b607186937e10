"""Whether a run may be made and a crossmatch asked for or assessed, as truth tables."""

import pytest
from django.utils import timezone

from organs.models import DonorStatus, MatchCandidate, MatchRun
from organs.policies import matching as policies
from organs.policies.matching import CrossmatchRefused, MatchRefused
from organs.virtual_crossmatch import Known, crossmatch_of, decide
from tests.factories import candidate, characterised_donor, coordinator, donor, match_run

POSITIVE, NEGATIVE, UNSURE = "positive", "negative", "cannot_be_excluded"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "consent", "policy", "is_allowed"),
    [
        (DonorStatus.REGISTERED, True, "etkas", True),
        (DonorStatus.IN_ALLOCATION, True, "etkas", True),
        (DonorStatus.REGISTERED, None, "etkas", True),
        (DonorStatus.REGISTERED, True, "other", False),
        (DonorStatus.CLOSED, True, "etkas", False),
        (DonorStatus.NOT_PROCEEDING, True, "etkas", False),
        (DonorStatus.REGISTERED, False, "etkas", False),
    ],
)
def test_a_donor_is_matched_in_an_open_case_and_not_against_consent(status, consent, policy, is_allowed):
    by = coordinator()
    one = donor(by=by) if consent is None else characterised_donor(by=by)
    if consent is False:
        one.consents.update(is_given=False)
    one.status = status
    if is_allowed:
        policies.check_can_match(one, "kidney", policy=policy)
    else:
        with pytest.raises(MatchRefused):
            policies.check_can_match(one, "kidney", policy=policy)


@pytest.mark.django_db
@pytest.mark.parametrize("virtual", [POSITIVE, NEGATIVE, UNSURE, None])
@pytest.mark.parametrize("is_asked_for", [True, False])
@pytest.mark.parametrize("is_valid", [True, False])
def test_a_word_is_given_on_what_is_asked_for(virtual, is_asked_for, is_valid):
    run = MatchRun(reference="MTC-26-000001-X", invalidated_at=None if is_valid else timezone.now())
    row = MatchCandidate(crossmatch=virtual) if virtual else None
    expected = is_valid and (is_asked_for if row is None else virtual != NEGATIVE)
    assert policies.can_assess(run, row, is_asked_for=is_asked_for) is expected


@pytest.mark.django_db
def test_the_laboratory_is_asked_about_who_is_not_ranked_and_not_known():
    by = coordinator()
    ranked = candidate(blood_group="A", vpra="0")
    run = match_run(characterised_donor(by=by), by=by)
    row, other = run.candidates.get(registration=ranked), candidate(blood_group="AB")
    unsure = Known(UNSURE, "Not typed")
    assert policies.can_ask(run, other, None, unsure, by=by)
    assert not policies.can_ask(run, other, None, unsure, by=coordinator())
    assert not policies.can_ask(run, ranked, row, unsure, by=by)
    for known in (Known(NEGATIVE, ""), Known(POSITIVE, ""), Known(UNSURE, "", NEGATIVE)):
        assert not policies.can_ask(run, other, None, known, by=by)
    other.status = "NT"
    assert not policies.can_ask(run, other, None, unsure, by=by)
    other.status, run.invalidated_at = "T", timezone.now()
    with pytest.raises(CrossmatchRefused, match="no longer valid"):
        policies.check_can_ask(run, other, None, unsure, by=by)


@pytest.mark.parametrize("virtual", [POSITIVE, NEGATIVE, UNSURE])
@pytest.mark.parametrize("word", [POSITIVE, NEGATIVE, UNSURE, None])
def test_any_positive_is_positive_and_the_word_counts_where_the_virtual_one_is_unsure(virtual, word):
    expected = virtual if virtual != UNSURE else word or UNSURE
    assert decide(virtual, word) == (POSITIVE if POSITIVE in (virtual, word) else expected)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("donor_hla", "antibodies", "verdict", "said"),
    [
        ("A1 A2 B7 B8 DR15(2) DR17(3)", {"vpra": "0"}, NEGATIVE, ""),
        ("A1 A2 B7 B8 DR15(2) DR17(3)", {"vpra": "0.3", "unacceptable": "A24 B44"}, NEGATIVE, ""),
        ("A1 A2 B7 B8 DR15(2) DR17(3)", {"vpra": "0.3", "unacceptable": "A2"}, POSITIVE, "carries it"),
        ("A1 A2 B7 B8 DR15(2) DR17(3)", {"unacceptable": "A2"}, POSITIVE, "carries it"),
        ("A1 A2 B7 B8 DR15(2) DR3", {"vpra": "0.3", "unacceptable": "DR18"}, UNSURE, "typed DR3 only"),
        ("A1 A2 B7 B8 DR15(2) DR17(3)", {"vpra": "0.3", "unacceptable": "DQ7"}, UNSURE, "not typed at DQ"),
        ("A1 A2 B7 B8 DR15(2) DR17(3)", {}, UNSURE, "no antibody screening"),
        ("", {"vpra": "0"}, UNSURE, "donor is not typed"),
    ],
)
def test_the_crossmatch_of_a_candidate_is_judged_by_typing_and_antigens(donor_hla, antibodies, verdict, said):
    waiting = candidate(blood_group="A", hla="A3 A11 B7 B8 DR4 DR7", **antibodies)
    known = crossmatch_of(donor(hla=donor_hla), waiting, on=timezone.localdate())
    assert known.verdict == verdict
    assert said in known.reason


@pytest.mark.django_db
def test_a_screening_out_of_date_leaves_the_crossmatch_open():
    waiting, today = candidate(blood_group="A", vpra="0"), timezone.localdate()
    waiting.patient.antibody_screenings.update(valid_until=today)
    known = crossmatch_of(donor(), waiting, on=today)
    assert known.waits_for_laboratory
    assert "out of date" in known.reason
