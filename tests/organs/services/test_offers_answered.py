"""Offers are accepted, declined, answered for others, late or not at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from messaging.models import Notice
from organs.models import Allocation, OfferKind, OfferStatus, PartStatus, RefusalCode
from organs.policies.candidates import CandidateRefused
from organs.policies.offers import OfferRefused
from organs.policies.offers.answers import WrongBloodGroup
from organs.services import offers
from organs.services.events import Told
from patients.services.waiting_list import change_status
from tests.factories import offer_case, staff_member
from transplant_site.audit import Refusal

pytestmark = pytest.mark.django_db


def code(number: str) -> RefusalCode:
    return RefusalCode.objects.get(pk=number)


# Accepting


def test_an_acceptance_allocates_the_organ():
    case = offer_case()
    offer = case.accepted()

    assert offer.status == OfferStatus.ACCEPTED
    assert offer.answered_by == case.surgeons[0]
    assert offer.facts_when_answered["reference"] == case.donor.reference
    case.left.refresh_from_db()
    assert case.left.status == PartStatus.ALLOCATED
    assert Allocation.objects.get().part == case.left
    assert case.left.status_changes.order_by("-id")[0].reason == offer.reference
    assert Notice.objects.filter(hospital=case.coordinator.hospital, kind="offer_answered").exists()


def test_another_blood_group_than_the_donors_is_refused():
    case = offer_case()
    offer = case.send()
    with pytest.raises(WrongBloodGroup, match="Stop"):
        case.accept(offer, typed_blood_group="B")
    offer.refresh_from_db()
    assert offer.status == OfferStatus.SENT


def test_accepting_stands_down_the_rivals_and_keeps_the_backups():
    case = offer_case(3)
    first, second = case.send(0), case.send(1)
    third = case.send(2, kind=OfferKind.BACKUP)
    offers.say_provisional_yes(offer=third, by=case.surgeons[2], at=timezone.now())
    case.accept(second)

    first.refresh_from_db()
    third.refresh_from_db()
    assert first.status == OfferStatus.WITHDRAWN
    assert third.status == OfferStatus.PROVISIONAL
    with pytest.raises(OfferRefused, match="accepted for another candidate"):
        case.accept(first)


def test_a_second_acceptance_is_told_who_accepted_when():
    case = offer_case()
    offer = case.accepted()
    colleague = staff_member(hospital=offer.centre)
    with pytest.raises(OfferRefused, match=str(case.surgeons[0])):
        case.accept(offer, by=colleague)
    assert Allocation.objects.count() == 1


def test_another_centre_does_not_answer():
    case = offer_case(2)
    offer = case.send(0)
    with pytest.raises(OfferRefused, match="answers this offer"):
        case.accept(offer, by=case.surgeons[1])


def test_a_candidate_holds_one_acceptance_of_all_donors():
    case, other = offer_case(1), offer_case(0)
    here, there = case.send(), other.send(0, to=case.candidates[0])
    case.accept(here)
    with pytest.raises(CandidateRefused, match="one acceptance"):
        case.accept(there)


def test_a_candidate_who_left_the_list_can_not_accept():
    case = offer_case(1)
    offer = case.send()
    change_status(
        registration=case.candidates[0], status="NT", reason="Fever", by=case.surgeons[0], at=timezone.now()
    )
    with pytest.raises(CandidateRefused, match="isn't active"):
        case.accept(offer)


def test_two_kidneys_go_to_two_candidates_of_one_run():
    case = offer_case(2)
    case.accepted(0)
    second = case.accepted(1, parts=[case.right])
    assert second.status == OfferStatus.ACCEPTED
    assert Allocation.objects.count() == 2


def test_two_kidneys_may_go_to_one_candidate():
    case = offer_case(1)
    case.accepted(0, parts=[case.left, case.right])
    assert Allocation.objects.count() == 2


# Provisional yes and backups


def test_a_provisional_yes_makes_a_backup_and_stops_the_clock():
    case = offer_case(2)
    offer = case.send(0)
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=timezone.now())
    offer = offers.say_provisional_yes(offer=offer, by=case.surgeons[0], at=timezone.now())
    assert (offer.status, offer.kind, offer.deadline_at) == ("provisional", "backup", None)
    with pytest.raises(OfferRefused, match="recorded already"):
        offers.say_provisional_yes(offer=offer, by=case.surgeons[0], at=timezone.now())
    with pytest.raises(OfferRefused, match="is a backup"):
        case.accept(offer)


def test_a_backup_is_promoted_when_the_acceptance_falls_through():
    case = offer_case(2)
    first = case.accepted(0)
    backup = case.send(1, kind=OfferKind.BACKUP)
    offers.confirm_notification(offer=backup, by=case.surgeons[1], at=timezone.now())
    offers.say_provisional_yes(offer=backup, by=case.surgeons[1], at=timezone.now())
    with pytest.raises(OfferRefused, match="isn't available"):
        offers.promote_backup(offer=backup, by=case.coordinator, at=timezone.now())

    offers.let_fall_through(offer=first, by=case.surgeons[0], at=timezone.now(), reason="Fever")
    promoted = offers.promote_backup(offer=backup, by=case.coordinator, at=timezone.now())
    assert promoted.kind == OfferKind.PRIMARY
    assert promoted.deadline_at is not None
    assert case.accept(promoted).status == OfferStatus.ACCEPTED


# Declining


@pytest.mark.parametrize(
    ("first", "second", "text", "said"),
    [
        ("798", None, "", "write a text"),
        ("700", "701", "", "701 asks to specify"),
        ("700", "700", "", "must differ"),
        ("850", None, "", "for bypasses"),
        ("765", None, "", "for bypasses"),
        ("700", "850", "", "for bypasses"),
    ],
)
def test_a_decline_without_fitting_codes_is_refused(first, second, text, said):
    case = offer_case(1)
    offer = case.send()
    with pytest.raises(OfferRefused, match=said):
        offers.decline_offer(
            offer=offer,
            code=code(first),
            second_code=code(second) if second else None,
            text=text,
            by=case.surgeons[0],
            at=timezone.now(),
        )


def test_a_decline_keeps_both_reasons_and_frees_the_turn():
    case = offer_case(2)
    offer = offers.decline_offer(
        offer=case.send(),
        code=code("700"),
        second_code=code("701"),
        text="Too small by a third",
        by=case.surgeons[0],
        at=timezone.now(),
    )
    assert offer.status == OfferStatus.DECLINED
    assert (offer.refusal_code_id, offer.second_refusal_code_id) == ("700", "701")
    with pytest.raises(OfferRefused, match="closed"):
        case.accept(offer)


# On behalf of someone


def test_a_coordinator_records_an_answer_told_by_telephone_which_is_confirmed_later():
    case = offer_case(1)
    surgeon = case.surgeons[0]
    told = Told(on_behalf_of=surgeon, note="By telephone at 03:12, read back")
    offer = case.accept(case.send(), by=case.coordinator, told=told)
    assert (offer.answered_by, offer.answered_on_behalf_of) == (case.coordinator, surgeon)
    assert Notice.objects.filter(person=surgeon, kind="offer_answer_to_confirm").exists()

    with pytest.raises(OfferRefused, match="only they can confirm"):
        offers.confirm_answer(offer=offer, by=case.coordinator, at=timezone.now())
    confirmed = offers.confirm_answer(offer=offer, by=surgeon, at=timezone.now())
    assert confirmed.answer_confirmed_at is not None
    with pytest.raises(OfferRefused, match="You confirmed this"):
        offers.confirm_answer(offer=offer, by=surgeon, at=timezone.now())


def test_an_answer_told_by_telephone_counts_from_when_it_was_said():
    case = offer_case(1)
    now = timezone.now()
    offer = case.send(at=now - timedelta(minutes=50))
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=now - timedelta(minutes=45))
    said_at = now - timedelta(minutes=20)
    told = Told(on_behalf_of=case.surgeons[0], note="By telephone, read back", said_at=said_at)
    offer = case.accept(offer, by=case.coordinator, told=told, at=now)

    step = offer.status_changes.get(to_status="accepted")
    assert offer.answered_at == step.occurred_at == said_at
    assert step.recorded_at > said_at + timedelta(minutes=19)
    assert (step.by, step.on_behalf_of) == (case.coordinator, case.surgeons[0])
    assert offer.allocations.get().accepted_at == said_at


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (10, "future"),
        (-47, "can't have answered before"),
        (-60, "can't have been answered before"),
    ],
)
def test_an_answer_told_by_telephone_lies_between_the_offer_and_now(minutes, said):
    case = offer_case(1)
    now = timezone.now()
    offer = case.send(at=now - timedelta(minutes=50))
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=now - timedelta(minutes=45))
    told = Told(on_behalf_of=case.surgeons[0], note="By telephone", said_at=now + timedelta(minutes=minutes))
    with pytest.raises(OfferRefused, match=said):
        case.accept(offer, by=case.coordinator, told=told, at=now)


def test_an_answer_is_not_older_than_the_one_before():
    case = offer_case(1)
    now = timezone.now()
    offer = case.send(at=now - timedelta(minutes=50))
    offers.say_provisional_yes(offer=offer, by=case.surgeons[0], at=now - timedelta(minutes=10))
    told = Told(on_behalf_of=case.surgeons[0], note="By telephone", said_at=now - timedelta(minutes=30))
    with pytest.raises(OfferRefused, match="can't be older"):
        offers.decline_offer(offer=offer, code=code("720"), by=case.coordinator, at=now, told=told)


def test_a_time_told_by_the_minute_is_not_taken_for_one_before_the_offer():
    case = offer_case(1)
    now = timezone.now().replace(second=40)
    offer = case.send(at=now)
    told = Told(on_behalf_of=case.surgeons[0], note="By telephone", said_at=now.replace(second=0))
    assert case.accept(offer, by=case.coordinator, told=told, at=now).answered_at == offer.sent_at


@pytest.mark.parametrize("who", ["stranger", "without_note", "nobody"])
def test_an_answer_for_someone_else_says_whose_and_how(who):
    case = offer_case(1)
    offer = case.send()
    told = {
        "stranger": Told(on_behalf_of=staff_member(), note="By telephone"),
        "without_note": Told(on_behalf_of=case.surgeons[0], note=" "),
        "nobody": None,
    }[who]
    with pytest.raises(OfferRefused):
        case.accept(offer, by=case.coordinator, told=told)


# The clock


def test_the_clock_starts_with_the_confirmed_notification():
    case = offer_case(1)
    offer = case.send()
    now = timezone.now()
    assert offer.deadline_at is None
    offer = offers.confirm_notification(offer=offer, by=case.surgeons[0], at=now)
    assert offer.deadline_at == now + timedelta(minutes=60)
    assert not offer.is_overdue(now + timedelta(minutes=59))
    assert offer.is_overdue(now + timedelta(minutes=60))
    with pytest.raises(OfferRefused, match="clock runs since"):
        offers.confirm_notification(offer=offer, by=case.coordinator, at=now)


@pytest.mark.parametrize(("minutes", "said"), [(-90, "can't have been received before"), (30, "future")])
def test_a_notification_lies_between_the_sending_and_now(minutes, said):
    case = offer_case(1)
    offer = case.send()
    now = timezone.now()
    with pytest.raises(OfferRefused, match=said):
        offers.confirm_notification(
            offer=offer, by=case.coordinator, at=now, notified_at=now + timedelta(minutes=minutes)
        )


def overdue(case, number=0, **given):
    past = timezone.now() - timedelta(minutes=90)
    offer = case.send(number, at=past, **given)
    return offers.confirm_notification(offer=offer, by=case.surgeons[number], at=past)


def test_a_late_answer_counts_until_the_bypass():
    case = offer_case(1)
    offer = overdue(case)
    assert offer.is_overdue(timezone.now())
    assert case.accept(offer).status == OfferStatus.ACCEPTED


def test_an_overdue_offer_is_bypassed_with_code_765():
    case = offer_case(2)
    offer = overdue(case)
    offer = offers.bypass_overdue(offer=offer, by=case.coordinator, at=timezone.now())
    assert (offer.status, offer.refusal_code_id) == (OfferStatus.BYPASSED, "765")
    with pytest.raises(OfferRefused, match="closed"):
        case.accept(offer)


def test_an_offer_with_time_left_is_not_bypassed():
    case = offer_case(1)
    offer = case.send()
    with pytest.raises(OfferRefused, match="isn't overdue"):
        offers.bypass_overdue(offer=offer, by=case.coordinator, at=timezone.now())
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=timezone.now())
    with pytest.raises(OfferRefused, match="It has until"):
        offers.bypass_overdue(offer=offer, by=case.coordinator, at=timezone.now())


def test_a_deadline_is_extended_with_a_reason():
    case = offer_case(1)
    offer = overdue(case)
    now = timezone.now()
    with pytest.raises(OfferRefused, match="Say why"):
        offers.extend_deadline(
            offer=offer, until=now + timedelta(minutes=30), reason="", by=case.coordinator, at=now
        )
    with pytest.raises(OfferRefused, match="future"):
        offers.extend_deadline(
            offer=offer, until=now - timedelta(minutes=5), reason="Biopsy", by=case.coordinator, at=now
        )
    seen = offer.deadline_at
    offer = offers.extend_deadline(
        offer=offer,
        until=now + timedelta(minutes=30),
        reason="Biopsy",
        by=case.coordinator,
        at=now,
        seen=seen,
    )
    assert not offer.is_overdue(now)
    with pytest.raises(OfferRefused, match="since you opened this page"):
        offers.extend_deadline(
            offer=offer,
            until=now + timedelta(hours=1),
            reason="Biopsy",
            by=case.coordinator,
            at=now,
            seen=seen,
        )
    assert [d.reason for d in offer.deadlines.order_by("set_at")] == ["", "Biopsy"]


# Ends


def test_an_acceptance_that_falls_through_frees_the_organ():
    case = offer_case(2)
    offer = case.accepted(0)
    with pytest.raises(OfferRefused, match="Say why"):
        offers.let_fall_through(offer=offer, by=case.surgeons[0], at=timezone.now(), reason=" ")
    offers.let_fall_through(offer=offer, by=case.surgeons[0], at=timezone.now(), reason="Crossmatch positive")
    case.left.refresh_from_db()
    offer.refresh_from_db()
    assert case.left.status == PartStatus.AVAILABLE
    assert offer.status == OfferStatus.FELL_THROUGH
    assert Allocation.objects.get().ended_because == "Crossmatch positive"
    assert case.accepted(1).status == OfferStatus.ACCEPTED


def test_withdrawing_needs_a_reason_and_an_open_offer():
    case = offer_case(1)
    offer = case.send()
    with pytest.raises(OfferRefused, match="Say why"):
        offers.withdraw_offer(offer=offer, by=case.coordinator, at=timezone.now(), reason="")
    offers.withdraw_offer(offer=offer, by=case.coordinator, at=timezone.now(), reason="Consent withdrawn")
    with pytest.raises(Refusal, match="Consent withdrawn"):
        case.accept(offer)
