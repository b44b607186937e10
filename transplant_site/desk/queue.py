"""What waits for a person: their work, the most pressing first.

Each list is bounded, and reading one takes a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from messaging import reach as messaging_reach
from messaging.models import MessageHeader
from organs import reach as organs_reach
from organs.models import (
    AdverseEventNotice,
    Allocation,
    CheckStage,
    DonorStatus,
    OfferStatus,
    PartStatus,
    PreAllocationChecklist,
    TransplantOutcome,
    TwoPersonCheck,
)
from organs.models.donors import OPEN_DONORS
from organs.policies.checklists import CHECKLISTS_NEEDED
from patients import reach as patients_reach
from patients.models import LISTED, AntibodyScreening, HlaTyping
from transplant_site.access.permissions import Permission
from transplant_site.access.roles import Role
from transplant_site.interface.times import format_date
from transplant_site.records.days import day_of
from transplant_site.staff.confirmations import waiting_for
from transplant_site.staff.models import StaffMember
from transport import reach as transport_reach
from transport.models import OPEN_SHIPMENTS, ShipmentStatus, TemperatureExcursion

CHECK_PERMISSIONS = {
    CheckStage.DEPARTURE: Permission.DEPARTURE_CHECK,
    CheckStage.ARRIVAL: Permission.ARRIVAL_CHECK,
}

AT_MOST = 50
"""How many pieces of one kind of work are listed; the rest is behind the list they come from."""

PRESSING = ("danger", "warning", "info", "neutral")

SCREENING_ENDS_SOON = timedelta(days=14)


@dataclass(frozen=True)
class Work:
    """One thing to do: what, about which record, by when."""

    title: str
    reference: str
    path: str
    icon: str
    tone: str = "neutral"
    due_at: datetime | None = None
    detail: str = ""


def work_of(staff: StaffMember, at: datetime) -> list[Work]:
    """Return what waits for the person in the role they act in, the most pressing first."""
    sources = QUEUES.get(staff.role, ()) if staff.role else ()
    return in_order([work for source in sources for work in source(staff, at)], at)


def in_order(found: list[Work], at: datetime) -> list[Work]:
    """Put alarms first, then what has a time, the earliest on top, then the rest by how pressing it is."""
    return sorted(found, key=lambda work: _place(work, at))


def _place(work: Work, at: datetime) -> tuple[bool, bool, datetime, int]:
    return (
        work.tone != "danger",
        work.due_at is None,
        work.due_at or at,
        PRESSING.index(work.tone) if work.tone in PRESSING else len(PRESSING),
    )


Source = Callable[[StaffMember, datetime], Iterator[Work]]


def offers_to_answer(staff: StaffMember, at: datetime) -> Iterator[Work]:
    offers = organs_reach.offers(staff).open().order_by("deadline_at", "sent_at")
    for offer in offers[:AT_MOST]:
        overdue = offer.is_overdue(at)
        if offer.status == OfferStatus.PROVISIONAL:
            title = _("Backup offer: be ready")
        elif overdue:
            title = _("Answer this offer: overdue")
        else:
            title = _("Answer this offer")
        yield Work(
            title=title,
            reference=offer.reference,
            path=offer.get_absolute_url(),
            icon="envelope",
            tone="danger" if overdue else "warning",
            due_at=offer.deadline_at,
            detail=str(offer.get_organ_kind_display()),
        )


def offers_to_follow(staff: StaffMember, at: datetime) -> Iterator[Work]:
    offers = organs_reach.offers(staff).open().select_related("centre").order_by("deadline_at", "sent_at")
    for offer in offers[:AT_MOST]:
        if offer.notified_at is None:
            title, tone = _("Confirm that the centre was notified"), "warning"
        elif offer.is_overdue(at):
            title, tone = _("No answer in time: bypass or extend"), "danger"
        else:
            title, tone = _("Offer waits for an answer"), "info"
        yield Work(
            title=title,
            reference=offer.reference,
            path=offer.get_absolute_url(),
            icon="send",
            tone=tone,
            due_at=offer.deadline_at,
            detail=f"{offer.get_organ_kind_display()} · {offer.centre.name}",
        )


def donors_in_allocation(staff: StaffMember, at: datetime) -> Iterator[Work]:
    donors = organs_reach.donors(staff).filter(
        status__in=[DonorStatus.REGISTERED, DonorStatus.IN_ALLOCATION],
        external_id__isnull=True,
        organs__parts__status=PartStatus.AVAILABLE,
    )
    for donor in donors.distinct().order_by("registered_at")[:AT_MOST]:
        yield Work(
            title=_("Donor with organs to allocate"),
            reference=donor.reference,
            path=donor.get_absolute_url(),
            icon="heart-pulse",
            detail=str(donor.get_kind_display()),
        )


def checklists_to_complete(staff: StaffMember, at: datetime) -> Iterator[Work]:
    """List the organs that can't be offered before the person has completed the pre-allocation checklist."""
    holding = PreAllocationChecklist.objects.filter(
        donor=OuterRef("donor"), organ_kind=OuterRef("kind"), facts_version=OuterRef("donor__facts_version")
    )
    made = Subquery(holding.values("donor").annotate(number=Count("pk")).values("number"))
    organs = (
        organs_reach.organs(staff)
        .filter(
            donor__status__in=sorted(OPEN_DONORS),
            donor__external_id__isnull=True,
            parts__status=PartStatus.AVAILABLE,
        )
        .annotate(made=Coalesce(made, 0))
        .filter(~Exists(holding.filter(completed_by=staff)), made__lt=CHECKLISTS_NEEDED)
        .order_by("donor__registered_at", "donor_id", "kind")
        .distinct("donor__registered_at", "donor_id", "kind")
        .select_related("donor")
    )
    for organ in organs[:AT_MOST]:
        yield Work(
            title=_("Complete the pre-allocation checklist"),
            reference=organ.donor.reference,
            path=reverse("organs:checklist", args=[organ.donor.reference, organ.kind]),
            icon="people",
            tone="warning",
            detail=str(organ.get_kind_display()),
        )


def checks_to_finish(staff: StaffMember, at: datetime) -> Iterator[Work]:
    """List the two-person checks that wait for a second person, of whom the first is not this one."""
    checks = (
        TwoPersonCheck.objects.filter(
            allocation__offer__in=organs_reach.offers(staff),
            allocation__ended_at__isnull=True,
            stage__in=[stage for stage, permission in CHECK_PERMISSIONS.items() if staff.may(permission)],
            status=TwoPersonCheck.Status.OPEN,
        )
        .exclude(entries__person=staff)
        .select_related("allocation__offer", "allocation__part__organ")
        .order_by("started_at")
    )
    for check in checks[:AT_MOST]:
        yield Work(
            title=_("A two-person check waits for the second person"),
            reference=check.allocation.offer.reference,
            path=reverse("organs:check", args=[check.allocation_id, check.stage]),
            icon="people-fill",
            tone="warning",
            detail=f"{check.get_stage_display()} · {check.allocation.part.organ.label}",
        )


def exceptions_to_review(staff: StaffMember, at: datetime) -> Iterator[Work]:
    exceptions = organs_reach.rule_exceptions(staff).filter(reviewed_at__isnull=True)
    for exception in exceptions.exclude(recorded_by=staff).order_by("recorded_at")[:AT_MOST]:
        yield Work(
            title=_("Review an exception from a rule"),
            reference=exception.subject_reference,
            path=exception.get_absolute_url(),
            icon="exclamation-diamond",
            tone="warning",
            detail=exception.get_rule_display(),
        )


def parts_to_ship(staff: StaffMember, at: datetime) -> Iterator[Work]:
    allocations = (
        Allocation.objects.filter(
            offer__in=organs_reach.offers(staff), ended_at__isnull=True, part__status=PartStatus.ALLOCATED
        )
        .exclude(shipment_contents__is_active=True)
        .select_related("offer__centre", "part__organ")
        .order_by("accepted_at")
    )
    for allocation in allocations[:AT_MOST]:
        yield Work(
            title=_("Plan the shipment"),
            reference=allocation.offer.reference,
            path=allocation.offer.get_absolute_url(),
            icon="truck",
            tone="warning",
            detail=f"{allocation.part.organ.label} · {allocation.offer.centre.name}",
        )


def shipments_to_watch(staff: StaffMember, at: datetime) -> Iterator[Work]:
    shipments = (
        transport_reach.shipments(staff)
        .filter(status__in=sorted(OPEN_SHIPMENTS))
        .select_related("origin", "destination")
        .order_by("planned_arrival_at")
    )
    for shipment in shipments[:AT_MOST]:
        is_departing = shipment.status in {ShipmentStatus.PLANNED, ShipmentStatus.READY}
        due_at = shipment.planned_departure_at if is_departing else shipment.arrives_at
        yield Work(
            title=str(shipment.get_status_display()),
            reference=shipment.reference,
            path=shipment.get_absolute_url(),
            icon="truck",
            tone="warning" if due_at < at else "info",
            due_at=due_at,
            detail=f"{shipment.origin.name} → {shipment.destination.name}",
        )


def excursions_to_assess(staff: StaffMember, at: datetime) -> Iterator[Work]:
    excursions = TemperatureExcursion.objects.filter(
        shipment__in=transport_reach.shipments(staff), acknowledged_at__isnull=True
    )
    for excursion in excursions.select_related("shipment").order_by("began_at")[:AT_MOST]:
        yield Work(
            title=_("Assess a temperature excursion"),
            reference=excursion.shipment.reference,
            path=excursion.shipment.get_absolute_url(),
            icon="thermometer-high",
            tone="danger",
            detail=f"{excursion.extreme_c} °C",
        )


def parts_to_transplant(staff: StaffMember, at: datetime) -> Iterator[Work]:
    allocations = (
        Allocation.objects.filter(
            offer__in=organs_reach.offers(staff), ended_at__isnull=True, part__status=PartStatus.DELIVERED
        )
        .select_related("offer", "part__organ")
        .order_by("accepted_at")
    )
    for allocation in allocations[:AT_MOST]:
        yield Work(
            title=_("Record the transplant, or that it did not happen"),
            reference=allocation.offer.reference,
            path=allocation.offer.get_absolute_url(),
            icon="clipboard2-pulse",
            tone="warning",
            detail=allocation.part.organ.label,
        )


def outcomes_to_record(staff: StaffMember, at: datetime) -> Iterator[Work]:
    transplants = organs_reach.transplants(staff).filter(outcome=TransplantOutcome.PENDING)
    for transplant in transplants.order_by("occurred_at")[:AT_MOST]:
        yield Work(
            title=_("Record the outcome"),
            reference=transplant.reference,
            path=transplant.get_absolute_url(),
            icon="clipboard2-pulse",
        )


def events_to_acknowledge(staff: StaffMember, at: datetime) -> Iterator[Work]:
    notices = AdverseEventNotice.objects.filter(hospital=staff.hospital, acknowledged_at__isnull=True)
    for notice in notices.select_related("event").order_by("sent_at")[:AT_MOST]:
        yield Work(
            title=_("Acknowledge an adverse event"),
            reference=notice.event.reference,
            path=notice.event.get_absolute_url(),
            icon="exclamation-triangle",
            tone="danger",
            detail=str(notice.event.get_kind_display()),
        )


def questions_to_answer(staff: StaffMember, at: datetime) -> Iterator[Work]:
    conversations = messaging_reach.conversations(staff)
    questions = MessageHeader.objects.filter(conversation__in=conversations).awaiting(staff)
    for question in questions.select_related("conversation").order_by("answer_needed_by")[:AT_MOST]:
        yield Work(
            title=_("Answer a question"),
            reference=question.conversation.reference,
            path=question.conversation.get_absolute_url(),
            icon="question-circle",
            tone="warning",
            due_at=question.answer_needed_by,
            detail=question.conversation.subject_reference,
        )


def crossmatches_to_assess(staff: StaffMember, at: datetime) -> Iterator[Work]:
    """List the candidates whose crossmatch can't be excluded and on which no laboratory's word holds."""
    rows = (
        organs_reach.crossmatches(staff)
        .with_verdict()
        .filter(laboratory_word__isnull=True)  # type: ignore[misc]  # annotated above
        .select_related("run", "registration")
        .order_by("run__created_at", "rank")
    )
    for row in rows[:AT_MOST]:
        yield Work(
            title=_("Crossmatch cannot be excluded: give your word"),
            reference=row.run.reference,
            path=reverse("organs:assess_crossmatch", args=[row.run.reference, row.registration.reference]),
            icon="droplet-half",
            tone="warning",
            detail=row.registration.reference,
        )


def crossmatches_asked_for(staff: StaffMember, at: datetime) -> Iterator[Work]:
    """List what coordinators ask on candidates whom a run doesn't rank, and has no word of a laboratory."""
    asked = organs_reach.crossmatch_requests(staff).unanswered()
    for request in asked.select_related("run", "registration")[:AT_MOST]:
        yield Work(
            title=_("Crossmatch asked for: give your word"),
            reference=request.run.reference,
            path=reverse(
                "organs:assess_crossmatch", args=[request.run.reference, request.registration.reference]
            ),
            icon="droplet-half",
            tone="warning",
            detail=request.registration.reference,
        )


def typings_missing(staff: StaffMember, at: datetime) -> Iterator[Work]:
    typed = HlaTyping.objects.filter(patient=OuterRef("patient"), is_current=True)
    untyped = (
        patients_reach.registrations(staff)
        .filter(status__in=sorted(LISTED))
        .exclude(Exists(typed))
        .select_related("patient")
    )
    for registration in untyped.order_by("listing_order")[:AT_MOST]:
        yield Work(
            title=_("HLA typing is missing"),
            reference=registration.reference,
            path=registration.patient.get_absolute_url(),
            icon="clipboard-data",
            tone="warning",
        )


def screenings_ending(staff: StaffMember, at: datetime) -> Iterator[Work]:
    ending = (
        AntibodyScreening.objects.ending_by(day_of(at + SCREENING_ENDS_SOON))
        .filter(
            patient__in=patients_reach.patients(staff),
            is_current=True,
            patient__registrations__status__in=sorted(LISTED),
        )
        .select_related("patient")
    )
    for screening in ending.distinct().order_by("valid_until", "pk")[:AT_MOST]:
        yield Work(
            title=_("Antibody screening runs out"),
            reference=screening.patient.reference,
            path=screening.patient.get_absolute_url(),
            icon="clipboard-data",
            detail=format_date(screening.valid_until) if screening.valid_until else "",
        )


def events_to_confirm(staff: StaffMember, at: datetime) -> Iterator[Work]:
    """Name once what was recorded on the person's behalf, however much it is."""
    waiting = waiting_for(staff)
    if waiting:
        yield Work(
            title=_("Confirm what was recorded on your behalf"),
            reference="",
            path=reverse("staff:confirmations"),
            icon="person-check",
            tone="warning",
            detail=str(len(waiting)),
        )


QUEUES: dict[Role, tuple[Source, ...]] = {
    Role.COORDINATOR: (
        offers_to_follow,
        parts_to_ship,
        checks_to_finish,
        shipments_to_watch,
        checklists_to_complete,
        donors_in_allocation,
        excursions_to_assess,
        exceptions_to_review,
        questions_to_answer,
        events_to_confirm,
    ),
    Role.CLINICIAN: (
        offers_to_answer,
        shipments_to_watch,
        checks_to_finish,
        parts_to_transplant,
        excursions_to_assess,
        outcomes_to_record,
        events_to_acknowledge,
        questions_to_answer,
        events_to_confirm,
    ),
    Role.LABORATORY: (
        crossmatches_asked_for,
        crossmatches_to_assess,
        typings_missing,
        screenings_ending,
        questions_to_answer,
        events_to_confirm,
    ),
    Role.COURIER: (shipments_to_watch, questions_to_answer),
}
