"""A whole installation of a test's own: both stores, and processes that are started and killed."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from transplant_site.stores.launcher import EmbeddedStores
from transplant_site.stores.state import Role

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """A whole installation of the test's own: both stores, a relay, and users who write."""

    stores: EmbeddedStores
    running: list[subprocess.Popen] = field(default_factory=list)

    def environment(self, role: Role) -> dict[str, str]:
        ours = {
            name: text
            for name, text in os.environ.items()
            if "MONGODB" not in name and "DATABASE" not in name
        }
        return {
            **ours,
            "TRANSPLANT_DATA": str(self.stores.state.folder),
            "TRANSPLANT_MODE": "development",
            "TRANSPLANT_DATABASE_ROLE": role.value,
            "DJANGO_SETTINGS_MODULE": "transplant_site.settings",
        }

    def manage(self, *arguments: str, role: Role = Role.APPLICATION) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment(role),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *arguments: str, role: Role = Role.APPLICATION) -> subprocess.Popen:
        with (self.stores.state.folder / "processes.log").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                env=self.environment(role),
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.running.append(process)
        return process

    def start_relay(self) -> subprocess.Popen:
        return self.start("manage.py", "relay", role=Role.RELAY)

    def kill_postgresql(self) -> None:
        postmaster = self.stores.postgresql.postmaster()
        os.kill(postmaster.pid, signal.SIGKILL)

    def kill_mongodb(self) -> None:
        os.kill(self.stores.state.addresses().mongodb_pid, signal.SIGKILL)

    def query(self, sql: str) -> list[tuple]:
        with psycopg.connect(self.stores.state.database_url(Role.OWNER)) as database:
            return database.execute(sql).fetchall()


def ended(process: subprocess.Popen) -> str:
    """Ask a process to end, and give what it said."""
    process.terminate()
    said, __ = process.communicate(timeout=300)
    return said
