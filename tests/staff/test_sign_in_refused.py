"""Every sign-in that doesn't succeed leaves an event, and none of them what was typed."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from tests.factories import client_for, staff_member
from tests.factories.people import PASSWORD, newest_entry
from transplant_site.access.roles import Role
from transplant_site.audit.models import LedgerEntry

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_attempts(settings: object) -> None:
    """Begin without the attempts of other tests, which the cache remembers by address."""
    from django.core.cache import cache

    cache.clear()


def kinds(after: int) -> list[str]:
    return list(LedgerEntry.objects.filter(id__gt=after).order_by("id").values_list("kind", flat=True))


def attempt(client: Client, login: str, password: str) -> list[str]:
    after = newest_entry()
    client.post(LOGIN, {"login": login, "password": password})
    return [kind for kind in kinds(after) if kind not in {"change", "document"}]


def test_a_wrong_password_is_recorded_once() -> None:
    assert attempt(Client(), staff_member().email, "wrong") == ["sign_in_failed"]


def test_an_unknown_address_and_one_that_is_none_are_recorded() -> None:
    assert attempt(Client(), "nobody@example.org", "wrong") == ["sign_in_failed"]
    assert attempt(Client(), "no address", "wrong") == ["sign_in_failed"]


def test_beyond_the_limit_every_attempt_is_a_lockout_the_right_password_too() -> None:
    person = staff_member()
    first = [attempt(Client(), person.email, "wrong") for _time in range(5)]
    beyond = [attempt(Client(), person.email, password) for password in ("wrong", PASSWORD)]

    assert first == [["sign_in_failed"]] * 5
    assert beyond == [["lockout"]] * 2


def test_a_wrong_second_factor_is_recorded_with_whose_it_was() -> None:
    person = staff_member()
    TOTP.activate(person, generate_totp_secret())
    client = Client()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    after = newest_entry()
    client.post("/account/mfa/authenticate/", {"code": "000000"})

    [entry] = LedgerEntry.objects.filter(id__gt=after, kind="sign_in_failed")
    assert (entry.action_name, entry.seen) == (
        "account.second_factor_failed",
        [["staff.staffmember", str(person.pk)]],
    )


def test_a_wrong_old_password_is_recorded() -> None:
    client = client_for(staff_member())
    after = newest_entry()
    new = "quite another battery staple"
    client.post("/account/password/change/", {"oldpassword": "wrong", "password1": new, "password2": new})

    assert "sign_in_failed" in kinds(after)


def test_what_was_typed_never_enters_the_log() -> None:
    after = newest_entry()
    attempt(Client(), "typed.address@example.org", "typed password")

    written = json.dumps(list(LedgerEntry.objects.filter(id__gt=after).values()), default=str)
    assert "typed" not in written


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_who_has_no_part_in_django_admin_is_refused_there_and_that_is_recorded(role: Role) -> None:
    client = client_for(staff_member(role))
    after = newest_entry()

    assert client.get("/admin/staff/hospital/").status_code == 403
    [entry] = LedgerEntry.objects.filter(id__gt=after, kind="refusal")
    assert entry.additional_data["needs"] == "admin.use"


def test_an_administrator_comes_in() -> None:
    assert client_for(staff_member(Role.ADMINISTRATOR)).get("/admin/staff/hospital/").status_code == 200
