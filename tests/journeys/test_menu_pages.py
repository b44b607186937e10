"""Every page of every role's menu, on a system where nothing has happened yet."""

from __future__ import annotations

import pytest

from tests.factories.people import staff_member
from tests.journeys.conftest import assert_accessible_in_every_look
from transplant_site.access.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_every_menu_keep_nobody_out(open_browser):
    tried = set()
    for role in set(Role) - {Role.ADMINISTRATOR}:
        page = open_browser(signed_in=staff_member(role))
        page.goto("/")
        assert_accessible_in_every_look(page, name=f"{role} start")
        addresses = {link.get_attribute("href") for link in page.locator(".sidebar-nav a").all()}
        for address in sorted(addresses - tried - {"/"}):
            answer = page.goto(address)
            assert answer.status == 200, address
            assert_accessible_in_every_look(page, name=f"{role} {address}")
        tried |= addresses
    assert len(tried) > 5


def test_django_admin_obeys_the_policy_and_leads_back(open_browser):
    page = open_browser(signed_in=staff_member(Role.ADMINISTRATOR))
    page.goto("/admin/")
    page.click("text=Hospitals >> nth=0")
    page.click("text=Back to Transplant")
    assert page.url.rstrip("/").endswith(("/admin", page.url.split("/")[2]))
