from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging import subjects
from messaging.models import Conversation, MessageHeader, SubjectKind
from messaging.services.conversations import post_message
from tests.factories import staff_member
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db


def page(conversation, name="conversation", *args):
    return reverse(f"messaging:{name}", args=[conversation.reference, *args])


def test_a_message_is_sent_and_shown(client_as, clinician, conversation):
    client = client_as(clinician)
    answer = client.post(
        page(conversation, "post", "message"), {"submission": uuid4(), "body": "<b>Hello</b> there"}
    )
    assert answer.status_code == 302
    shown = client.get(page(conversation)).content.decode()
    assert "&lt;b&gt;Hello&lt;/b&gt; there" in shown


def test_what_was_typed_stays_when_it_is_refused(client_as, clinician, conversation):
    answer = client_as(clinician).post(
        page(conversation, "post", "talk"),
        {"submission": uuid4(), "body": "We spoke.", "counterpart": "patient", "channel": "telephone"},
    )
    assert answer.status_code == 422
    assert "We spoke." in answer.content.decode()
    assert not MessageHeader.objects.exists()


def test_a_form_sent_twice_is_kept_once(client_as, clinician, conversation):
    client = client_as(clinician)
    form = {"submission": uuid4(), "body": "Once"}
    for _ in range(2):
        client.post(page(conversation, "post", "message"), form)
    assert conversation.headers.count() == 1


@pytest.mark.parametrize(
    ("name", "arguments", "method"),
    [
        ("conversation", [], "get"),
        ("post", ["message"], "post"),
        ("mark_read", [], "post"),
        ("close", [], "post"),
    ],
)
def test_a_stranger_from_another_hospital_gets_404(
    client_as, stranger, conversation, name, arguments, method
):
    answer = getattr(client_as(stranger), method)(page(conversation, name, *arguments))
    assert answer.status_code == 404


def test_a_stranger_can_not_correct(client_as, stranger, coordinator, clinician, conversation):
    header = post_message(conversation=conversation, body="Mine", by=clinician, at=timezone.now())
    for someone in (stranger, coordinator):
        assert client_as(someone).post(page(conversation, "correct", header.pk)).status_code == 404


@pytest.mark.parametrize("role", [Role.REGULATOR, Role.ADMINISTRATOR])
def test_regulators_and_administrators_read_no_conversations(client_as, role, conversation):
    client = client_as(staff_member(role))
    assert client.get(reverse("messaging:conversation_list")).status_code == 403
    assert client.get(page(conversation)).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_entries(
    client_as, clinician, coordinator, conversation, django_assert_max_num_queries
):
    client = client_as(clinician)
    client.get(page(conversation))

    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            assert client.get(page(conversation)).status_code == 200
        return len(caught)

    for _ in range(2):
        post_message(conversation=conversation, body="One", by=coordinator, at=timezone.now())
    few = queries()
    for _ in range(20):
        post_message(conversation=conversation, body="More", by=coordinator, at=timezone.now())
    assert queries() == few


def test_the_list_says_what_is_unread_and_what_waits(client_as, clinician, coordinator, conversation):
    post_message(conversation=conversation, body="Hello", by=coordinator, at=timezone.now())
    listing = reverse("messaging:conversation_list")
    assert "Unread" in client_as(clinician).get(listing).content.decode()
    client_as(clinician).post(page(conversation, "mark_read"))
    assert "Unread" not in client_as(clinician).get(listing).content.decode()


def test_a_conversation_is_started_from_its_subject(client_as, clinician, subject, monkeypatch):
    monkeypatch.setitem(subjects._resolvers, SubjectKind.OFFER.value, lambda *_: subject)
    where = reverse("messaging:start", args=["offer", subject.reference])
    client = client_as(clinician)
    assert client.get(where).status_code == 200
    form = {
        "submission": uuid4(),
        "title": "Creatinine",
        "body": "Please send it.",
        "hospitals": [hospital.pk for hospital in subject.hospitals if hospital != clinician.hospital],
    }
    for _ in range(2):
        assert client.post(where, form).status_code == 302
    made = Conversation.objects.get()
    assert set(made.hospitals.all()) == set(subject.hospitals)
    assert made.headers.count() == 1


def test_an_unknown_subject_is_not_found(client_as, clinician):
    where = reverse("messaging:start", args=["planet", "X"])
    assert client_as(clinician).get(where).status_code == 404


def test_a_forged_place_in_the_time_line_is_refused(client_as, clinician, conversation):
    assert client_as(clinician).get(page(conversation) + "?before=%00nonsense").status_code == 400
