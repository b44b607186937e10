"""What waits for whom, where it leads, and that it costs no more for much than for little."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.models import SubjectKind
from messaging.services import conversations
from messaging.subjects import Subject
from organs.models import CheckStage, CrossmatchAssessment, MatchRun, OfferKind
from organs.services import checklists, checks, donors, offers, recovery, safety
from organs.services.crossmatches import assess_crossmatch
from organs.services.exceptions import record_exception
from tests.factories import (
    candidate,
    characterised_donor,
    complete_both_checklists,
    coordinator,
    donor,
    hospital,
    kidneys,
    match_run,
    offer_case,
    programme,
    staff_member,
)
from tests.factories.offers import reading, transplanted
from tests.factories.shipments import accepted_case, shipment_case
from transplant_site.access.roles import Role
from transplant_site.desk import figures, queue
from transplant_site.records.vocabulary import CrossmatchVerdict

pytestmark = pytest.mark.django_db


def work(staff, title=""):
    """Return the person's work, or that with such a title."""
    return [one for one in queue.work_of(staff, timezone.now()) if title in one.title]


def opens(client_as, staff, found):
    assert found
    for one in found:
        assert client_as(staff).get(one.path).status_code == 200, one.path


# The laboratory


def programme_with_laboratory():
    """Make a programme at a centre that has a laboratory in the house."""
    return programme(hospital("transplant_centre", "laboratory"))


@pytest.fixture
def unsure():
    """A run that could not exclude a candidate's crossmatch, and the laboratory that works for the centre."""
    by, place = coordinator(), programme_with_laboratory()
    laboratory = staff_member(Role.LABORATORY, hospital=place.hospital)
    waiting = candidate(place, blood_group="A", vpra="0.2", unacceptable="A24 B44 DQ7")
    made = characterised_donor(by=by)
    kidneys(made, by=by)
    run = MatchRun.objects.get(pk=match_run(made, by=by).pk)
    assert run.candidates.get().crossmatch == CrossmatchVerdict.CANNOT_BE_EXCLUDED
    return laboratory, run, waiting


CROSSMATCH = "Crossmatch cannot be excluded"


def give_word(laboratory, run):
    assess_crossmatch(
        run=run,
        registration=run.candidates.get().registration,
        method=CrossmatchAssessment.Method.VIRTUAL,
        verdict=CrossmatchVerdict.NEGATIVE,
        reason="DQ typed meanwhile.",
        occurred_at=timezone.now(),
        by=laboratory,
        at=timezone.now(),
    )


def test_the_laboratory_is_led_to_the_page_where_it_gives_its_word(unsure, client_as):
    laboratory, run, waiting = unsure
    (one,) = work(laboratory, CROSSMATCH)
    assert one.path.endswith(f"/crossmatches/{run.reference}/{waiting.reference}/")
    assert one.detail == waiting.reference
    opens(client_as, laboratory, [one])
    give_word(laboratory, run)
    assert not work(laboratory, CROSSMATCH)


def test_a_word_from_before_a_new_typing_counts_no_longer(unsure):
    laboratory, run, _waiting = unsure
    give_word(laboratory, run)
    assert not work(laboratory, CROSSMATCH)
    earlier = timezone.now() - timedelta(hours=1)  # before the candidate was typed
    CrossmatchAssessment.objects.update(occurred_at=earlier, recorded_at=earlier)
    assert work(laboratory, CROSSMATCH)


def test_the_crossmatches_of_a_closed_case_wait_for_nobody(unsure):
    laboratory, run, _waiting = unsure
    donors.move_donor(
        donor=run.donor, to="not_proceeding", reason="Family", by=run.created_by, at=timezone.now()
    )
    assert not work(laboratory, CROSSMATCH)


def test_missing_typings_and_ending_screenings_wait_for_the_laboratory(client_as):
    place = programme_with_laboratory()
    laboratory = staff_member(Role.LABORATORY, hospital=place.hospital)
    candidate(place, hla="")
    assert work(laboratory, "HLA typing is missing")
    opens(client_as, laboratory, work(laboratory))


# Coordinators


def test_a_coordinator_completes_the_checklist_that_a_colleague_has_begun(client_as):
    by = coordinator()
    made = characterised_donor(by=by)
    kidneys(made, by=by)
    (one,) = work(by, "checklist")
    assert one.reference == made.reference
    opens(client_as, by, [one])

    seen = checklists.Checked(
        consent_seen=True, death_declaration_seen=True, serology_seen=True, hla_seen=True,
        identity_verified=True,
    )  # fmt: skip
    checklists.complete_checklist(
        donor=made, organ_kind="kidney", blood_group="A", checked=seen, by=by, at=timezone.now()
    )
    assert not work(by, "checklist")
    assert work(coordinator(by.hospital), "checklist")
    assert not work(coordinator(), "checklist")


def test_two_checklists_are_enough():
    by = coordinator()
    made = characterised_donor(by=by)
    kidneys(made, by=by)
    complete_both_checklists(made, by=by)
    assert not work(coordinator(by.hospital), "checklist")


def test_a_check_waits_for_someone_else_than_the_first_person(client_as):
    case = accepted_case()
    (allocation,) = case.allocations
    checks.enter_check(
        allocation=allocation,
        stage=CheckStage.DEPARTURE,
        reading=reading(allocation, CheckStage.DEPARTURE),
        by=case.coordinator,
        at=timezone.now(),
    )
    title = "two-person check"
    assert not work(case.coordinator, title)
    (one,) = work(case.colleague, title)
    opens(client_as, case.colleague, [one])
    assert not work(case.nurse, title)


def test_a_check_on_arrival_waits_for_the_centre(client_as):
    case = shipment_case().arrived()
    (allocation,) = case.allocations
    checks.enter_check(
        allocation=allocation,
        stage=CheckStage.ARRIVAL,
        reading=reading(allocation, CheckStage.ARRIVAL),
        by=case.nurse,
        at=timezone.now(),
    )
    assert work(case.surgeon, "two-person check")
    assert not work(case.nurse, "two-person check")
    assert not work(case.colleague, "two-person check")


def test_an_exception_waits_for_someone_else_than_its_recorder(client_as):
    case = offer_case(1)
    transplant = transplanted(case)
    record_exception(
        rule="arrival_check_before_transplant",
        subject=transplant,
        donor=case.donor,
        reason="At night",
        by=case.surgeons[0],
    )
    (one,) = work(case.coordinator, "exception")
    opens(client_as, case.coordinator, [one])
    assert not work(coordinator(), "exception")


def test_offers_donors_and_shipments_wait_for_the_coordinator(client_as):
    case = offer_case(2)
    assert work(case.coordinator, "Donor with organs to allocate")
    sent = case.send(0)
    assert work(case.coordinator, "Confirm that the centre was notified")
    offers.confirm_notification(offer=sent, by=case.coordinator, at=timezone.now())
    assert work(case.coordinator, "Offer waits for an answer")
    case.accept(sent)
    assert work(case.coordinator, "Plan the shipment")
    opens(client_as, case.coordinator, work(case.coordinator))
    assert not work(coordinator())


def test_alarms_come_first_and_what_has_no_time_by_how_pressing_it_is():
    def one(title, tone, due_at=None):
        return queue.Work(title=title, reference="", path="", icon="", tone=tone, due_at=due_at)

    now = timezone.now()
    found = [
        one("donor", "neutral"),
        one("checklist", "warning"),
        one("late arrival", "info", now + timedelta(hours=2)),
        one("soon", "warning", now + timedelta(hours=1)),
        one("excursion", "danger"),
    ]
    ordered = [work.title for work in queue.in_order(found, now)]
    assert ordered == ["excursion", "soon", "late arrival", "checklist", "donor"]


def test_an_organ_without_a_shipment_is_told_before_donors_and_checklists(client_as):
    case = offer_case(1)
    case.accepted()
    titles = [one.title for one in work(case.coordinator)]
    assert titles[0] == "Plan the shipment"
    assert "Donor with organs to allocate" in titles


# Centres and couriers


def test_a_centre_sees_its_offers_by_deadline_and_nothing_of_other_centres(client_as):
    case = offer_case(2)
    sent = case.send(0)
    offers.confirm_notification(offer=sent, by=case.surgeons[0], at=timezone.now())
    (one,) = work(case.surgeons[0])
    assert (one.title, one.reference) == ("Answer this offer", sent.reference)
    assert one.due_at is not None
    opens(client_as, case.surgeons[0], [one])
    assert not work(case.surgeons[1])


def test_a_centre_is_led_from_delivery_to_outcome_and_events(client_as):
    case = shipment_case().delivered()
    assert work(case.surgeon, "Record the transplant")
    done = offer_case(1, blood_group="B")
    transplanted(done)
    safety.report_adverse_event(
        donor=done.donor,
        kind="late_result",
        title="Culture",
        text="Candida",
        occurred_at=timezone.now(),
        by=done.coordinator,
        at=timezone.now(),
    )
    assert work(done.surgeons[0], "Record the outcome")
    assert work(done.surgeons[0], "Acknowledge an adverse event")
    opens(client_as, done.surgeons[0], work(done.surgeons[0]))


def test_a_courier_sees_the_shipments_they_carry_alone(client_as):
    case = shipment_case()
    (one,) = work(case.courier)
    assert one.reference == case.shipment.reference
    assert case.offer.centre.name in one.detail
    assert not work(staff_member(Role.COURIER))


def test_a_question_waits_for_the_other_side_until_it_is_answered():
    case = offer_case(1)
    sent, now = case.send(0), timezone.now()
    subject = Subject(
        kind=SubjectKind.OFFER,
        id=sent.pk,
        reference=sent.reference,
        path=sent.get_absolute_url(),
        hospitals=(sent.centre, case.coordinator.hospital),
    )
    talk = conversations.start_conversation(
        subject=subject, title="Biopsy", by=case.surgeons[0], at=now, hospitals=subject.hospitals
    )
    conversations.post_message(
        conversation=talk,
        body="Is there a biopsy?",
        answer_needed_by=now + timedelta(hours=1),
        by=case.surgeons[0],
        at=now,
    )
    assert not work(case.surgeons[0], "question")
    assert work(case.coordinator, "question")
    conversations.post_message(conversation=talk, body="At noon", by=case.coordinator, at=now)
    assert not work(case.coordinator, "question")


def test_regulators_and_administrators_have_no_queue(client_as):
    for role, path in ((Role.REGULATOR, "/audit/"), (Role.ADMINISTRATOR, "/admin/")):
        staff = staff_member(role)
        assert not work(staff)
        assert not figures.figures_of(staff)
        assert client_as(staff).get("/").headers["Location"] == path


# The page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLINICIAN, Role.LABORATORY, Role.COURIER])
def test_every_figure_leads_to_the_list_it_counts(role, client_as):
    staff = staff_member(role)
    client = client_as(staff)
    assert client.get("/").status_code == 200
    shown = figures.figures_of(staff)
    assert shown
    for figure in shown:
        assert figure.value == 0
        assert client.get(figure.path).status_code == 200, figure.path


def test_figures_count_what_the_list_shows(client_as):
    case = offer_case(2)
    case.send(0)
    counted = {figure.label: figure.value for figure in figures.figures_of(case.coordinator)}
    assert counted["Open offers"] == 1
    assert counted["Donors in allocation"] == 1
    centre = {figure.label: figure.value for figure in figures.figures_of(case.surgeons[0])}
    assert centre["Open offers"] == 1
    assert centre["Candidates on the list"] == 1


def test_the_desk_takes_as_many_queries_for_much_work_as_for_little(client_as):
    case = offer_case(3)
    case.send(0)
    client = client_as(case.coordinator)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in (1, 2):
        case.send(number, kind=OfferKind.BACKUP)
    for _ in range(5):
        made = donor(by=case.coordinator)
        recovery.add_organ(donor=made, kind="heart", side="none", by=case.coordinator, at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)


def test_the_laboratorys_desk_takes_as_many_queries_for_many_candidates(client_as):
    place = programme_with_laboratory()
    laboratory = staff_member(Role.LABORATORY, hospital=place.hospital)
    candidate(place, hla="")
    client = client_as(laboratory)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for _ in range(6):
        candidate(place, hla="")
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)
