"""Two people check, blind to each other; what they don't agree on stops everything."""

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.models import Notice
from organs.models import CheckStage, Donor, PartStatus, TwoPersonCheck
from organs.policies.checks import CheckRefused, verified_on_arrival
from organs.services import checks, offers
from organs.services.parts import move_part
from tests.factories import coordinator, offer_case, staff_member
from tests.factories.offers import carried, checked, reading
from transplant_site.staff.models import Profession

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted():
    case = offer_case(1)
    offer = case.accepted()
    return case, offer, offer.allocations.get()


def enter(allocation, stage, by, *, retry_reason="", **changes):
    return checks.enter_check(
        allocation=allocation,
        stage=stage,
        reading=reading(allocation, stage, **changes),
        by=by,
        at=timezone.now(),
        retry_reason=retry_reason,
    )


def test_two_people_who_read_what_the_record_says_agree(accepted):
    case, _offer, allocation = accepted
    first = enter(allocation, CheckStage.DEPARTURE, case.coordinator)
    assert first.is_open
    assert not checks.is_agreed(allocation, CheckStage.DEPARTURE)
    second = enter(allocation, CheckStage.DEPARTURE, coordinator(case.coordinator.hospital))
    assert second.is_agreed
    assert checks.is_agreed(allocation, CheckStage.DEPARTURE)
    with pytest.raises(CheckRefused, match="agree"):
        enter(allocation, CheckStage.DEPARTURE, coordinator(case.coordinator.hospital))


def test_one_person_does_not_make_both_checks(accepted):
    case, _offer, allocation = accepted
    enter(allocation, CheckStage.DEPARTURE, case.coordinator)
    with pytest.raises(CheckRefused, match="someone else"):
        enter(allocation, CheckStage.DEPARTURE, case.coordinator)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"blood_group": "B"}, "donor's ABO"),
        ({"donor_reference": "DNR-26-000001-0"}, "donor ID"),
        ({"contents_right": False}, "contents"),
        ({"packaging_sound": False}, "packaging"),
        ({"documents_present": False}, "documents"),
    ],
)
@pytest.mark.parametrize("who", ["first", "second", "both"])
def test_what_differs_from_the_record_is_a_hard_stop(accepted, changes, named, who):
    case, _offer, allocation = accepted
    Notice.objects.all().delete()
    enter(allocation, CheckStage.DEPARTURE, case.coordinator, **(changes if who != "second" else {}))
    outcome = enter(
        allocation,
        CheckStage.DEPARTURE,
        coordinator(case.coordinator.hospital),
        **(changes if who != "first" else {}),
    )
    assert outcome.differences == (named,)
    assert outcome.check.status == TwoPersonCheck.Status.DISAGREED
    assert Notice.objects.filter(kind="check_disagreed", is_urgent=True).count() == 2


def test_after_a_disagreement_a_new_attempt_needs_what_was_found_out(accepted):
    case, _offer, allocation = accepted
    colleague = coordinator(case.coordinator.hospital)
    enter(allocation, CheckStage.DEPARTURE, case.coordinator, packaging_sound=False)
    enter(allocation, CheckStage.DEPARTURE, colleague)
    with pytest.raises(CheckRefused, match="stop"):
        enter(allocation, CheckStage.DEPARTURE, colleague)
    enter(allocation, CheckStage.DEPARTURE, colleague, retry_reason="Repacked")
    done = enter(allocation, CheckStage.DEPARTURE, case.coordinator)
    assert done.is_agreed
    assert (done.check.attempt, done.check.retry_reason) == (2, "Repacked")


def test_on_departure_one_of_the_two_is_of_the_procurement_organisation(accepted):
    case, offer, allocation = accepted
    nurse = staff_member(hospital=offer.centre, profession=Profession.NURSE)
    enter(allocation, CheckStage.DEPARTURE, nurse)
    with pytest.raises(CheckRefused, match="One of the two"):
        enter(allocation, CheckStage.DEPARTURE, case.surgeons[0])
    assert enter(allocation, CheckStage.DEPARTURE, case.coordinator).is_agreed


def test_an_organ_is_checked_on_arrival_only_when_it_has_arrived(accepted):
    case, _offer, allocation = accepted
    with pytest.raises(CheckRefused, match="can't be checked now: allocated"):
        enter(allocation, CheckStage.ARRIVAL, case.surgeons[0])
    move_part(part=case.left, to=PartStatus.IN_TRANSIT, by=None, at=timezone.now())
    with pytest.raises(CheckRefused, match="can't be checked now: on the way"):
        enter(allocation, CheckStage.ARRIVAL, case.surgeons[0])
    move_part(part=case.left, to=PartStatus.DELIVERED, by=None, at=timezone.now())
    assert enter(allocation, CheckStage.ARRIVAL, case.surgeons[0]).is_open


def test_an_organ_that_stays_in_the_house_is_checked_while_it_is_allocated():
    case = offer_case(1)
    offer = case.accepted()
    Donor.objects.filter(pk=case.donor.pk).update(hospital=offer.centre)
    assert enter(offer.allocations.get(), CheckStage.ARRIVAL, case.surgeons[0]).is_open


def test_a_check_of_before_the_last_arrival_does_not_count(accepted):
    case, offer, allocation = accepted
    checked(case, offer, CheckStage.ARRIVAL)
    assert verified_on_arrival([allocation]) == {allocation.pk}
    for status in (PartStatus.IN_TRANSIT, PartStatus.DELIVERED):
        move_part(part=case.left, to=status, by=None, at=timezone.now())
    assert verified_on_arrival([allocation]) == frozenset()


def test_a_check_made_too_late_does_not_count(accepted):
    case, offer, allocation = accepted
    checked(case, offer, CheckStage.ARRIVAL)
    now = timezone.now()
    assert verified_on_arrival([allocation], before=now) == {allocation.pk}
    assert verified_on_arrival([allocation], before=now - timedelta(minutes=5)) == frozenset()


def test_on_arrival_a_surgeon_and_another_licensed_person_check(accepted):
    case, offer, allocation = accepted
    carried(offer)
    nurse = staff_member(hospital=offer.centre, profession=Profession.NURSE)
    physician = staff_member(hospital=offer.centre, profession=Profession.PHYSICIAN)
    clerk = staff_member(hospital=offer.centre, profession=Profession.ADMINISTRATOR)
    with pytest.raises(CheckRefused, match="Only a surgeon, physician or nurse"):
        enter(allocation, CheckStage.ARRIVAL, clerk)
    with pytest.raises(CheckRefused, match="checks"):
        enter(allocation, CheckStage.ARRIVAL, case.coordinator)
    enter(allocation, CheckStage.ARRIVAL, nurse)
    with pytest.raises(CheckRefused, match="not a surgeon"):
        enter(allocation, CheckStage.ARRIVAL, physician)
    assert enter(allocation, CheckStage.ARRIVAL, case.surgeons[0]).is_agreed


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"recipient_blood_group": "AB"}, "recipient's ABO"),
        ({"recipient_reference": "REG-26-000001-0"}, "recipient's number"),
    ],
)
def test_on_arrival_the_recipient_is_verified_too(accepted, changes, named):
    case, offer, allocation = accepted
    carried(offer)
    nurse = staff_member(hospital=offer.centre, profession=Profession.NURSE)
    enter(allocation, CheckStage.ARRIVAL, nurse, **changes)
    assert enter(allocation, CheckStage.ARRIVAL, case.surgeons[0]).differences == (named,)


def test_what_fell_through_or_is_under_way_is_not_checked_for_departure(accepted):
    case, offer, allocation = accepted
    move_part(part=case.left, to=PartStatus.IN_TRANSIT, by=None, at=timezone.now())
    with pytest.raises(CheckRefused, match="can't be checked now"):
        enter(allocation, CheckStage.DEPARTURE, case.coordinator)
    offers.let_fall_through(offer=offer, by=case.coordinator, at=timezone.now(), reason="Damaged")
    with pytest.raises(CheckRefused, match="fell through"):
        enter(allocation, CheckStage.ARRIVAL, case.surgeons[0])
