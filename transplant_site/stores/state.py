"""What the embedded stores remember: secrets made once, where the servers listen, and which ones should run.

Both files are readable by their owner alone, whatever umask says, and so are logs and mail.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

DATABASE = "transplant"
# Root's PostgreSQL runs as another account, which must pass through our folders without reading them.
PASSABLE = 0o711
PRIVATE = 0o700


class Role(StrEnum):
    """The roles of PostgreSQL; the value names the role in commands and in the environment."""

    OWNER = "owner"
    APPLICATION = "application"
    RELAY = "relay"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def login(self) -> str:
        return f"transplant_{self.value}"


@dataclass(frozen=True)
class Addresses:
    """Where the embedded servers were last started, and whether they were left to run."""

    postgresql_port: int | None = None
    mongodb_port: int | None = None
    mongodb_pid: int | None = None
    # False after a stop by command: then a server that doesn't run is no accident.
    postgresql_is_wanted: bool = False
    mongodb_is_wanted: bool = False


class StateFolder:
    """The folder of one set of embedded stores."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def secrets_file(self) -> Path:
        return self.folder / "secrets.json"

    @property
    def addresses_file(self) -> Path:
        return self.folder / "stores.json"

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def mail(self) -> Path:
        """Where mail is written that demo and development would send: it holds links that sign someone in."""
        return self.folder / "mail"

    def create(self) -> None:
        """Make the folder and those for logs and mail, unless they are there."""
        try:
            make_passable(self.folder)
            for inner, mode in (
                (self.logs, PASSABLE if os.geteuid() == 0 else PRIVATE),
                (self.mail, PRIVATE),
            ):
                inner.mkdir(exist_ok=True)
                if inner.stat().st_uid in (os.geteuid(), self.folder.stat().st_uid):
                    inner.chmod(mode)
                give_to_owner(inner, self.folder)
        except OSError as error:
            raise StateUnreadable.because(error) from error

    def private_file(self, name: str) -> Path:
        """Give a file of the folder that its owner alone can read, made if there is none."""
        file = self.folder / name
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise StateUnreadable.because(error) from error
        with os.fdopen(descriptor):
            if os.fstat(descriptor).st_uid == os.geteuid():
                os.fchmod(descriptor, 0o600)
                give_to_owner(file, self.folder)
        return file

    @contextmanager
    def locked(self, name: str = "stores") -> Iterator[None]:
        """Hold the folder's lock, so that two commands at once do their work one after the other."""
        self.create()
        with self.private_file(f"{name}.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def secret(self, name: str) -> str:
        """Give a secret, made when it is first asked for."""
        known = self._read(self.secrets_file)
        if name in known:
            return str(known[name])
        with self.locked("secrets"):
            known = self._read(self.secrets_file)
            if name not in known:
                known[name] = secrets.token_urlsafe(48)
                self._write(self.secrets_file, known)
            return str(known[name])

    def addresses(self) -> Addresses:
        return Addresses(**self._read(self.addresses_file))

    def remember(self, addresses: Addresses) -> None:
        self._write(self.addresses_file, asdict(addresses))

    def is_ours(self, address: str) -> bool:
        """Tell whether an address leads to these embedded servers: it holds a password that was made here."""
        return any(
            quote(str(secret), safe="") in address for secret in self._read(self.secrets_file).values()
        )

    def database_url(self, role: Role) -> str:
        """Give the address of the embedded PostgreSQL for a role, with its password."""
        port = self.addresses().postgresql_port or 1
        database = "postgres" if role is Role.ADMINISTRATOR else DATABASE
        password = quote(self.secret(f"postgresql_{role.value}"), safe="")
        return f"postgresql://{role.login}:{password}@127.0.0.1:{port}/{database}"

    def mongodb_uri(self, role: Role) -> str:
        """Give the address of the embedded MongoDB-wire server, for owner, relay or application."""
        port = self.addresses().mongodb_port or 1
        accounts = self.folder / "mongodb" / "accounts"
        if not accounts.exists():
            return f"mongodb://127.0.0.1:{port}/{DATABASE}?directConnection=true"
        account = Role.OWNER if role in (Role.OWNER, Role.ADMINISTRATOR) else Role.APPLICATION
        # Data from before the relay had an account of its own names none.
        if role is Role.RELAY and "relay" in accounts.read_text().split():
            account = Role.RELAY
        password = quote(self.secret(f"mongodb_{account.value}"), safe="")
        options = "directConnection=true&authSource=admin"
        return f"mongodb://{account.login}:{password}@127.0.0.1:{port}/{DATABASE}?{options}"

    def _read(self, file: Path) -> dict[str, Any]:
        try:
            content = file.read_text()
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except PermissionError:
            raise StateUnreadable(
                f"{file} belongs to another user. Run as that user, or set TRANSPLANT_DATA to another folder."
            ) from None
        return dict(json.loads(content)) if content else {}

    def _write(self, file: Path, content: dict[str, Any]) -> None:
        """Replace a file in one step, so that a reader or a crash never meets half of it."""
        draft = file.with_suffix(f".{os.getpid()}.new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            json.dump(content, handle, indent=2)
            handle.flush()
            os.fsync(handle.fileno())
        give_to_owner(draft, self.folder)
        draft.replace(file)


class StateUnreadable(ImproperlyConfigured):
    """The folder of the stores belongs to someone else, or can't be written."""

    @classmethod
    def because(cls, error: OSError) -> "StateUnreadable":
        """Say which file or folder refused, and what to do."""
        return cls(
            f"{error.filename} can't be written ({error.strerror}). "
            "Set TRANSPLANT_DATA to a folder of your own, or run as the user whom it belongs to."
        )


def make_passable(folder: Path) -> None:
    """Make a folder and those above it that are missing, and let other accounts pass through them."""
    if folder.exists():
        return
    make_passable(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(PASSABLE)


def give_to_owner(entry: Path, folder: Path) -> None:
    """Let a file made by root belong to the owner of the folder it was made in."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(entry, owner.st_uid, owner.st_gid)
