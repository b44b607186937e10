"""A version of a score: its dates, sources and figures, read from a data file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


class ScoreRefused(Exception):
    """The score can't be computed of these values; the message says why, `about` names the value."""

    def __init__(self, message: str, about: str = "") -> None:
        super().__init__(message)
        self.about = about


class ScoreNotInForce(ScoreRefused):
    """The day lies outside the version's dates."""


@dataclass(frozen=True)
class ScoreVersion:
    """One version of a score, as its data file states it; a date that is None could not be sourced."""

    name: str
    version: str
    title: str
    statement: str
    effective_from: date | None
    effective_until: date | None
    sources: tuple[str, ...]
    parameters: Mapping[str, Any] = field(repr=False)
    digest: str = field(repr=False)

    @classmethod
    def read(cls, file_name: str) -> "ScoreVersion":
        """The version a data file describes; its digest is the SHA-256 of the file and its table, if any."""
        content = (DATA / file_name).read_bytes()
        facts = json.loads(content)
        table = facts["parameters"].get("table")
        if table:
            content += (DATA / table).read_bytes()
        return cls(
            name=facts["name"],
            version=facts["version"],
            title=facts["title"],
            statement=facts["statement"],
            effective_from=_date(facts["effective_from"]),
            effective_until=_date(facts["effective_until"]),
            sources=tuple(facts["sources"]),
            parameters=facts["parameters"],
            digest=hashlib.sha256(content).hexdigest(),
        )

    @property
    def label(self) -> str:
        return f"{self.title} {self.version}"

    def is_in_force(self, day: date) -> bool:
        """True from the first day to the last, both included."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_until is None or day <= self.effective_until
        )

    def check_in_force(self, day: date) -> None:
        """Raise ScoreNotInForce outside the version's dates."""
        if self.is_in_force(day):
            return
        since, until = self.effective_from or "the beginning", self.effective_until or "now on"
        raise ScoreNotInForce(f"{self.label} is not for {day}: it applies from {since} to {until}.")


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
