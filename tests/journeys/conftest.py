"""A real browser for the journeys: looks, people who sign in, axe, and an eye on the security policy."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from transplant_site.audit import action

# Playwright's own loop runs in this thread; Django would take the tests for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# With reduced motion nothing is half-way through a change of colour when axe looks.
STILL = {"reduced_motion": "reduce"}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light", "has_touch": True},
}
WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  const where = `${event.sourceFile}:${event.lineNumber}`;
  console.error(`POLICY ${event.effectiveDirective} ${event.blockedURI} ${where}`);
});
"""


class Watched:
    """What went wrong in the browser while a test ran."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.tolerated: list[re.Pattern[str]] = []

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(WATCH)
        context.on("page", self._watch_page)

    def tolerate(self, pattern: str) -> None:
        """Accept faults like this one in the running test."""
        self.tolerated.append(re.compile(pattern))

    def _watch_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: script error: {error}"))
        page.on("console", lambda message: self._hear(page, message.type, message.text))

    def _hear(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and ("POLICY" in text or "Content Security Policy" in text):
            self.faults.append(f"{page.url}: {text}")

    @property
    def remaining(self) -> list[str]:
        return [fault for fault in self.faults if not any(known.search(fault) for known in self.tolerated)]


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Fail the test when a script broke or the content security policy had to step in."""
    watched = Watched()
    yield watched
    assert not watched.remaining, "\n".join(watched.remaining)


@pytest.fixture
def open_browser(browser: Browser, live_server: Any, watched: Watched) -> Iterator[Callable[..., Page]]:
    """Open a window of its own, as another person would: `open_browser("phone", signed_in=staff)`."""
    contexts: list[BrowserContext] = []

    def open_one(look: str = "light", *, signed_in: Any = None, **more: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale="en-US", **STILL, **LOOKS[look], **more
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        watched.watch(context)
        if signed_in is not None:
            sign_in(context, signed_in, live_server.url)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def sign_in(context: BrowserContext, staff: Any, url: str) -> None:
    """Give the browser the session of a person; test_sign_in.py goes through the form."""
    client = Client()
    with action("tests.signed_in"):
        client.force_login(staff)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


@pytest.fixture(params=list(LOOKS))
def look(request: pytest.FixtureRequest) -> str:
    """Run the test in light, in dark and on a phone."""
    return request.param


def assert_accessible(page: Page, *, name: str = "") -> None:
    """Fail with axe's words when the page keeps someone out, or scrolls sideways; keeps a screenshot."""
    keep_screenshot(page, name or page.title())
    results = Axe().run(page)
    violations = results.response["violations"]
    words = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
        + "\n".join(f"    {node['target']}: {node['failureSummary']}" for node in violation["nodes"][:5])
        for violation in violations
    ]
    assert not violations, f"{page.url}\n" + "\n".join(words)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px wider than its window"


def keep_screenshot(page: Page, name: str) -> None:
    """Write a picture of the whole page to the folder TRANSPLANT_SCREENSHOTS, if one is named."""
    folder = os.environ.get("TRANSPLANT_SCREENSHOTS", "").strip()
    if not folder:
        return
    size = page.viewport_size or {"width": 0}
    theme = page.evaluate("document.documentElement.dataset.bsTheme")
    kind = "phone" if size["width"] < 500 else theme
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    Path(folder).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(folder) / f"{slug}-{kind}.png", full_page=True)


def assert_accessible_in_every_look(page: Page, *, name: str = "") -> None:
    """Try one loaded page in light, in dark and at the width of a phone."""
    for look in LOOKS.values():
        page.emulate_media(color_scheme=look["color_scheme"])
        page.set_viewport_size(look["viewport"])
        page.wait_for_function(
            "theme => document.documentElement.dataset.bsTheme === theme", arg=look["color_scheme"]
        )
        assert_accessible(page, name=name)
    page.set_viewport_size(LOOKS["light"]["viewport"])
