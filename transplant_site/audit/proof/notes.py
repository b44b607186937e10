"""Checkpoints as signed notes: a text that says how far the log had come, and who vouches for it.

The form is that of C2SP (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), which witnesses of other
transparency logs read as well:

    transplant/audit/1                              the log; the number grows when it has to be begun anew
    18204                                           entries
    rXbYk0...=                                      root over them, Base64
    time 2026-11-26T09:00:00.123456+00:00           when it was signed, in UTC
    key transplant/audit+1f2e3d4c+Acz...            only at a change of keys: the next one

    — transplant/audit 8sYgL...=                    signature

A signature is Base64 of the key's number (the first 4 bytes of SHA-256(name || 0x0A || 0x01 || public key))
and the Ed25519 signature (RFC 8032, 64 bytes) over the text, its last newline included.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\N{EM DASH}"
NAME = re.compile(r"[^\s+]+")


class InvalidNote(Exception):
    """A text that is no checkpoint, or a key that is none; it says why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that vouches for a log, as one line: name+number+key."""

    name: str
    key: bytes

    @property
    def number(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.number.hex()}+{_base64(ED25519 + self.key)}"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read a key from its line; InvalidNote if it is none."""
        parts = line.strip().split("+", 2)
        if len(parts) != 3 or not NAME.fullmatch(parts[0]):
            raise InvalidNote("A key has the form name+number+key.")
        key = _from_base64(parts[2])
        if key[:1] != ED25519 or len(key) != 33:
            raise InvalidNote("The key is none of Ed25519.")
        found = cls(parts[0], key[1:])
        if found.number.hex() != parts[1]:
            raise InvalidNote("The number of the key is not that of the key.")
        return found

    def has_signed(self, text: str, signature: bytes) -> bool:
        """Whether a signature over a text is by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key of Ed25519, and the name it signs with."""

    name: str
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return PublicKey(self.name, raw)

    def sign(self, text: str) -> str:
        """Give the line of the signature over a text."""
        return f"{DASH} {self.name} {_base64(self.public.number + self.private.sign(text.encode()))}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: that the first `size` entries of a log have this root."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime
    next_key: PublicKey | None = None

    @property
    def text(self) -> str:
        lines = [self.origin, str(self.size), _base64(self.root), f"time {self.signed_at.isoformat()}"]
        if self.next_key is not None:
            lines.append(f"key {self.next_key}")
        return "".join(f"{line}\n" for line in lines)

    def signed_by(self, *keys: SigningKey) -> SignedCheckpoint:
        text = self.text
        return SignedCheckpoint(self, text, tuple(key.sign(text) for key in keys))


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with its signatures, each a line of the note."""

    checkpoint: Checkpoint
    text: str
    signatures: tuple[str, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{line}\n" for line in self.signatures)

    def signer_among(self, keys: Iterable[PublicKey]) -> PublicKey | None:
        """Give the first of these keys that signed it, None if none did."""
        by_number = {key.number: key for key in keys}
        for line in self.signatures:
            _dash, name, encoded = line.split(" ")
            signature = _from_base64(encoded)
            key = by_number.get(signature[:4])
            if key is not None and key.name == name and key.has_signed(self.text, signature[4:]):
                return key
        return None

    @classmethod
    def parse(cls, note: str) -> Self:
        """Read a note; InvalidNote says what is wrong with it. Its signatures are not verified yet."""
        text, separator, signed = note.partition("\n\n")
        lines = text.split("\n")
        signatures = tuple(signed.strip("\n").split("\n"))
        if not separator or not all(re.fullmatch(rf"{DASH} [^\s+]+ \S+", line) for line in signatures):
            raise InvalidNote("The note is not signed.")
        if len(lines) < 4 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
            raise InvalidNote(
                "The note is no checkpoint: it lacks the log, the number of entries or the root."
            )
        root = _from_base64(lines[2])
        if len(root) != 32:
            raise InvalidNote("The root hasn't 32 bytes.")
        told = dict(line.partition(" ")[::2] for line in lines[3:])
        try:
            signed_at = datetime.fromisoformat(told["time"])
        except (KeyError, ValueError) as error:
            raise InvalidNote("The note doesn't say when it was signed.") from error
        next_key = PublicKey.parse(told["key"]) if "key" in told else None
        checkpoint = Checkpoint(lines[0], int(lines[1]), root, signed_at, next_key)
        return cls(checkpoint, text + "\n", signatures)


def notes_in(lines: Iterable[str]) -> Iterator[str]:
    """Give the notes of a file, which are parted by empty lines; each holds an empty line itself."""
    parts: list[str] = [""]
    for line in lines:
        if line.strip():
            parts[-1] += line.rstrip("\n") + "\n"
        elif parts[-1]:
            parts.append("")
        if len(parts) == 3:
            yield f"{parts[0]}\n{parts[1]}"
            parts = [""]
    left = [part for part in parts if part]
    if left:
        yield "\n".join(left)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _from_base64(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidNote("Something that should be Base64 is not.") from error
