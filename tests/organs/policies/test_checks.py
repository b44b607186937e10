"""Two-person checks: when each is due, who makes it, when it is made anew, what disagrees."""

import pytest
from django.utils import timezone

from organs.models import Allocation, CheckStage, Donor, PartStatus, TwoPersonCheck
from organs.policies.checks import (
    CheckRefused,
    check_may_begin,
    differences,
    has_arrived,
    is_due,
    may_check,
    record_of,
)
from tests.factories import coordinator, offer_case, staff_member
from tests.factories.offers import reading
from transplant_site.access.roles import Role
from transplant_site.staff.models import Profession

pytestmark = pytest.mark.django_db

DEPARTURE, ARRIVAL = CheckStage.DEPARTURE, CheckStage.ARRIVAL


@pytest.fixture
def case():
    case = offer_case(1)
    case.offer = case.accepted()
    case.allocation = case.offer.allocations.select_related("part__organ__donor", "offer__centre").get()
    return case


@pytest.mark.parametrize(
    ("status", "due_elsewhere", "due_in_the_house"),
    [
        (PartStatus.AVAILABLE, set(), set()),
        (PartStatus.ALLOCATED, {DEPARTURE}, {DEPARTURE, ARRIVAL}),
        (PartStatus.IN_TRANSIT, set(), set()),
        (PartStatus.DELIVERED, {DEPARTURE, ARRIVAL}, {DEPARTURE, ARRIVAL}),
        (PartStatus.TRANSPLANTED, set(), set()),
        (PartStatus.NOT_TRANSPLANTED, set(), set()),
    ],
)
def test_when_a_check_is_due(case, status, due_elsewhere, due_in_the_house):
    case.allocation.part.status = status
    assert {stage for stage in CheckStage if is_due(case.allocation, stage)} == due_elsewhere
    assert has_arrived(case.allocation) == (ARRIVAL in due_elsewhere)
    case.allocation.part.organ.donor.hospital = case.offer.centre
    assert {stage for stage in CheckStage if is_due(case.allocation, stage)} == due_in_the_house


def test_nothing_is_due_of_what_fell_through(case):
    case.allocation.part.status = PartStatus.DELIVERED
    case.allocation.ended_at = timezone.now()
    assert not any(is_due(case.allocation, stage) for stage in CheckStage)


def test_who_checks_beside_whom(case):
    centre, organisation = case.offer.centre, case.coordinator.hospital
    people = {
        "coordinator": case.coordinator,
        "colleague": coordinator(organisation),
        "surgeon": case.surgeons[0],
        "nurse": staff_member(Role.CLINICIAN, hospital=centre, profession=Profession.NURSE),
        "physician": staff_member(Role.CLINICIAN, hospital=centre, profession=Profession.PHYSICIAN),
        "clerk": staff_member(Role.CLINICIAN, hospital=centre, profession=Profession.ADMINISTRATOR),
        "stranger": staff_member(Role.CLINICIAN, profession=Profession.SURGEON),
        "foreign coordinator": coordinator(),
    }
    receivers = {"surgeon", "nurse", "physician"}
    table = {
        (DEPARTURE, None): {"coordinator", "colleague", *receivers},
        (DEPARTURE, "coordinator"): {"colleague", *receivers},
        (DEPARTURE, "nurse"): {"coordinator", "colleague"},
        (ARRIVAL, None): receivers,
        (ARRIVAL, "nurse"): {"surgeon"},
        (ARRIVAL, "physician"): {"surgeon"},
        (ARRIVAL, "surgeon"): {"nurse", "physician"},
    }
    for (stage, first), wanted in table.items():
        earlier = [people[first]] if first else []
        may = {n for n, p in people.items() if may_check(case.allocation, stage, by=p, earlier=earlier)}
        assert may == wanted, (stage, first)


@pytest.mark.parametrize(
    ("status", "reason", "refused_as"),
    [
        (None, "", ""),
        (TwoPersonCheck.Status.OPEN, "", ""),
        (TwoPersonCheck.Status.AGREED, "Once more", "agreed"),
        (TwoPersonCheck.Status.DISAGREED, " ", "stopped"),
        (TwoPersonCheck.Status.DISAGREED, "The label was misread.", ""),
    ],
)
def test_when_a_check_is_made_anew(status, reason, refused_as):
    last = TwoPersonCheck(status=status) if status else None
    if not refused_as:
        check_may_begin(last, retry_reason=reason)
        return
    with pytest.raises(CheckRefused) as refusal:
        check_may_begin(last, retry_reason=reason)
    assert refusal.value.code == refused_as


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, []),
        ({"donor_reference": "DNR-26-000001-0"}, ["donor ID"]),
        ({"blood_group": "AB"}, ["donor's ABO"]),
        ({"contents_right": False}, ["contents"]),
        ({"packaging_sound": False}, ["packaging"]),
        ({"documents_present": False}, ["documents"]),
        ({"recipient_reference": "REG-26-000001-0"}, ["recipient's number"]),
        ({"recipient_blood_group": "AB"}, ["recipient's ABO"]),
        ({"note": "Two labels"}, []),
    ],
)
def test_what_disagrees_is_named(case, changes, named):
    record = record_of(case.allocation, ARRIVAL)
    assert differences([record, reading(case.allocation, ARRIVAL, **changes)], record) == named


def test_the_donors_hospital_is_read_from_the_record(case):
    Donor.objects.filter(pk=case.donor.pk).update(hospital=case.offer.centre)
    assert has_arrived(Allocation.objects.get(pk=case.allocation.pk))
