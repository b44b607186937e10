"""Facts that stand twice on purpose (docs/normal_forms.md) say the same twice, after a whole case."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from messaging.models import SubjectKind
from messaging.services import conversations
from messaging.subjects import Subject
from organs.services import offers, transplants
from tests.factories.offers import operation
from tests.factories.shipments import shipment_case

CONTRADICTIONS = {
    "patients_registration.status": """
        SELECT count(*) FROM patients_registration AS r JOIN patients_statusperiod AS p
            ON p.registration_id = r.id
        WHERE p.ended_at IS NULL AND (p.status <> r.status OR r.closed_at < p.started_at)
    """,
    "organs_donor.status": """
        SELECT count(*) FROM organs_donor AS o WHERE status <> (
            SELECT to_status FROM organs_donorstatuschange WHERE donor_id = o.id ORDER BY id DESC LIMIT 1)
    """,
    "organs_offer.status": """
        SELECT count(*) FROM organs_offer AS o WHERE status <> (
            SELECT to_status FROM organs_offerstatuschange WHERE offer_id = o.id ORDER BY id DESC LIMIT 1)
    """,
    "organs_organpart.status": """
        SELECT count(*) FROM organs_organpart AS o WHERE status <> (
            SELECT to_status FROM organs_partstatuschange WHERE part_id = o.id ORDER BY id DESC LIMIT 1)
    """,
    "transport_shipment.status": """
        SELECT count(*) FROM transport_shipment AS s WHERE status <> (
            SELECT to_status FROM transport_shipmentstatuschange WHERE shipment_id = s.id
                ORDER BY id DESC LIMIT 1)
    """,
    "organs_offer.centre_id": """
        SELECT count(*) FROM organs_offer AS o JOIN patients_registration AS r ON r.id = o.registration_id
        JOIN staff_programme AS p ON p.id = r.programme_id WHERE p.hospital_id <> o.centre_id
    """,
    "organs_offer.rank": """
        SELECT count(*) FROM organs_offer AS o LEFT JOIN organs_matchcandidate AS c
            ON c.run_id = o.run_id AND c.registration_id = o.registration_id
        WHERE c.rank IS DISTINCT FROM o.rank
    """,
    "organs_offer.deadline_at": """
        SELECT count(*) FROM organs_offer AS o WHERE deadline_at IS DISTINCT FROM (
            SELECT deadline_at FROM organs_offerdeadline WHERE offer_id = o.id ORDER BY id DESC LIMIT 1)
    """,
    "organs_donor.blood_group": """
        SELECT count(*) FROM organs_donor AS d JOIN organs_donorabosample AS s ON s.donor_id = d.id
        WHERE s.set_aside_at IS NULL AND s.blood_group <> d.blood_group
    """,
    "organs_transplant.hospital_id": """
        SELECT count(*) FROM organs_transplant AS t JOIN organs_offer AS o ON o.id = t.offer_id
        WHERE o.centre_id <> t.hospital_id
    """,
    "organs_transplant_allocations": """
        SELECT count(*) FROM organs_transplant_allocations AS t JOIN organs_allocation AS a
            ON a.id = t.allocation_id
        JOIN organs_transplant AS p ON p.id = t.transplant_id WHERE p.offer_id <> a.offer_id
    """,
    "organs_transplant.outcome": """
        SELECT count(*) FROM organs_transplant AS t WHERE outcome <> coalesce(
            (SELECT graft FROM organs_followup WHERE transplant_id = t.id
                ORDER BY occurred_at DESC LIMIT 1), 'pending')
    """,
    "organs_organpart.removed_from_cooling_at": """
        SELECT count(*) FROM organs_transplant AS t
        JOIN organs_transplant_allocations AS ta ON ta.transplant_id = t.id
        JOIN organs_allocation AS a ON a.id = ta.allocation_id JOIN organs_organpart AS p ON p.id = a.part_id
        WHERE p.removed_from_cooling_at IS DISTINCT FROM t.removed_from_cooling_at
    """,
    "organs_matchrun.candidates_count": """
        SELECT count(*) FROM organs_matchrun AS r
        WHERE candidates_count <> (SELECT count(*) FROM organs_matchcandidate WHERE run_id = r.id)
            OR excluded_count <> (SELECT count(*) FROM organs_matchexclusion WHERE run_id = r.id)
    """,
    "transport_shipment.departed_at": """
        SELECT count(*) FROM transport_shipment AS s
        WHERE departed_at IS DISTINCT FROM (
                SELECT min(received_at) FROM transport_handover WHERE shipment_id = s.id)
            OR arrived_at IS DISTINCT FROM (
                SELECT max(received_at) FROM transport_handover WHERE shipment_id = s.id)
    """,
    "transport_shipment.procurement_organisation_id": """
        SELECT count(*) FROM transport_shipment AS s JOIN transport_shipmentcontent AS c
            ON c.shipment_id = s.id
        JOIN organs_allocation AS a ON a.id = c.allocation_id JOIN organs_organpart AS p ON p.id = a.part_id
        JOIN organs_organ AS o ON o.id = p.organ_id JOIN organs_donor AS d ON d.id = o.donor_id
        WHERE d.procurement_organisation_id <> s.procurement_organisation_id
    """,
    "transport_shipmentcontent.is_active": """
        SELECT count(*) FROM transport_shipmentcontent AS c JOIN transport_shipment AS s
            ON s.id = c.shipment_id
        WHERE c.is_active <> (s.status NOT IN ('delivered', 'cancelled'))
    """,
    "messaging_conversation.last_message_at": """
        SELECT count(*) FROM messaging_conversation AS c
        WHERE last_message_at <> (SELECT max(occurred_at) FROM messaging_messageheader
            WHERE conversation_id = c.id)
    """,
    "messaging_messageheader.answered_at": """
        SELECT count(*) FROM messaging_messageheader AS q
        WHERE answer_needed_by IS NOT NULL AND answered_at IS DISTINCT FROM (
            SELECT min(occurred_at) FROM messaging_messageheader AS a
                WHERE a.conversation_id = q.conversation_id
                AND a.author_hospital_id <> q.author_hospital_id AND a.id > q.id)
    """,
}
"""For each copy, how to count the rows in which it says something else than its source."""


@pytest.fixture(scope="module")
def whole_case(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """From an offer to a follow-up, with a conversation, by the usual services."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = shipment_case(candidates=2).delivered()
        offers.confirm_notification(
            offer=made.case.send(1, parts=[made.case.right]), by=made.coordinator, at=timezone.now()
        )
        transplant = transplants.record_transplant(
            offer=made.offer, operation=operation(made.surgeon), by=made.surgeon, at=timezone.now()
        )
        transplants.record_follow_up(
            transplant=transplant,
            occurred_at=timezone.now(),
            graft="functioning",
            recipient_alive=True,
            by=made.surgeon,
            at=timezone.now(),
        )
        about = Subject(
            kind=SubjectKind.OFFER,
            id=made.offer.pk,
            reference=made.offer.reference,
            path=made.offer.get_absolute_url(),
            hospitals=(),
        )
        assert made.coordinator.hospital is not None
        talk = conversations.begin(
            subject=about,
            title="Vessels",
            body="How many arteries?",
            submission=uuid4(),
            by=made.surgeon,
            at=timezone.now(),
            hospitals=[made.coordinator.hospital],
        )
        now = timezone.now()
        conversations.post_message(
            conversation=talk,
            body="How long is the vein?",
            answer_needed_by=now + timedelta(hours=1),
            by=made.surgeon,
            at=now,
        )
        conversations.post_message(
            conversation=talk, body="Two; long.", by=made.coordinator, at=timezone.now()
        )
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("copy", CONTRADICTIONS)
def test_a_copy_says_what_its_source_says(copy: str, whole_case: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {copy.split('.', maxsplit=1)[0]}")
        assert cursor.fetchone()[0] > 0
        cursor.execute(CONTRADICTIONS[copy])
        assert cursor.fetchone()[0] == 0
