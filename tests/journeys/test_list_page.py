"""List pages in a browser: filters, sort and page live in the address and survive Back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_accessible

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PAGE = "/interface/styleguide/list/"


def test_a_list_page_keeps_nobody_out(open_browser, look):
    page = open_browser(look)
    page.goto(f"{PAGE}?app_label=auth")
    assert_accessible(page, name="list page")


def test_a_list_without_a_match_keeps_nobody_out(open_browser):
    page = open_browser()
    page.goto(f"{PAGE}?q=nowhere")
    expect(page.locator(".empty-title")).to_have_text("Nothing matches these filters")
    assert_accessible(page, name="list without a match")


def test_a_filter_changes_list_and_address_and_back_undoes_both(open_browser):
    page = open_browser()
    page.goto(PAGE)
    page.select_option("[name=app_label]", "admin")
    expect(page).to_have_url(re.compile(r"\?app_label=admin$"))
    expect(page.locator("#list tbody tr")).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(re.compile(f"{PAGE}$"))
    expect(page.locator("#list tbody tr")).to_have_count(10)
    expect(page.locator("[name=app_label]")).to_have_value("")


def test_the_sort_stays_when_a_filter_is_set_and_the_page_starts_anew(open_browser):
    page = open_browser()
    page.goto(f"{PAGE}?page=2")
    page.click("#sort-model")
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Name")
    page.fill("[name=q]", "e")
    page.press("[name=q]", "Enter")
    expect(page).to_have_url(re.compile(r"\?q=e&sort=-model$"))


def test_pages_change_without_losing_the_filter(open_browser):
    page = open_browser()
    page.goto(f"{PAGE}?q=e")
    page.click("#page-next")
    expect(page).to_have_url(re.compile(r"\?q=e&page=2$"))
    expect(page.locator(".pages [aria-current]")).to_have_text("2")
    expect(page.locator("#announcer")).to_contain_text("11–")


def test_the_export_is_the_filtered_set(open_browser):
    page = open_browser()
    page.goto(f"{PAGE}?app_label=auth")
    with page.expect_download() as download:
        page.click("text=CSV")
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Name,Python model class name,ID" or lines[0].startswith("Name,")
    assert len(lines) == 1 + page.locator("#list tbody tr").count()


def test_it_works_without_scripts(open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto(PAGE)
    page.fill("[name=q]", "contenttype")
    page.click("#filter-form button[type=submit]")
    assert page.locator("#list tbody tr").count() == 1
