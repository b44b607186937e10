"""A person at a browser: opens pages, fills in forms by the names of their fields, presses buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from transplant_site.staff.models import StaffMember


def written(moment: datetime | None = None, **earlier: float) -> str:
    """Write a moment as people type it; `hours=2` is two hours before now."""
    at = (moment or timezone.now()) - timedelta(**earlier)
    return f"{timezone.localtime(at):%d-%b-%Y %H:%M}"


@dataclass
class Driver:
    """Somebody who has signed in, at a window of their own."""

    page: Page
    staff: StaffMember

    def open(self, path: str) -> Driver:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status} to {self.staff}"
        return self

    def fill(self, **answers: Any) -> Driver:
        """Fill in the fields with these names, whatever kind each is."""
        for name, value in answers.items():
            self._fill(self.page.locator(f'main [name="{name}"]'), name, value)
        return self

    def _fill(self, field: Locator, name: str, value: Any) -> None:
        expect(field.first, f"no field {name} on {self.page.url}").to_be_attached()
        tag = field.first.evaluate("element => element.tagName.toLowerCase()")
        kind = field.first.get_attribute("type")
        if tag == "select":
            field.select_option(str(value))
        elif kind in {"radio", "checkbox"}:
            values = value if isinstance(value, list) else [value]
            for one in values:
                place = "" if one is True else f'[value="{one}"]'
                self.page.locator(f'main [name="{name}"]{place}').check()
        else:
            field.fill(str(value))

    def press(self, name: str) -> Driver:
        """Press the button, or follow the link, that says so; the page that answers must have no errors."""
        button = self.page.locator("main").get_by_role("button", name=name)
        link = self.page.locator("main").get_by_role("link", name=name)
        (button.or_(link)).first.click()
        return self._has_no_errors()

    def submit(self) -> Driver:
        """Send the page's form; the page that answers must have no errors."""
        self.page.locator("main form.clinical-form .form-actions button[type=submit]").last.click()
        return self._has_no_errors()

    def _has_no_errors(self) -> Driver:
        self.page.wait_for_load_state()
        assert self.page.locator(".error-page").count() == 0, f"{self.page.url}: {self.page.title()}"
        summary = self.page.locator(".error-summary")
        assert summary.count() == 0, f"{self.page.url}: {summary.first.inner_text()}"
        return self

    def sees(self, text: str) -> Driver:
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def sees_nothing_of(self, *texts: str) -> Driver:
        html = self.page.content()
        for text in texts:
            assert text not in html, f"{text!r} stands on {self.page.url}, shown to {self.staff}"
        return self
