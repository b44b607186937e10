"""A form that is sent twice is taken in once; opened anew, it takes in the next thing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from organs.models import AdverseEvent, CrossmatchAssessment, Donor, FollowUp, PreservationPeriod
from organs.policies.donors import DonorRefused
from organs.services import characterisation
from tests.factories import (
    candidate,
    characterised_donor,
    client_for,
    coordinator,
    hospital,
    match_run,
    offer_case,
    staff_member,
)
from tests.factories.offers import transplanted
from tests.organs.views.test_donor_pages import ANSWERS
from transplant_site.access.roles import Role
from transplant_site.staff.models import LaboratoryAgreement, Submission
from transplant_site.staff.submissions import SubmittedAlready, taken_once

pytestmark = pytest.mark.django_db


def clock(moment) -> str:
    return timezone.localtime(moment).strftime("%d-%b-%Y %H:%M")


def send_twice(person, address, **data):
    """Send one form twice; both times the answer leads on."""
    browser = client_for(person)
    assert 'name="submission"' in browser.get(address).content.decode()
    answers = [browser.post(address, {"submission": number, **data}) for number in [uuid4()] * 2]
    assert [answer.status_code for answer in answers] == [302, 302], answers[0].content.decode()[:3000]
    assert len({answer.headers["Location"] for answer in answers}) == 1


FOUND_OUT = {
    "record_test": ("tests", {"marker": "syphilis", "result": "negative", "is_haemodiluted": "no"}),
    "record_finding": ("findings", {"kind": "imaging", "text": "Clear"}),
    "record_organ_assessment": (
        "organ_assessments",
        {"organ_kind": "kidney", "quality": "good", "text": "Fine"},
    ),
    "record_hla_typing": (
        "hla_typings",
        {"antigens": "A1 A2 B7 B8 DR15(2) DR17(3)", "method": "unknown"},
    ),
    "record_consent": (
        "consents",
        {"organ_kind": "heart", "purpose": "transplant", "is_given": "yes", "ground": "family"},
    ),
}


@pytest.mark.parametrize("name", FOUND_OUT)
def test_what_is_found_out_of_a_donor(name):
    by = coordinator()
    one = characterised_donor(by=by)
    rows, data = FOUND_OUT[name]
    before = getattr(one, rows).count()
    address = reverse(f"organs:{name}", args=[one.reference])
    for number in (1, 2):
        send_twice(by, address, **data, occurred_at=clock(timezone.now() - timedelta(hours=3 - number)))
        assert getattr(one, rows).count() == before + number


def test_the_confirmation_of_a_donor():
    by = coordinator()
    browser = client_for(by)
    address = reverse("organs:register_donor")
    data = ANSWERS | {"hospital": str(hospital("donor_hospital").pk), "submission": str(uuid4())}
    assert data["submission"] in browser.post(address, data).content.decode()
    for _time in range(2):
        answer = browser.post(address, data | {"confirmed": "1"})
        assert answer.headers["Location"] == Donor.objects.get().get_absolute_url()


def test_an_adverse_event_a_visit_and_a_period_on_a_machine():
    case = offer_case(1)
    made = transplanted(case)
    surgeon, now = case.surgeons[0], timezone.now()
    send_twice(
        surgeon,
        reverse("organs:report_for_offer", args=[made.offer.reference]),
        kind="adverse_event",
        title="Infection",
        text="Candida",
        occurred_at=clock(now),
    )
    assert AdverseEvent.objects.count() == 1
    # Forms take whole minutes, and a visit doesn't come before the transplant of this very minute.
    seen_at = clock(now + timedelta(minutes=1))
    visit = {"recipient_alive": "yes", "graft": "functioning", "occurred_at": seen_at}
    for number in (1, 2):
        send_twice(surgeon, reverse("organs:record_follow_up", args=[made.reference]), **visit)
        assert FollowUp.objects.count() == number
    send_twice(
        surgeon,
        reverse("organs:preservation", args=[made.offer.reference]),
        part=case.left.pk,
        kind="machine_hypothermic",
        occurred_at=clock(now - timedelta(hours=4)),
        ended_at=clock(now - timedelta(hours=3)),
    )
    assert PreservationPeriod.objects.count() == 1


def test_a_word_on_a_crossmatch():
    by, laboratory = coordinator(), hospital("laboratory")
    waiting = candidate(blood_group="A", vpra="0.3", unacceptable="DQ7")
    LaboratoryAgreement.objects.create(
        hospital=waiting.programme.hospital, laboratory=laboratory, valid_from="2020-01-01"
    )
    run = match_run(characterised_donor(by=by), by=by)
    run.refresh_from_db()
    send_twice(
        staff_member(Role.LABORATORY, hospital=laboratory),
        reverse("organs:assess_crossmatch", args=[run.reference, waiting.reference]),
        method="virtual",
        verdict="negative",
        reason="DQ typed meanwhile.",
        occurred_at=clock(timezone.now()),
    )
    assert CrossmatchAssessment.objects.count() == 1


def test_a_form_that_was_refused_can_be_sent_again():
    by, number = coordinator(), uuid4()
    with pytest.raises(DonorRefused), taken_once(number, by=by):
        raise DonorRefused("Not like this.")
    with taken_once(number, by=by) as submission:
        submission.path = "/there/"
    with pytest.raises(SubmittedAlready) as before, taken_once(number, by=by):
        pytest.fail("It is not taken in twice.")
    assert before.value.path == "/there/"


def test_the_number_of_somebody_elses_form_is_no_hindrance():
    number = uuid4()
    for person in (coordinator(), coordinator()):
        with taken_once(number, by=person):
            pass
    assert Submission.objects.filter(number=number).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_that_come_at_the_same_time_are_one():
    by, number = coordinator(), uuid4()
    one = characterised_donor(by=by)

    def send(_time):
        try:
            with taken_once(number, by=by):
                characterisation.record_finding(
                    donor=one, kind="imaging", text="Clear", occurred_at=timezone.now(), by=by,
                    at=timezone.now(),
                )  # fmt: skip
        except SubmittedAlready:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(send, range(4))) == [False, False, False, True]
    with transaction.atomic():
        assert one.findings.count() == 1
