from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from messaging import presenters
from messaging.models import Channel, Conversation, Counterpart, MessageHeader, Notice
from messaging.policies import MessageRefused
from messaging.services.conversations import begin, close_conversation, mark_read, post_message
from tests.factories import hospital, staff_member
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.documents import Collection

pytestmark = pytest.mark.django_db


def post(conversation, by, body="Could you send the last creatinine?", **fields):
    return post_message(conversation=conversation, body=body, by=by, at=timezone.now(), **fields)


def test_what_was_said_stands_in_a_document_and_that_it_was_said_in_a_row(
    conversation, clinician, organisation
):
    header = post(conversation, clinician)

    document = documents.find_one(Collection.COMMUNICATIONS, header.pk)
    assert document["body"] == "Could you send the last creatinine?"
    assert document["author"]["name"] == clinician.display_name
    assert organisation.pk in document["audience"]
    assert header.author_hospital == clinician.hospital
    columns = {field.column for field in MessageHeader._meta.fields}
    assert "body" not in columns


def test_the_other_hospital_is_told_and_ones_own_is_not(conversation, clinician, organisation, centre):
    post(conversation, clinician)
    assert Notice.objects.filter(hospital=organisation).count() == 1
    assert not Notice.objects.filter(hospital=centre).exists()


def test_an_internal_note_is_seen_by_the_own_hospital_only(conversation, clinician, coordinator, centre):
    post(conversation, clinician, body="Rather not.", is_internal=True)
    colleague = staff_member(Role.CLINICIAN, hospital=centre)

    assert [one.body for one in presenters.thread(conversation, staff=colleague).entries] == ["Rather not."]
    assert list(presenters.thread(conversation, staff=coordinator).entries) == []
    assert not Notice.objects.exists()


def test_a_correction_stands_beside_the_entry_it_corrects(conversation, clinician):
    first = post(conversation, clinician, body="Creatinine 1.2")
    second = post(conversation, clinician, body="Creatinine 2.1", corrects=first)

    old, new = presenters.thread(conversation, staff=clinician).entries
    assert (old.body, old.corrected_by) == ("Creatinine 1.2", second.pk)
    assert (new.body, new.corrects) == ("Creatinine 2.1", first.pk)
    assert not old.can_correct
    assert new.can_correct


def test_only_the_author_corrects_and_only_once(conversation, clinician, coordinator):
    first = post(conversation, clinician)
    with pytest.raises(MessageRefused, match="Only the author"):
        post(conversation, coordinator, corrects=first)
    post(conversation, clinician, body="Better", corrects=first)
    with pytest.raises(MessageRefused, match="corrected already"):
        post(conversation, clinician, body="Better still", corrects=first)


def test_an_answer_from_the_other_side_answers_the_question(conversation, clinician, coordinator, centre):
    question = post(conversation, clinician, answer_needed_by=timezone.now() + timedelta(hours=1))
    post(conversation, staff_member(Role.CLINICIAN, hospital=centre), body="I wonder too.")
    question.refresh_from_db()
    assert question.answered_at is None

    post(conversation, coordinator, body="It is 1.2 mg/dL.")
    question.refresh_from_db()
    assert question.answered_at is not None


def test_reading_leaves_one_receipt_a_person(conversation, clinician, coordinator):
    header = post(conversation, clinician)
    assert mark_read(conversation=conversation, by=coordinator, at=timezone.now()) == 1
    assert mark_read(conversation=conversation, by=coordinator, at=timezone.now()) == 0
    assert mark_read(conversation=conversation, by=clinician, at=timezone.now()) == 0
    assert [receipt.reader for receipt in header.receipts.all()] == [coordinator]


def test_a_note_of_another_hospital_is_not_marked_as_read(conversation, clinician, coordinator):
    post(conversation, clinician, is_internal=True)
    assert mark_read(conversation=conversation, by=coordinator, at=timezone.now()) == 0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": "  "}, "Write what was said"),
        ({"occurred_at": timedelta(hours=1)}, "future"),
        ({"is_internal": True, "answer_needed_by": timedelta(hours=1)}, "asks nobody"),
        ({"answer_needed_by": timedelta(hours=-1)}, "passed already"),
        ({"counterpart": Counterpart.PATIENT}, "Say how you spoke"),
        (
            {
                "counterpart": Counterpart.PATIENT,
                "channel": Channel.TELEPHONE,
                "answer_needed_by": timedelta(hours=1),
            },
            "can't ask for an answer",
        ),
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(conversation, clinician, fields, reason):
    now = timezone.now()
    given = {name: now + value if isinstance(value, timedelta) else value for name, value in fields.items()}
    with pytest.raises(MessageRefused, match=reason):
        post_message(conversation=conversation, by=clinician, at=now, **{"body": "Words", **given})
    assert not MessageHeader.objects.exists()


def test_nothing_is_added_to_a_closed_conversation(conversation, clinician, coordinator):
    close_conversation(conversation=conversation, by=clinician, at=timezone.now())
    with pytest.raises(MessageRefused, match="was closed"):
        post(conversation, coordinator)


def test_a_conversation_is_closed_once(conversation, clinician, coordinator):
    close_conversation(conversation=conversation, by=clinician, at=timezone.now())
    with pytest.raises(MessageRefused, match="closed already"):
        close_conversation(conversation=conversation, by=coordinator, at=timezone.now())


def test_a_talk_with_the_patient_keeps_how_and_when(conversation, clinician):
    said_at = timezone.now() - timedelta(hours=2)
    header = post(
        conversation,
        clinician,
        body="Told the patient to stay fasting.",
        channel=Channel.TELEPHONE,
        counterpart=Counterpart.PATIENT,
        occurred_at=said_at,
    )
    (entry,) = presenters.thread(conversation, staff=clinician).entries
    assert (entry.channel, entry.counterpart) == (Channel.TELEPHONE, Counterpart.PATIENT)
    assert header.occurred_at == said_at


@pytest.mark.django_db(transaction=True)
def test_the_same_submission_sent_by_many_at_once_is_kept_once(conversation, clinician):
    submission = uuid4()

    def send(_):
        try:
            return post(conversation, clinician, submission=submission).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = set(pool.map(send, range(12)))
    assert len(made) == 1
    assert conversation.headers.count() == 1
    assert len(documents.read(Collection.COMMUNICATIONS, key=conversation.pk)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_conversation_that_is_started_by_many_clicks_at_once_is_one(subject, clinician):
    submission, all_there = uuid4(), Barrier(6)

    def start(_number):
        try:
            all_there.wait(timeout=30)
            return begin(
                subject=subject,
                title="Last creatinine",
                body="Could you send it?",
                submission=submission,
                by=clinician,
                at=timezone.now(),
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = set(pool.map(start, range(6)))
    assert made == {Conversation.objects.get()}
    assert MessageHeader.objects.count() == 1


def test_a_courier_who_was_asked_in_takes_part(conversation, clinician):
    from messaging.models import Participant

    courier = staff_member(Role.COURIER)
    Participant.objects.create(conversation=conversation, person=courier)
    post(conversation, courier, body="At the gate.")
    post(conversation, clinician, body="Coming.")
    assert Notice.objects.filter(person=courier).count() == 1
    assert len(presenters.thread(conversation, staff=courier).entries) == 2
    with pytest.raises(MessageRefused, match="act for none"):
        post(conversation, courier, is_internal=True)


def test_a_hospital_that_does_not_take_part_reaches_nothing(conversation):
    from messaging import reach

    assert not reach.conversations(staff_member(Role.CLINICIAN, hospital=hospital())).exists()
    assert not reach.conversations(staff_member(Role.REGULATOR)).exists()
