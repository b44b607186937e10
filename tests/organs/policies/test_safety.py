"""Adverse events: whose business a donor is, who reports, who acknowledges."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organs.models import AdverseEvent, AdverseEventNotice
from organs.policies.safety import SafetyRefused, can_acknowledge, check_can_report, concerns
from organs.services.safety import report_adverse_event
from tests.factories import coordinator, offer_case, staff_member
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    case = offer_case(2)
    case.accepted(0)
    return case


@pytest.fixture
def people(case):
    centre = case.surgeons[0].hospital
    centre.is_laboratory = True
    centre.save()
    return {
        "coordinator": case.coordinator,
        "surgeon": case.surgeons[0],
        "laboratory of the centre": staff_member(Role.LABORATORY, hospital=centre),
        "a centre that accepted nothing": case.surgeons[1],
        "another coordinator": coordinator(),
        "courier": staff_member(Role.COURIER),
    }


def is_allowed(case, person, **given):
    at = timezone.now()
    told = {"title": "Infection", "text": "Candida", "occurred_at": at, **given}
    try:
        check_can_report(case.donor, **told, by=person, at=at)
    except SafetyRefused:
        return False
    return True


def test_whose_business_a_donor_is(case, people):
    theirs = {name for name, person in people.items() if concerns(case.donor, person)}
    assert theirs == {"coordinator", "surgeon", "laboratory of the centre"}
    assert {n for n, p in people.items() if is_allowed(case, p)} == {"coordinator", "surgeon"}


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ({}, True),
        ({"title": " "}, False),
        ({"text": ""}, False),
        ({"occurred_at": timezone.now() + timedelta(hours=1)}, False),
        ({"occurred_at": timezone.now() - timedelta(days=4000)}, True),
    ],
)
def test_what_is_reported_has_words_and_has_happened(case, given, allowed):
    assert is_allowed(case, case.coordinator, **given) is allowed


def test_the_centre_that_was_told_acknowledges_once(case, people):
    at = timezone.now()
    event = report_adverse_event(
        donor=case.donor,
        kind=AdverseEvent.Kind.ADVERSE_EVENT,
        title="Infection",
        text="Candida",
        occurred_at=at,
        by=case.coordinator,
        at=at,
    )
    notice = event.notices.get()
    assert {n for n, p in people.items() if can_acknowledge(notice, by=p)} == {"surgeon"}
    AdverseEventNotice.objects.update(acknowledged_at=at, acknowledged_by=case.surgeons[0])
    notice.refresh_from_db()
    assert not can_acknowledge(notice, by=case.surgeons[0])
