"""The whole site is started, asked, killed and started again, as bin/serve does it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from transplant_site.stores.launcher import EmbeddedStores, Store
from transplant_site.stores.processes import free_port
from transplant_site.stores.state import StateFolder

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]


def serve(folder: Path, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """Start the site with data of its own, as nothing but a first terminal would."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    environment = {"TRANSPLANT_MODE": "demo", "TRANSPLANT_DATA": str(folder)}
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--no-demo", *arguments],
        cwd=CHECKOUT,
        env={**kept, **environment, "PYTHONUNBUFFERED": "1", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def running(folder: Path, port: int) -> Iterator["tuple[subprocess.Popen[str], str]"]:
    """A site that is up, and its address; it is stopped in the end."""
    site = serve(folder, "--port", str(port))
    try:
        yield site, heard(site, r"runs at (http://localhost:\d+)")
    finally:
        if site.poll() is None:
            site.send_signal(signal.SIGINT)
        site.communicate(timeout=180)


def heard(site: "subprocess.Popen[str]", pattern: str) -> str:
    """Read what the site says until it says this, and give the part in parentheses."""
    said = ""
    for line in site.stdout:
        said += line
        if found := re.search(pattern, line):
            return found[1]
    pytest.fail(f"The site ended and never said {pattern}: {said}")


def nothing_runs(folder: Path) -> bool:
    """Tell whether neither a server nor a process of the site is left."""
    stores = EmbeddedStores(StateFolder(folder))
    gone = stores.postgresql.postmaster() is None and not stores.mongodb.is_running
    return gone and not (folder / "serve.json").exists() and not working_on(folder)


def working_on(folder: Path) -> list[int]:
    """Give the processes that were started with this folder as their data."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"TRANSPLANT_DATA={folder}\0".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


def answer(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=120) as response:
            return response.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def becomes(status: int, url: str) -> bool:
    """Ask until the site answers so; what died needs its time, on a busy machine more."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(OSError):
            if answer(url) == status:
                return True
        time.sleep(0.2)
    return False


def test_the_site_starts_once_survives_a_hard_kill_and_stops_whole(prepared_folder):
    folder = prepared_folder
    port = free_port(None)
    with running(folder, port) as (site, address):
        assert answer(f"{address}/health/stores") == 200
        second = serve(folder)
        said, _ = second.communicate(timeout=180)
        assert second.returncode == 0
        assert f"already runs at {address}" in said
        site.kill()
        site.wait()

    with running(folder, port) as (site, address):  # at the same port, once the killed site's web has ended
        assert answer(f"{address}/health/stores") == 200

    assert site.returncode == 0
    assert nothing_runs(folder)
    for private in (folder / "mail", *(folder / "log").iterdir()):
        assert private.stat().st_mode & 0o077 == 0, private


@pytest.mark.parametrize(
    ("number", "moment"),
    [(signal.SIGINT, "Starting the servers"), (signal.SIGTERM, "Bringing database")],
)
def test_a_start_that_is_interrupted_leaves_nothing_running_and_can_be_repeated(folder, number, moment):
    site = serve(folder)
    heard(site, f"({moment})")
    site.send_signal(number)
    said, _ = site.communicate(timeout=180)
    assert site.returncode == 1
    assert "stopped before the site was up" in said
    assert "Traceback" not in said
    assert nothing_runs(folder)


def test_stop_ends_a_running_site_and_one_that_is_being_started(folder):
    site = serve(folder)
    heard(site, "(Bringing database)")
    assert "being started" in serve(folder).communicate(timeout=180)[0]
    stop = serve(folder, "--stop")
    assert "Stopped." in stop.communicate(timeout=180)[0]
    assert "stopped before the site was up" in site.communicate(timeout=180)[0]
    assert nothing_runs(folder)

    with running(folder, free_port(None)) as (site, _):
        stop = serve(folder, "--stop")
        assert "Stopped." in stop.communicate(timeout=180)[0]
        assert stop.returncode == 0
        assert site.wait(timeout=180) == 0
    assert nothing_runs(folder)
    assert "Nothing was running." in serve(folder, "--stop").communicate(timeout=180)[0]


def test_a_store_that_dies_is_started_again_and_one_that_is_stopped_is_not(prepared_folder):
    folder = prepared_folder
    stores = EmbeddedStores(StateFolder(folder))
    with running(folder, free_port(None)) as (site, address):
        os.kill(stores.state.addresses().mongodb_pid, signal.SIGKILL)
        heard(site, "(MongoDB-wire server) had ended and was started again")
        assert becomes(200, f"{address}/health/stores")

        os.kill(stores.postgresql.postmaster().pid, signal.SIGKILL)
        heard(site, "(PostgreSQL) had ended and was started again")
        assert becomes(200, f"{address}/health/stores")

        assert stores.stop(Store.MONGODB) == ["MongoDB-wire server"]
        assert becomes(500, f"{address}/health/stores")
        assert answer(f"{address}/health/ready") == 200
        assert not stores.mongodb.is_running
        stores.start(Store.MONGODB)
        assert becomes(200, f"{address}/health/stores")

        site.send_signal(signal.SIGHUP)  # the terminal was closed
        said, _ = site.communicate(timeout=180)
    assert site.returncode == 0
    assert "before the site was up" not in said
    assert nothing_runs(folder)


def test_a_postgresql_of_ones_own_without_addresses_for_its_roles_is_refused_at_once(folder):
    said, _ = serve(folder, DATABASE_URL="postgresql://a:b@127.0.0.1:1/a").communicate(timeout=180)
    assert "Set DATABASE_OWNER_URL and DATABASE_RELAY_URL too" in said
    assert "Traceback" not in said
    assert not (folder / "postgresql").exists()


def test_a_port_that_was_asked_for_and_is_taken_is_an_error_that_names_another(folder):
    import socket

    with socket.socket() as taker:
        taker.bind(("127.0.0.1", 0))
        taker.listen()
        port = taker.getsockname()[1]
        refused = serve(folder, "--port", str(port))
        said, _ = refused.communicate(timeout=180)
    assert refused.returncode == 1
    assert f"Port {port} is taken" in said
    assert f"PORT={port + 1} bin/serve" in said
