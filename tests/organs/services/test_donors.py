"""Donors: registered, characterised, corrected; and what of it ends a run."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from messaging.models import Notice
from organs.models import (
    Donor,
    DonorAboSample,
    DonorStatus,
    Marker,
    MatchRun,
    OrganRecovery,
    PartKind,
    PartStatus,
    Rule,
    RuleException,
    Side,
)
from organs.policies.donors import DonorRefused
from organs.services import characterisation, donors, recovery
from organs.services.events import Told
from organs.services.facts import donor_facts
from organs.services.matching import run_match
from organs.signals import donor_facts_changed
from patients.hla import Typing
from tests.factories import (
    candidate,
    characterised_donor,
    coordinator,
    donor,
    hospital,
    kidneys,
    match_run,
)
from transplant_site.audit import Refusal
from transplant_site.records.vocabulary import OrganKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def matched(by):
    candidate(blood_group="A", vpra="0")
    made = characterised_donor(by=by)
    return made, match_run(made, by=by)


def fresh(run):
    return MatchRun.objects.get(pk=run.pk)


def correct(one, by, **changes):
    characteristics = donors.Characteristics.of(Donor.objects.get(pk=one.pk))
    values = {name: getattr(characteristics, name) for name in donors.Characteristics.__dataclass_fields__}
    return donors.correct_donor(
        donor=one,
        characteristics=donors.Characteristics(**(values | changes)),
        by=by,
        at=timezone.now(),
        reason="Read again.",
    )


def change_abo(one, by):
    correct(one, by, blood_group="B")


def change_kind(one, by):
    correct(one, by, kind="DCD")


def change_typing(one, by):
    now = timezone.now()
    antigens = Typing.read("A3 A11 B7 B8 DR1 DR4").canonical.split()
    characterisation.record_hla_typing(donor=one, antigens=antigens, occurred_at=now, by=by, at=now)


def change_serology(one, by):
    now = timezone.now()
    characterisation.record_test(
        donor=one, marker=Marker.HCV_ANTIBODY, result="positive", occurred_at=now, by=by, at=now
    )


def record_a_contradicting_sample(one, by):
    now = timezone.now()
    third = coordinator(by.hospital)
    characterisation.record_abo_sample(donor=one, blood_group="O", occurred_at=now, by=third, at=now)


@pytest.mark.parametrize(
    "change", [change_abo, change_kind, change_typing, change_serology, record_a_contradicting_sample]
)
def test_a_change_of_what_allocation_uses_ends_the_run_and_is_announced(matched, by, change):
    one, run = matched
    before = Donor.objects.get(pk=one.pk).facts_version
    heard = []

    def listener(**words):
        heard.append(words)

    donor_facts_changed.connect(listener)
    try:
        change(one, by)
    finally:
        donor_facts_changed.disconnect(listener)

    assert not fresh(run).is_valid
    assert fresh(run).invalidated_because
    assert Donor.objects.get(pk=one.pk).facts_version == before + 1
    assert [words["donor"].pk for words in heard] == [one.pk]


def test_the_same_result_of_a_newer_sample_ends_nothing(matched, by):
    one, run = matched
    now = timezone.now()
    characterisation.record_test(
        donor=one, marker=Marker.HCV_ANTIBODY, result="negative", occurred_at=now, by=by, at=now
    )
    assert fresh(run).is_valid


def test_a_late_result_of_an_older_sample_is_kept_and_is_not_the_current_one(matched, by):
    one, run = matched
    now = timezone.now()
    test = characterisation.record_test(
        donor=one,
        marker=Marker.HCV_ANTIBODY,
        result="positive",
        occurred_at=now - timedelta(days=2),
        by=by,
        at=now,
    )
    assert not test.is_current
    assert fresh(run).is_valid


def test_a_word_in_the_record_that_allocation_does_not_use_ends_nothing(matched, by):
    one, run = matched
    correct(one, by, cause_of_death="Trauma")
    assert fresh(run).is_valid


def test_a_correction_by_someone_who_saw_older_values_is_refused(by):
    one = donor(by=by)
    seen = donors.Characteristics.of(one)
    correct(one, by, age_years=50)
    with pytest.raises(DonorRefused, match=f"{by} changed the donor since you opened"):
        donors.correct_donor(
            donor=one, characteristics=seen, seen=seen, by=by, at=timezone.now(), reason="Mistyped."
        )


def test_an_identity_gets_versions(by):
    one = donor(by=by, family_name="First")
    seen = one.identities.get().pk
    correct_identity(one, by, "Second", replaces=seen)
    names = {row.family_name: row.superseded_at is None for row in one.identities.all()}
    assert names == {"First": False, "Second": True}
    with pytest.raises(DonorRefused, match=f"{by} changed the identity"):
        correct_identity(one, by, "Third", replaces=seen)
    with pytest.raises(DonorRefused, match="Nothing was changed"):
        correct_identity(one, by, "Second", replaces=one.identities.get(superseded_at__isnull=True).pk)


def test_a_first_identity_does_not_overwrite_one_that_came_before_it(by):
    one = donor(by=by)
    correct_identity(one, by, "First", replaces=None)
    with pytest.raises(DonorRefused, match="after you opened it"):
        correct_identity(one, by, "Second", replaces=None)


def correct_identity(one, by, family_name, *, replaces):
    return donors.correct_identity(
        donor=one,
        identity=donors.Identity(family_name=family_name),
        replaces=replaces,
        by=by,
        at=timezone.now(),
    )


def test_one_person_does_not_report_both_samples(by):
    one = donor(by=by)
    now = timezone.now()
    for hours in (2, 1):
        record = lambda hours=hours: characterisation.record_abo_sample(  # noqa: E731
            donor=one, blood_group="A", occurred_at=now - timedelta(hours=hours), by=by, at=now
        )
        if hours == 2:
            record()
    with pytest.raises(DonorRefused, match="two people"):
        record()


def test_what_lies_in_the_future_is_refused(by):
    one = donor(by=by)
    now = timezone.now()
    with pytest.raises(Refusal, match="future"):
        characterisation.record_finding(
            donor=one, kind="imaging", text="X-ray", occurred_at=now + timedelta(hours=1), by=by, at=now
        )


def test_a_recovery_before_death_is_declared_is_recorded_as_an_exception_only(by):
    one = donor(by=by)
    now = timezone.now()
    organ = recovery.add_organ(donor=one, kind=OrganKind.LIVER, by=by, at=now)
    times = recovery.Recovery(cross_clamp_at=now - timedelta(hours=1))
    with pytest.raises(DonorRefused, match="Death is declared, and that is recorded"):
        recovery.record_recovery(organ=organ, times=times, by=by, at=now)
    recovery.record_recovery(
        organ=organ, times=times, exception_reason="The declaration is on paper.", by=by, at=now
    )
    exception = RuleException.objects.get()
    assert exception.rule == Rule.DEATH_DECLARED
    assert (exception.donor, exception.subject_reference) == (one, organ.reference)
    assert Notice.objects.filter(kind="rule_exception", hospital=by.hospital).exists()


def test_a_recovery_of_a_donation_that_does_not_proceed_is_an_exception(by):
    one = characterised_donor(by=by)
    now = timezone.now()
    organ = recovery.add_organ(donor=one, kind=OrganKind.KIDNEY, side=Side.LEFT, by=by, at=now)
    donors.move_donor(donor=one, to=DonorStatus.NOT_PROCEEDING, reason="Objection", by=by, at=now)
    times = recovery.Recovery(recovered_at=now)
    with pytest.raises(DonorRefused, match="while the donation proceeds"):
        recovery.record_recovery(organ=organ, times=times, by=by, at=now)
    recovery.record_recovery(organ=organ, times=times, exception_reason="It was too late.", by=by, at=now)
    assert RuleException.objects.get().rule == Rule.DONATION_PROCEEDS


def test_a_recovery_says_who_recorded_it_and_on_whose_behalf(by):
    one = characterised_donor(by=by)
    now = timezone.now()
    surgeon = coordinator(by.hospital)
    organ = recovery.add_organ(donor=one, kind=OrganKind.KIDNEY, side=Side.LEFT, by=by, at=now)
    clamped = recovery.Recovery(cross_clamp_at=now - timedelta(minutes=9))
    recovery.record_recovery(organ=organ, times=clamped, by=by, at=now)
    recovered = recovery.Recovery(
        cross_clamp_at=now - timedelta(minutes=9), recovered_at=now - timedelta(minutes=2)
    )
    told = Told(surgeon, "By telephone at 03:12, read back.")
    organ = recovery.record_recovery(organ=organ, times=recovered, told=told, by=by, at=now)
    first, second = organ.recoveries.all()
    assert (first.recorded_by, first.on_behalf_of, first.occurred_at) == (by, None, clamped.cross_clamp_at)
    assert (second.on_behalf_of, second.occurred_at) == (surgeon, recovered.recovered_at)
    assert organ.recovered_at == recovered.recovered_at


def test_a_recovery_of_the_future_is_refused_by_the_database_too(by):
    organ = kidneys(donor(by=by), by=by)[0].organ
    ahead = timezone.now() + timedelta(hours=1)
    with pytest.raises(IntegrityError, match="not_in_the_future"), transaction.atomic():
        OrganRecovery.objects.create(organ=organ, recovered_at=ahead, occurred_at=ahead, recorded_by=by)


def test_a_mixed_up_sample_is_repeated_by_the_same_person(by):
    one = donor(by=by)
    now = timezone.now()
    sample = record_sample(one, by, hours=3)
    characterisation.set_aside_abo_sample(sample=sample, reason="Mixed up", by=by, at=now)
    record_sample(one, by, hours=2)
    with pytest.raises(DonorRefused, match="two people"):
        record_sample(one, by, hours=1)


def test_two_samples_of_one_person_are_refused_whoever_writes_them_down(by):
    one, colleague = donor(by=by), coordinator(by.hospital)
    told = Told(by, "By telephone, read back.")
    record_sample(one, by, hours=2)
    with pytest.raises(DonorRefused, match="two people"):
        record_sample(one, colleague, hours=1, told=told)
    with pytest.raises(IntegrityError, match="reported_by_different_people"), transaction.atomic():
        DonorAboSample.objects.create(
            donor=one,
            blood_group="A",
            occurred_at=timezone.now(),
            recorded_by=colleague,
            on_behalf_of=by,
            on_behalf_note="By telephone, read back.",
        )


def record_sample(one, by, *, hours, told=None):
    return characterisation.record_abo_sample(
        donor=one,
        blood_group="A",
        occurred_at=timezone.now() - timedelta(hours=hours),
        told=told,
        by=by,
        at=timezone.now(),
    )


def test_the_first_recovered_organ_makes_the_donor_recovered(matched, by):
    one, _run = matched
    now = timezone.now()
    organ = recovery.add_organ(donor=one, kind=OrganKind.KIDNEY, side=Side.LEFT, by=by, at=now)
    times = recovery.Recovery(cross_clamp_at=now, cold_perfusion_at=now, recovered_at=now)
    recovery.record_recovery(organ=organ, times=times, by=by, at=now)
    assert Donor.objects.get(pk=one.pk).status == DonorStatus.RECOVERED


def test_a_liver_is_split_into_two_parts_that_are_offered_by_themselves(by):
    one = donor(by=by)
    now = timezone.now()
    liver = recovery.add_organ(donor=one, kind=OrganKind.LIVER, by=by, at=now)
    recovery.split_organ(organ=liver, kinds=[PartKind.LEFT_LATERAL, PartKind.EXTENDED_RIGHT], by=by, at=now)
    assert dict(liver.parts.values_list("kind", "status")) == {
        PartKind.WHOLE: PartStatus.SPLIT,
        PartKind.LEFT_LATERAL: PartStatus.AVAILABLE,
        PartKind.EXTENDED_RIGHT: PartStatus.AVAILABLE,
    }
    with pytest.raises(DonorRefused, match="whole and available"):
        recovery.split_organ(organ=liver, kinds=[PartKind.LEFT_LOBE, PartKind.RIGHT_LOBE], by=by, at=now)


def test_an_organ_is_on_record_once(by):
    one = donor(by=by)
    now = timezone.now()
    recovery.add_organ(donor=one, kind=OrganKind.LIVER, by=by, at=now)
    with pytest.raises(DonorRefused, match="recorded already"):
        recovery.add_organ(donor=one, kind=OrganKind.LIVER, by=by, at=now)


@pytest.mark.parametrize(("age", "policy"), [(64, "etkas"), (65, "esp")])
def test_a_donor_of_65_is_ranked_by_the_senior_programme(by, age, policy):
    run = match_run(characterised_donor(by=by, age_years=age), by=by)
    assert run.policy == policy


def test_a_run_is_refused_to_who_did_not_know_of_the_present_one(matched, by):
    one, run = matched
    with pytest.raises(Refusal, match=run.reference or "MTC"):
        run_match(donor=one, organ_kind=OrganKind.KIDNEY, by=by, at=timezone.now(), seen_run=None)
    assert fresh(run).is_valid


def test_an_offer_shows_no_donors_identity(by):
    one = donor(by=by, given_name="Zelda", family_name="Quux", hospital=hospital("donor_hospital"))
    text = str(donor_facts(Donor.objects.get(pk=one.pk)))
    assert "Zelda" not in text
    assert "Quux" not in text
