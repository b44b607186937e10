"""The pages of shipments, conversations and notices keep nobody out, in light, dark and on a phone."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from messaging.services.conversations import begin, post_message
from organs.conversations import donor_subject, offer_subject
from patients.conversations import patient_subject
from tests.factories import staff_member
from tests.factories.shipments import shipment_case
from tests.journeys.conftest import assert_accessible_in_every_look
from transplant_site.access.roles import Role
from transplant_site.staff.models import ProgrammeCriteria
from transport.services.arrivals import expect_arrival
from transport.services.watching import watch_cold_limits
from transport.subjects import shipment_subject

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def way():
    """A shipment that left unchecked, is late and passes the cold limit, and that people talk about."""
    way = shipment_case()
    now = timezone.now()
    begun = {"title": "Where is it?", "submission": uuid4(), "at": now - timedelta(minutes=50)}
    subject = shipment_subject(way.coordinator, way.shipment.reference)
    conversation = begin(
        subject=subject, body="It should be here.", by=way.coordinator, hospitals=subject.hospitals, **begun
    )
    way.receive(way.hand(way.courier, by=way.coordinator, exception_reason="The helicopter could not wait."))
    expect_arrival(
        shipment=way.shipment,
        expected_at=timezone.now() + timedelta(hours=5),
        because="The road over the pass is closed, they come by train.",
        by=way.coordinator,
        at=timezone.now(),
    )
    ProgrammeCriteria.objects.create(
        programme=way.offer.registration.programme,
        valid_from=timezone.localdate() - timedelta(days=9),
        cold_ischaemia_max_minutes=8 * 60,
    )
    watch_cold_limits(at=timezone.now())
    post_message(conversation=conversation, body="On its way now.", by=way.coordinator, at=timezone.now())
    way.conversation = conversation
    way.again()
    return way


def address(way, name, *args):
    return reverse(f"transport:{name}", args=[way.shipment.reference, *args])


def test_a_shipment_says_what_is_wrong_with_it(open_browser, way):
    page = open_browser(signed_in=way.surgeon)
    page.goto(way.shipment.get_absolute_url())
    for text in (
        "Recorded as an exception from a rule",
        "The helicopter could not wait.",
        "Over the limit at arrival",
        "they come by train",
        "Where is it?",
        "Unread",
    ):
        expect(page.locator("main")).to_contain_text(text)
    assert_accessible_in_every_look(page, name="shipment with everything")


def test_the_forms_of_a_shipment_keep_nobody_out(open_browser, way):
    page = open_browser(signed_in=way.courier)
    page.goto(address(way, "hand_over") + "?exception=1")
    assert_accessible_in_every_look(page, name="hand over exception")
    page = open_browser(signed_in=way.coordinator)
    page.goto(address(way, "expect"))
    assert_accessible_in_every_look(page, name="expected arrival")
    way.receive(way.hand(way.surgeon, by=way.courier))
    page = open_browser(signed_in=way.surgeon)
    page.goto(way.shipment.get_absolute_url())
    page.get_by_role("link", name="It was taken in all the same").click()
    assert_accessible_in_every_look(page, name="unchecked delivery")


def test_a_conversation_tells_what_became_of_its_subject_among_the_messages(open_browser, way):
    page = open_browser(signed_in=way.surgeon)
    page.goto(way.conversation.get_absolute_url())
    lines = page.locator(".thread > li").all_inner_texts()
    asked = next(place for place, text in enumerate(lines) if "It should be here." in text)
    left = next(place for place, text in enumerate(lines) if "Shipment: On the way" in text)
    said = next(place for place, text in enumerate(lines) if "On its way now." in text)
    assert asked < left < said
    assert_accessible_in_every_look(page, name="conversation")
    page.locator(".conversation-about").get_by_role("link", name=way.shipment.reference).click()
    expect(page.locator("#conversations")).to_contain_text("Where is it?")


def test_the_pages_of_offer_patient_and_donor_list_their_conversations(open_browser, way):
    patient, donor = way.offer.registration.patient, way.case.donor
    subjects = [
        (offer_subject(way.surgeon, way.offer.reference), way.surgeon, way.offer),
        (patient_subject(way.surgeon, patient.reference), way.surgeon, patient),
        (donor_subject(way.coordinator, donor.reference), way.coordinator, donor),
    ]
    for subject, writer, about in subjects:
        begin(
            subject=subject,
            title="Second opinion",
            body="Ask again.",
            submission=uuid4(),
            by=writer,
            at=timezone.now(),
        )
        reader = staff_member(writer.role, hospital=writer.hospital)
        page = open_browser(signed_in=reader)
        page.goto(about.get_absolute_url())
        expect(page.locator("#conversations")).to_contain_text("Second opinion")
        expect(page.locator("#conversations")).to_contain_text("Unread")
        assert_accessible_in_every_look(page, name=f"{subject.kind} with conversations")


def test_a_notice_says_who_has_seen_it(open_browser, way):
    colleague = staff_member(Role.CLINICIAN, hospital=way.surgeon.hospital)
    page = open_browser(signed_in=way.surgeon)
    page.goto(reverse("messaging:notice_list"))
    page.get_by_role("button", name="Mark all as seen").click()
    expect(page.locator("main")).to_contain_text("Nothing new")
    page = open_browser(signed_in=colleague)
    page.goto(reverse("messaging:notice_list"))
    expect(page.locator("main")).to_contain_text(f"seen by {way.surgeon}")
    assert_accessible_in_every_look(page, name="notices")
