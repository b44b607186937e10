"""Run the site's processes side by side, start again what dies, and stop them together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from transplant_site.stores.keeper import Keeper

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0


@dataclass
class Process:
    """One process of the site."""

    name: str
    command: Sequence[str]
    log_file: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    running: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    quick_deaths: int = 0
    start_again_at: float = 0.0

    def start(self) -> None:
        """Start the process, its output going to its log."""
        with self.log_file.open("ab") as log:
            self.running = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop the others in order
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            )
        self.started_at = time.monotonic()

    def ask_to_end(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill the process and what it started."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.running.pid, number)


def _end_with_parent() -> None:
    """Have Linux end this process when the supervisor dies, however hard."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Keeps processes running until it is told to stop."""

    def __init__(
        self, processes: Sequence[Process], say: Callable[[str], None], keeper: Keeper | None = None
    ) -> None:
        self.processes = processes
        self.say = say
        self.keeper = keeper
        self._stop = False

    def request_stop(self, number: int | None = None, frame: FrameType | None = None) -> None:
        """Let run() come to its end; usable as a signal's handler."""
        self._stop = True

    def start(self) -> None:
        for process in self.processes:
            process.start()

    def run(self) -> None:
        """Watch the processes until a stop is requested."""
        while not self._stop:
            if self.keeper is not None and self.keeper.look():
                self._end_all("a server listens at another port")
            self._look_after_all()
            time.sleep(0.2)

    def stop(self) -> None:
        """End every process, the last started first, and kill what doesn't end in time."""
        for process in reversed(self.processes):
            process.ask_to_end()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._still_running():
            try:
                process.running.wait(max(0.0, deadline - time.monotonic()))  # type: ignore[union-attr]
            except subprocess.TimeoutExpired:
                self.say(f"{process.name} did not end within {STOP_SECONDS} seconds and is killed.")
        for process in self.processes:
            process.kill()

    def _end_all(self, reason: str) -> None:
        """Let every process start again, and so read the addresses anew."""
        self.say(f"The site starts again: {reason}.")
        for process in self.processes:
            process.kill()

    def _still_running(self) -> Iterator[Process]:
        return (p for p in reversed(self.processes) if p.running is not None and p.running.poll() is None)

    def _look_after_all(self) -> None:
        for process in self.processes:
            if process.running is None:
                if time.monotonic() >= process.start_again_at:
                    process.start()
            elif process.running.poll() is not None:
                self._note_death(process)

    def _note_death(self, process: Process) -> None:
        """Plan a new start, later each time that the process dies soon after its start."""
        assert process.running is not None
        code = process.running.returncode
        process.kill()  # what it started and left
        process.running = None
        now = time.monotonic()
        process.quick_deaths = 1 if now - process.started_at > STEADY_SECONDS else process.quick_deaths + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2.0 ** min(process.quick_deaths - 1, 10))
        process.start_again_at = now + pause
        self.say(
            f"{process.name} ended (exit code {code}) and starts again in {pause:g} s: {process.log_file}"
        )
