"""Small questions about processes and ports."""

import os
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path

ASKED_AGAIN_AFTER = 8.0  # seconds; the MongoDB-wire server gives what it does up to seven to finish


def is_running(pid: int, *, named: str) -> bool:
    """Tell whether the process exists and is the program we mean: a process id is given again later."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    command_line = Path(f"/proc/{pid}/cmdline")
    try:
        words = command_line.read_bytes()
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # without /proc (macOS) the process id has to do
    except OSError:
        return True
    return named.encode() in words  # a process that ended but wasn't waited for has no words


def working_in(folder: Path) -> list[int]:
    """Give the processes whose working directory is the folder, as far as the system shows them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").samefile(folder):
                found.append(int(process.name))
    return found


def ended_within(pid: int, seconds: float, *, named: str, port: int | None = None) -> bool:
    """Wait until the process has ended, and tell whether it did in time.

    A server may notice only with the next connection that it was told to end: with `port` it gets one.
    """
    deadline = time.monotonic() + seconds
    while is_running(pid, named=named):
        if time.monotonic() > deadline:
            return False
        if port is not None:
            answers(port, seconds=0.1)
        time.sleep(0.05)
    return True


def end(pid: int, *, named: str, seconds: float = 20, port: int | None = None) -> None:
    """Ask a process to end, and kill it if it doesn't.

    It is asked more than once: a Python program misses a signal that comes while it goes to sleep on a lock.
    But not at once: a signal that comes while it ends may make it begin anew.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not is_running(pid, named=named):
            return
        os.kill(pid, signal.SIGTERM)
        if ended_within(pid, ASKED_AGAIN_AFTER, named=named, port=port):
            return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    ended_within(pid, 5, named=named)


def free_port(preferred: int | None, *, seconds: float = 0) -> int:
    """Give the preferred port of the loopback interface if it is free, else another one.

    A server that was killed frees its port a moment after it has ended: `seconds` waits for that.
    """
    deadline = time.monotonic() + seconds
    while preferred:
        if _is_free(preferred):
            return preferred
        if time.monotonic() >= deadline:
            break
        time.sleep(0.05)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(port: int, *, seconds: float = 1) -> bool:
    """Tell whether something accepts connections on the port of the loopback interface."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds):
            return True
    except OSError:
        return False


def tail(file: Path, lines: int = 15) -> str:
    """Give the last lines of a file."""
    try:
        return "\n".join(file.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
