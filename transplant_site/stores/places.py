"""Where the embedded servers keep their data, and which account runs PostgreSQL.

PostgreSQL refuses to run as root. Started by root it runs as an unprivileged account, which then must reach
both its programs and its data; the permissions of folders that are not ours are never changed for that.
"""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from transplant_site import environment

CHECKOUT = Path(__file__).resolve().parent.parent.parent
UNREACHABLE_CHECKOUTS = Path("/var/lib/transplant")


@dataclass(frozen=True)
class Account:
    """An account of the operating system."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def can_enter(self, folder: Path) -> bool:
        """Tell from the permission bits whether this account may pass through a folder and all above it."""
        return all(self._may(parent, stat.S_IXUSR) for parent in (folder, *folder.parents) if parent.exists())

    def _may(self, entry: Path, owner_bit: int) -> bool:
        state = entry.stat()
        if state.st_uid == self.uid:
            return bool(state.st_mode & owner_bit)
        if state.st_gid == self.gid:
            return bool(state.st_mode & (owner_bit >> 3))
        return bool(state.st_mode & (owner_bit >> 6))


class NoAccount(Exception):
    """Root started the stores, and there is no other account to run PostgreSQL."""


def data_folder() -> Path:
    """Give the folder of the embedded stores: TRANSPLANT_DATA, else var/ in the checkout, if reachable."""
    if environment.is_set("TRANSPLANT_DATA"):
        return environment.path("TRANSPLANT_DATA", default=CHECKOUT)
    return default_data_folder(CHECKOUT)


def default_data_folder(checkout: Path) -> Path:
    """Give var/ in the checkout, or a folder below /var/lib that the account of PostgreSQL can reach."""
    var = checkout / "var"
    if os.geteuid() != 0 or postgresql_account(var).can_enter(var):
        return var
    digest = hashlib.sha256(str(checkout).encode()).hexdigest()[:12]
    return UNREACHABLE_CHECKOUTS / digest


def postgresql_account(data: Path) -> Account:
    """Give the account that runs PostgreSQL: our own, or for root the folder's owner, or nobody."""
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    existing = next(folder for folder in (data, *data.parents) if folder.exists())
    owner = existing.stat().st_uid
    if owner != 0 and existing in (data, data.parent):
        try:
            return _account(pwd.getpwuid(owner))
        except KeyError:
            pass
    try:
        return _account(pwd.getpwnam("nobody"))
    except KeyError:
        raise NoAccount(
            "PostgreSQL does not run as root, and this machine has no account 'nobody' to run it. "
            "Start the stores as an ordinary user."
        ) from None


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
