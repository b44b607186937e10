"""A version of a policy: its dates, sources and parameters, read from a data file."""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

DATA = Path(__file__).parent / "data"


class PolicyRefused(Exception):
    """The policy can't rank candidates for this donor at this moment; the message says why."""


class PolicyNotInForce(PolicyRefused):
    """The moment of the match lies outside the policy's dates."""


class DonorRefused(PolicyRefused):
    """The donor isn't one this policy allocates for, or something about the donor is not known."""


@dataclass(frozen=True)
class PolicyVersion:
    """One version of a policy, as its data file states it; `tables` are the rows of the files it names."""

    name: str
    version: str
    organ: str
    title: str
    statement: str
    effective_from: date
    effective_until: date | None
    sources: tuple[str, ...]
    parameters: Mapping[str, Any] = field(repr=False)
    digest: str = field(repr=False)
    tables: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, path: Path) -> "PolicyVersion":
        """The version a data file describes; its digest is the SHA-256 of the file and of its tables."""
        content = path.read_bytes()
        facts = json.loads(content)
        until = facts["effective_until"]
        tables = {name: (path.parent / file).read_bytes() for name, file in facts.get("tables", {}).items()}
        return cls(
            name=facts["name"],
            version=facts["version"],
            organ=facts["organ"],
            title=facts["title"],
            statement=facts["statement"],
            effective_from=date.fromisoformat(facts["effective_from"]),
            effective_until=date.fromisoformat(until) if until else None,
            sources=tuple(facts["sources"]),
            parameters=facts["parameters"],
            digest=hashlib.sha256(b"".join((content, *tables.values()))).hexdigest(),
            tables={name: _rows(table) for name, table in tables.items()},
        )

    @cached_property
    def label(self) -> str:
        return f"{self.name.upper()} {self.version}"

    @property
    def period(self) -> str:
        until = f"to {self.effective_until}" if self.effective_until else "on"
        return f"{self.version} is in force from {self.effective_from} {until}"

    def is_in_force(self, at: datetime) -> bool:
        """True from the first day to the last, both included, in UTC."""
        day = at.astimezone(UTC).date()
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)

    def check_in_force(self, at: datetime) -> None:
        if self.is_in_force(at):
            return
        raise PolicyNotInForce(f"{self.label} can't rank a match of {at:%Y-%m-%d}: {self.period}.")


def _rows(table: bytes) -> tuple[Mapping[str, str], ...]:
    return tuple(csv.DictReader(StringIO(table.decode("utf-8"), newline="")))


class FrozenInputs(Protocol):
    """Everything a ranking depends on, beside the policy itself."""

    @property
    def at(self) -> datetime: ...

    def to_bytes(self) -> bytes:
        """The inputs as canonical bytes: equal inputs give equal bytes."""

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
