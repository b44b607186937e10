"""A transplant is recorded as it happened; the waiting list, the organ and the other offers follow."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from messaging.models import Notice
from organs import ischaemia
from organs.models import (
    Offer,
    OfferKind,
    OfferStatus,
    PartStatus,
    RefusalCode,
    Rule,
    RuleException,
    TransplantOutcome,
    TransplantTeamMember,
)
from organs.policies.offers import OfferRefused
from organs.policies.transplants import LEAD, TransplantRefused
from organs.services import offers, transplants
from organs.services.events import Told
from organs.services.parts import move_part
from tests.factories import candidate, offer_case, staff_member
from tests.factories.offers import carried, checked, operation, recovered, transplanted
from transplant_site.records.models import CLOCK_TOLERANCE
from transplant_site.staff.models import Profession, ProgrammeCriteria

pytestmark = pytest.mark.django_db


def record(case, offer, **given):
    surgeon = case.surgeon_of(offer)
    return transplants.record_transplant(
        offer=offer,
        operation=given.pop("operation", None) or operation(surgeon),
        by=given.pop("by", surgeon),
        at=timezone.now(),
        **given,
    )


def test_organ_registration_and_offers_follow_a_transplant():
    case = offer_case(2)
    recovered(case)
    offer = case.accepted(0)
    backup = case.send(1, kind=OfferKind.BACKUP)
    checked(case, offer)
    transplant = record(case, offer)

    registration = case.candidates[0]
    registration.refresh_from_db()
    case.left.refresh_from_db()
    backup.refresh_from_db()
    assert registration.status == "FU"
    assert registration.closed_at == transplant.occurred_at
    assert case.left.status == PartStatus.TRANSPLANTED
    assert case.left.removed_from_cooling_at == transplant.removed_from_cooling_at
    assert backup.status == OfferStatus.WITHDRAWN
    assert transplant.team.get().part == LEAD
    assert list(transplant.allocations.all()) == list(offer.allocations.all())
    assert not RuleException.objects.exists()
    with pytest.raises(TransplantRefused, match="has been transplanted"):
        record(case, offer)
    with pytest.raises(OfferRefused, match="has been transplanted"):
        offers.let_fall_through(offer=offer, by=case.coordinator, at=timezone.now(), reason="Too late")


def test_a_transplant_without_the_arrival_check_is_recorded_as_an_exception_only():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    carried(offer)
    with pytest.raises(TransplantRefused, match="verify the organ on arrival"):
        record(case, offer)
    transplant = record(case, offer, exception_reason="The power failed at night")
    exception = RuleException.objects.get()
    assert exception.subject_id == transplant.pk
    assert exception.rule == "arrival_check_before_transplant"
    assert Notice.objects.filter(kind="rule_exception", is_urgent=True).exists()


def test_an_organ_that_never_arrived_on_record_is_transplanted_as_an_exception():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    move_part(part=case.left, to=PartStatus.IN_TRANSIT, by=None, at=timezone.now())
    record(case, offer, exception_reason="The courier's telephone was empty")
    assert set(RuleException.objects.values_list("rule", flat=True)) == {
        "arrival_check_before_transplant",
        "arrival_recorded_before_transplant",
    }
    case.left.refresh_from_db()
    assert case.left.status == PartStatus.TRANSPLANTED


def test_a_check_that_came_after_the_organ_left_its_cooling_is_an_exception():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    checked(case, offer)
    early = operation(case.surgeons[0], removed_from_cooling_at=timezone.now() - timedelta(minutes=30))
    with pytest.raises(TransplantRefused, match="verify the organ on arrival"):
        record(case, offer, operation=early)
    record(case, offer, operation=early, exception_reason="The second person came late.")
    assert RuleException.objects.get().rule == Rule.ARRIVAL_CHECK


def test_a_transplant_without_an_accepted_offer_is_an_exception_that_gives_it_the_organ():
    case = offer_case(2)
    recovered(case)
    accepted, declined = case.accepted(0), case.send(1, kind=OfferKind.BACKUP)
    offers.decline_offer(
        offer=declined,
        code=RefusalCode.objects.filter(is_bypass=False, needs_text=False).first(),
        by=case.surgeons[1],
        at=timezone.now(),
    )
    with pytest.raises(TransplantRefused, match="for whom an offer of it was accepted"):
        record(case, declined)
    transplant = record(case, declined, exception_reason="The first candidate died on the table.")
    assert transplant.registration == case.candidates[1]
    assert Rule.ACCEPTED_OFFER in RuleException.objects.values_list("rule", flat=True)
    accepted.refresh_from_db()
    declined.refresh_from_db()
    case.left.refresh_from_db()
    assert accepted.status == OfferStatus.FELL_THROUGH
    assert declined.status == OfferStatus.DECLINED
    assert case.left.status == PartStatus.TRANSPLANTED
    assert case.left.allocations.get(ended_at__isnull=True).offer == declined


def test_a_transplant_into_another_candidate_is_an_exception_and_closes_their_registration():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    checked(case, offer)
    other = candidate(case.candidates[0].programme, blood_group="A")
    with pytest.raises(TransplantRefused, match="for whom an offer of it was accepted"):
        record(case, offer, recipient=other)
    transplant = record(case, offer, recipient=other, exception_reason="The patient had a fever.")
    other.refresh_from_db()
    case.candidates[0].refresh_from_db()
    assert transplant.registration == other
    assert other.status == "FU"
    assert case.candidates[0].is_open
    assert RuleException.objects.get().rule == Rule.ACCEPTED_OFFER


def test_a_candidate_of_another_programme_is_no_recipient():
    case = offer_case(2)
    recovered(case)
    offer = case.accepted(0)
    with pytest.raises(TransplantRefused, match="waits elsewhere"):
        record(case, offer, recipient=case.candidates[1], exception_reason="Mistaken")


def test_an_organ_is_transplanted_once():
    case = offer_case(2)
    transplanted(case, 0)
    rival = case.send(1, parts=[case.right])
    Offer.objects.get(pk=rival.pk).offer_parts.update(part=case.left)
    with pytest.raises(TransplantRefused, match="Transplanted"):
        record(case, rival, exception_reason="Once more")


def test_a_transplant_and_a_visit_are_recorded_on_behalf_of_the_surgeon():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    checked(case, offer)
    surgeon = case.surgeons[0]
    clerk = staff_member(hospital=offer.centre, profession=Profession.PHYSICIAN)
    told = Told(surgeon, "In theatre, read back.")
    transplant = record(case, offer, operation=operation(surgeon), by=clerk, told=told)
    visit = follow_up(transplant, clerk, told=told)
    for event in (transplant, visit):
        assert (event.recorded_by, event.on_behalf_of) == (clerk, surgeon)


@pytest.mark.parametrize(
    ("name", "minutes", "said"),
    [
        ("reperfused_at", 30, "future"),
        ("reperfused_at", -180, "removal from cooling"),
        ("started_at", -30, "operation begins"),
        ("ended_at", -90, "before reperfusion"),
        ("removed_from_cooling_at", -600, "perfused cold only after"),
    ],
)
def test_times_that_can_not_be_are_refused(name, minutes, said):
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    checked(case, offer)
    now = timezone.now()
    right = operation(
        case.surgeons[0],
        removed_from_cooling_at=now - timedelta(hours=2),
        reperfused_at=now - timedelta(hours=1),
        started_at=now - timedelta(hours=3),
    )
    wrong = replace(right, **{name: now + timedelta(minutes=minutes) + CLOCK_TOLERANCE})
    with pytest.raises(TransplantRefused, match=said):
        record(case, offer, operation=wrong)


def test_the_team_is_led_by_one_surgeon_of_the_centre():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    checked(case, offer)
    surgeon = case.surgeons[0]
    nurse = staff_member(hospital=offer.centre, profession=Profession.NURSE)
    stranger = staff_member(profession=Profession.SURGEON)
    nurse_part = TransplantTeamMember.Part.NURSE
    for team, said in [
        ((), "one lead surgeon"),
        (((nurse, LEAD),), "not a surgeon"),
        (((stranger, LEAD),), "Not of"),
        (((surgeon, LEAD), (surgeon, nurse_part)), "named once"),
    ]:
        with pytest.raises(TransplantRefused, match=said):
            record(case, offer, operation=operation(surgeon, team=team))
    assert record(case, offer, operation=operation(surgeon, team=((surgeon, LEAD), (nurse, nurse_part))))


def test_another_centre_does_not_record_the_transplant():
    case = offer_case(1)
    offer = case.accepted()
    with pytest.raises(TransplantRefused, match="records this transplant"):
        record(case, offer, by=staff_member())


def test_cold_ischaemia_runs_to_the_removal_from_cooling_and_alarms_by_the_centres_own_limit():
    case = offer_case(1)
    programme = case.candidates[0].programme
    assert ischaemia.limit_of(programme, at=timezone.now()) is None
    ProgrammeCriteria.objects.create(
        programme=programme, valid_from=date(2020, 1, 1), cold_ischaemia_max_minutes=180
    )
    transplant = transplanted(case)
    part = transplant.allocations.get().part
    cold = ischaemia.of_part(
        part, at=transplant.occurred_at, limit=ischaemia.limit_of(programme, at=timezone.now())
    )
    assert (cold.minutes, cold.limit_minutes) == (360, 180)
    assert cold.is_over_limit
    assert Notice.objects.filter(kind="transplanted", text__contains="over the centre's limit").exists()


def test_an_organ_that_nobody_receives_is_given_up_with_a_reason():
    case = offer_case(2)
    offer = case.accepted(0)
    backup = case.send(1, kind=OfferKind.BACKUP)
    with pytest.raises(TransplantRefused, match="Say why"):
        transplants.record_not_transplanted(offer=offer, by=case.surgeons[0], at=timezone.now(), reason="")
    transplants.record_not_transplanted(
        offer=offer, by=case.surgeons[0], at=timezone.now(), reason="Tumour found"
    )
    for record_ in (offer, backup, case.left):
        record_.refresh_from_db()
    assert case.left.status == PartStatus.NOT_TRANSPLANTED
    assert (offer.status, backup.status) == (OfferStatus.FELL_THROUGH, OfferStatus.WITHDRAWN)


# Afterwards


def follow_up(transplant, by, **given):
    return transplants.record_follow_up(
        transplant=transplant,
        occurred_at=given.pop("occurred_at", timezone.now()),
        graft=given.pop("graft", TransplantOutcome.FUNCTIONING),
        recipient_alive=given.pop("recipient_alive", True),
        by=by,
        at=timezone.now(),
        **given,
    )


def test_the_newest_follow_up_is_the_outcome():
    case = offer_case(1)
    transplant = transplanted(case)
    surgeon = case.surgeons[0]
    follow_up(transplant, surgeon, creatinine_umol_l=Decimal("141.0"))
    transplant.refresh_from_db()
    assert transplant.outcome == TransplantOutcome.FUNCTIONING
    follow_up(transplant, surgeon, graft=TransplantOutcome.FAILED)
    transplant.refresh_from_db()
    assert transplant.outcome == TransplantOutcome.FAILED
    with pytest.raises(TransplantRefused, match="lost before"):
        follow_up(transplant, surgeon)


def test_the_death_of_a_recipient_closes_the_registration():
    case = offer_case(1)
    transplant = transplanted(case)
    follow_up(transplant, case.surgeons[0], recipient_alive=False, graft="")
    transplant.refresh_from_db()
    patient = case.candidates[0].patient
    patient.refresh_from_db()
    case.candidates[0].refresh_from_db()
    assert transplant.outcome == TransplantOutcome.RECIPIENT_DIED
    assert patient.died_on == timezone.localdate()
    assert case.candidates[0].status == "D"
    with pytest.raises(TransplantRefused):
        follow_up(transplant, case.surgeons[0])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hours": 2}, "future"),
        ({"hours": -5}, "before the transplant"),
        ({"creatinine_umol_l": Decimal(-1)}, "above zero"),
        ({"graft": TransplantOutcome.RECIPIENT_DIED}, "disagree"),
    ],
)
def test_impossible_follow_ups_are_refused(changes, said):
    case = offer_case(1)
    transplant = transplanted(case)
    if "hours" in changes:
        changes = {"occurred_at": timezone.now() + timedelta(hours=changes["hours"])}
    with pytest.raises(TransplantRefused, match=said):
        follow_up(transplant, case.surgeons[0], **changes)


def test_another_centre_does_not_follow_up():
    case = offer_case(1)
    with pytest.raises(TransplantRefused, match="follows this transplant up"):
        follow_up(transplanted(case), staff_member())
