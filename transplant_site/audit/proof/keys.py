"""The keys of the log, in files outside both databases: the one that signs, and the ones that are trusted.

Whoever may write both databases but has not the signing key can't make a checkpoint; whoever has the public
keys from somebody else notices a forged one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from transplant_site.audit.proof.notes import InvalidNote, PublicKey, SignedCheckpoint, SigningKey


class KeyUnusable(Exception):
    """A file of a key that can't be used; it says why and what to do."""


@dataclass(frozen=True)
class KeyFolder:
    """Where the relay has the key it signs with and its checkpoints, and auditors the keys they may trust."""

    folder: Path
    name: str

    @property
    def signing(self) -> Path:
        return self.folder / "signing_key.pem"

    @property
    def next(self) -> Path:
        """The key that takes over at the next checkpoint."""
        return self.folder / "next_signing_key.pem"

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints.txt"

    @property
    def trusted(self) -> Path:
        return self.folder / "public_keys.txt"

    def load(self) -> SigningKey | None:
        """Give the key that signs, None if there is none yet."""
        return self._read(self.signing)

    def load_next(self) -> SigningKey | None:
        """Give the key that is to take over, None if none is."""
        return self._read(self.next)

    def make(self) -> PublicKey:
        """Make the first key; KeyUnusable if there is one."""
        return self._make(self.signing)

    def rotate(self) -> PublicKey:
        """Make the key that takes over: the relay lets the old one vouch for it at its next checkpoint."""
        if self.load() is None:
            raise KeyUnusable(f"There is no key to take over from in {self.folder}: make the first one.")
        return self._make(self.next)

    def take_over(self, at: datetime) -> None:
        """Let the next key sign from now on; the old one is kept beside it, under the time of its end."""
        ended = self.folder / f"signing_key_until_{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.pem"
        ended.unlink(missing_ok=True)
        ended.hardlink_to(self.signing)
        self.next.replace(self.signing)  # in one step: there is always a key

    def public_keys(self) -> list[PublicKey]:
        """Give the trusted keys, the oldest first."""
        return read_public_keys(self.trusted) if self.trusted.exists() else []

    def _make(self, file: Path) -> PublicKey:
        key = SigningKey(self.name, Ed25519PrivateKey.generate())
        text = key.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise KeyUnusable(f"{file} exists already; nothing was changed.") from error
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        with self.trusted.open("a") as handle:
            handle.write(f"{key.public}\n")
        return key.public

    def _read(self, file: Path) -> SigningKey | None:
        try:
            private = serialization.load_pem_private_key(file.read_bytes(), password=None)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise KeyUnusable(f"The key in {file} can't be read: {error}") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyUnusable(f"The key in {file} is none of Ed25519.")
        return SigningKey(self.name, private)


def read_public_keys(file: Path) -> list[PublicKey]:
    """Read trusted keys from a file, one a line; KeyUnusable says which line is none."""
    keys = []
    try:
        lines = file.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"{file} can't be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            keys.append(PublicKey.parse(line))
        except InvalidNote as problem:
            raise KeyUnusable(f"{file}, line {number}: {problem}") from problem
    return keys


class KeyRing:
    """Follows the signatures from checkpoint to checkpoint: each by the key whose turn it is.

    Any trusted key may begin. A checkpoint that names the next key hands over to it; from then on the old
    one signs nothing any more.
    """

    def __init__(self, trusted: list[PublicKey]) -> None:
        self.current = list(trusted)

    def accepts(self, signed: SignedCheckpoint) -> bool:
        """Whether a checkpoint is signed by the key whose turn it is."""
        signer = signed.signer_among(self.current)
        if signer is None:
            return False
        self.current = [signed.checkpoint.next_key or signer]
        return True
