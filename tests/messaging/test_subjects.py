"""A conversation and what it is about: linked, listed on its page, its changes among the messages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from messaging import presenters, subjects
from messaging.models import SubjectKind
from messaging.services.conversations import begin, post_message, start_conversation
from messaging.subjects import StateChange
from organs.conversations import donor_subject, offer_subject
from organs.models import RefusalCode
from organs.services import offers
from patients.conversations import patient_changes, patient_subject
from patients.models import RegistrationStatus
from patients.services.waiting_list import change_status
from tests.factories import staff_member
from tests.factories.offers import offer_case
from tests.factories.shipments import shipment_case
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.documents import Collection
from transplant_site.documents.collections import communications
from transport.subjects import shipment_subject

pytestmark = pytest.mark.django_db


def talk(subject, by, body="Please send it.", at=None):
    return begin(
        subject=subject,
        title="Creatinine",
        body=body,
        submission=uuid4(),
        by=by,
        at=at or timezone.now(),
        hospitals=subject.hospitals,
    )


def document_of(conversation):
    (found,) = documents.read(Collection.COMMUNICATIONS, key=conversation.pk)
    return found


def texts(conversation, staff):
    """Give what stands in the thread, in its order: bodies of messages and texts of changes."""
    thread = presenters.thread(conversation, staff=staff)
    return [one.text if isinstance(one, StateChange) else one.body for one in thread.lines]


@pytest.fixture
def case(db):
    return offer_case(candidates=1)


@pytest.fixture
def offer(case):
    return case.send()


# Whom it concerns


def test_what_is_said_of_a_patient_or_an_offer_is_found_by_the_patient(case, offer):
    patient = offer.registration.patient
    surgeon = case.surgeon_of(offer)
    about_patient = talk(patient_subject(surgeon, patient.reference), surgeon)
    about_offer = talk(offer_subject(case.coordinator, offer.reference), case.coordinator)
    for conversation in (about_patient, about_offer):
        assert conversation.patient_id == patient.pk
        assert document_of(conversation)["patient_id"] == patient.pk


def test_a_donor_and_a_shipment_determine_no_patient():
    way = shipment_case()
    about_donor = talk(donor_subject(way.coordinator, way.case.donor.reference), way.coordinator)
    about_shipment = talk(shipment_subject(way.courier, way.shipment.reference), way.courier)
    for conversation in (about_donor, about_shipment):
        assert conversation.patient_id is None
        assert document_of(conversation)["patient_id"] is None


def test_the_declared_sample_has_what_an_offers_message_has(case, offer):
    made = document_of(talk(offer_subject(case.coordinator, offer.reference), case.coordinator))
    sample = communications.DECLARATION.sample
    assert sample["subject"]["kind"] == made["subject"]["kind"] == "offer"
    assert all((sample["patient_id"], made["patient_id"]))
    assert set(made) - {"id"} <= set(sample)


# What became of it


def test_changes_stand_among_the_messages_in_their_order(case, offer):
    surgeon = case.surgeon_of(offer)
    conversation = talk(offer_subject(surgeon, offer.reference), surgeon, body="Before we answer?")
    offers.decline_offer(
        offer=offer,
        code=RefusalCode.objects.get(code="700"),
        by=surgeon,
        at=timezone.now(),
    )
    post_message(conversation=conversation, body="Thank you all the same.", by=surgeon, at=timezone.now())
    lines = texts(conversation, surgeon)
    asked, thanked = lines.index("Before we answer?"), lines.index("Thank you all the same.")
    declined = next(place for place, text in enumerate(lines) if text == "Offer: Declined")
    assert asked < declined < thanked


def test_changes_are_shown_to_those_who_reach_the_subject_only(case, offer):
    conversation = talk(donor_subject(case.coordinator, case.donor.reference), case.coordinator)
    surgeon = case.surgeon_of(offer)
    conversation.hospitals.add(surgeon.hospital)
    assert any(text.startswith("Donor: ") for text in texts(conversation, case.coordinator))
    assert texts(conversation, surgeon) == ["Please send it."]


def test_the_waiting_list_stands_in_a_patients_conversation(case, offer):
    surgeon = case.surgeon_of(offer)
    registration = offer.registration
    change_status(
        registration=registration,
        status=RegistrationStatus.NT,
        by=surgeon,
        at=timezone.now(),
        reason="Fever",
    )
    newest = max(patient_changes(surgeon, registration.patient_id), key=lambda one: one.at)
    assert (newest.reason, newest.by) == ("Fever", surgeon)
    assert registration.get_organ_kind_display() in newest.text
    stranger = staff_member(Role.CLINICIAN)
    assert not list(patient_changes(stranger, registration.patient_id))


def test_custody_stands_in_a_shipments_conversation():
    way = shipment_case().on_the_way()
    conversation = talk(shipment_subject(way.courier, way.shipment.reference), way.courier)
    lines = texts(conversation, way.courier)
    assert "Shipment: On the way" in lines
    assert f"Handed over: {way.coordinator} to {way.courier}, Gate" in lines


def test_a_page_of_the_thread_shows_the_changes_of_its_stretch_of_time(conversation, clinician, monkeypatch):
    now = timezone.now()
    moments = [now - timedelta(minutes=minutes) for minutes in (50, 40, 30, 20, 10)]
    told = [StateChange(at=moments[0], text="oldest"), StateChange(at=moments[4], text="newest")]
    monkeypatch.setitem(subjects._historians, SubjectKind.OFFER.value, lambda *_: told)
    monkeypatch.setattr(presenters, "SHOWN_AT_ONCE", 2)
    for number, moment in enumerate(moments[1:4]):
        post_message(conversation=conversation, body=str(number), by=clinician, at=now, occurred_at=moment)
    page = presenters.thread(conversation, staff=clinician)
    assert [one.text for one in page.changes] == ["newest"]
    earlier = presenters.thread(conversation, staff=clinician, before=documents.Cursor.parse(page.older))
    assert [one.text for one in earlier.changes] == ["oldest"]


# Links


def test_the_subject_is_a_link_for_those_who_reach_it(client_as, case, offer):
    conversation = talk(donor_subject(case.coordinator, case.donor.reference), case.coordinator)
    surgeon = case.surgeon_of(offer)
    conversation.hospitals.add(surgeon.hospital)
    link = f'href="{case.donor.get_absolute_url()}"'
    assert link in client_as(case.coordinator).get(conversation.get_absolute_url()).content.decode()
    html = client_as(surgeon).get(conversation.get_absolute_url()).content.decode()
    assert case.donor.reference in html
    assert link not in html


def test_each_subjects_page_lists_its_conversations_with_what_is_unread(client_as):
    way = shipment_case()
    case, offer = way.case, way.offer
    surgeon, coordinator = way.surgeon, way.coordinator
    patient = offer.registration.patient
    colleague = staff_member(Role.CLINICIAN, hospital=surgeon.hospital)
    for subject, writer, reader, page in [
        (patient_subject(surgeon, patient.reference), surgeon, colleague, patient),
        (offer_subject(surgeon, offer.reference), surgeon, coordinator, offer),
        (shipment_subject(coordinator, way.shipment.reference), coordinator, surgeon, way.shipment),
        (donor_subject(coordinator, case.donor.reference), coordinator, way.colleague, case.donor),
    ]:
        conversation = talk(subject, writer)
        where = page.get_absolute_url()
        shown = client_as(reader).get(where).content.decode()
        assert conversation.get_absolute_url() in shown, where
        assert "Unread" in shown
        client_as(reader).post(reverse("messaging:mark_read", args=[conversation.reference]))
        assert "Unread" not in client_as(reader).get(where).content.decode()


def test_a_subjects_page_lists_only_conversations_of_ones_own(client_as, case, offer):
    subject = offer_subject(case.coordinator, offer.reference)
    hidden = start_conversation(
        subject=subject, title="Among ourselves", by=case.coordinator, at=timezone.now()
    )
    html = client_as(case.surgeon_of(offer)).get(offer.get_absolute_url()).content.decode()
    assert hidden.reference not in html
    assert "Among ourselves" not in html


def test_the_number_of_queries_does_not_grow_with_the_conversations(client_as, case, offer):
    surgeon = case.surgeon_of(offer)
    subject = offer_subject(surgeon, offer.reference)
    client = client_as(surgeon)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(offer.get_absolute_url()).status_code == 200
        return len(caught)

    talk(subject, surgeon)
    client.get(offer.get_absolute_url())
    few = queries()
    for _ in range(5):
        talk(subject, surgeon)
    assert queries() == few
