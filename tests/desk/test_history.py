"""The History tab: of every kind of record, for those who reach it, without what isn't theirs to read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from messaging.models import SubjectKind
from messaging.services import conversations
from messaging.subjects import Subject
from organs.models import AdverseEvent
from organs.services import characterisation, donors, offers, safety
from patients.models import Registration
from tests.factories import coordinator, donor, offer_case, staff_member
from tests.factories.offers import transplanted
from tests.factories.shipments import shipment_case
from transplant_site.access.roles import Role
from transplant_site.audit import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.desk import history
from transplant_site.records.references import PREFIXES

pytestmark = pytest.mark.django_db


def address(record):
    return reverse("desk:history", args=[record.reference])


def shown(client, record, **parameters):
    answer = client.get(address(record), parameters)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def fresh(record):
    """Read it again: the database made its reference."""
    return type(record).objects.get(pk=record.pk)


@pytest.fixture
def case():
    return offer_case(2)


def conversation_about(offer, *, by):
    return conversations.start_conversation(
        subject=Subject(
            kind=SubjectKind.OFFER,
            id=offer.pk,
            reference=offer.reference,
            path=offer.get_absolute_url(),
            hospitals=(offer.centre, by.hospital),
        ),
        title="Last creatinine",
        by=by,
        at=timezone.now(),
        hospitals=(offer.centre, by.hospital),
    )


@pytest.fixture
def records():
    """One record of every kind, each with people who reach it."""
    made = shipment_case()
    sender, surgeon = made.coordinator, made.surgeon
    talk = conversation_about(made.offer, by=sender)
    other = offer_case(1, blood_group="B")
    transplant = transplanted(other)
    event = safety.report_adverse_event(
        donor=other.donor,
        kind=AdverseEvent.Kind.LATE_RESULT,
        title="Culture positive",
        text="Candida",
        occurred_at=timezone.now(),
        by=other.coordinator,
        at=timezone.now(),
    )
    return {
        "REG": (Registration.objects.get(pk=made.case.candidates[0].pk), [surgeon]),
        "DNR": (made.case.donor, [sender]),
        "ORG": (made.case.left.organ, [sender, surgeon]),
        "MTC": (fresh(made.case.run), [sender]),
        "OFR": (made.offer, [sender, surgeon]),
        "SHP": (made.shipment, [sender, surgeon, made.courier]),
        "TRP": (fresh(transplant), [other.coordinator, other.surgeons[0]]),
        "ADV": (fresh(event), [other.coordinator, other.surgeons[0]]),
        "CNV": (fresh(talk), [talk.started_by]),
    }


def test_every_kind_of_record_has_a_history_that_its_page_leads_to(records, client_as):
    assert set(records) == set(PREFIXES) - {"PAT"} == set(history.BELONGS)
    for record, people in records.values():
        for person in people:
            client = client_as(person)
            assert "act-sentence" in shown(client, record), record
            page = client.get(record.get_absolute_url()).content.decode()
            assert address(record) in page, record


def test_a_stranger_finds_no_history(records, client_as):
    for role in Role:
        client = client_as(staff_member(role))
        for record, _people in records.values():
            assert client.get(address(record)).status_code == 404, (role, record)


def test_a_reference_that_is_none_is_not_found(client_as, case):
    client = client_as(case.coordinator)
    for reference in ("nonsense", "DNR-26-000001-X", case.donor.reference.lower()):
        assert client.get(reverse("desk:history", args=[reference])).status_code == 404, reference


def test_reading_a_history_is_recorded_with_what_it_is_of(case, client_as):
    shown(client_as(case.coordinator), case.donor)
    entry = LedgerEntry.objects.get(action_name="desk.history.read")
    assert entry.kind == Kind.READ
    assert entry.seen == [["organs.donor", str(case.donor.pk)]]
    assert entry.actor_id == case.coordinator.pk


def test_a_history_tells_what_was_done_to_the_parts_of_the_record(client_as):
    by = coordinator()
    made = donor(by=by)
    characterisation.record_finding(
        donor=made, kind="examination", text="Scar", occurred_at=timezone.now(), by=by, at=timezone.now()
    )
    page = shown(client_as(by), fresh(made))
    assert f"Donor {fresh(made).reference} was registered" in page
    assert "A finding on donor" in page


def test_names_and_free_text_stay_masked(client_as):
    by = coordinator()
    made = donor(by=by, family_name="Verysecretname")
    donors.correct_identity(
        donor=made,
        identity=donors.Identity(family_name="Othersecretname"),
        replaces=made.identities.get().pk,
        by=by,
        at=timezone.now(),
    )
    page = shown(client_as(by), fresh(made))
    assert "masked" in page
    assert "secretname" not in page


def test_people_of_other_organisations_are_not_named(case, client_as):
    offer = case.accepted(0)
    surgeon = case.surgeons[0]

    by_coordinator = shown(client_as(case.coordinator), offer)
    by_surgeon = shown(client_as(surgeon), offer)

    assert case.coordinator.display_name in by_coordinator
    assert surgeon.display_name not in by_coordinator
    assert "someone of another organisation" in by_coordinator
    assert f"Offer {offer.reference} was accepted by {surgeon.display_name}" in by_surgeon
    assert case.coordinator.display_name not in by_surgeon


def test_who_else_looked_is_for_regulators(case, client_as):
    offer = case.send(0)
    surgeon = case.surgeons[0]
    client_as(surgeon).get(offer.get_absolute_url())
    client_as(staff_member(Role.CLINICIAN)).get(offer.get_absolute_url())
    client_as(staff_member(Role.REGULATOR)).get(reverse("audit:history", args=["organs.offer", offer.pk]))

    by_coordinator, by_surgeon = shown(client_as(case.coordinator), offer), shown(client_as(surgeon), offer)

    assert "was shown to" not in by_coordinator
    assert by_surgeon.count("was shown to") == 1
    assert "read the history" not in by_coordinator + by_surgeon


def test_an_internal_note_of_another_hospital_leaves_no_trace(case, client_as):
    surgeon = case.surgeons[0]
    talk = conversation_about(case.send(0), by=case.coordinator)
    before = shown(client_as(case.coordinator), fresh(talk)).count("act-sentence")
    conversations.post_message(
        conversation=talk, body="We hesitate", is_internal=True, by=surgeon, at=timezone.now()
    )
    after = shown(client_as(case.coordinator), fresh(talk))
    own = shown(client_as(surgeon), fresh(talk))
    assert after.count("act-sentence") == before + 1  # that the history was read before
    assert "internal note" not in after.lower()
    assert "internal note" in own.lower()


def test_what_a_colleague_ticked_blindly_is_not_told(case, client_as):
    page = shown(client_as(case.coordinator), case.donor)
    assert "completed a pre-allocation checklist" in page
    assert "ABO as read from the source" not in page


def test_pages_follow_one_another_without_a_gap(case, client_as, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 3)
    client = client_as(case.coordinator)
    whole = history.of_record(case.donor, viewer=case.coordinator, before=None)
    steps, before = list(whole.steps), whole.older
    while before is not None:
        more = history.of_record(case.donor, viewer=case.coordinator, before=before)
        steps, before = [*steps, *more.steps], more.older
    assert len(steps) > 3
    assert [step.at for step in steps] == sorted((step.at for step in steps), reverse=True)
    assert 'rel="next"' in shown(client, case.donor)
    assert client.get(address(case.donor), {"before": "never"}).status_code == 400


def test_the_number_of_queries_does_not_grow(case, client_as):
    offer = case.send(0)
    client = client_as(case.coordinator)
    shown(client, offer)
    with CaptureQueriesContext(connection) as few:
        shown(client, offer)
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=timezone.now())
    case.accept(offer)
    for _ in range(3):
        shown(client, offer)
    with CaptureQueriesContext(connection) as many:
        shown(client, offer)
    assert len(many) == len(few)
