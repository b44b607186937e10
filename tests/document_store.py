"""MongoDB for the tests: a database per test process, and a server of their own that they may kill."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from transplant_site import documents
from transplant_site.documents import StoreAway, connection
from transplant_site.documents.collections import DECLARATIONS
from transplant_site.documents.connection import Patience
from transplant_site.stores.processes import answers, free_port


def ensure_collections_soon(seconds=60):
    """Make the collections; a server that was just started may need more than the half second it is given."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            documents.ensure_collections()
        except StoreAway:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="session")
def document_store():
    """The collections as they are declared, in this test process's own database; dropped at the end."""
    ensure_collections_soon()
    link = connection.link(Patience.LONG)
    yield link
    with link.database() as database:
        database.client.drop_database(database.name)
    link.close()


@pytest.fixture
def empty_collections(document_store):
    """No document in any collection."""
    empty_all()


def empty_all():
    with connection.link(Patience.LONG).database() as database:
        for name in DECLARATIONS:
            database[name].delete_many({})


class SpareServer:
    """A MongoDB-wire server that a test may stop, kill and freeze."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port(None)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def start(self) -> None:
        configuration = self.folder / "secantusd.toml"
        configuration.touch()
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [
                    *(str(Path(sys.executable).with_name("secantusd-py")), "--config", str(configuration)),
                    *("--host", "127.0.0.1", "--port", str(self.port)),
                    *("--storage-path", str(self.folder / "data"), "--cache-size", "64M"),
                    *("--log-level", "WARNING", "--sync-on-commit"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        for _ in range(1200):
            if answers(self.port):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def freeze(self) -> None:
        """Let it hold its connections and answer nothing.

        The signal stops the threads one after the other; the wait ends with the last of them.
        """
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def thaw(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGCONT)


@pytest.fixture
def spare_server(tmp_path, settings):
    """A running server with the collections, to which the settings point."""
    server = SpareServer(tmp_path)
    server.start()
    settings.MONGODB_URI = server.uri
    links = [connection.link(patience) for patience in Patience]
    for link in links:
        link.door.pause_seconds = 0.05
    try:
        ensure_collections_soon()
        yield server
    finally:
        for link in links:
            link.close()
        server.kill()


@pytest.fixture
def nobody_there(settings):
    """Settings that point to a port where nothing listens; gives the link."""
    settings.MONGODB_URI = f"mongodb://127.0.0.1:{free_port(None)}/?directConnection=true"
    link = connection.link()
    yield link
    link.close()
