import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.prepared_site import CHECKOUT, KEPT
from transplant_site.stores.launcher import EmbeddedStores
from transplant_site.stores.state import Role, StateFolder

DIES_BEFORE_IT_RECORDS = """
import os
import manage
from django.db.migrations.recorder import MigrationRecorder

record = MigrationRecorder.record_applied
die = lambda: os._exit(9)
MigrationRecorder.record_applied = lambda self, app, name: die() if app == "auth" else record(self, app, name)
manage.main()
"""
"""Ends in the moment that lies, in Django's own executor, between the commit of the tables and the record."""


@pytest.fixture
def started(folder: Path, stores: EmbeddedStores) -> Path:
    stores.start()
    return folder


def manage(folder: Path, *before: str) -> int:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    ours = {
        "TRANSPLANT_MODE": "demo",
        "TRANSPLANT_DATA": str(folder),
        "TRANSPLANT_DATABASE_ROLE": Role.OWNER.value,
    }
    command = [sys.executable, *before, "migrate", "auth", "0001", "--verbosity=0"]
    return subprocess.run(command, env={**kept, **ours}, cwd=CHECKOUT, check=False).returncode


def test_a_migration_that_is_killed_before_it_is_recorded_can_be_run_again(started):
    assert manage(started, "-c", DIES_BEFORE_IT_RECORDS) == 9
    with psycopg.connect(StateFolder(started).database_url(Role.OWNER)) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert "auth_permission" not in {name for (name,) in tables}
    assert manage(started, "manage.py") == 0
