"""Signing in, the end of a session, and what is typed meanwhile."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories.people import PASSWORD, staff_member
from tests.journeys.conftest import assert_accessible

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PAGE = "/interface/styleguide/"


def sign_in_by_form(page, staff, password=PASSWORD) -> None:
    page.fill("[name=login]", staff.email)
    page.fill("[name=password]", password)
    page.click("main button[type=submit] >> nth=0")


def test_a_person_signs_in_and_comes_to_the_page_they_wanted(open_browser):
    page = open_browser()
    page.goto(f"/account/login/?next={PAGE}")
    sign_in_by_form(page, staff_member())
    expect(page).to_have_url(re.compile(f"{PAGE}$"))
    expect(page.locator(".topbar-user")).to_be_visible()


def test_the_sign_in_page_keeps_nobody_out(open_browser, look):
    page = open_browser(look)
    page.goto("/account/login/")
    assert_accessible(page, name="sign in")
    sign_in_by_form(page, staff_member(), "wrong")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_accessible(page, name="sign in refused")


@pytest.mark.parametrize("address", ["/account/mfa/", "/account/password/change/", "/account/logout/"])
def test_the_pages_of_ones_account_keep_nobody_out(open_browser, address):
    page = open_browser("phone")
    page.goto(f"/account/login/?next={address}")
    sign_in_by_form(page, staff_member())
    expect(page).to_have_url(re.compile(address))
    assert_accessible(page, name=address)


def test_a_second_factor_is_set_up_after_confirming_who_one_is(open_browser):
    page = open_browser()
    page.goto("/account/login/?next=/account/mfa/totp/activate/")
    sign_in_by_form(page, staff_member())
    expect(page).to_have_url(re.compile("/account/reauthenticate/"))
    assert_accessible(page, name="confirm access")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page).to_have_url(re.compile("/account/mfa/totp/activate/"))
    expect(page.locator("img.qr")).to_be_visible()
    assert_accessible(page, name="second factor")


def test_the_password_can_be_asked_for_anew(open_browser):
    page = open_browser()
    page.goto("/account/password/reset/")
    assert_accessible(page, name="password reset")


def test_the_menu_of_a_person_keeps_nobody_out(open_browser, look):
    page = open_browser(look, signed_in=staff_member())
    page.goto(PAGE)
    page.click(".topbar-user")
    assert_accessible(page, name="user menu")


def test_the_menu_opens_on_a_phone_and_closes_by_the_escape_key(open_browser):
    page = open_browser("phone", signed_in=staff_member())
    page.goto(PAGE)
    page.click("[aria-controls=navigation]")
    expect(page.locator("#navigation")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#navigation")).to_be_hidden()


def test_an_error_page_keeps_nobody_out(open_browser, look, settings):
    page = open_browser(look, signed_in=staff_member())
    page.goto("/no/such/page/")
    expect(page.locator("h1")).to_have_text("There is nothing here for you")
    expect(page.locator(".error-page-reference")).to_be_visible()
    assert_accessible(page, name="not found")


def test_two_minutes_before_the_end_one_is_asked_and_may_stay(open_browser, settings):
    settings.SESSION_IDLE_SECONDS = 125
    page = open_browser(signed_in=staff_member())
    page.goto(PAGE)
    dialog = page.locator("#session-dialog")
    expect(dialog).to_be_visible(timeout=15_000)
    assert_accessible(page, name="session dialog")
    settings.SESSION_IDLE_SECONDS = 600
    page.click("[data-session-stay]")
    expect(dialog).to_be_hidden()


def test_what_was_typed_comes_back_after_signing_in_again(open_browser, settings):
    person = staff_member()
    page = open_browser(signed_in=person)
    page.clock.install()
    page.goto(PAGE)
    page.fill("#id_note", "Bypass at 03:10, lactate 4.1")
    page.check("[name=consent][value=no]")
    page.fill("[name=blood_group]", "A")
    settings.SESSION_IDLE_SECONDS = 0
    page.clock.fast_forward("31:00")
    expect(page.locator("#session-title")).to_have_text("You have been signed out")
    settings.SESSION_IDLE_SECONDS = 1800
    page.clock.resume()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("[data-session-again]")
    sign_in_by_form(page, person)
    expect(page.locator("#id_note")).to_have_value("Bypass at 03:10, lactate 4.1")
    expect(page.locator("[name=consent][value=no]")).to_be_checked()
    expect(page.locator("[name=blood_group]")).to_have_value("")
    expect(page.locator("#form-exampleform [role=status]")).to_contain_text("put back")


def test_what_was_sent_after_the_end_comes_back_too(open_browser, settings):
    person = staff_member()
    page = open_browser(signed_in=person)
    page.goto("/account/password/change/")
    page.goto(PAGE)
    page.fill("#id_note", "Sent too late")
    page.evaluate("document.getElementById('form-exampleform').action = '/account/password/change/'")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("#forms button[type=submit]")
    expect(page).to_have_url(re.compile("/account/login/"))
    page.goto(f"/account/login/?next={PAGE}")
    sign_in_by_form(page, person)
    expect(page.locator("#id_note")).to_have_value("Sent too late")


def test_somebody_else_does_not_get_what_one_typed(open_browser, settings):
    page = open_browser(signed_in=staff_member())
    page.goto(PAGE)
    page.fill("#id_note", "Mine alone")
    page.evaluate("document.getElementById('form-exampleform').action = '/account/password/change/'")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("#forms button[type=submit]")
    page.goto(f"/account/login/?next={PAGE}")
    sign_in_by_form(page, staff_member())
    expect(page.locator("#id_note")).to_have_value("")
    assert page.evaluate("Object.values(sessionStorage).join().includes('Mine alone')") is False
