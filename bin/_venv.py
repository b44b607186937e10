"""Make the virtual environment hold the locked packages; do nothing when it already does.

Run by bin/_python with whatever Python 3.11 or newer there is, so it uses the standard library alone.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

STAMP = "transplant-installed"
OURS = "transplant-made-this"


def main(checkout: Path, locks: list[str]) -> None:
    venv = Path(os.environ["TRANSPLANT_VENV"])
    if is_current(venv, checkout, locks):
        return
    venv.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{venv}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # bin/serve and bin/test may be started at the same moment
        if not is_current(venv, checkout, locks):
            prepare(venv, checkout, locks)


def digests(checkout: Path, locks: list[str]) -> dict[str, str]:
    return {lock: hashlib.sha256((checkout / lock).read_bytes()).hexdigest() for lock in locks}


def installed(venv: Path) -> dict[str, str]:
    """Give the digest of each lock that was installed; nothing if the environment was moved or broken."""
    try:
        place, *lines = (venv / STAMP).read_text().splitlines()
    except (OSError, ValueError):
        return {}
    if place != str(venv) or not (venv / "bin" / "python").exists():
        return {}
    return dict(reversed(line.split("  ", 1)) for line in lines)


def is_current(venv: Path, checkout: Path, locks: list[str]) -> bool:
    return digests(checkout, locks).items() <= installed(venv).items()


def prepare(venv: Path, checkout: Path, locks: list[str]) -> None:
    before = installed(venv)
    if not before:
        make(venv)
    # All that is or was wanted, so that bin/serve doesn't take away what bin/test put there.
    wanted = digests(checkout, sorted({*before, *locks}))
    say("Installing the locked packages (once; a minute or two) ...")
    (venv / STAMP).unlink(missing_ok=True)
    command = [
        str(venv / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--require-hashes",
    ]
    command += ["--disable-pip-version-check"]
    for lock in wanted:
        command += ["--requirement", str(checkout / lock)]
    finished = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
    if finished.returncode != 0:
        sys.exit(
            "The packages could not be installed: pip's message above says why. It needs a network once."
        )
    stamp = [str(venv), *(f"{digest}  {lock}" for lock, digest in wanted.items())]
    (venv / STAMP).write_text("\n".join(stamp) + "\n")


def make(venv: Path) -> None:
    if venv.exists() and any(venv.iterdir()):
        if not (venv / "pyvenv.cfg").exists() or not (venv / OURS).exists():
            sys.exit(f"{venv} was not made by Transplant's commands: move it away, or set TRANSPLANT_VENV.")
        shutil.rmtree(venv)
    say(f"Making a virtual environment in {venv} ...")
    venv.mkdir(parents=True, exist_ok=True)
    (venv / OURS).touch()
    finished = subprocess.run(
        [sys.executable, "-m", "venv", str(venv)], check=False, capture_output=True, text=True
    )
    if finished.returncode != 0:
        shutil.rmtree(venv, ignore_errors=True)
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            f"No virtual environment could be made with {sys.executable}:\n"
            f"{(finished.stdout + finished.stderr).strip()}\n"
            f"On Debian or Ubuntu, apt install python{version}-venv gives what is missing."
        )


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2:])
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(
            f"No virtual environment can be made: {error.filename}: {error.strerror}.\n"
            "Name a folder of your own: TRANSPLANT_VENV=/path/to/venv. The data has TRANSPLANT_DATA for that."
        )
