"""The database is dumped and restored into a fresh cluster: the log goes on, numbered without a gap."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.prepared_site import CHECKOUT, KEPT, reachable_folder
from transplant_site.records.management.commands.describe_schema import pg_dump
from transplant_site.stores.launcher import EmbeddedStores
from transplant_site.stores.state import Role, StateFolder

pytestmark = pytest.mark.slow

EVENT = "SELECT audit_record('read', '{\"action\": \"things.read\"}', '[]', '{}', '{}')"


def connect(
    stores: EmbeddedStores, role: Role = Role.OWNER, *, autocommit: bool = True
) -> psycopg.Connection:
    return psycopg.connect(stores.state.database_url(role), autocommit=autocommit)


def manage(stores: EmbeddedStores, *arguments: str, fails: bool = False) -> str:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    finished = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**kept, "TRANSPLANT_MODE": "demo", "TRANSPLANT_DATA": str(stores.state.folder)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fails or finished.returncode == 0, finished.stderr
    return finished.stdout


def program(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(pg_dump()).with_name(name)), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def verdict(stores: EmbeddedStores) -> dict[str, object]:
    return json.loads(manage(stores, "verify_audit", "--json", fails=True))  # type: ignore[no-any-return]


def write(stores: EmbeddedStores, times: int) -> None:
    """Commit events, and changes of a row, each in a transaction of its own."""
    with connect(stores, Role.APPLICATION) as application:
        for nth in range(times):
            application.execute(EVENT)
            application.execute(
                "INSERT INTO staff_carrier (id, name, telephone, is_active)"
                " VALUES (gen_random_uuid(), %s, '', true)",
                [f"Carrier {nth} {os.urandom(4).hex()}"],
            )


def numbers(stores: EmbeddedStores) -> tuple[int, ...]:
    with connect(stores) as owner:
        found = owner.execute(
            "SELECT (SELECT number FROM audit_head), (SELECT max(number) FROM audit_tx),"
            " (SELECT count(*) FROM audit_tx), (SELECT count(*) FROM audit_tx WHERE number IS NULL)"
        ).fetchone()
    assert found is not None
    return tuple(found)


@pytest.fixture
def restored(prepared_folder: Path) -> Iterator[EmbeddedStores]:
    """Stores whose PostgreSQL is another cluster, with what a dump held; MongoDB and the relay's folder stay.

    While the dump was taken a transaction was open, which committed afterwards: it is in no dump.
    """
    before = EmbeddedStores(StateFolder(prepared_folder))
    before.start()
    dump = prepared_folder / "transplant.dump"
    try:
        write(before, 20)
        manage(before, "relay", "--once")
        with connect(before, Role.APPLICATION, autocommit=False) as still_open:
            still_open.execute(EVENT)
            done = program(
                "pg_dump", "--format=custom", f"--file={dump}", before.state.database_url(Role.OWNER)
            )
            assert done.returncode == 0, done.stderr
            still_open.rollback()
    finally:
        before.stop()
    with reachable_folder() as folder:
        for entry in prepared_folder.iterdir():
            if entry.name not in {"postgresql", "addresses.json", dump.name}:
                subprocess.run(["cp", "-a", str(entry), str(folder)], check=True)
        shutil.copy(dump, folder)
        stores = EmbeddedStores(StateFolder(folder))
        try:
            stores.start()
            done = program(
                "pg_restore",
                "--exit-on-error",
                f"--dbname={stores.state.database_url(Role.OWNER)}",
                str(folder / dump.name),
            )
            assert done.returncode == 0, done.stderr
            yield stores
        finally:
            stores.stop()


def test_the_log_goes_on_in_a_fresh_cluster(restored: EmbeddedStores) -> None:
    number, last, count, unnumbered = numbers(restored)
    assert number == last == count
    assert unnumbered == 0
    assert verdict(restored)["ok"] is True
    with connect(restored) as owner:
        # Transaction ids begin anew: those to come have been seen by the log before.
        row = owner.execute(
            "SELECT pg_current_xact_id()::text::bigint, (SELECT max(xid::text::bigint) FROM audit_tx)"
        ).fetchone()
        assert row is not None
        now, seen = row
        for _ in range(max(seen - now, 0)):
            owner.execute("SELECT pg_current_xact_id()")
            if owner.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()[0] >= seen - 60:  # type: ignore[index]
                break

    write(restored, 40)
    with connect(restored, Role.APPLICATION, autocommit=False) as first:
        # One that is open for long, another that commits before it, and one that is rolled back.
        first.execute(EVENT)
        write(restored, 1)
        with connect(restored, Role.APPLICATION, autocommit=False) as third:
            third.execute(EVENT)
            third.rollback()
        first.commit()

    assert numbers(restored) == (number + 83, last + 83, count + 83, 0)
    with connect(restored) as owner:
        rows = owner.execute("SELECT number FROM audit_tx ORDER BY number").fetchall()
        assert [one for (one,) in rows] == list(range(1, number + 84))

    manage(restored, "relay", "--once")
    found = verdict(restored)
    assert found["ok"] is True, found
    assert found["waiting"] == 0
    assert found["transactions"] == number + 83


def test_every_trigger_is_there_and_always_fires(restored: EmbeddedStores) -> None:
    with connect(restored) as owner:
        assert owner.execute("SELECT count(*) FROM audit_missing").fetchone() == (0,)
        assert owner.execute(
            "SELECT array_agg(DISTINCT tgenabled::text) FROM pg_trigger AS t"
            " JOIN pg_class AS c ON c.oid = tgrelid WHERE NOT tgisinternal AND c.relname LIKE 'audit\\_%'"
        ).fetchone() == (["A"],)
    with connect(restored, Role.APPLICATION) as application:
        for refused in ("DELETE FROM audit_ledger", "SELECT * FROM audit_key"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(refused)


def test_data_alone_are_not_restored_over_a_log(restored: EmbeddedStores) -> None:
    """The triggers always fire: whoever restores data alone is refused before anything is counted twice."""
    before = numbers(restored)
    done = program(
        "pg_restore",
        "--data-only",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={restored.state.database_url(Role.OWNER)}",
        str(restored.state.folder / "transplant.dump"),
    )

    assert done.returncode != 0
    assert numbers(restored) == before
    assert verdict(restored)["ok"] is True
