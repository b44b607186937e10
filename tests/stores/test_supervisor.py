import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from transplant_site.stores.processes import ended_within
from transplant_site.stores.supervisor import Process, Supervisor

SLEEP = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]


def within(seconds: float, is_so) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervise(said):
    """Run a supervisor over some processes in the background until the test ends."""
    running = []

    def start(*processes: Process) -> Supervisor:
        supervisor = Supervisor(processes, say=said.append)
        supervisor.start()
        thread = threading.Thread(target=supervisor.run)
        thread.start()
        running.append((supervisor, thread))
        return supervisor

    yield start
    for supervisor, thread in running:
        supervisor.request_stop()
        thread.join()
        supervisor.stop()


def test_a_process_that_is_killed_starts_again_and_it_is_said(tmp_path, supervise, said):
    process = Process("web", SLEEP, tmp_path / "web.log")
    supervise(process)
    first = process.running.pid
    os.kill(first, signal.SIGKILL)
    assert within(60, lambda: process.running is not None and process.running.pid != first)
    assert any("web ended (exit code -9) and starts again" in line for line in said)


def test_a_process_that_keeps_dying_is_started_less_and_less_often(tmp_path, supervise, said):
    process = Process("web", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "web.log")
    supervise(process)
    assert within(60, lambda: len(said) >= 3)
    pauses = [line.split(" again in ")[1].split(" s")[0] for line in said[:3]]
    assert pauses == ["0.5", "1", "2"]


def test_output_goes_to_the_log(tmp_path, supervise):
    log = tmp_path / "web.log"
    supervise(Process("web", SLEEP, log))
    assert within(60, lambda: log.read_text() == "here\n")


def test_a_stop_ends_a_process_and_what_it_started(tmp_path, said):
    inner = "import subprocess, sys, time\n"
    inner += "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    inner += "print(p.pid, flush=True); time.sleep(600)"
    process = Process("web", [sys.executable, "-c", inner], tmp_path / "web.log")
    supervisor = Supervisor([process], say=said.append)
    supervisor.start()
    assert within(60, lambda: process.log_file.read_text().strip().isdigit())
    grandchild = int(process.log_file.read_text())
    supervisor.stop()
    assert process.running.poll() is not None
    assert ended_within(grandchild, 60, named="sleep(600)")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_processes_end_when_the_supervisor_is_killed(tmp_path):
    program, log = tmp_path / "supervise.py", tmp_path / "web.log"
    checkout = Path(__file__).resolve().parents[2]
    program.write_text(
        f"import sys; sys.path.insert(0, {str(checkout)!r})\n"
        "from pathlib import Path\n"
        "from transplant_site.stores.supervisor import Process, Supervisor\n"
        f"process = Process('web', {SLEEP!r}, Path({str(log)!r}))\n"
        "supervisor = Supervisor([process], say=print)\n"
        "supervisor.start()\n"
        "print(process.running.pid, flush=True)\n"
        "supervisor.run()\n"
    )
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True) as supervisor:
        child = int(supervisor.stdout.readline())
        assert within(60, lambda: log.exists() and log.read_text() == "here\n")
        supervisor.kill()
    assert ended_within(child, 60, named="sleep(600)")
