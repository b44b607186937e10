"""What the pages of offers, checks and transplants do with what is sent to them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organs.models import AdverseEvent, Offer, OfferStatus, RefusalCode, Transplant, TwoPersonCheck
from organs.services import offers
from tests.factories import client_for, coordinator, offer_case, staff_member
from tests.factories.offers import checked, recovered, transplanted

pytestmark = pytest.mark.django_db


CARRY_FACTS = ("accept_offer", "say_provisional_yes", "decline_offer")


def post(person, name, *args, **data):
    browser, address = client_for(person), reverse(f"organs:{name}", args=args)
    if name in CARRY_FACTS and "seen" not in data:
        data["seen"] = facts_shown(browser, address)
    return browser.post(address, data)


def facts_shown(browser, address) -> str:
    """What the form of a page carries of the donor's facts."""
    return browser.get(address, follow=True).context["form"].initial["seen"]


def clock(moment) -> str:
    return timezone.localtime(moment).strftime("%d-%b-%Y %H:%M")


def test_an_offer_is_sent_to_the_candidate_in_turn():
    case = offer_case(2)
    browser = client_for(case.coordinator)
    address = reverse("organs:send_offer", args=[case.run.reference])
    page = browser.get(address, follow=True)
    named = page.redirect_chain[-1][0]
    assert case.candidates[0].reference in named
    data = {"parts": [case.left.pk], "kind": "primary", "seen": page.context["form"].initial["seen"]}
    sent = browser.post(named, data)
    offer = Offer.objects.get()
    assert sent.url == offer.get_absolute_url()
    again = browser.post(named, data)
    assert "already" in again.content.decode()
    assert Offer.objects.count() == 1


def test_another_candidate_is_offered_to_with_a_code_for_the_bypass():
    case = offer_case(2)
    browser = client_for(case.coordinator)
    address = reverse("organs:send_offer", args=[case.run.reference])
    address += f"?candidate={case.candidates[1].reference.lower()}"
    assert "better rank" in browser.get(address).content.decode()
    data = {"parts": [case.left.pk], "kind": "primary", "seen": facts_shown(browser, address)}
    assert browser.post(address, data).status_code == 200
    assert browser.post(address, {**data, "bypass_code": "861"}).status_code == 302
    nobody = browser.get(address.split("?")[0] + "?candidate=REG-26-999999-X")
    assert "no such candidate" in nobody.content.decode()


def test_a_wrong_blood_group_is_refused_at_its_field_and_twice_is_no_error():
    case = offer_case(1)
    offer = case.send()
    wrong = post(case.surgeons[0], "accept_offer", offer.reference, blood_group="B")
    assert "Stop" in str(wrong.context["form"].errors["blood_group"])
    nonsense = post(case.surgeons[0], "accept_offer", offer.reference, blood_group="X")
    assert "Type A, B, AB or O" in str(nonsense.context["form"].errors["blood_group"])
    for _time in range(2):
        done = post(case.surgeons[0], "accept_offer", offer.reference, blood_group="A")
        assert done.status_code == 302
    assert offer.allocations.count() == 1
    colleague = staff_member(hospital=offer.centre)
    late = post(colleague, "accept_offer", offer.reference, blood_group="A")
    assert str(case.surgeons[0]) in str(late.context["form"].non_field_errors())


def test_a_declined_offer_leads_the_coordinator_to_the_next_candidate():
    case = offer_case(2)
    offer = case.send()
    address = reverse("organs:send_offer", args=[case.run.reference])
    at_work = client_for(case.coordinator)
    assert address not in at_work.get(offer.get_absolute_url()).content.decode()
    post(case.surgeons[0], "decline_offer", offer.reference, code="700")
    assert address in at_work.get(offer.get_absolute_url()).content.decode()
    assert address not in client_for(case.surgeons[0]).get(offer.get_absolute_url()).content.decode()
    case.accepted(1)
    assert address not in at_work.get(offer.get_absolute_url()).content.decode()


def test_an_offer_that_can_be_accepted_speaks_of_no_exception():
    case = offer_case(1)
    offer = case.send()
    browser = client_for(case.surgeons[0])
    assert "transplanted all the same" not in browser.get(offer.get_absolute_url()).content.decode()
    post(case.surgeons[0], "decline_offer", offer.reference, code="700")
    assert "transplanted all the same" in browser.get(offer.get_absolute_url()).content.decode()


def test_a_coordinator_records_an_answer_that_was_told_and_read_back():
    case = offer_case(1)
    offer = case.send()
    data = {"code": "720", "on_behalf_of": case.surgeons[0].pk, "told_at": clock(timezone.now())}
    refused = post(case.coordinator, "decline_offer", offer.reference, **data)
    assert "read_back" in refused.context["form"].errors
    assert post(case.coordinator, "decline_offer", offer.reference, read_back="on", **data).status_code == 302
    offer.refresh_from_db()
    assert offer.status == OfferStatus.DECLINED
    assert "read back" in offer.on_behalf_note
    page = client_for(case.surgeons[0]).get(offer.get_absolute_url()).content.decode()
    assert "Yes, this was my answer" in page
    assert post(case.surgeons[0], "confirm_answer", offer.reference).status_code == 302
    offer.refresh_from_db()
    assert offer.answer_confirmed_at


def test_a_decline_that_must_be_specified_asks_for_it():
    case = offer_case(1)
    offer = case.send()
    page = post(case.surgeons[0], "decline_offer", offer.reference, code="798")
    assert "text" in page.context["form"].errors
    bypass = post(case.surgeons[0], "decline_offer", offer.reference, code="850", text="x")
    assert "code" in bypass.context["form"].errors


def test_an_extension_of_a_deadline_that_a_colleague_moved_says_so():
    case = offer_case(1)
    offer = case.send()
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=timezone.now())
    browser = client_for(case.coordinator)
    address = reverse("organs:extend_deadline", args=[offer.reference])
    seen = browser.get(address).context["form"].initial["seen_deadline"]
    colleague = coordinator(case.coordinator.hospital)
    later = timezone.now() + timedelta(minutes=90)
    offers.extend_deadline(offer=offer, until=later, reason="Biopsy", by=colleague, at=timezone.now())
    data = {"until": clock(later + timedelta(minutes=30)), "reason": "x", "seen_deadline": seen}
    page = browser.post(address, data)
    assert f"Changed by {colleague}" in page.content.decode()


def test_a_bypass_leads_to_the_next_candidate():
    case = offer_case(2)
    past = timezone.now() - timedelta(minutes=61)
    offer = case.send(at=past)
    offers.confirm_notification(offer=offer, by=case.surgeons[0], at=past)
    done = post(case.coordinator, "bypass_offer", offer.reference, next="send")
    assert done.url == reverse("organs:send_offer", args=[case.run.reference])
    again = post(case.coordinator, "bypass_offer", offer.reference, next="send")
    assert again.status_code == 302
    offer.refresh_from_db()
    assert offer.refusal_code == RefusalCode.objects.get(pk="765")


def test_two_people_make_their_checks_on_a_page_that_shows_nothing_of_the_record():
    case = offer_case(1)
    offer = case.accepted()
    allocation = offer.allocations.get()
    address = ("check", allocation.pk, "departure")
    page = client_for(case.coordinator).get(reverse("organs:check", args=address[1:])).content.decode()
    assert case.donor.reference not in page
    read = {
        "donor_reference": case.donor.reference.lower(),
        "blood_group": "A",
        "contents_right": "yes",
        "packaging_sound": "yes",
        "documents_present": "yes",
    }
    slip = post(case.coordinator, *address, **{**read, "donor_reference": "DNR-26-000001-X"})
    assert "last character" in str(slip.context["form"].errors["donor_reference"])
    assert "read_twice" in slip.context["form"].fields
    assert post(case.coordinator, *address, **read).status_code == 302
    again = post(case.coordinator, *address, **read)
    assert "someone else" in again.content.decode()
    colleague = coordinator(case.coordinator.hospital)
    assert post(colleague, *address, **read, note="fine").status_code == 302
    assert TwoPersonCheck.objects.get().status == TwoPersonCheck.Status.AGREED


@pytest.mark.parametrize(
    ("wanted", "leads_on"), [("/transport/", True), ("https://elsewhere.example/", False)]
)
def test_a_check_leads_back_to_the_page_of_this_site_that_it_was_opened_from(wanted, leads_on):
    case = offer_case(1)
    offer = case.accepted()
    address = reverse("organs:check", args=[offer.allocations.get().pk, "departure"]) + f"?next={wanted}"
    browser = client_for(case.coordinator)
    assert (f'href="{wanted}"' in browser.get(address).content.decode()) is leads_on
    read = {"donor_reference": case.donor.reference, "blood_group": "A"}
    right = dict.fromkeys(("contents_right", "packaging_sound", "documents_present"), "yes")
    done = browser.post(address, {**read, **right})
    assert done.url == (wanted if leads_on else offer.get_absolute_url())


def test_a_transplant_is_recorded_once_and_followed_up():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    checked(case, offer)
    surgeon, now = case.surgeons[0], timezone.now()
    data = {
        "started_at": clock(now - timedelta(hours=1)),
        "removed_from_cooling_at": clock(now),
        "reperfused_at": clock(now),
        "lead_surgeon": surgeon.pk,
    }
    for _time in range(2):
        assert post(surgeon, "record_transplant", offer.reference, **data).status_code == 302
    transplant = Transplant.objects.get()
    visit = {
        "submission": uuid4(),
        "occurred_at": clock(now),
        "recipient_alive": "yes",
        "graft": "functioning",
        "creatinine_value": "1.6",
        "creatinine_unit": "mg/dL",
    }
    for _time in range(2):
        assert post(surgeon, "record_follow_up", transplant.reference, **visit).status_code == 302
    assert str(transplant.follow_ups.get().creatinine_umol_l) == "141.4"
    dead = post(
        surgeon, "record_follow_up", transplant.reference, occurred_at=clock(now), recipient_alive="no"
    )
    assert "died_on" in dead.context["form"].errors
    future = {**visit, "occurred_at": clock(now + timedelta(days=1))}
    assert (
        "occurred_at"
        in post(surgeon, "record_follow_up", transplant.reference, **future).context["form"].errors
    )


def test_a_transplant_without_checks_asks_for_the_reason_of_the_exception():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    address = reverse("organs:record_transplant", args=[offer.reference])
    page = client_for(case.surgeons[0]).get(address)
    assert "exception_reason" in page.context["form"].fields
    assert "stands against a rule" in page.content.decode()
    surgeon, now = case.surgeons[0], timezone.now()
    data = {
        "started_at": clock(now - timedelta(hours=1)),
        "removed_from_cooling_at": clock(now),
        "reperfused_at": clock(now),
        "lead_surgeon": surgeon.pk,
    }
    refused = post(surgeon, "record_transplant", offer.reference, **data)
    assert "say why" in str(refused.context["form"].errors["exception_reason"])
    strange = post(surgeon, "record_transplant", offer.reference, **data, recipient="REG-26-999999-X")
    assert "No candidate" in str(strange.context["form"].errors["recipient"])
    done = post(surgeon, "record_transplant", offer.reference, **data, exception_reason="The power failed")
    assert done.url == Transplant.objects.get().get_absolute_url()


def test_a_transplant_is_recorded_on_behalf_of_the_surgeon_who_told_it():
    case = offer_case(1)
    recovered(case)
    offer = case.accepted()
    checked(case, offer)
    surgeon, now = case.surgeons[0], timezone.now()
    clerk = staff_member(hospital=offer.centre)
    data = {
        "started_at": clock(now - timedelta(hours=1)),
        "removed_from_cooling_at": clock(now),
        "reperfused_at": clock(now),
        "lead_surgeon": surgeon.pk,
        "on_behalf_of": surgeon.pk,
        "on_behalf_note": "In theatre, read back.",
    }
    assert post(clerk, "record_transplant", offer.reference, **data).status_code == 302
    transplant = Transplant.objects.get()
    assert (transplant.recorded_by, transplant.on_behalf_of) == (clerk, surgeon)


def test_an_event_is_reported_once_and_acknowledged():
    case = offer_case(1)
    transplanted(case)
    data = {
        "submission": uuid4(),
        "kind": "late_result",
        "occurred_at": clock(timezone.now()),
        "title": "Culture",
        "text": "Candida",
    }
    for _time in range(2):
        assert post(case.coordinator, "report_for_donor", case.donor.reference, **data).status_code == 302
    event = AdverseEvent.objects.get()
    assert post(case.surgeons[0], "acknowledge_adverse_event", event.reference).status_code == 302
    assert event.notices.get().acknowledged_by == case.surgeons[0]


@pytest.mark.parametrize("name", ["offer_board", "offer_list"])
def test_queries_do_not_grow_with_the_offers(name):

    case = offer_case(4)
    case.send(0)
    browser = client_for(case.coordinator)
    address = reverse(f"organs:{name}")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    case.send(1)
    case.send(2, kind="backup")
    case.send(3, kind="backup", parts=[case.right])
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) <= len(few), "\n".join(q["sql"][:150] for q in many.captured_queries)
