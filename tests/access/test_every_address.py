"""Every address of the site, none left out: who may open it, who finds nothing there, and what it costs.

The addresses come from the URL configuration, so a new page fails here until it says its permission and
`filled_case` has an object for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.addresses import Address, addresses_of_the_site, our_addresses
from tests.access.filled_case import FilledCase, filled_case
from tests.factories import client_for, staff_member
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db

# What is open without signing in, and why.
PUBLIC = {
    "health-alive": "asked by the load balancer",
    "health-ready": "asked by the load balancer",
    "health-stores": "asked by the monitoring",
    "metrics": "asked by the monitoring, with a token of its own",
    "set_language": "the sign-in page can be read in either language",
    "interface:clock": "the offset of the browser's clock; says nothing of anybody",
    "interface:styleguide": "shows components with made-up texts, outside production",
    "interface:example_list": "likewise",
}
SIGNED_IN = {"interface:session": "every signed-in person asks how long the session lasts"}
# A regulator reads the whole log: nothing in it is out of their reach.
SEES_ALL = {Role.REGULATOR}

METHODS = ("get", "post")


@pytest.fixture
def filled() -> FilledCase:
    return filled_case()


def guarded() -> list[Address]:
    """Our addresses that ask for a permission, or for any role at all."""
    return [one for one in our_addresses() if one.permissions is not None]


def roles_for(address: Address) -> Iterator[Role]:
    """Give the roles that may use a page, whatever they then find there."""
    for role in Role:
        if not address.permissions or role.definition.permissions.intersection(address.permissions):
            yield role


def test_every_view_of_ours_says_who_may_use_it() -> None:
    silent = {one.name for one in our_addresses() if one.permissions is None}

    assert silent == {*PUBLIC, *SIGNED_IN}
    assert {one.name for one in our_addresses() if one.is_public} == set(PUBLIC)


def test_a_view_that_says_nothing_is_noticed() -> None:
    assert Address("organs:forgotten", (), view=print).permissions is None


def test_every_permission_that_a_view_asks_for_is_granted_to_a_role() -> None:
    assert [one.name for one in guarded() if not list(roles_for(one))] == []


def test_without_signing_in_every_other_page_leads_to_the_sign_in(filled: FilledCase) -> None:
    browser = Client()
    answers = {one.name: browser.get(filled.path(one.name)) for one in our_addresses() if not one.is_public}

    elsewhere = {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code != 302 or not answer["Location"].startswith("/account/login/")
    }
    assert elsewhere == {}


def test_a_role_without_the_permission_is_refused_everywhere(filled: FilledCase) -> None:
    browsers = {role: client_for(filled.people.in_role(role)) for role in Role}
    wrong = [
        f"{role} {method} {one}: {answer.status_code}"
        for one in guarded()
        for role in set(Role) - set(roles_for(one))
        for method, answer in answers(browsers[role], filled.path(one.name))
        if answer.status_code != 403
    ]

    assert wrong == []


def test_a_stranger_in_the_right_role_finds_nothing_anywhere(filled: FilledCase) -> None:
    strangers = {role: client_for(staff_member(role)) for role in Role}
    wrong = [
        f"{role} {method} {one}: {answer.status_code}"
        for one in guarded()
        if one.takes
        for role in set(roles_for(one)) - SEES_ALL
        for method, answer in answers(strangers[role], filled.path(one.name))
        if answer.status_code != 404
    ]

    assert wrong == []


def test_those_it_is_for_find_every_page(filled: FilledCase) -> None:
    """What a stranger doesn't find is there: else the test above would show nothing."""
    nobodys = [
        one.name
        for one in guarded()
        if one.takes
        and not any(
            answer.status_code not in {403, 404} and answer.status_code < 500
            for role in roles_for(one)
            for _method, answer in answers(client_for(filled.people.in_role(role)), filled.path(one.name))
        )
    ]

    assert nobodys == []


def answers(browser: Client, path: str) -> Iterator[tuple[str, object]]:
    """Open the page and send it an empty form; a method that it doesn't know says nothing of reach."""
    for method in METHODS:
        answer = getattr(browser, method)(path)
        if answer.status_code != 405:
            yield method, answer


def test_no_page_asks_more_of_the_database_when_there_is_more(filled: FilledCase) -> None:
    before = queries_by_page(filled)
    for _time in range(2):
        more_of_everything(filled)
    after = queries_by_page(filled)

    assert len(before) > 60
    grown = {page: (before[page], after[page]) for page in before if after[page] > before[page]}
    assert grown == {}


def queries_by_page(filled: FilledCase) -> dict[str, int]:
    """Count the queries of every page that opens, for everyone for whom it opens."""
    counted = {}
    for role in Role:
        browser = client_for(filled.people.in_role(role))
        browser.get("/")
        for one in our_addresses():
            if one.is_public:
                continue
            path = filled.path(one.name)
            if browser.get(path).status_code != 200:  # also fills what is cached
                continue
            with CaptureQueriesContext(
                connection,
            ) as queries:
                browser.get(path)
            counted[f"{role} {one}"] = len(queries)
    return counted


def more_of_everything(filled: FilledCase) -> None:
    """Have the same people see another case through, and this one's lists grow longer."""
    filled_case(filled.people)
    filled.grow()


def test_the_addresses_of_packages_are_known_by_name() -> None:
    """A package that brings another address is noticed: whether it is guarded has to be looked at."""
    names = {one.name.partition(":")[0] for one in addresses_of_the_site()}

    assert names - {one.name.partition(":")[0] for one in our_addresses()} >= {"admin"}
