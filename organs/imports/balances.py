"""What a file of exchange balances holds: JSON, by donor age group, of countries and of centres within them.

    {"match_datetime": "2023-09-01T12:00:00",
     "balances": {"0-17": {"national_normalised": {"Germany": 2},
                           "regional_normalised": {"Austria": {"AOETP": -1.5}}}}}

A problem names the line and, as its column, the path: balances.0-17.national_normalised.Germany.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from organs.allocation import AGE_GROUPS, COUNTRIES
from patients.imports.tables import FileRefused, Problem, Unreadable, moment, shown, text_of

NATIONAL, REGIONAL = "national_normalised", "regional_normalised"
PARAMETERS = ("countries_regional_balance", "countries_with_regions")
"""Stand in the files, but belong to the policy, which has its own."""

DEEPEST = 20
LARGEST = 10_000

_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')

Path_ = tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class BalanceRow:
    """The normalised balance of a country, or of a centre within it, for one donor age group."""

    donor_age_group: str
    country: str
    centre: str
    value: float


@dataclass(frozen=True, slots=True)
class BalanceFile:
    """The balances of a file that holds no problem, and the moment as of which they stand."""

    valid_at: datetime
    rows: tuple[BalanceRow, ...]
    notes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the values alone: the same balances in another layout give the same digest."""
        values = [
            [row.donor_age_group, row.country, row.centre, repr(row.value)] for row in sorted(self.rows)
        ]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def read_balances(path: Path, *, now: datetime) -> BalanceFile:
    """Read a file of balances; refused with all its problems when there is any."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FileRefused([Problem(line, "", "this is not UTF-8 text.")]) from None
    return read_balances_text(text, now=now)


def read_balances_text(text: str, *, now: datetime) -> BalanceFile:
    """Read the text of a file of balances; refused with all its problems when there is any."""
    reader = _Reader(_parse(text), _places(text))
    valid_at = reader.moment(("match_datetime",), now)
    rows = tuple(reader.balances())
    reader.note_unused()
    if not rows and not reader.problems:
        reader.complain(("balances",), "there are no balances here.")
    if reader.problems:
        raise FileRefused(reader.problems)
    return BalanceFile(valid_at, rows, tuple(reader.notes))


def _parse(text: str) -> dict[str, Any]:
    if not text.strip():
        raise FileRefused([Problem(1, "", "the file is empty.")])
    if max(_depths(text), default=0) > DEEPEST:
        raise FileRefused([Problem(1, "", f"the file is nested more than {DEEPEST} levels deep.")])
    try:
        facts = json.loads(text)
    except json.JSONDecodeError as error:
        problem = Problem(error.lineno, "", f"this is not JSON ({error.msg}, character {error.colno}).")
        raise FileRefused([problem]) from None
    except ValueError:  # a number of thousands of digits
        raise FileRefused([Problem(1, "", "a number in the file is too long.")]) from None
    if not isinstance(facts, dict):
        raise FileRefused([Problem(1, "", "expected an object: the file begins with {.")])
    return facts


def _depths(text: str) -> Iterator[int]:
    depth = 0
    for mark in _MARK.finditer(text):
        depth += (mark[0] in "{[") - (mark[0] in "}]")
        yield depth


def _places(text: str) -> list[tuple[Path_, int]]:
    """The path and the line of every key, in the order in which they stand; the text is known to be JSON."""
    places: list[tuple[Path_, int]] = []
    path: list[str] = []
    marks = [(mark[0], mark.start()) for mark in _MARK.finditer(text)]
    line, counted = 1, 0
    for (mark, start), (following, _) in zip(marks, [*marks[1:], ("", 0)], strict=True):
        line += text.count("\n", counted, start)
        counted = start
        if mark in "{[":
            path.append("")
        elif mark in "}]":
            path.pop()
        elif following == ":":
            path[-1] = json.loads(mark)
            places.append((tuple(path), line))
    return places


class _Reader:
    """Walks through the file, and collects rows, problems and notes."""

    def __init__(self, facts: dict[str, Any], places: list[tuple[Path_, int]]) -> None:
        self._facts = facts
        self._lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        for path, line in places:
            if path in self._lines:
                self.problems.append(Problem(line, ".".join(path), "this stands here twice."))
            self._lines.setdefault(path, line)

    def complain(self, path: Path_, text: str) -> None:
        """Note a problem at a path, or at the nearest part of it that the file has."""
        near = next((path[:end] for end in range(len(path), 0, -1) if path[:end] in self._lines), ())
        self.problems.append(Problem(self._lines.get(near, 1), ".".join(path), text))

    def moment(self, path: Path_, now: datetime) -> datetime:
        written = self._facts.get(path[0])
        if written is None:
            self.complain(path, "nothing stands here: expected the moment as of which the balances stand.")
            return now
        try:
            value = moment(str(written))
        except Unreadable as reason:
            self.complain(path, str(reason))
            return now
        if value > now:
            self.complain(path, f"{value:%Y-%m-%d %H:%M} lies in the future.")
        return value.astimezone(UTC)

    def balances(self) -> Iterator[BalanceRow]:
        """The rows of all age groups; those missing are complained of."""
        groups = self._object(("balances",), self._facts.get("balances"))
        for group in groups:
            if group not in AGE_GROUPS:
                expected = ", ".join(AGE_GROUPS)
                self.complain(("balances", group), f"{shown(group)} is none of the age groups {expected}.")
        for group in AGE_GROUPS:
            path = ("balances", group)
            if group not in groups:
                self.complain(path, "the age group is missing.")
                continue
            parts = self._object(path, groups[group])
            for part in parts:
                if part not in (NATIONAL, REGIONAL):
                    self.complain((*path, part), f"expected {NATIONAL} or {REGIONAL}.")
            yield from self._national(group, (*path, NATIONAL), parts.get(NATIONAL))
            yield from self._regional(group, (*path, REGIONAL), parts.get(REGIONAL, {}))

    def _national(self, group: str, path: Path_, values: Any) -> Iterator[BalanceRow]:
        for country, value in self._object(path, values).items():
            if self._is_country((*path, country)) and self._is_number((*path, country), value):
                yield BalanceRow(group, country, "", float(value))

    def _regional(self, group: str, path: Path_, values: Any) -> Iterator[BalanceRow]:
        for country, centres in self._object(path, values).items():
            if not self._is_country((*path, country)):
                continue
            for centre, value in self._object((*path, country), centres).items():
                place = (*path, country, centre)
                if self._is_centre(place) and self._is_number(place, value):
                    yield BalanceRow(group, country, centre, float(value))

    def _object(self, path: Path_, value: Any) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        found = "nothing stands here" if value is None else f"{shown(json.dumps(value))} is not an object"
        self.complain(path, f"{found}: expected names and their values in {{ }}.")
        return {}

    def _is_country(self, path: Path_) -> bool:
        if path[-1] in COUNTRIES:
            return True
        self.complain(path, f"{shown(path[-1])} is none of the countries {', '.join(COUNTRIES)}.")
        return False

    def _is_centre(self, path: Path_) -> bool:
        try:
            return bool(text_of(16)(path[-1].strip()))
        except Unreadable as reason:
            self.complain(path, str(reason))
            return False

    def _is_number(self, path: Path_, value: Any) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and abs(value) <= LARGEST:
            return True
        text = f"{shown(json.dumps(value))} is not a number from -{LARGEST:,} to {LARGEST:,}."
        self.complain(path, text)
        return False

    def note_unused(self) -> None:
        """Name what the file holds and nobody asked for."""
        known = ("match_datetime", "balances", *PARAMETERS)
        unused = [shown(name) for name in self._facts if name not in known]
        if unused:
            self.notes.append(f"Not used: {', '.join(unused)}.")
