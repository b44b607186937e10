"""What was recorded on behalf of someone waits for them, and they alone confirm it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from organs.services import characterisation
from organs.services.events import Told
from tests.factories import characterised_donor, client_for, coordinator, patient, staff_member
from transplant_site.access.roles import Role
from transplant_site.staff.confirmations import (
    ConfirmationRefused,
    can_confirm,
    confirm_event,
    kinds_of_events,
    waiting_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def nurse(by):
    return staff_member(Role.COORDINATOR, hospital=by.hospital)


@pytest.fixture
def finding(by, nurse):
    now = timezone.now()
    return characterisation.record_finding(
        donor=characterised_donor(by=by),
        kind="culture",
        text="Klebsiella in the urine",
        occurred_at=now,
        told=Told(nurse, "By telephone at 03:12, read back."),
        by=by,
        at=now,
    )


def address(event):
    return reverse("staff:confirm", args=[event._meta.label_lower, event.pk])


def test_every_kind_of_clinical_event_is_asked_for_in_one_query(nurse, finding, django_assert_num_queries):
    assert len(kinds_of_events()) > 15
    with django_assert_num_queries(1):
        assert waiting_for(nurse) == [("organs.donorfinding", finding.pk, finding.occurred_at)]


def test_the_person_finds_it_on_the_desk_and_confirms_it(nurse, finding):
    browser = client_for(nurse)
    assert reverse("staff:confirmations") in browser.get("/").content.decode()
    page = browser.get(reverse("staff:confirmations")).content.decode()
    assert "Klebsiella in the urine" in page
    assert finding.donor.reference in page
    assert "By telephone at 03:12, read back." in page

    assert browser.post(address(finding)).status_code == 302
    finding.refresh_from_db()
    assert finding.confirmed_at is not None
    assert waiting_for(nurse) == []
    assert reverse("staff:confirmations") not in browser.get("/").content.decode()


def test_nobody_else_confirms_it(by, nurse, finding):
    people = {"who told it": nurse, "who wrote it down": by, "a colleague": coordinator(by.hospital)}
    assert {name for name, person in people.items() if can_confirm(finding, by=person)} == {"who told it"}
    for person in (by, people["a colleague"]):
        assert client_for(person).post(address(finding)).status_code == 404
    finding.refresh_from_db()
    assert finding.confirmed_at is None


def test_it_is_confirmed_once(nurse, finding):
    confirm_event(event=finding, by=nurse, at=timezone.now())
    with pytest.raises(ConfirmationRefused, match="You confirmed this"):
        confirm_event(event=finding, by=nurse, at=timezone.now())


def test_what_is_no_clinical_event_is_not_confirmed(nurse):
    who = patient()
    assert client_for(nurse).post(address(who)).status_code == 404
