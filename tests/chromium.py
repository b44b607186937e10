"""Find a Chromium for the browser journeys, or get one, or say how.

python -m tests.chromium    print its path
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


class NoChromium(Exception):
    """There is no Chromium here, and none could be installed."""


def find() -> str | None:
    """Give the path of a Chromium that is here: CHROMIUM, one on the PATH, or Playwright's own."""
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        if shutil.which(named) is None:
            raise NoChromium(f"CHROMIUM names {named}, which is not a program that can be run.")
        return shutil.which(named)
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if MAC.exists():
        return str(MAC)
    return _of_playwright()


def find_or_install() -> str:
    """Give the path of a Chromium, installing one where that is possible without asking anybody."""
    if found := find():
        return found
    for explanation, command in _ways():
        print(f"No Chromium found: {explanation} ...", file=sys.stderr, flush=True)
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
        if found := find():
            return found
    raise NoChromium(
        "The browser journeys need a Chromium, and none was found or could be installed. "
        "On Debian or Ubuntu: apt install chromium. Elsewhere: install Chromium or Chrome, or run "
        f"{sys.executable} -m playwright install chromium. In an unusual place: CHROMIUM=/path/to/it."
    )


def _ways() -> list[tuple[str, list[str]]]:
    ways = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = "DEBIAN_FRONTEND=noninteractive apt-get"
        install = f"{quiet} update -qq && {quiet} install -y -qq --no-install-recommends chromium"
        ways.append(("installing Debian's", ["sh", "-c", install]))
    ways.append(
        ("trying Playwright's own download", [sys.executable, "-m", "playwright", "install", "chromium"])
    )
    return ways


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    try:
        print(find_or_install())
    except NoChromium as error:
        sys.exit(str(error))
