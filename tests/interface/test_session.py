"""The end of a session is decided on the server, by the last sign of a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.factories.people import client_for, staff_member

pytestmark = pytest.mark.django_db
SESSION = "/interface/session/"


def ends(response) -> datetime:
    return datetime.fromisoformat(response.json()["ends"])


def test_a_session_ends_after_half_an_hour_without_a_person():
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = client_for(staff_member())
        assert client.get(SESSION).status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get(SESSION).status_code == 200
        clock.shift(timedelta(minutes=30))
        assert client.get(SESSION).status_code == 302


def test_panels_that_refresh_themselves_do_not_keep_it_open():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = client_for(staff_member())
        client.get(SESSION)
        for _ in range(3):
            clock.shift(timedelta(minutes=10))
            last = client.get(SESSION, headers={"X-Poll": "1"})
        assert last.status_code == 302


def test_a_sign_of_life_moves_the_end():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = client_for(staff_member())
        first = ends(client.get(SESSION))
        clock.shift(timedelta(minutes=5))
        assert ends(client.get(SESSION, headers={"X-Poll": "1"})) == first
        assert ends(client.post(SESSION)) == first + timedelta(minutes=5)


def test_a_panel_is_told_to_sign_in_instead_of_showing_the_form():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = client_for(staff_member())
        client.get(SESSION)
        clock.shift(timedelta(minutes=31))
        answer = client.get("/account/login/", headers={"HX-Request": "true"})
        assert answer["X-Sign-In"] == "required"


def test_no_browser_keeps_a_page_of_someone_who_is_signed_in(client):
    signed_in = client_for(staff_member())
    for path in ("/", "/patients/", "/me/"):
        assert signed_in.get(path)["Cache-Control"] == "no-store", path
    assert "Cache-Control" not in client.get("/interface/styleguide/")


def test_a_cookie_that_no_session_can_have_is_none(client):
    client.cookies["sessionid"] = "\x00" * 32
    assert client.get("/").status_code == 302
