"""An organ's page and the History tab keep nobody out, in light, dark and on a phone."""

import pytest

from tests.factories import offer_case
from tests.factories.offers import transplanted
from tests.journeys.conftest import assert_accessible

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_an_organ_and_its_history_are_accessible(open_browser, look):
    case = offer_case(1)
    transplanted(case)
    organ = case.left.organ
    for person in (case.coordinator, case.surgeons[0]):
        page = open_browser(look, signed_in=person)
        page.goto(organ.get_absolute_url())
        assert_accessible(page, name=f"organ-{person.role}-{look}")
        page.get_by_role("link", name="History", exact=True).click()
        page.locator(".act-lines summary").first.click()
        assert_accessible(page, name=f"history-{person.role}-{look}")
        page.get_by_role("link", name="Overview", exact=True).click()
        page.get_by_role("heading", name=organ.label).wait_for()
