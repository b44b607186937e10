"""Take the README's pictures from a running demonstration: python docs/images/take.py http://localhost:8000

Needs the packages of tests/requirements.txt and a Chromium on the path.
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
PASSWORD = "transplant-demo"


def sign_in(browser: Browser, site: str, name: str) -> Page:
    context = browser.new_context(
        base_url=site, viewport={"width": 1280, "height": 860}, locale="en-US", color_scheme="light"
    )
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("[name=login]", f"{name}@demo.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


def first_link(page: Page, pattern: str) -> str:
    links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next(link for link in links if link and re.fullmatch(pattern, link))


def take(page: Page, name: str, path: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{name}.png")


def main(site: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        coordinator = sign_in(browser, site, "coordinator")
        take(coordinator, "desk", "/")
        coordinator.goto("/donors/?status=in_allocation")
        take(coordinator, "donor", first_link(coordinator, r"/donors/DNR-[\w-]+/"))
        coordinator.goto("/match-runs/")
        take(coordinator, "match-run", first_link(coordinator, r"/match-runs/MTC-[\w-]+/"))
        coordinator.goto("/offers/")
        take(coordinator, "offer", first_link(coordinator, r"/offers/OFR-[\w-]+/"))
        coordinator.goto("/shipments/")
        take(coordinator, "shipment", first_link(coordinator, r"/shipments/SHP-[\w-]+/"))
        take(sign_in(browser, site, "regulator"), "audit", "/audit/")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
