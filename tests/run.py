"""Run the tests on embedded stores of their own; what bin/test calls.

The stores live in a folder of their own, begin empty and end with the run, so a site that runs in the same
checkout keeps its data.
"""

import fcntl
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

# What the tests must not take from the shell they are started in: another's servers, rules and secrets.
NOT_OURS = (
    *("TRANSPLANT_", "DATABASE_", "MONGODB_", "PG", "SECRET_KEY", "ALLOWED_HOSTS", "CSRF_", "SESSION_"),
    *(
        "TRUSTED_PROXIES",
        "SECURE_",
        "HSTS_",
        "EMAIL_",
        "DEFAULT_FROM_EMAIL",
        "ADMINS",
        "LOG_",
        "METRICS_TOKEN",
    ),
    *("STATIC_ROOT", "TIME_ZONE"),
)
KEPT = (
    *("TRANSPLANT_DATA", "TRANSPLANT_VENV", "TRANSPLANT_PYTHON"),
    *("TRANSPLANT_SCREENSHOTS", "TRANSPLANT_VPRA_POOL"),
)
CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from tests import chromium  # noqa: E402
from transplant_site.stores import places  # noqa: E402
from transplant_site.stores.launcher import EmbeddedStores  # noqa: E402
from transplant_site.stores.state import StateFolder  # noqa: E402


def main(arguments: list[str]) -> int:
    forget_the_shells_settings()
    folder = places.data_folder() / "test"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another bin/test runs in this checkout; waiting for its end ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        return run(folder, arguments)


def forget_the_shells_settings() -> None:
    """Let the shell say only where data, environment, pictures and examples are; be a developer's site."""
    for name in [name for name in os.environ if name.startswith(NOT_OURS) and name not in KEPT]:
        del os.environ[name]
    os.environ["TRANSPLANT_MODE"] = "development"


def run(folder: Path, arguments: list[str]) -> int:
    """Start empty stores, run pytest, and stop the stores however it went."""
    os.environ["TRANSPLANT_DATA"] = str(folder)
    os.environ["CHROMIUM"] = chromium.find_or_install()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop beside Django's ORM
    stores = EmbeddedStores(StateFolder(folder))
    stores.stop()  # what a killed run left behind
    stores.erase()
    try:
        stores.start()
        return pytest(arguments)
    finally:
        stores.stop()


def pytest(arguments: list[str]) -> int:
    options = [] if any(argument.startswith("-n") for argument in arguments) else ["-n", "3"]
    # In the order of tests/conftest.py: the journeys last.
    how = ["--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", *how, *options, *arguments]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL)
    try:
        while True:
            with suppress(KeyboardInterrupt):  # pytest got it too, and ends in its own time
                return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def interrupt(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    try:
        sys.exit(main(sys.argv[1:]))
    except chromium.NoChromium as error:
        sys.exit(str(error))
