"""The pages of offers, checks and transplants keep nobody out, in light, dark and on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from organs.models import AdverseEvent, OfferKind
from organs.services import offers, safety
from tests.factories import offer_case
from tests.factories.offers import transplanted
from tests.journeys.conftest import assert_accessible

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case():
    case = offer_case(4)
    case.transplant = transplanted(case)
    past = timezone.now() - timedelta(minutes=75)
    case.overdue = case.send(1, parts=[case.right], at=past)
    offers.confirm_notification(offer=case.overdue, by=case.surgeons[1], at=past)
    case.offer = case.send(2, parts=[case.right], at=timezone.now() - timedelta(minutes=20))
    offers.confirm_notification(offer=case.offer, by=case.surgeons[2], at=timezone.now())
    case.backup = case.send(3, parts=[case.right], kind=OfferKind.BACKUP)
    case.event = safety.report_adverse_event(
        donor=case.donor,
        kind=AdverseEvent.Kind.LATE_RESULT,
        title="Culture of the preservation fluid positive",
        text="Candida albicans, sensitive to fluconazole.",
        occurred_at=timezone.now(),
        by=case.coordinator,
        at=timezone.now(),
    )
    return case


def test_every_page_is_accessible(case, open_browser, look):
    coordinator = open_browser(look, signed_in=case.coordinator)
    centre = open_browser(look, signed_in=case.surgeons[2])
    first = open_browser(look, signed_in=case.surgeons[0])
    offer, overdue = case.offer.reference, case.overdue.reference
    transplant, event = case.transplant.reference, case.event.reference
    allocation = case.transplant.offer.allocations.get().pk
    for page, name, args in [
        (coordinator, "offer_board", []),
        (coordinator, "offer_list", []),
        (coordinator, "offer", [overdue]),
        (coordinator, "extend_deadline", [overdue]),
        (coordinator, "accept_offer", [offer]),
        (coordinator, "send_offer", [case.run.reference]),
        (centre, "offer", [offer]),
        (centre, "accept_offer", [offer]),
        (centre, "decline_offer", [offer]),
        (centre, "say_provisional_yes", [offer]),
        (centre, "offer_list", []),
        (centre, "record_transplant", [offer]),
        (first, "offer", [case.transplant.offer.reference]),
        (first, "check", [allocation, "arrival"]),
        (first, "transplant", [transplant]),
        (first, "record_follow_up", [transplant]),
        (first, "adverse_event", [event]),
        (first, "transplant_list", []),
        (coordinator, "adverse_event_list", []),
        (coordinator, "report_for_donor", [case.donor.reference]),
        (coordinator, "exception_list", []),
    ]:
        page.goto(reverse(f"organs:{name}", args=args))
        assert_accessible(page, name=f"offers-{name}-{look}")


def test_a_centre_accepts_by_retyping_the_blood_group(case, open_browser):
    page = open_browser(signed_in=case.surgeons[2])
    page.goto(case.offer.get_absolute_url())
    page.get_by_role("link", name="Accept").click()
    page.get_by_label("Type the donor's blood group").fill("B")
    page.get_by_role("button", name="Accept the offer").click()
    assert "Stop" in page.locator(".error-summary").inner_text()
    page.get_by_label("Type the donor's blood group").fill(case.donor.blood_group)
    page.get_by_role("button", name="Accept the offer").click()
    page.get_by_text(f"Offer {case.offer.reference} is accepted.").wait_for()
    page.get_by_role("link", name="Record the transplant").wait_for()
