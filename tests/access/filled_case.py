"""One case in which everything has happened: an object behind every address, and the people it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from messaging import subjects
from messaging.models import Conversation, MessageHeader, SubjectKind
from messaging.services import conversations
from organs.models import AdverseEvent, Offer, RefusalCode, Rule, RuleException, Transplant, TransplantOutcome
from organs.services import exceptions, offers, safety, transplants
from organs.services.events import Told
from patients.models import Registration
from tests.factories import candidate, hospital, match_run, more_findings, programme, staff_member
from tests.factories.offers import OfferCase, offer_case, operation, recovered
from tests.factories.shipments import ShipmentCase
from transplant_site.access.roles import Role
from transplant_site.audit.models import LedgerEntry
from transplant_site.staff.models import LaboratoryAgreement, Profession, Programme, StaffMember
from transport.models import TemperatureExcursion
from transport.services import shipments, telemetry

# B40 is all that the typing says: whether it is the B60 that a candidate has an antibody against, it doesn't.
DONOR_HLA = "A1 A2 B7 B40 DR15(2) DR17(3)"

PATIENT_PAGES = """patient history correct_identity correct_facts record_death record_typing
    list_unacceptable remove_unacceptable record_screening record_values register_candidate"""
REGISTRATION_PAGES = """registration change_status set_criteria kidney_facts heart_status lung_score
    combine_organs separate_organs"""
DONOR_PAGES = """donor open_donor correct_donor correct_identity close_donor stop_donor record_consent
    declare_death record_abo_sample record_test record_finding record_organ_assessment record_hla_typing
    add_organ start_run report_for_donor"""
RUN_PAGES = "match_run match_run_excluded match_run_changes match_run_print match_run_csv send_offer"
OFFER_PAGES = """offer confirm_notification accept_offer say_provisional_yes decline_offer confirm_answer
    extend_deadline bypass_offer withdraw_offer promote_backup let_fall_through record_transplant
    record_not_transplanted report_for_offer downtime_forms preservation"""
SHIPMENT_PAGES = """shipment assign ready cancel deliver deliver_unchecked expect hand_over carry events
    events_csv label downtime_forms"""


@dataclass
class People:
    """Who takes part, each in one role; a second case may have the same people."""

    coordinator: StaffMember
    surgeon: StaffMember
    scientist: StaffMember
    courier: StaffMember
    regulator: StaffMember
    programme: Programme

    def in_role(self, role: Role) -> StaffMember:
        """Give the one who acts in this role; an administrator has no part in a case."""
        named = {
            Role.COORDINATOR: self.coordinator,
            Role.CLINICIAN: self.surgeon,
            Role.LABORATORY: self.scientist,
            Role.COURIER: self.courier,
            Role.REGULATOR: self.regulator,
        }
        return named.get(role) or staff_member(role)


def people() -> People:
    """A coordinator, a centre's surgeon and laboratory, a courier and an inspector."""
    place = programme(hospital(name="Demo Centre"))
    laboratory = hospital("laboratory", name="Demo Laboratory")
    LaboratoryAgreement.objects.create(
        hospital=place.hospital, laboratory=laboratory, valid_from=date(2020, 1, 1)
    )
    return People(
        coordinator=staff_member(Role.COORDINATOR),
        surgeon=staff_member(Role.CLINICIAN, hospital=place.hospital, profession=Profession.SURGEON),
        scientist=staff_member(Role.LABORATORY, hospital=laboratory),
        courier=staff_member(Role.COURIER),
        regulator=staff_member(Role.REGULATOR),
        programme=place,
    )


@dataclass
class FilledCase:
    """A donor whose left kidney was transplanted, and whose right kidney is offered."""

    people: People
    case: OfferCase
    way: ShipmentCase
    watched: Registration
    unclear: Registration
    transplant: Transplant
    open_offer: Offer
    conversation: Conversation
    event: AdverseEvent
    exception: RuleException

    def path(self, name: str) -> str:
        """Give an address, with objects of this case."""
        return reverse(name, kwargs=self._samples.get(name))

    @cached_property
    def _samples(self) -> dict[str, dict[str, Any]]:
        return _samples(self)

    def grow(self) -> None:
        """Let the case's own lists grow: findings, events, messages, follow-ups, offers, notices."""
        who = self.people
        more_findings(self.watched, times=2)
        _follow_up(self.transplant, who)
        _report(self.case, who)
        _report_temperatures(self.way, who)
        for by in (who.surgeon, who.coordinator):
            conversations.post_message(
                conversation=self.conversation, body="And more.", by=by, at=timezone.now()
            )


def filled_case(who: People | None = None) -> FilledCase:
    """Play a whole case through the services; with the same people once more, if they are given."""
    who = who or people()
    unclear = candidate(
        who.programme,
        blood_group="A",
        vpra="0.2",
        unacceptable="B60",
        first_dialysis_on=date(2012, 1, 1),
    )
    case = offer_case(2, by=who.coordinator, surgeon=who.surgeon, hla=DONOR_HLA)
    case.run = match_run(case.donor, by=who.coordinator)  # the second one: it has something to compare with
    way = _carried(case, who)
    transplant = transplants.record_transplant(
        offer=way.offer, operation=operation(who.surgeon), by=who.surgeon, at=timezone.now()
    )
    _follow_up(transplant, who)
    open_offer = case.send(1, parts=[case.right], **_bypass())
    offers.confirm_notification(offer=open_offer, by=who.surgeon, at=timezone.now())
    watched = candidate(who.programme, unacceptable="A24", first_dialysis_on=date(2012, 1, 1))
    more_findings(watched, times=2)
    return FilledCase(
        people=who,
        watched=watched,
        unclear=unclear,
        case=case,
        way=way,
        transplant=transplant,
        open_offer=open_offer,
        conversation=_conversation(open_offer, who),
        event=_report(case, who),
        exception=exceptions.record_exception(
            rule=Rule.ARRIVAL_CHECK,
            subject=transplant,
            donor=case.donor,
            centre=transplant.hospital,
            reason="At night",
            by=who.surgeon,
        ),
    )


def _bypass() -> dict[str, Any]:
    """Candidates of an earlier case may stand before those of this one."""
    return {"bypass_code": RefusalCode.objects.get(pk="861"), "bypass_text": "Transport by air is out"}


def _carried(case: OfferCase, who: People) -> ShipmentCase:
    """Bring the left kidney to the centre, once too warm on its way."""
    recovered(case)
    way = ShipmentCase(
        case=case,
        offer=case.accepted(0, **_bypass()),
        carrier=who.courier.carrier,
        courier=who.courier,
        colleague=staff_member(Role.COORDINATOR, hospital=who.coordinator.hospital),
        nurse=staff_member(Role.CLINICIAN, hospital=who.programme.hospital, profession=Profession.NURSE),
    )
    way.shipment = shipments.plan_shipment(
        allocations=way.allocations, plan=way.plan(), by=who.coordinator, at=timezone.now()
    )
    way.on_the_way()
    _report_temperatures(way, who)
    way.receive(way.hand(who.surgeon, by=who.courier, place="Theatre"))
    way.check("arrival")
    shipments.confirm_delivery(shipment=way.again(), by=who.surgeon, at=timezone.now())
    way.again()
    return way


def _report_temperatures(way: ShipmentCase, who: People) -> None:
    """Have the courier report where the box is, or was, and that it was too warm for a moment."""
    now = way.shipment.arrived_at or timezone.now()
    telemetry.record_events(
        shipment=way.shipment,
        batch=uuid4(),
        readings=[
            telemetry.Reading(
                kind="temperature",
                occurred_at=now - timedelta(seconds=seconds),
                temperature_c=Decimal(celsius),
            )
            for seconds, celsius in ((3, "3.0"), (2, "9.5"), (1, "3.5"))
        ]
        + [telemetry.Reading(kind="position", occurred_at=now, latitude=50.85, longitude=4.35)],
        by=who.courier,
        at=timezone.now(),
    )


def _report(case: OfferCase, who: People) -> AdverseEvent:
    return safety.report_adverse_event(
        donor=case.donor,
        kind=AdverseEvent.Kind.LATE_RESULT,
        title="Culture positive",
        text="Candida in the preservation fluid",
        occurred_at=timezone.now(),
        by=who.coordinator,
        at=timezone.now(),
    )


def _follow_up(transplant: Transplant, who: People) -> None:
    """Have a nurse write down what the surgeon told on the telephone."""
    nurse = staff_member(Role.CLINICIAN, hospital=who.programme.hospital, profession=Profession.NURSE)
    transplants.record_follow_up(
        transplant=transplant,
        occurred_at=timezone.now(),
        graft=TransplantOutcome.FUNCTIONING,
        recipient_alive=True,
        by=nurse,
        at=timezone.now(),
        told=Told(on_behalf_of=who.surgeon, note="By telephone, read back"),
    )


def _conversation(offer: Offer, who: People) -> Conversation:
    """Talk about the offer: a question, an answer and a note within the centre."""
    subject = subjects.find(SubjectKind.OFFER, offer.reference, by=who.surgeon)
    begun = conversations.start_conversation(
        subject=subject,
        title="Last creatinine",
        by=who.surgeon,
        at=timezone.now(),
        hospitals=subject.hospitals,
        people=[who.courier, who.scientist],
    )
    for by, words in ((who.surgeon, "Could you send the last creatinine?"), (who.coordinator, "0.9 mg/dL")):
        conversations.post_message(conversation=begun, body=words, by=by, at=timezone.now())
    conversations.post_message(
        conversation=begun, body="Ask the team at six.", is_internal=True, by=who.surgeon, at=timezone.now()
    )
    return begun


def _samples(made: FilledCase) -> dict[str, dict[str, Any]]:
    """Say what each address takes that takes anything: references and keys of objects of the case."""
    donor, offer, run, shipment = made.case.donor, made.open_offer, made.case.run, made.way.shipment
    allocation = made.transplant.offer.allocations.get()
    entry = MessageHeader.objects.filter(conversation=made.conversation, author=made.people.surgeon).first()
    excursion = TemperatureExcursion.objects.filter(shipment=shipment).first()
    told = made.transplant.follow_ups.latest("occurred_at")
    patient = {"reference": made.watched.patient.reference}
    of_donor, of_run, of_offer = (_by_reference(one) for one in (donor, run, offer))
    of_organ = {**of_donor, "organ": made.case.left.organ.reference}
    of_shipment = _by_reference(shipment)
    of_hand_over = {**of_shipment, "hand_over": shipment.hand_overs.first().pk}
    in_conversation = _by_reference(made.conversation)
    table: list[tuple[str, str, dict[str, Any]]] = [
        ("desk", "history", of_offer),
        ("staff", "confirm", {"kind": told._meta.label_lower, "event": told.pk}),
        ("audit", "entry", {"event": LedgerEntry.objects.filter(model="organs.offer").latest("id").event}),
        ("audit", "history", {"label": "organs.offer", "key": str(offer.pk)}),
        ("audit", "case seen open_case opened", of_donor),
        ("audit", "seen_by", {**of_donor, "person": str(made.people.coordinator.pk)}),
        ("messaging", "start", {"kind": "offer", "reference": offer.reference}),
        ("messaging", "conversation mark_read close", in_conversation),
        ("messaging", "post", {**in_conversation, "kind": "message"}),
        ("messaging", "correct", {**in_conversation, "entry": entry.pk}),
        ("patients", PATIENT_PAGES, patient),
        ("patients", "read_hla", {**patient, "kind": "typing"}),
        ("patients", REGISTRATION_PAGES, _by_reference(made.watched)),
        ("organs", DONOR_PAGES, of_donor),
        ("organs", "set_aside_abo_sample", {**of_donor, "sample": donor.abo_samples.first().pk}),
        ("organs", "record_recovery split_organ", of_organ),
        ("organs", "organ", _by_reference(made.case.left.organ)),
        ("organs", "checklist", {**of_donor, "organ_kind": "kidney"}),
        ("organs", RUN_PAGES, of_run),
        ("organs", "match_candidate", {**of_run, "rank": 1}),
        ("organs", "assess_crossmatch ask_laboratory", {**of_run, "candidate": made.unclear.reference}),
        ("organs", OFFER_PAGES, of_offer),
        ("organs", "offer_as_shown", _by_reference(made.transplant.offer)),
        ("organs", "check", {"allocation": allocation.pk, "stage": "arrival"}),
        ("organs", "transplant record_follow_up", _by_reference(made.transplant)),
        ("organs", "adverse_event acknowledge_adverse_event", _by_reference(made.event)),
        ("organs", "exception", {"exception": made.exception.pk}),
        ("transport", "plan", {"offer": made.transplant.offer.reference}),
        ("transport", SHIPMENT_PAGES, of_shipment),
        ("transport", "receive refuse withdraw confirm", of_hand_over),
        ("transport", "divert", {**of_shipment, "offer": made.transplant.offer.reference}),
        ("transport", "acknowledge", {**of_shipment, "excursion": excursion.pk}),
    ]

    return {f"{app}:{name}": takes for app, names, takes in table for name in names.split()}


def _by_reference(one: Any) -> dict[str, Any]:
    return {"reference": one.reference}
