"""Every component, in light, in dark and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_accessible

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_style_page_keeps_nobody_out(open_browser, look):
    page = open_browser(look)
    page.goto("/interface/styleguide/")
    assert_accessible(page, name="style page")


def test_a_form_with_errors_keeps_nobody_out(open_browser, look):
    page = open_browser(look)
    page.goto("/interface/styleguide/")
    page.fill("[name=declared_at]", "03/04/2026")
    page.fill("[name=blood_group]", "B")
    page.click("#forms button[type=submit]")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_accessible(page, name="form with errors")


def test_every_error_is_visible_beside_its_field_and_leads_to_it(open_browser):
    page = open_browser()
    page.goto("/interface/styleguide/")
    page.click("#forms button[type=submit]")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    links = summary.locator("a").all()
    feedback = page.locator("#forms .invalid-feedback")
    assert len(links) == feedback.count() >= 6
    for one in feedback.all():
        expect(one).to_be_visible()
    for link in links:
        link.click()
        assert page.evaluate("document.activeElement.id") == link.get_attribute("href").removeprefix("#")


def test_what_was_typed_is_still_there_after_an_error(open_browser):
    page = open_browser()
    page.goto("/interface/styleguide/")
    page.fill("[name=creatinine_value]", "1.2")
    page.select_option("[name=creatinine_unit]", "mg/dL")
    page.check("text=Not known")
    page.click("#forms button[type=submit]")
    expect(page.locator("[name=creatinine_value]")).to_have_value("1.2")
    expect(page.locator("[name=creatinine_unit]")).to_have_value("mg/dL")
    expect(page.locator("[name=consent][value=unknown]")).to_be_checked()


def test_the_figure_is_echoed_in_the_other_unit(open_browser):
    page = open_browser()
    page.goto("/interface/styleguide/")
    page.fill("[name=creatinine_value]", "1,2")
    page.select_option("[name=creatinine_unit]", "mg/dL")
    expect(page.locator("#forms [data-quantity-echo]").first).to_have_text("1.20 mg/dL = 106 µmol/L")


def test_no_clinical_choice_is_made_beforehand(open_browser):
    page = open_browser()
    page.goto("/interface/styleguide/")
    assert page.locator("#forms input[type=radio]:checked").count() == 0
    assert page.locator("[name=creatinine_unit]").input_value() == ""


def test_the_now_button_writes_the_sites_time_whatever_the_browsers_zone(open_browser):
    page = open_browser(timezone_id="Asia/Tokyo")
    page.goto("/interface/styleguide/")
    page.click("[data-now=id_declared_at]")
    written = page.locator("#id_declared_at").input_value()
    shown = page.locator("[data-site-clock]").text_content()
    assert shown.startswith(written[:14])


def test_a_countdown_runs_out_and_says_so(open_browser):
    page = open_browser()
    page.clock.install()
    page.goto("/interface/styleguide/")
    countdown = page.locator("#answer [data-countdown]").nth(1)
    expect(countdown).to_contain_text("left")
    page.evaluate("window.expired = 0; addEventListener('countdown:expired', () => { window.expired += 1 })")
    page.clock.fast_forward("05:00")
    expect(countdown).to_contain_text("expired, waiting for the server since")
    expect(countdown).not_to_contain_text("until")
    assert page.evaluate("window.expired") >= 1


def test_a_countdown_does_not_trust_the_devices_clock(open_browser):
    page = open_browser()
    page.clock.install(time="2031-01-01T00:00:00")
    page.goto("/interface/styleguide/")
    page.clock.run_for(3000)
    expect(page.locator("#answer [data-countdown]").nth(0)).to_contain_text("41:")


def test_the_slash_key_is_left_alone_where_text_is_typed(open_browser):
    page = open_browser()
    page.goto("/interface/styleguide/")
    page.focus("#id_note")
    page.keyboard.type("ECD/DCD")
    expect(page.locator("#id_note")).to_have_value("ECD/DCD")


def test_the_theme_can_be_chosen_and_is_kept(open_browser):
    page = open_browser()
    page.goto("/interface/styleguide/")
    page.click("[aria-label='Appearance and language']")
    page.click("[data-theme=dark]")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    expect(page.locator("[data-theme=dark]")).to_have_attribute("aria-pressed", "true")


def test_the_first_tab_stop_leads_to_the_content(open_browser):
    page = open_browser()
    page.goto("/interface/styleguide/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_second_click_sends_nothing(open_browser):
    page = open_browser()
    page.goto("/interface/styleguide/")
    sent = []

    def answer(route):
        if route.request.method == "POST":
            sent.append("POST")
        else:
            route.continue_()

    page.route("**/interface/styleguide/", answer)
    button = page.locator("#forms button[type=submit]")
    button.evaluate("button => { button.click(); button.click(); }")
    page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_the_banner_stays_in_sight(open_browser, look):
    page = open_browser(look)
    page.goto("/interface/styleguide/")
    page.locator("#forms").scroll_into_view_if_needed()
    expect(page.locator(".identity")).to_be_in_viewport()
