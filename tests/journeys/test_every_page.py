"""Every page of a case in which everything has happened, tried by axe: in light, and in dark on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.addresses import Address, our_addresses
from tests.access.filled_case import FilledCase, filled_case
from tests.journeys.conftest import LOOKS, assert_accessible
from transplant_site.access.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TRIED = {
    "light": LOOKS["light"],
    "dark on a phone": {**LOOKS["phone"], "color_scheme": "dark"},
}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLINICIAN, Role.LABORATORY, Role.REGULATOR])
def test_no_page_keeps_anybody_out(open_browser, role: Role) -> None:
    filled = filled_case()
    page = open_browser(signed_in=filled.people.in_role(role))
    opened = [one for one in pages_for(role) if opens(page, filled, one)]
    faults = [fault for one in opened for fault in faults_of(page, filled, one)]

    assert opened
    assert not faults, "\n".join(faults)


def pages_for(role: Role) -> list[Address]:
    """Give the pages that this role is the first to open: one person looks at each."""
    return [one for one in our_addresses() if not one.is_public and first_role(one) == role]


def first_role(address: Address) -> Role | None:
    if not address.permissions:
        return Role.CLINICIAN
    return next(
        (role for role in Role if role.definition.permissions.intersection(address.permissions)), None
    )


def opens(page, filled: FilledCase, address: Address) -> bool:
    """Whether it is a page; files and addresses that only take forms are none."""
    answer = page.request.get(filled.path(address.name), max_redirects=0)
    return answer.status == 200 and answer.headers["content-type"].startswith("text/html")


def faults_of(page, filled: FilledCase, address: Address) -> Iterator[str]:
    """Look at the page in each look, and give what axe finds."""
    page.goto(filled.path(address.name))
    for name, look in TRIED.items():
        page.emulate_media(color_scheme=look["color_scheme"])
        page.set_viewport_size(look["viewport"])
        page.wait_for_function(
            "theme => document.documentElement.dataset.bsTheme === theme", arg=look["color_scheme"]
        )
        try:
            assert_accessible(page, name=f"{address.name} {name}")
        except AssertionError as fault:
            yield f"{name}: {fault}"
