"""The data of a site that was started before: made once in each test process, and copied for each test."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from transplant_site.stores.launcher import EmbeddedStores
from transplant_site.stores.state import Role, StateFolder

CHECKOUT = Path(__file__).resolve().parents[1]
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that the account of PostgreSQL can reach, which pytest's own is not for root."""
    made = Path(tempfile.mkdtemp(prefix="transplant stores "))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def prepared_site() -> Iterator[Path]:
    """Both stores as `prepare` leaves them, stopped; only to be copied."""
    with reachable_folder() as folder:
        stores = EmbeddedStores(StateFolder(folder))
        try:
            stores.start()
            prepare(folder)
        finally:
            stores.stop()
        yield folder


def prepare(folder: Path) -> None:
    """Bring the running stores and the static files up to date, as bin/serve does."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    ours = {
        "TRANSPLANT_MODE": "demo",
        "TRANSPLANT_DATA": str(folder),
        "TRANSPLANT_DATABASE_ROLE": Role.OWNER.value,
    }
    command = [sys.executable, "manage.py", "prepare"]
    finished = subprocess.run(
        command, env={**kept, **ours}, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr


@pytest.fixture
def prepared_folder(prepared_site: Path) -> Iterator[Path]:
    """A copy of a prepared site's data, of the test's own."""
    with reachable_folder() as folder:
        subprocess.run(["cp", "-a", f"{prepared_site}/.", folder], check=True)
        yield folder
