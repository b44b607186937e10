"""Adverse events and late results reach every centre that received an organ of the donor."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from messaging.models import Notice
from organs.models import AdverseEvent, Donor, DonorStatus, PartStatus
from organs.policies.safety import SafetyRefused
from organs.services import characterisation, donors, offers, safety
from organs.services.events import Told
from organs.services.parts import move_part
from tests.factories import coordinator, offer_case, staff_member
from tests.factories.offers import transplanted

pytestmark = pytest.mark.django_db


def report(case, by, **given):
    return safety.report_adverse_event(
        donor=case.donor,
        kind=AdverseEvent.Kind.ADVERSE_REACTION,
        title=given.pop("title", "Fungal infection"),
        text="Candida in the recipient's blood",
        occurred_at=given.pop("occurred_at", timezone.now()),
        by=by,
        at=timezone.now(),
        **given,
    )


def test_every_centre_that_has_an_organ_is_told_and_acknowledges():
    case = offer_case(3)
    transplanted(case)
    case.accepted(1, parts=[case.right])
    event = report(case, case.coordinator)
    told = {notice.hospital for notice in event.notices.all()}
    assert told == {case.surgeons[0].hospital, case.surgeons[1].hospital}
    assert Notice.objects.filter(kind="adverse_event", hospital=case.surgeons[1].hospital).exists()

    notice = event.notices.get(hospital=case.surgeons[1].hospital)
    with pytest.raises(SafetyRefused, match="acknowledges this"):
        safety.acknowledge(notice=notice, by=case.surgeons[0], at=timezone.now())
    safety.acknowledge(notice=notice, by=case.surgeons[1], at=timezone.now())
    with pytest.raises(SafetyRefused, match="acknowledged this"):
        safety.acknowledge(notice=notice, by=case.surgeons[1], at=timezone.now())


def test_the_centre_that_reports_knows_already():
    case = offer_case(1)
    transplanted(case)
    event = report(case, case.surgeons[0])
    assert event.notices.get().acknowledged_by == case.surgeons[0]
    assert Notice.objects.filter(kind="adverse_event", hospital=case.coordinator.hospital).exists()


def test_a_centre_that_had_the_organ_in_its_hands_is_told_one_that_never_had_it_is_not():
    case = offer_case(2)
    never = case.accepted(0)
    offers.let_fall_through(offer=never, by=case.coordinator, at=timezone.now(), reason="Fever")
    had = case.accepted(1)
    for status in (PartStatus.IN_TRANSIT, PartStatus.DELIVERED):
        move_part(part=case.left, to=status, by=None, at=timezone.now())
    offers.let_fall_through(offer=had, by=case.coordinator, at=timezone.now(), reason="Damaged")
    assert safety.receiving_centres(case.donor) == [had.centre]


def test_a_centre_that_accepts_later_is_told_of_what_is_known():
    case = offer_case(1)
    event = report(case, case.coordinator)
    assert not event.notices.exists()
    offer = case.accepted()
    assert event.notices.get().hospital == offer.centre


def record_test(case, *, result="positive", hours=1, marker="syphilis"):
    now = timezone.now()
    return characterisation.record_test(
        donor=case.donor,
        marker=marker,
        result=result,
        occurred_at=now - timedelta(hours=hours),
        by=case.coordinator,
        at=now,
    )


def record_culture(case):
    now = timezone.now()
    characterisation.record_finding(
        donor=case.donor, kind="culture", text="Klebsiella", occurred_at=now, by=case.coordinator, at=now
    )


def record_typing(case):
    now = timezone.now()
    antigens = ["A1", "A3", "B7", "B8", "DR15"]
    characterisation.record_hla_typing(
        donor=case.donor, antigens=antigens, occurred_at=now, by=case.coordinator, at=now
    )


def correct(case, **changes):
    seen = donors.Characteristics.of(Donor.objects.get(pk=case.donor.pk))
    donors.correct_donor(
        donor=case.donor,
        characteristics=replace(seen, **changes),
        reason="Read again",
        by=case.coordinator,
        at=timezone.now(),
    )


def record_other_sample(case):
    now = timezone.now()
    characterisation.record_abo_sample(
        donor=case.donor, blood_group="AB", occurred_at=now, by=coordinator(), at=now
    )


def record_biopsy(case):
    now = timezone.now()
    characterisation.record_organ_assessment(
        donor=case.donor,
        organ_kind="kidney",
        quality="poor",
        text="Biopsy: sclerosis",
        occurred_at=now,
        by=case.coordinator,
        at=now,
    )


LATE = {
    "a positive test": record_test,
    "a pending test": partial(record_test, result="pending"),
    "a corrected test": partial(record_test, marker="hiv_antibody", result="positive"),
    "a result of an earlier sample": partial(record_test, marker="hiv_antibody", hours=24),
    "a culture": record_culture,
    "an assessment": record_biopsy,
    "an HLA correction": record_typing,
    "an ABO correction": partial(correct, blood_group="O"),
    "a subgroup correction": partial(correct, blood_subgroup="A2"),
    "a sample that disagrees": record_other_sample,
}


@pytest.mark.parametrize("what", LATE)
def test_what_becomes_known_later_reaches_every_centre_that_received_an_organ(what):
    case = offer_case(3)
    transplanted(case)
    case.donor.refresh_from_db()
    LATE[what](case)
    event = AdverseEvent.objects.get()
    assert event.kind == AdverseEvent.Kind.LATE_RESULT
    notice = event.notices.get()
    assert (notice.hospital, notice.acknowledged_at) == (case.surgeons[0].hospital, None)
    assert Notice.objects.filter(kind="adverse_event", hospital=notice.hospital, is_urgent=True).exists()


def test_a_donor_still_in_allocation_has_received_centres_too():
    case = offer_case(2)
    transplanted(case)
    Donor.objects.filter(pk=case.donor.pk).update(status=DonorStatus.IN_ALLOCATION)
    case.send(1, parts=[case.right])
    record_culture(case)
    assert AdverseEvent.objects.get().notices.get().hospital == case.surgeons[0].hospital


def test_what_becomes_known_before_anyone_accepted_is_no_event():
    case = offer_case(1)
    case.send()
    for what in set(LATE) - {"a subgroup correction"}:
        LATE[what](case)
    assert not AdverseEvent.objects.exists()


def test_the_same_result_once_more_is_no_event():
    case = offer_case(1)
    transplanted(case)
    record_test(case, marker="hiv_antibody", result="negative")
    assert not AdverseEvent.objects.exists()


def test_an_event_is_reported_on_behalf_of_who_told_it():
    case = offer_case(1)
    transplanted(case)
    nurse = staff_member(hospital=case.surgeons[0].hospital)
    event = report(case, case.surgeons[0], told=Told(nurse, "By telephone, read back."))
    assert (event.recorded_by, event.on_behalf_of) == (case.surgeons[0], nurse)


def test_events_of_strangers_of_the_future_or_without_words_are_refused():
    case = offer_case(1)
    case.accepted()
    with pytest.raises(SafetyRefused, match="no organ"):
        report(case, staff_member())
    with pytest.raises(SafetyRefused, match="future"):
        report(case, case.coordinator, occurred_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(SafetyRefused, match="Say what happened"):
        report(case, case.coordinator, title=" ")
