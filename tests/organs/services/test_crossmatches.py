"""The laboratory's word: where it counts, and until when."""

import pytest
from django.utils import timezone

from organs import reach
from organs.models import MatchCandidate
from organs.policies.matching import CrossmatchRefused
from organs.services import characterisation, donors
from organs.services.crossmatches import assess_crossmatch
from patients.hla import Typing
from tests.factories import candidate, characterised_donor, coordinator, hospital, match_run, staff_member
from tests.locks import done_while_held
from transplant_site.access.roles import Role
from transplant_site.records.vocabulary import CrossmatchVerdict
from transplant_site.staff.models import LaboratoryAgreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    by = coordinator()
    waiting = candidate(blood_group="A", vpra="0.3", unacceptable="DQ7")
    run = match_run(characterised_donor(by=by), by=by)
    laboratory = hospital("laboratory")
    LaboratoryAgreement.objects.create(
        hospital=waiting.programme.hospital, laboratory=laboratory, valid_from="2020-01-01"
    )
    return by, run, staff_member(Role.LABORATORY, hospital=laboratory)


def say(run, scientist, verdict=CrossmatchVerdict.NEGATIVE):
    now = timezone.now()
    return assess_crossmatch(
        run=run,
        registration=run.candidates.get().registration,
        method="virtual",
        verdict=verdict,
        reason="DQ typed meanwhile.",
        occurred_at=now,
        by=scientist,
        at=now,
    )


def verdict_of(run):
    return MatchCandidate.objects.with_verdict().get(run=run).verdict


def test_a_locus_that_was_not_typed_leaves_the_crossmatch_open_and_says_so(case):
    _by, run, _scientist = case
    row = run.candidates.get()
    assert row.crossmatch == CrossmatchVerdict.CANNOT_BE_EXCLUDED
    assert row.crossmatch_reason == "The donor is not typed at DQ; unacceptable: DQ7."


def test_the_laboratory_sees_what_its_hospitals_wait_for_and_a_stranger_sees_nothing(case):
    _by, run, scientist = case
    assert [row.run for row in reach.crossmatches(scientist)] == [run]
    assert not reach.crossmatches(staff_member(Role.LABORATORY)).exists()
    assert not reach.crossmatches(_by).exists()


@pytest.mark.parametrize("said", [CrossmatchVerdict.NEGATIVE, CrossmatchVerdict.POSITIVE])
def test_the_laboratorys_word_decides(case, said):
    _by, run, scientist = case
    say(run, scientist, said)
    assert verdict_of(run) == said


def test_a_word_from_before_another_typing_counts_no_longer(case):
    by, run, scientist = case
    say(run, scientist)
    now = timezone.now()
    characterisation.record_hla_typing(
        donor=run.donor,
        antigens=Typing.read("A1 A2 B7 B8 DR15(2) DR4").canonical.split(),
        occurred_at=now,
        by=by,
        at=now,
    )
    # Within a test everything has one time: that of the transaction. The typing came later.
    run.donor.hla_typings.filter(is_current=True).update(recorded_at=timezone.now())
    assert verdict_of(run) == CrossmatchVerdict.CANNOT_BE_EXCLUDED


def test_nothing_is_assessed_for_a_run_that_has_ended(case):
    by, run, scientist = case
    match_run(run.donor, by=by)
    with pytest.raises(CrossmatchRefused, match="no longer valid"):
        say(run, scientist)


@pytest.mark.django_db(transaction=True)
def test_the_laboratory_waits_for_nobody_who_acts_on_the_donor(case):
    """A run that is made takes the donor first and the run before it then: the word takes that run alone."""
    _by, run, scientist = case
    done_while_held(lambda: donors.lock(run.donor), lambda: say(run, scientist))
    assert verdict_of(run) == CrossmatchVerdict.NEGATIVE
