"""bin/manage stores, and what its addresses are good for in a shell."""

import os
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest
from pymongo import MongoClient

from transplant_site.stores.launcher import EmbeddedStores, Store
from transplant_site.stores.postgresql import PostgreSQLFailed
from transplant_site.stores.processes import ended_within
from transplant_site.stores.state import Role, StateFolder

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).resolve().parents[2]
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "TRANSPLANT_VENV")


def manage(folder: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run bin/manage as nothing but a first terminal would."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    return subprocess.run(
        [CHECKOUT / "bin" / "manage", *arguments],
        env={**kept, "TRANSPLANT_DATA": str(folder), **variables},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def shell(folder: Path, *arguments: str, then: str, **variables: str) -> list[str]:
    """Let a shell take what `stores env` prints, and give the lines it prints itself."""
    script = f'set -eu; printed="$("$0" stores env "$@")"; eval "$printed"; {then}'
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    finished = subprocess.run(
        ["bash", "-c", script, CHECKOUT / "bin" / "manage", *arguments],
        env={**kept, "TRANSPLANT_DATA": str(folder), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.splitlines()


@pytest.fixture
def awkward_folder(folder: Path, prepared_folder: Path) -> Path:
    """A prepared site's data in a folder whose name has what a shell trips over."""
    return prepared_folder.rename(folder / "the site's data; * &")


def test_stores_are_started_shown_stopped_and_started_one_by_one(folder):
    assert manage(folder, "stores", "status").returncode == 1
    assert manage(folder, "stores", "stop").stdout == "Nothing was running.\n"

    started = manage(folder, "stores", "start", "mongodb")
    try:
        assert started.returncode == 0, started.stderr
        assert "PostgreSQL: not running\nMongoDB-wire server: running on 127.0.0.1:" in started.stdout
        assert manage(folder, "stores", "status").returncode == 1
        assert manage(folder, "stores", "start").returncode == 0
        status = manage(folder, "stores", "status")
        assert status.returncode == 0
        assert f"Data: {folder}" in status.stdout
        assert manage(folder, "stores", "stop", "mongodb").stdout == "Stopped: MongoDB-wire server.\n"
        refused = manage(folder, "stores", "env")
        assert refused.returncode == 1
        assert "Not running: MongoDB-wire server. To start: bin/manage stores start" in refused.stderr
    finally:
        stopped = manage(folder, "stores", "stop")
    assert stopped.stdout == "Stopped: PostgreSQL.\n"


def test_a_relative_folder_is_taken_from_where_the_command_is_typed(folder):
    finished = subprocess.run(
        [CHECKOUT / "bin" / "manage", "stores", "status"],
        env={**{name: os.environ[name] for name in KEPT if name in os.environ}, "TRANSPLANT_DATA": "below"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"Data: {folder / 'below'}" in finished.stdout


def test_a_shell_reaches_both_servers_as_every_role_and_runs_every_command(awkward_folder):
    assert manage(awkward_folder, "stores", "start").returncode == 0
    try:
        names = ["TRANSPLANT_DATA", "TRANSPLANT_MODE", "DATABASE_URL", "DATABASE_OWNER_URL"]
        names += ["DATABASE_RELAY_URL", "DATABASE_AUDITOR_URL", "MONGODB_URI", "MONGODB_OWNER_URI"]
        data, mode, *urls, uri, owner_uri = shell(
            awkward_folder, then="; ".join(f'printf "%s\\n" "${name}"' for name in names)
        )
        assert (data, mode) == (str(awkward_folder), "demo")
        users = []
        for url in urls:
            with psycopg.connect(url) as connection:
                users.append(connection.info.user)
        assert users == [f"transplant_{role}" for role in ("application", "owner", "relay", "auditor")]
        for address in (uri, owner_uri):
            with MongoClient(address) as client:
                client["transplant"]["audit_log"].find_one({"_id": 0})

        [url, uri] = shell(
            awkward_folder, "--role", "owner", then='echo "$DATABASE_URL"; echo "$MONGODB_URI"'
        )
        assert "transplant_owner:" in url
        assert "transplant_owner:" in uri

        python = f'"{CHECKOUT}/bin/manage"'
        commands = ("migrate -v0", "createcachetable", "ensure_collections", "relay --once", "verify_audit")
        said = shell(awkward_folder, then=" && ".join(f"{python} {one}" for one in (*commands, "reconcile")))
        assert any(line.startswith("Verified ") for line in said)
        assert said[-1] == "Both stores agree."
    finally:
        manage(awkward_folder, "stores", "stop")


def test_a_store_that_is_replaced_by_a_real_one_is_not_asked_for(folder):
    other = {"DATABASE_URL": "postgresql://somebody:pw@127.0.0.1:1/transplant"}
    assert manage(folder, "stores", "start", "mongodb").returncode == 0
    try:
        status = manage(folder, "stores", "status", **other)
        assert status.returncode == 0
        assert "PostgreSQL: not running, replaced by the server of DATABASE_URL" in status.stdout
        assert shell(folder, then='echo "$DATABASE_URL"; echo "${MONGODB_URI%%@*}"', **other) == [
            other["DATABASE_URL"],
            StateFolder(folder).mongodb_uri(Role.APPLICATION).split("@")[0],
        ]
    finally:
        manage(folder, "stores", "stop")


@pytest.mark.parametrize("character", ['"', "$", "`", "\\"])
def test_a_folder_that_postgresql_cannot_handle_is_refused_with_the_reason(folder, character):
    stores = EmbeddedStores(StateFolder(folder / f"data{character}"))
    with pytest.raises(PostgreSQLFailed, match="Name another folder in TRANSPLANT_DATA"):
        stores.start()


def test_production_has_no_embedded_stores(folder):
    real = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "a.example.org", "TRANSPLANT_MODE": "production"}
    real |= {"DATABASE_URL": "postgresql://a@127.0.0.1:1/a", "MONGODB_URI": "mongodb://127.0.0.1:1/"}
    for action in ("start", "stop", "status", "env"):
        refused = manage(folder, "stores", action, **real)
        assert refused.returncode == 1
        assert "in the modes demo and development only" in refused.stderr
    assert list(folder.iterdir()) == []


def test_only_a_server_that_died_is_revived_and_not_one_that_was_stopped(stores):
    stores.start()
    stores.stop(Store.MONGODB)
    assert stores.revive() == []

    stores.start(Store.MONGODB)
    before = stores.status()
    pid = stores.state.addresses().mongodb_pid
    os.kill(pid, signal.SIGKILL)
    assert ended_within(pid, 60, named="secantusd")
    assert stores.revive() == ["MongoDB-wire server"]
    assert stores.status() == before  # at the same port

    pid = stores.postgresql.postmaster().pid
    os.kill(pid, signal.SIGKILL)
    assert ended_within(pid, 60, named="postgres")
    assert stores.revive() == ["PostgreSQL"]
    assert stores.status() == before


@pytest.fixture
def closed_umask():
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_under_a_closed_umask_servers_start_and_nobody_else_reads_a_thing(folder, closed_umask):
    data = folder / "made" / "by us"
    stores = EmbeddedStores(StateFolder(data))
    try:
        assert stores.start().is_complete
        for entry in (data, *data.iterdir(), *stores.state.logs.iterdir()):
            assert entry.stat().st_mode & 0o066 == 0, entry
        assert stores.state.mail.stat().st_mode & 0o077 == 0
    finally:
        stores.stop()
