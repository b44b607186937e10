"""Candidates whom a run doesn't rank are offered to through the pages: handled first, or added by hand."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging.models import Notice
from organs.models import CrossmatchAssessment, MatchBypass, Offer
from organs.services.crossmatches import ask_laboratory
from tests.factories import (
    candidate,
    client_for,
    coordinator,
    hospital,
    match_run,
    offer_case,
    programme,
    staff_member,
)
from transplant_site.access.roles import Role
from transplant_site.staff.models import LaboratoryAgreement

pytestmark = pytest.mark.django_db

SINCE = date(2021, 1, 1)


@pytest.fixture
def case():
    """A run that ranks one candidate and names one, whose crossmatch can't be excluded, before its list."""
    case = offer_case(1)
    case.first = candidate(blood_group="A", vpra="0.9", unacceptable="DQ7", acceptable_mismatch_since=SINCE)
    case.run = match_run(case.donor, by=case.coordinator)
    case.run.refresh_from_db()
    return case


def laboratory_of(registration):
    laboratory = hospital("laboratory")
    LaboratoryAgreement.objects.create(
        hospital=registration.programme.hospital, laboratory=laboratory, valid_from="2020-01-01"
    )
    return staff_member(Role.LABORATORY, hospital=laboratory)


def send_page(case, registration) -> str:
    return reverse("organs:send_offer", args=[case.run.reference]) + f"?candidate={registration.reference}"


def send(browser, address, part, **more):
    form = browser.get(address).context["form"]
    return browser.post(
        address, {"parts": [part.pk], "kind": "primary", "seen": form.initial["seen"], **more}
    )


def assess(browser, case, registration, verdict="negative"):
    return browser.post(
        reverse("organs:assess_crossmatch", args=[case.run.reference, registration.reference]),
        {
            "method": "flow",
            "verdict": verdict,
            "reason": "Flow crossmatch",
            "occurred_at": timezone.localtime().strftime("%d-%b-%Y %H:%M"),
        },
    )


def test_the_run_shows_who_comes_first_and_asks_the_laboratory(case):
    page = client_for(case.coordinator).get(case.run.get_absolute_url()).content.decode()
    assert "handle first" in page
    assert send_page(case, case.first) in page
    assert "Cannot be excluded" in page
    assert case.run.crossmatch_requests.get().registration == case.first

    scientist = laboratory_of(case.first)
    listed = client_for(scientist).get(reverse("organs:crossmatch_list")).content.decode()
    assert case.first.reference in listed
    assert "the donor is not typed at DQ" in listed
    stranger = client_for(staff_member(Role.LABORATORY))
    assert case.first.reference not in stranger.get(reverse("organs:crossmatch_list")).content.decode()
    assert assess(stranger, case, case.first).status_code == 404


def test_a_candidate_who_comes_first_is_offered_to_after_the_laboratorys_word(case):
    browser, address = client_for(case.coordinator), send_page(case, case.first)
    refused = send(browser, address, case.left)
    assert "laboratory&#x27;s word" in refused.content.decode()
    assert not Offer.objects.exists()

    assert assess(client_for(laboratory_of(case.first)), case, case.first).status_code == 302
    sent = send(browser, address, case.left)
    offer = Offer.objects.get()
    assert sent.url == offer.get_absolute_url()
    assert offer.registration == case.first
    assert not case.run.additions.exists()
    assert "Before the list" in browser.get(offer.get_absolute_url()).content.decode()


def test_a_ranked_candidate_is_offered_to_past_the_first_only_with_a_code(case):
    browser, address = client_for(case.coordinator), send_page(case, case.candidates[0])
    page = browser.get(address).content.decode()
    assert "comes before the list and still waits" in page
    assert "bypass_code" in send(browser, address, case.left).context["form"].errors
    assert send(browser, address, case.left, bypass_code="861").status_code == 302
    assert MatchBypass.objects.get().registration == case.first


def test_nobody_waits_first_whose_crossmatch_is_positive(case):
    assess(client_for(laboratory_of(case.first)), case, case.first, verdict="positive")
    browser, address = client_for(case.coordinator), send_page(case, case.candidates[0])
    assert "before the list" not in browser.get(address).content.decode()
    assert send(browser, address, case.left).status_code == 302


def test_the_laboratory_is_asked_about_a_candidate_added_by_hand(case):
    added = candidate(blood_group="AB", vpra="0.2", unacceptable="DQ8")
    scientist = laboratory_of(added)
    browser, address = client_for(case.coordinator), send_page(case, added)
    ask = reverse("organs:ask_laboratory", args=[case.run.reference, added.reference])
    assert assess(client_for(scientist), case, added).status_code == 404
    assert "Ask the laboratory" in browser.get(address).content.decode()
    assert browser.post(ask).url == address
    assert "Ask the laboratory" not in browser.get(address).content.decode()
    notice = Notice.objects.get(hospital=scientist.hospital)
    assert client_for(scientist).get(notice.path).status_code == 200
    assert assess(client_for(scientist), case, added).status_code == 302

    assert "addition_reason" in send(browser, address, case.left).context["form"].errors
    assert send(browser, address, case.left, addition_reason="Rescue allocation").status_code == 302
    assert Offer.objects.get().registration == added
    assert CrossmatchAssessment.objects.get().registration == added


@pytest.mark.parametrize("why", ["known", "ranked", "twice"])
def test_what_needs_no_word_is_not_asked_for(case, why):
    chosen = {
        "known": candidate(blood_group="AB", vpra="0"),
        "ranked": case.candidates[0],
        "twice": case.first,
    }[why]
    ask = reverse("organs:ask_laboratory", args=[case.run.reference, chosen.reference])
    asked_before = case.run.crossmatch_requests.count()
    client_for(case.coordinator).post(ask)
    assert case.run.crossmatch_requests.count() == asked_before


def test_strangers_and_other_roles_ask_nothing(case):
    ask = reverse("organs:ask_laboratory", args=[case.run.reference, case.first.reference])
    assert client_for(coordinator()).post(ask).status_code == 404
    assert client_for(case.surgeons[0]).post(ask).status_code == 403


def test_what_was_asked_is_asked_again_of_the_next_run(case):
    added = candidate(blood_group="AB", vpra="0.2", unacceptable="DQ8")
    ask_laboratory(run=case.run, registration=added, by=case.coordinator, at=timezone.now())
    rerun = match_run(case.donor, by=case.coordinator)
    assert {one.registration for one in rerun.crossmatch_requests.all()} == {added, case.first}


def test_the_excluded_tab_counts_what_it_lists(case):
    candidate(blood_group="B", vpra="0")
    case.run = match_run(case.donor, by=case.coordinator)
    case.run.refresh_from_db()
    browser = client_for(case.coordinator)
    page = browser.get(reverse("organs:match_run_excluded", args=[case.run.reference]))
    shown = next(tab for tab in page.context["page_of_run"].tabs if tab["is_current"])
    assert shown["count"] == "1"
    assert len(page.context["table"].rows) == 1


def test_many_who_come_first_are_counted_when_not_all_are_shown(case, monkeypatch):
    monkeypatch.setattr("organs.presenters.match_runs.FIRST_AT_MOST", 1)
    candidate(blood_group="A", vpra="0", combined_organs_since=SINCE)
    run = match_run(case.donor, by=case.coordinator)
    run.refresh_from_db()
    page = client_for(case.coordinator).get(run.get_absolute_url()).content.decode()
    assert "The first 1 of 2 are shown." in page


@pytest.mark.parametrize("kind", ["closed", "other_organ", "forged"])
def test_only_who_waits_for_the_organ_is_found_by_number(case, kind):
    at_programme = programme(organ_kind="liver" if kind == "other_organ" else "kidney")
    added = candidate(at_programme, blood_group="AB", vpra="0")
    number = "REG-26-999999-X" if kind == "forged" else added.reference
    if kind == "closed":
        type(added).objects.filter(pk=added.pk).update(closed_at=timezone.now(), status="R")
    address = reverse("organs:send_offer", args=[case.run.reference]) + f"?candidate={number}"
    assert "no such candidate" in client_for(case.coordinator).get(address).content.decode()
