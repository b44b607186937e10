"""Who may open which page of offers, checks, transplants and events."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone

from organs.models import AdverseEvent, Rule
from organs.services import offers, safety
from organs.services.exceptions import record_exception
from tests.factories import client_for, coordinator, offer_case, staff_member
from tests.factories.offers import transplanted
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    """A case with a transplant, an open offer, an adverse event and an exception."""
    case = offer_case(2)
    case.transplant = transplanted(case)
    case.transplant_offer = case.transplant.offer
    case.offer = case.send(1, parts=[case.right])
    offers.confirm_notification(offer=case.offer, by=case.surgeons[1], at=timezone.now())
    case.event = safety.report_adverse_event(
        donor=case.donor,
        kind=AdverseEvent.Kind.LATE_RESULT,
        title="Culture positive",
        text="Candida in the preservation fluid",
        occurred_at=timezone.now(),
        by=case.coordinator,
        at=timezone.now(),
    )
    case.exception = record_exception(
        rule=Rule.ARRIVAL_CHECK,
        subject=case.transplant,
        donor=case.donor,
        centre=case.transplant.hospital,
        reason="At night",
        by=case.surgeons[0],
    )
    return case


def pages(case) -> Iterator[tuple[str, str, set[str]]]:
    """Give each page's method, address, and whom of the case it is for."""
    offer, other = case.offer.reference, case.transplant_offer.reference
    centre, both, coordinator_only = {"centre"}, {"centre", "coordinator"}, {"coordinator"}
    for name, who in [
        ("offer", both),
        ("confirm_notification", both),
        ("accept_offer", both),
        ("say_provisional_yes", both),
        ("decline_offer", both),
        ("let_fall_through", both),
        ("record_not_transplanted", both),
        ("extend_deadline", coordinator_only),
        ("withdraw_offer", coordinator_only),
        ("record_transplant", centre),
        ("report_for_offer", both),
    ]:
        yield "get", reverse(f"organs:{name}", args=[offer]), who
    yield "post", reverse("organs:bypass_offer", args=[offer]), coordinator_only
    yield "post", reverse("organs:promote_backup", args=[offer]), coordinator_only
    yield "post", reverse("organs:confirm_answer", args=[offer]), centre
    yield "get", reverse("organs:send_offer", args=[case.run.reference]), coordinator_only
    transplant = case.transplant.reference
    allocation = case.transplant_offer.allocations.get().pk
    yield "get", reverse("organs:offer", args=[other]), {"first_centre", "coordinator"}
    for stage in ("departure", "arrival"):
        yield "get", reverse("organs:check", args=[allocation, stage]), {"first_centre", "coordinator"}
    yield "get", reverse("organs:transplant", args=[transplant]), {"first_centre", "coordinator"}
    yield "get", reverse("organs:record_follow_up", args=[transplant]), {"first_centre"}
    yield "get", reverse("organs:adverse_event", args=[case.event.reference]), {"first_centre", "coordinator"}
    yield (
        "post",
        reverse("organs:acknowledge_adverse_event", args=[case.event.reference]),
        {"first_centre"},
    )
    yield "get", reverse("organs:report_for_donor", args=[case.donor.reference]), coordinator_only
    yield "get", reverse("organs:exception", args=[case.exception.pk]), {"first_centre", "coordinator"}


def test_each_page_opens_for_those_it_is_for_and_for_nobody_else(case):
    people = {
        "centre": case.surgeons[1],
        "first_centre": case.surgeons[0],
        "coordinator": case.coordinator,
        "other_centre": staff_member(),
        "other_coordinator": coordinator(),
    }
    outsiders = [staff_member(role) for role in (Role.LABORATORY, Role.COURIER, Role.REGULATOR)]
    browsers = {name: client_for(person) for name, person in people.items()}
    outside = [client_for(person) for person in outsiders]
    problems = []
    for method, address, who in pages(case):
        for name, browser in browsers.items():
            status = getattr(browser, method)(address).status_code
            wanted = {200, 302} if name in who else {404, 403}
            if status not in wanted or (status == 403 and people[name].role in _roles(who, people)):
                problems.append(f"{name} {method} {address}: {status}")
        answers = [getattr(browser, method)(address).status_code for browser in outside]
        problems += [f"outsider {method} {address}: {status}" for status in answers if status != 403]
    assert problems == []


def _roles(who, people) -> set:
    """The roles that may use the page: a stranger of one of them gets 404, never 403."""
    return {people[name].role for name in who}


@pytest.mark.parametrize(
    "name", ["offer_list", "transplant_list", "adverse_event_list", "exception_list", "offer_board"]
)
def test_lists_hold_what_a_person_reaches(case, name):
    address = reverse(f"organs:{name}")
    shown = {
        "offer_list": case.offer.reference,
        "offer_board": case.offer.reference,
        "transplant_list": case.transplant.reference,
        "adverse_event_list": case.event.reference,
        "exception_list": case.transplant.reference,
    }[name]
    assert shown in client_for(case.coordinator).get(address).content.decode()
    assert shown not in client_for(coordinator()).get(address).content.decode()
    stranger = client_for(staff_member()).get(address)
    assert stranger.status_code == 403 if name == "offer_board" else shown not in stranger.content.decode()
    for role in (Role.LABORATORY, Role.COURIER, Role.REGULATOR, Role.ADMINISTRATOR):
        assert client_for(staff_member(role)).get(address).status_code == 403


def test_forged_numbers_are_not_found(case):
    browser = client_for(case.coordinator)
    for address in (
        reverse("organs:offer", args=["OFR-26-999999-X"]),
        reverse("organs:check", args=["00000000-0000-0000-0000-000000000000", "departure"]),
        reverse("organs:check", args=[case.transplant_offer.allocations.get().pk, "nowhere"]),
        reverse("organs:transplant", args=["x"]),
        reverse("organs:send_offer", args=["MTC-26-999999-X"]),
    ):
        assert browser.get(address).status_code == 404


def test_nobody_but_the_own_centre_reads_the_candidates_name(case):
    name = case.candidates[1].patient.identity.family_name
    assert name in client_for(case.surgeons[1]).get(case.offer.get_absolute_url()).content.decode()
    for address in (
        case.offer.get_absolute_url(),
        reverse("organs:offer_board"),
        reverse("organs:offer_list"),
        reverse("organs:accept_offer", args=[case.offer.reference]),
        case.transplant.get_absolute_url(),
    ):
        text = client_for(case.coordinator).get(address).content.decode()
        assert name not in text
        assert case.candidates[0].patient.identity.family_name not in text


def test_a_clinician_reads_an_exception_and_cant_review_it(case):
    browser = client_for(case.surgeons[0])
    address = case.exception.get_absolute_url()
    assert 'name="review"' not in browser.get(address).content.decode()
    answer = browser.post(address, {"review": "All is well."})
    assert "review this" in answer.content.decode()
    case.exception.refresh_from_db()
    assert case.exception.reviewed_at is None


def test_a_colleague_of_the_coordinator_reviews_an_exception(case):
    browser = client_for(coordinator(case.coordinator.hospital))
    assert 'name="review"' in browser.get(case.exception.get_absolute_url()).content.decode()
    assert browser.post(case.exception.get_absolute_url(), {"review": "All is well."}).status_code == 302
    case.exception.refresh_from_db()
    assert case.exception.review == "All is well."


def test_the_pages_say_a_rule_in_words(case):
    browser = client_for(case.coordinator)
    for address in (case.transplant.get_absolute_url(), case.exception.get_absolute_url()):
        text = browser.get(address).content.decode()
        assert str(Rule.ARRIVAL_CHECK.label) in text
        assert Rule.ARRIVAL_CHECK.value not in text
