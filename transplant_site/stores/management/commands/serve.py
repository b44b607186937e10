import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from transplant_site import environment
from transplant_site.stores.keeper import Keeper
from transplant_site.stores.launcher import EmbeddedStores, Store
from transplant_site.stores.mongodb import MongoDBFailed
from transplant_site.stores.places import CHECKOUT, NoAccount
from transplant_site.stores.postgresql import PostgreSQLFailed
from transplant_site.stores.processes import answers, end, ended_within, tail
from transplant_site.stores.state import Role, StateUnreadable
from transplant_site.stores.supervisor import Process, Supervisor

FIRST_PORT = 8000
PORTS_TRIED = 50
WEB_SECONDS = 120


class StoppedEarly(BaseException):
    """The site is to stop while it is being started."""


class Command(BaseCommand):
    help = "Run the whole site: embedded stores, web, relay and worker, until Ctrl-C. Usually as bin/serve."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, help="the port to serve at (default: PORT, else 8000 or above)"
        )
        parser.add_argument("--no-demo", action="store_true", help="load no demo data")
        parser.add_argument("--stop", action="store_true", help="stop the site that runs in this checkout")

    def handle(self, *args: Any, **options: Any) -> None:
        if not environment.mode().has_embedded_stores:
            raise CommandError("serve is for demo and development; docs/running.md says how to run for real.")
        try:
            if options["stop"]:
                self.stop()
            else:
                self.serve(options["port"], demo=not options["no_demo"])
        except (PostgreSQLFailed, MongoDBFailed, NoAccount, StateUnreadable) as error:
            raise CommandError(str(error)) from error
        except PermissionError as error:
            raise CommandError(str(StateUnreadable.because(error))) from error
        except StoppedEarly:
            raise CommandError("stopped before the site was up") from None

    @property
    def _run_file(self) -> Path:
        return self.stores.state.folder / "serve.json"

    @property
    def stores(self) -> EmbeddedStores:
        return EmbeddedStores()

    def serve(self, wanted_port: int | None, *, demo: bool) -> None:
        """Run the site, unless it runs already."""
        environment.make_paths_absolute()
        self._forget_addresses_of_our_own()
        self._check_addresses()
        self.stores.state.create()
        with self.stores.state.private_file("serve.lock").open("a") as lock:
            if not _locks(lock):
                self._say_that_it_runs()
                return
            self._end_what_a_killed_site_left()
            port = _choose_port(wanted_port)
            _on_signals(_stop_early)
            os.umask(0o077)  # logs, mail and collected files are for their owner alone
            try:
                self._remember_run()
                self._run(port, demo=demo)
            finally:
                _on_signals(signal.SIG_IGN)  # what is being stopped is stopped to the end
                self._run_file.unlink(missing_ok=True)
                if self.stores.stop():
                    self.say("Stopped. The data stays in " + str(self.stores.state.folder))

    def _forget_addresses_of_our_own(self) -> None:
        """Drop what `stores env` gave this shell: the servers may listen elsewhere by now."""
        for name in [name for name in os.environ if name.startswith(("DATABASE_", "MONGODB_"))]:
            if self.stores.state.is_ours(os.environ[name]):
                del os.environ[name]

    def _check_addresses(self) -> None:
        """Refuse a server of one's own whose roles have no addresses, before anything is started."""
        if not environment.is_set(Store.POSTGRESQL.variable):
            return
        variables = [environment.database_variable(role) for role in (Role.OWNER, Role.RELAY)]
        if missing := [name for name in variables if not environment.is_set(name)]:
            raise CommandError(
                f"DATABASE_URL names a PostgreSQL of your own. Set {' and '.join(missing)} too: the owner "
                "makes the tables, the relay reads the audit ledger. See docs/running.md."
            )

    def _run(self, port: int, *, demo: bool) -> None:
        """Bring everything up, watch it until told to stop, and bring it down."""
        self.say("Starting the servers ...")
        self._start_stores()
        self.say("Bringing database, collections and static files up to date ...")
        self._manage("prepare", role="owner")
        accounts = ""
        if demo:
            self.say("Looking after the demo data (the first time this takes a minute or more) ...")
            accounts = self._manage("load_demo")

        supervisor = Supervisor(self._processes(port), say=self.say, keeper=Keeper(self.stores, self.say))
        try:
            supervisor.start()
            address = f"http://localhost:{port}"
            children = [process.running.pid for process in supervisor.processes if process.running]
            self._remember_run(address=address, children=children)
            self._wait_for_web(supervisor.processes[0], port)
            self.say(f"\nTransplant runs at {address}\n\n{accounts.strip()}\n".rstrip() + "\n")
            self.say(f"Logs are in {self.stores.state.logs}. Ctrl-C stops the site.")
            _on_signals(supervisor.request_stop)
            supervisor.run()
            self.say("\nStopping ...")
        finally:
            supervisor.stop()

    def stop(self) -> None:
        """Stop the site that runs with this data, and wait for its end."""
        run = self._known_run()
        if run is None:
            self.say("Nothing was running.")
            return
        with suppress(ProcessLookupError):
            os.kill(run["pid"], signal.SIGTERM)
        if not ended_within(run["pid"], 120, named="serve"):
            raise CommandError(f"Process {run['pid']} has not ended yet.")
        self.say("Stopped.")

    def _say_that_it_runs(self) -> None:
        run = self._known_run()
        self.say(
            f"Transplant already runs at {run['address']} (process {run['pid']}). bin/serve --stop stops it."
            if run and run["address"]
            else "Transplant is just being started by another bin/serve."
        )

    def _known_run(self) -> dict[str, Any] | None:
        try:
            run: dict[str, Any] = json.loads(self._run_file.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        with self.stores.state.private_file("serve.lock").open("a") as lock:
            return None if _locks(lock) else run

    def _remember_run(self, *, address: str | None = None, children: Sequence[int] = ()) -> None:
        """Note which process runs the site, where, and what it started."""
        run = {"pid": os.getpid(), "address": address, "children": children}
        self.stores.state.private_file(self._run_file.name).write_text(json.dumps(run))

    def _end_what_a_killed_site_left(self) -> None:
        """End the processes of a site whose supervisor was killed; they may still be ending."""
        with suppress(FileNotFoundError, json.JSONDecodeError):
            for pid in json.loads(self._run_file.read_text()).get("children", []):
                end(pid, named=str(sys.executable))
            self._run_file.unlink()

    def _start_stores(self) -> None:
        """Start the embedded servers that no variable replaces."""
        embedded = [store for store in Store if not self.stores.is_replaced(store)]
        default = CHECKOUT / "var"
        if embedded and self.stores.state.folder != default and not environment.is_set("TRANSPLANT_DATA"):
            self.say(
                f"The data is in {self.stores.state.folder}: PostgreSQL's account cannot reach {default}."
            )
        if embedded:
            with _signals_held():
                self.stores.start(*embedded)

    def _manage(self, *arguments: str, role: str = "application") -> str:
        """Run a command of manage.py in a process of its own, and give what it printed."""
        process = None
        try:
            with _signals_held():
                process = subprocess.Popen(
                    [sys.executable, "manage.py", *arguments],
                    cwd=CHECKOUT,
                    env={**os.environ, "TRANSPLANT_DATABASE_ROLE": role},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    text=True,
                    start_new_session=True,  # Ctrl-C reaches us alone, and ends it with us
                )
            said, _ = process.communicate()
        except BaseException:
            if process is not None:
                process.kill()
                process.wait()
            raise
        if process.returncode != 0:
            raise CommandError(f"manage.py {' '.join(arguments)} failed; its message stands above.")
        return said

    def _processes(self, port: int) -> list[Process]:
        """Name the site's processes; their logs begin anew, and the ones before are kept once."""
        web = [sys.executable, "-m", "gunicorn", "transplant_site.wsgi", "--no-control-socket"]
        web += ["--workers", "2", "--threads", "4", "--graceful-timeout", "10"]
        for host in _loopback_hosts():
            web += ["--bind", f"{host}:{port}"]
        worker = [sys.executable, "manage.py", "procrastinate", "worker"]
        commands = {
            "web": web,
            "relay": [sys.executable, "manage.py", "relay"],
            "worker": [*worker, "--fetch-job-polling-interval", "1"],
        }
        processes = []
        for name, command in commands.items():
            log_file = self.stores.state.logs / f"{name}.log"
            if log_file.exists():
                log_file.replace(log_file.with_suffix(".log.before"))
            role = "relay" if name == "relay" else "application"
            variables = {"TRANSPLANT_DATABASE_ROLE": role, "PYTHONUNBUFFERED": "1"}
            processes.append(Process(name, command, log_file, variables))
        return processes

    def _wait_for_web(self, web: Process, port: int) -> None:
        deadline = time.monotonic() + WEB_SECONDS
        while not answers(port):
            if (web.running and web.running.poll() is not None) or time.monotonic() > deadline:
                raise CommandError(f"The web server does not start. Its log ends:\n{tail(web.log_file)}")
            time.sleep(0.1)

    def say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()


def _locks(handle: IO[str]) -> bool:
    """Take the lock that a running site holds; the system frees it however the site ends."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _on_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    """Say what Ctrl-C, a request to end and a closed terminal do; nohup's wish to ignore the last holds."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let a signal wait until a step is done in whose middle a process would be lost sight of."""
    noted: list[int] = []
    _on_signals(lambda number, _frame: noted.append(number))
    try:
        yield
    finally:
        _on_signals(_stop_early)
    if noted:
        raise StoppedEarly


def _stop_early(number: int, frame: FrameType | None) -> None:
    """End a start-up, so that nothing is left running; only once, whatever follows."""
    _on_signals(signal.SIG_IGN)
    raise StoppedEarly


def _loopback_hosts() -> list[str]:
    """Give the addresses that "localhost" may mean to a browser on this machine."""
    hosts = ["127.0.0.1"]
    with suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        hosts.append("[::1]")
    return hosts


def _is_free(port: int) -> bool:
    """Tell whether nobody listens at the port under any of localhost's addresses."""
    for host in _loopback_hosts():
        family = socket.AF_INET6 if host == "[::1]" else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host.strip("[]"), port))
            except OSError:
                return False
    return True


def _choose_port(wanted: int | None) -> int:
    """Give the port that was asked for, if it is free, or the first free one."""
    if wanted is None and environment.is_set("PORT"):
        wanted = environment.whole_number("PORT", default=FIRST_PORT, minimum=1, maximum=65_535)
    if wanted is not None:
        if not _is_free(wanted):
            raise CommandError(
                f"Port {wanted} is taken by another program. Name another: PORT={wanted + 1} bin/serve"
            )
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(port):
            return port
    raise CommandError(f"Every port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} is taken. Set PORT.")
