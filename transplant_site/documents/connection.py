"""One client per process, and a door that stays shut for some seconds after MongoDB didn't answer.

PyMongo waits for a server to appear. A page can't: the first attempt that fails shuts the door, every other
one is turned away at once, and after a pause one of them tries again.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from enum import Enum
from typing import Any

from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from django.conf import settings
from pymongo import MongoClient, ReadPreference, WriteConcern
from pymongo.collection import Collection as MongoCollection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, ConfigurationError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern

logger = logging.getLogger(__name__)

MongoDocument = dict[str, Any]


class Patience(Enum):
    """How long one answer may take, in milliseconds."""

    BRIEF = 1_500  # while a user waits
    LONG = 60_000  # in the relay and in commands


# How long to look for a server, whoever waits. (PyMongo's timeoutMS would replace this by the whole time.)
SELECTION_MILLISECONDS = 500

CODEC: CodecOptions[MongoDocument] = CodecOptions(
    tz_aware=True, tzinfo=UTC, uuid_representation=UuidRepresentation.STANDARD
)
# Acknowledged means: in the journal of a majority. The embedded server keeps the same promise with
# --sync-on-commit. A read from the primary at majority sees every acknowledged write.
WRITE_CONCERN = WriteConcern(w="majority", j=True)
READ_CONCERN = ReadConcern("majority")


# Unauthorized, AuthenticationFailed, and what MongoDB Atlas says for both.
REFUSALS = (13, 18, 8000)


class StoreAway(Exception):
    """MongoDB doesn't answer now, or didn't a moment ago."""


class StoreRefuses(StoreAway):
    """MongoDB answers, and refuses this account; for a page that comes to the same as no answer."""


class Door:
    """Lets attempts through to a server, and none for a while after one has failed."""

    def __init__(self, *, pause_seconds: float = 5.0) -> None:
        self.pause_seconds = pause_seconds
        self.attempts = 0
        self._lock = threading.Lock()
        self._opens_at: float | None = None

    @property
    def is_shut(self) -> bool:
        return self._opens_at is not None

    def enter(self) -> None:
        """Let one attempt through, or raise StoreAway; after the pause exactly one is let through."""
        with self._lock:
            now = time.monotonic()
            if self._opens_at is not None:
                if now < self._opens_at:
                    raise StoreAway("MongoDB did not answer a moment ago.")
                self._opens_at = now + self.pause_seconds
            self.attempts += 1

    def shut(self) -> bool:
        """Turn attempts away from now on, and tell whether the door was open."""
        with self._lock:
            was_open = self._opens_at is None
            self._opens_at = time.monotonic() + self.pause_seconds
            return was_open

    def open(self) -> bool:
        """Let attempts through again, and tell whether the door was shut."""
        with self._lock:
            was_shut = self._opens_at is not None
            self._opens_at = None
            return was_shut


class Link:
    """This process's way to one MongoDB database."""

    def __init__(self, uri: str, database_name: str, patience: Patience) -> None:
        self.uri = uri
        self.database_name = database_name
        self.patience = patience
        self.door = Door()
        self._lock = threading.Lock()
        self._client: MongoClient[MongoDocument] | None = None

    @contextmanager
    def database(self) -> Iterator[Database[MongoDocument]]:
        """Give the database for one operation; what goes wrong with the server is raised as StoreAway.

        A server that refuses the account has answered, but keeps nothing: StoreRefuses says so.

        A BulkWriteError is the server's answer about documents: it passes, and the caller reads it.
        """
        self.door.enter()
        try:
            yield self._database()
        except BulkWriteError:
            self._answered()
            raise
        except ConfigurationError:
            self.door.shut()
            raise
        except PyMongoError as error:
            away = _as_store_away(error)
            if self.door.shut():
                # Its text names hosts and commands, never a document.
                logger.warning("MongoDB is away: %s, %s", type(away).__name__, type(error).__name__)
            raise away from error
        else:
            self._answered()

    def _answered(self) -> None:
        if self.door.open():
            logger.info("MongoDB is back")

    def _database(self) -> Database[MongoDocument]:
        with self._lock:
            if self._client is None:
                self._client = MongoClient(
                    self.uri,
                    document_class=dict,
                    appname="transplant",
                    connect=False,
                    serverSelectionTimeoutMS=SELECTION_MILLISECONDS,
                    connectTimeoutMS=Patience.BRIEF.value,
                    socketTimeoutMS=self.patience.value,
                    # A retry would double the wait; delivery repeats what wasn't confirmed.
                    retryWrites=False,
                    retryReads=False,
                )
            client = self._client
        return client.get_database(
            self.database_name,
            codec_options=CODEC,
            read_preference=ReadPreference.PRIMARY,
            write_concern=WRITE_CONCERN,
            read_concern=READ_CONCERN,
        )

    def close(self) -> None:
        """Close the connections; the next operation opens new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()


def _as_store_away(error: PyMongoError) -> StoreAway:
    """Say what an error of PyMongo means to whoever needed the store."""
    if isinstance(error, OperationFailure) and error.code in REFUSALS:
        return StoreRefuses(
            f"MongoDB refuses this account: {error.details.get('errmsg', '') if error.details else error}. "
            "MONGODB_OWNER_URI names the owner's account, MONGODB_URI the application's."
        )
    return StoreAway(f"MongoDB does not answer: {error}")


_lock = threading.Lock()
_links: dict[tuple[str, str, Patience], Link] = {}


def link(patience: Patience = Patience.BRIEF) -> Link:
    """Give this process's link to the database that the settings name."""
    key = (settings.MONGODB_URI, settings.MONGODB_DATABASE, patience)
    with _lock:
        if key not in _links:
            _links[key] = Link(*key)
        return _links[key]


@contextmanager
def collection(name: str, patience: Patience = Patience.BRIEF) -> Iterator[MongoCollection[MongoDocument]]:
    """Give a collection for one operation, or raise StoreAway."""
    with link(patience).database() as database:
        yield database[name]


def is_away() -> bool:
    """Tell whether the last attempt failed, and so does the next one when it is due; usually asks nobody."""
    return link().door.is_shut and not answers()


def answers() -> bool:
    """Ask MongoDB for a document that doesn't exist: it answers a ping even when it can't read or write."""
    try:
        with collection("audit_log") as audit_log:
            audit_log.find_one({"_id": 0})
    except StoreAway:
        return False
    return True


def _forget_links() -> None:
    """Start afresh in a forked process: sockets and locks belong to its parent."""
    global _lock, _links  # noqa: PLW0603
    _lock = threading.Lock()
    _links = {}


os.register_at_fork(after_in_child=_forget_links)
