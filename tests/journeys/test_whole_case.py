"""A whole case in real browsers: from the call of a hospital to the first follow-up, by seven people."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from organs.models import (
    Allocation,
    CheckStage,
    Donor,
    MatchRun,
    Offer,
    OfferStatus,
    PartStatus,
    Transplant,
)
from patients.models import Patient, Registration, RegistrationStatus
from tests.audit.conftest import empty_ledger
from tests.document_store import empty_all
from tests.factories import candidate, carrier, hospital, programme, staff_member
from tests.factories.people import newest_entry, unnamed_changes
from tests.journeys.driving import Driver, written
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.audit.models import LedgerEntry
from transplant_site.documents import Collection
from transplant_site.staff.models import LaboratoryAgreement, Profession, Programme
from transport.models import Shipment, ShipmentStatus

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

DONOR_HLA = "A1 A2 B7 B40 DR15(2) DR17(3)"
RECIPIENT = {"given_name": "Demo", "family_name": "Recipientname"}


@pytest.fixture
def as_person(open_browser: Callable[..., Any]) -> Callable[..., Driver]:
    def sign_in(staff: Any, look: str = "light") -> Driver:
        return Driver(open_browser(look, signed_in=staff), staff)

    return sign_in


def waiting_at(place: Programme, *, since: date, **patient: Any) -> Registration:
    return candidate(
        place, blood_group="A", vpra="0.2", first_dialysis_on=since, registered_on=since, **patient
    )


@pytest.fixture
def first_day(document_store: object) -> None:
    """A log and collections without entries: what other tests left is not this case."""
    empty_ledger()
    empty_all()


@pytest.mark.usefixtures("first_day")
def test_an_organ_goes_from_donor_to_patient(as_person: Callable[..., Driver]) -> None:
    # Given a procurement organisation, a donor hospital, two centres, a laboratory and a carrier
    organisation = hospital("procurement_organisation", name="Demo Procurement")
    donor_hospital = hospital("donor_hospital", name="Demo Donor Hospital")
    first, second = (programme(hospital(name=f"Demo Centre {name}")) for name in ("North", "South"))
    laboratory = hospital("laboratory", name="Demo Laboratory")
    LaboratoryAgreement.objects.create(
        hospital=second.hospital, laboratory=laboratory, valid_from=date(2020, 1, 1)
    )
    transporter = carrier("Demo Couriers")
    anna, ben = (staff_member(Role.COORDINATOR, hospital=organisation) for _ in range(2))
    refuser = staff_member(Role.CLINICIAN, hospital=first.hospital, profession=Profession.SURGEON)
    surgeon = staff_member(Role.CLINICIAN, hospital=second.hospital, profession=Profession.SURGEON)
    nurse = staff_member(Role.CLINICIAN, hospital=second.hospital, profession=Profession.NURSE)
    scientist = staff_member(Role.LABORATORY, hospital=laboratory)
    rider = staff_member(Role.COURIER, carrier=transporter)
    inspector = staff_member(Role.REGULATOR)
    # ... and two candidates: the first longer on dialysis, the second with an antibody against a split that
    # the donor's typing doesn't tell from its broad antigen
    waiting_at(first, since=date(2012, 1, 1))
    recipient = waiting_at(second, since=date(2016, 1, 1), unacceptable="B60", **RECIPIENT)

    # When a coordinator registers the donor
    prepared = newest_entry()
    coordinator, colleague = as_person(anna), as_person(ben)
    coordinator.open("/donors/register/").fill(
        hospital=donor_hospital.pk,
        kind="DBD",
        age_years=52,
        sex="female",
        blood_group="A",
        rhesus="positive",
        cause_of_death="Intracranial bleeding",
        given_name="Demo",
        family_name="Donorname",
        hla=DONOR_HLA,
    ).press("Check your answers").sees("Nothing has been recorded yet").press("Register the donor")
    donor = Donor.objects.get()
    case = donor.get_absolute_url()

    characterise(coordinator, colleague, case)
    for side in ("left", "right"):
        coordinator.open(f"{case}organs/add/").fill(kind="kidney", side=side).submit()
    for one in (coordinator, colleague):
        one.open(f"{case}checklist/kidney/").fill(
            identity_verified=True,
            consent_seen=True,
            death_declaration_seen=True,
            serology_seen=True,
            hla_seen=True,
            blood_group="A",
        ).press("I have checked all of this")

    # ... and ranks the candidates
    coordinator.open(f"{case}match/").press("Rank them")
    run = MatchRun.objects.get()
    coordinator.open(run.get_absolute_url()).sees("Replica of the simulator").sees(recipient.reference)
    coordinator.sees_nothing_of("Recipientname")
    assert [row.rank for row in run.candidates.order_by("rank")] == [1, 2]

    # Then the first centre gets the offer and declines it
    coordinator.open(f"{run.get_absolute_url()}offer/").fill(
        parts=[str(donor.organs.get(side="left").parts.get().pk)]
    ).press("Send the offer")
    declined = Offer.objects.get()
    refusing = as_person(refuser)
    refusing.open(declined.get_absolute_url()).press("I have received this offer")
    refusing.open(f"{declined.get_absolute_url()}decline/").fill(code="700").press("Decline the offer")
    declined.refresh_from_db()
    assert (declined.status, declined.refusal_code_id) == (OfferStatus.DECLINED, "700")

    # ... the laboratory gives its word on the second candidate
    expert = as_person(scientist)
    expert.open("/crossmatches/").sees(recipient.reference)
    expert.open(f"/crossmatches/{run.reference}/{recipient.reference}/").fill(
        method="flow", verdict="negative", reason="Flow crossmatch negative.", occurred_at=written()
    ).press("Record my word")

    # ... and the second centre accepts, after asking a question
    coordinator.open(f"{run.get_absolute_url()}offer/").fill(
        parts=[str(donor.organs.get(side="left").parts.get().pk)]
    ).press("Send the offer")
    offer = Offer.objects.exclude(pk=declined.pk).get()
    accepting = as_person(surgeon)
    accepting.open("/").sees(offer.reference)
    talk(accepting, coordinator, offer)
    accepting.open(offer.get_absolute_url()).press("I have received this offer")
    accepting.open(f"{offer.get_absolute_url()}accept/").sees("Recipientname").fill(blood_group="A").press(
        "Accept the offer"
    )
    offer.refresh_from_db()
    assert offer.status == OfferStatus.ACCEPTED
    allocation = Allocation.objects.get(offer=offer)

    # The organs are recovered, the box is checked by two, and it travels
    organ = allocation.part.organ
    coordinator.open(f"{case}organs/{organ.reference}/recovery/").fill(
        cross_clamp_at=written(hours=3), cold_perfusion_at=written(hours=3), recovered_at=written(hours=2)
    ).submit()
    check(allocation, CheckStage.DEPARTURE, coordinator, colleague)
    shipment = travel(coordinator, as_person(rider, "phone"), as_person(nurse), offer)
    check(allocation, CheckStage.ARRIVAL, as_person(nurse), accepting)
    accepting.open(shipment.get_absolute_url()).press("All checked: delivered")
    shipment.refresh_from_db()
    assert shipment.status == ShipmentStatus.DELIVERED

    # The transplant and the first visit are recorded
    accepting.open(f"{offer.get_absolute_url()}transplant/").fill(
        started_at=written(hours=1),
        removed_from_cooling_at=written(),
        reperfused_at=written(),
        lead_surgeon=surgeon.pk,
    ).press("Record the transplant")
    transplant = Transplant.objects.get()
    accepting.open(f"{transplant.get_absolute_url()}follow-up/").fill(
        occurred_at=written(),
        recipient_alive="yes",
        graft="functioning",
        creatinine_value="1.4",
        creatinine_unit="mg/dL",
    ).submit()
    transplant.refresh_from_db()
    allocation.part.refresh_from_db()
    recipient.refresh_from_db()
    assert allocation.part.status == PartStatus.TRANSPLANTED
    assert recipient.status == RegistrationStatus.FU
    assert transplant.follow_ups.count() == 1

    documents_tell_the_case(shipment, offer)
    the_log_is_whole_and_silent_on_names(as_person(inspector), donor, offer)
    assert unnamed_changes(prepared) == []


def characterise(coordinator: Driver, colleague: Driver, case: str) -> None:
    """Two ABO samples by two people, consent, death, and negative tests."""
    for person, hours in ((coordinator, 6), (colleague, 5)):
        person.open(f"{case}abo/").fill(blood_group="A", occurred_at=written(hours=hours)).submit()
    coordinator.open(f"{case}consent/").fill(
        organ_kind="kidney",
        purpose="transplant",
        is_given="yes",
        ground="family",
        occurred_at=written(hours=5),
    ).submit()
    coordinator.open(f"{case}death/").fill(
        method="neurological",
        first_declarer="Dr One",
        second_declarer="Dr Two",
        occurred_at=written(hours=7),
    ).submit()
    for marker in ("hiv_antibody", "hbv_surface_antigen", "hbv_core_antibody", "hcv_antibody"):
        coordinator.open(f"{case}test/").fill(
            marker=marker, result="negative", is_haemodiluted="no", occurred_at=written(hours=6)
        ).submit()


def talk(accepting: Driver, coordinator: Driver, offer: Offer) -> None:
    """A question from the centre, answered by the coordinator; and a note that stays inside the centre."""
    accepting.open(f"/conversations/about/offer/{offer.reference}/").fill(
        title="Last creatinine", body="Could you send the last creatinine?"
    ).press("Start and send")
    where = accepting.page.url
    accepting.open(f"{where}?compose=note").fill(body="Ask the team at six.").press("Add the note")
    coordinator.open(where).sees("Could you send the last creatinine?").sees_nothing_of(
        "Ask the team at six."
    )
    coordinator.fill(body="It was 0.9 mg/dL at 04:00.").press("Send the message")
    accepting.open(where).sees("It was 0.9 mg/dL at 04:00.").sees("Ask the team at six.")


def check(allocation: Allocation, stage: CheckStage, *people: Driver) -> None:
    for person in people:
        person.open(f"/checks/{allocation.pk}/{stage}/").fill(
            donor_reference=allocation.part.organ.donor.reference,
            blood_group="A",
            contents_right="yes",
            packaging_sound="yes",
            documents_present="yes",
        )
        if stage == CheckStage.ARRIVAL:
            registration = allocation.offer.registration
            person.fill(recipient_reference=registration.reference, recipient_blood_group="A")
        person.press("Keep my check")
    assert allocation.checks.filter(stage=stage, status="agreed").count() == 1


def travel(coordinator: Driver, courier: Driver, nurse: Driver, offer: Offer) -> Shipment:
    """Plan, leave, report, hand over twice."""
    now = timezone.now()
    coordinator.open(f"/shipments/plan/{offer.reference}/").fill(
        preservation="ice",
        origin=offer.run.donor.hospital_id,
        carrier=courier.staff.carrier.pk,
        courier=courier.staff.pk,
        planned_departure_at=written(now),
        planned_arrival_at=written(now + timedelta(hours=4)),
    ).press("Plan the shipment")
    shipment = Shipment.objects.get()
    where = shipment.get_absolute_url()
    coordinator.open(where).press("All checked: it may leave")
    coordinator.open(f"{where}hand-over/").fill(receiver=courier.staff.pk, place="Gate 3").press(
        "Hand it over"
    )
    courier.open(f"{where}carry/").sees_nothing_of("Recipientname", offer.registration.reference)
    courier.press("I have the shipment")
    courier.open(f"{where}carry/").fill(temperature_c="3.1")
    courier.page.locator("[data-report-form=temperature] button").click()
    courier.sees("Everything is sent.").sees("3.1 °C")
    courier.open(f"{where}hand-over/").fill(receiver=nurse.staff.pk, place="Theatre 2").press("Hand it over")
    nurse.open(where).press("I have the shipment")
    shipment.refresh_from_db()
    assert shipment.status == ShipmentStatus.ARRIVED
    assert shipment.hand_overs.filter(received_at__isnull=False).count() == 2
    return shipment


def documents_tell_the_case(shipment: Shipment, offer: Offer) -> None:
    kinds = [event["kind"] for event in documents.read(Collection.TRANSPORT_EVENTS, key=shipment.pk)]
    for kind in ("planned", "ready", "in_transit", "temperature", "arrived", "delivered"):
        assert kind in kinds
    from messaging.models import Conversation

    conversation = Conversation.objects.get(subject_id=offer.pk)
    said = [one["body"] for one in documents.read(Collection.COMMUNICATIONS, key=conversation.pk)]
    assert said == [
        "Could you send the last creatinine?",
        "Ask the team at six.",
        "It was 0.9 mg/dL at 04:00.",
    ]


def the_log_is_whole_and_silent_on_names(inspector: Driver, donor: Donor, offer: Offer) -> None:
    """The log verifies, MongoDB has every entry, both stores agree, and nobody's name stands in it."""
    call_command("relay", "--once", stdout=io.StringIO())
    call_command("verify_audit", stdout=io.StringIO())
    call_command("reconcile", stdout=io.StringIO())
    entries = LedgerEntry.objects.count()
    tail = documents.audit_tail()
    assert tail is not None
    mirrored = list(documents.read_audit(after_position=-1, limit=entries + 10))
    assert len(mirrored) == entries
    actions = {one["action"] for one in mirrored if one.get("action")}
    for action in (
        "organs.donor.registered",
        "organs.offer.sent",
        "organs.offer.declined",
        "organs.offer.accepted",
        "transport.shipment.handed_over",
        "transport.shipment.received",
        "messaging.message.posted",
        "organs.transplant.recorded",
    ):
        assert action in actions, sorted(actions)
    text = json.dumps(mirrored, default=str)
    assert not any(name in text for name in ("Recipientname", "Donorname", "last creatinine"))

    inspector.open(f"/audit/?reference={donor.reference}").sees(donor.reference).sees_nothing_of("Donorname")
    inspector.open(f"/audit/history/organs.offer/{offer.pk}/").sees(offer.reference)
    assert Patient.objects.count() == 2
