"""What a clinician saw is what is kept as shown: other facts are refused, and each answer keeps its own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from organs.models import OfferKind, OfferStatus
from organs.policies.offers import FactsChanged
from organs.services import characterisation, offers
from organs.services.facts import donor_facts, facts_digest, facts_shown
from tests.factories import client_for, match_run, offer_case

pytestmark = pytest.mark.django_db


def digest(donor) -> str:
    return facts_digest(donor_facts(donor), organ_kind="kidney")


ANSWERS = {
    "accept_offer": {"blood_group": "A"},
    "decline_offer": {"code": "798", "text": "Biopsy is awaited"},
    "say_provisional_yes": {},
}


def record_finding(case, text="Horseshoe kidney suspected"):
    characterisation.record_finding(
        donor=case.donor,
        kind="imaging",
        text=text,
        occurred_at=timezone.now(),
        by=case.coordinator,
        at=timezone.now(),
    )


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_answer_to_facts_that_have_changed_since_is_refused_with_what_changed(name):
    case = offer_case(1)
    offer = case.send()
    browser, address = client_for(case.surgeons[0]), reverse(f"organs:{name}", args=[offer.reference])
    seen = browser.get(address).context["form"].initial["seen"]
    record_finding(case)

    answer = ANSWERS[name] | {"seen": seen}
    page = browser.post(address, answer)
    assert "have changed since you opened this page" in page.content.decode()
    assert "Horseshoe kidney suspected" in str(page.context["changes"])
    for field, value in ANSWERS[name].items():
        assert page.context["form"][field].value() == value
    offer.refresh_from_db()
    assert offer.status == OfferStatus.SENT

    again = browser.post(address, answer | {"seen": page.context["form"]["seen"].value()})
    assert again.status_code == 302
    offer.refresh_from_db()
    assert "Horseshoe kidney suspected" in str(offer.facts_when_answered)


def test_an_offer_is_not_sent_on_facts_that_have_changed_since():
    case = offer_case(1)
    browser = client_for(case.coordinator)
    address = reverse("organs:send_offer", args=[case.run.reference])
    address += f"?candidate={case.candidates[0].reference}"
    data = {"parts": [case.left.pk], "kind": "primary"}
    seen = browser.get(address).context["form"].initial["seen"]
    record_finding(case)
    page = browser.post(address, data | {"seen": seen})
    assert "Horseshoe kidney suspected" in str(page.context["changes"])
    assert browser.post(address, data | {"seen": page.context["form"]["seen"].value()}).status_code == 302


@pytest.mark.parametrize("seen", ["", "forged"])
def test_a_form_that_carries_no_facts_is_refused(seen):
    case = offer_case(1)
    offer = case.send()
    address = reverse("organs:accept_offer", args=[offer.reference])
    page = client_for(case.surgeons[0]).post(address, {"blood_group": "A", "seen": seen})
    assert "form is damaged" in str(page.context["form"].errors["seen"])
    assert page.context["form"]["seen"].value() not in ("", "forged")


@pytest.mark.parametrize("what", ["finding", "assessment", "consent", "recovery"])
def test_facts_that_matching_does_not_use_count_as_seen_or_not(what):
    case = offer_case(1)
    before = digest(case.donor)
    now = timezone.now()
    common = {"donor": case.donor, "by": case.coordinator, "at": now}
    if what == "finding":
        record_finding(case)
    if what == "assessment":
        characterisation.record_organ_assessment(
            organ_kind="kidney", quality="poor", text="", occurred_at=now, **common
        )
    if what == "consent":
        characterisation.record_consent(
            organ_kind="kidney",
            purpose="research",
            is_given=True,
            ground="family",
            occurred_at=now,
            **common,
        )
    if what == "recovery":
        type(case.left.organ).objects.filter(pk=case.left.organ_id).update(cross_clamp_at=now)
    assert digest(case.donor) != before


def test_the_same_facts_in_other_words_are_the_same():
    donor = offer_case(0).donor
    facts = donor_facts(donor)
    in_other_words = facts | {"kind": {"code": facts["kind"]["code"], "label": "In other words"}}
    assert facts_digest(in_other_words, organ_kind="kidney") == digest(donor)
    otherwise = facts | {"kind": {"code": "DCD", "label": facts["kind"]["label"]}}
    assert facts_digest(otherwise, organ_kind="kidney") != digest(donor)


def test_another_organ_and_where_the_donor_lies_are_not_shown():
    case = offer_case(0)
    before = digest(case.donor)
    now = timezone.now()
    characterisation.record_organ_assessment(
        donor=case.donor, organ_kind="liver", quality="poor", occurred_at=now, by=case.coordinator, at=now
    )
    assert digest(case.donor) == before
    shown = facts_shown(donor_facts(case.donor), organ_kind="kidney")
    assert case.donor.hospital.code not in str(shown)
    assert facts_digest(shown, organ_kind="kidney") == before


def test_an_acceptance_leaves_what_was_shown_for_the_provisional_yes():
    case = offer_case(2)
    first = case.accepted(0)
    backup = case.send(1, kind=OfferKind.BACKUP)
    said_at = timezone.now()
    offers.say_provisional_yes(offer=backup, by=case.surgeons[1], at=said_at)
    record_finding(case)
    offers.let_fall_through(offer=first, by=case.surgeons[0], at=timezone.now(), reason="Fever")
    promoted = offers.promote_backup(offer=backup, by=case.coordinator, at=timezone.now())
    accepted = case.accept(promoted, at=timezone.now() + timedelta(minutes=1))

    yes, acceptance = accepted.status_changes.exclude(facts=None).order_by("occurred_at")
    assert (yes.to_status, yes.occurred_at) == (OfferStatus.PROVISIONAL, said_at)
    assert "Horseshoe" not in str(yes.facts)
    assert "Horseshoe" in str(acceptance.facts)
    assert acceptance.occurred_at == accepted.answered_at > said_at


def test_a_service_told_other_facts_than_the_donors_refuses():
    case = offer_case(1)
    offer = case.send()
    seen = digest(case.donor)
    record_finding(case)
    with pytest.raises(FactsChanged):
        case.accept(offer, seen=seen)
    assert case.accept(offer, seen=digest(case.donor)).status == OfferStatus.ACCEPTED


def test_a_rerun_does_not_pass_as_other_facts():
    case = offer_case(1)
    seen = digest(case.donor)
    rerun = match_run(case.donor, by=case.coordinator)
    assert case.send(run=rerun, seen=seen).status == OfferStatus.SENT
