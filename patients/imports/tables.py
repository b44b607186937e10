"""Comma-separated files, read by the names of their columns, with every problem found in one go.

A problem names its line, its column and what was expected there. Columns that nobody asked for are named
in a note. Semicolons and tabs are understood as separators when the header has no commas.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?")
_SHOWN = 40
YEARS = range(1900, 9999)
"""The years of which a file can speak: at the calendar's ends a time can't be moved to another zone."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong at one place of a file."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.text}"


class FileRefused(Exception):
    """A file holds what can't be taken in, and nothing of it was: `problems` lists all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        super().__init__(f"{count} {'problem' if count == 1 else 'problems'}: {self.problems[0]}")


class Unreadable(ValueError):
    """A value isn't what its column holds; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, how its values are read, and what an empty cell means.

    Where a column is absent its rows hold the same, so that something new can be made of them; of something
    known the file then says nothing (`Table.columns`).
    """

    name: str
    read: Callable[[str], Any]
    required: bool = True
    default: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one line, by column; a value that couldn't be read is missing."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


UNREAD = object()
"""Stands for a value that couldn't be read and whose problem was noted."""


@dataclass(slots=True)
class Table:
    """What was read of a file; `columns` names those asked for that the file has."""

    columns: frozenset[str] = frozenset()
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_file(path: Path, columns: Sequence[Column]) -> Table:
    """Read a file on disk; what isn't UTF-8 text is refused."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise FileRefused(
            [Problem(line, "", "this is not UTF-8 text: save the file as CSV UTF-8.")]
        ) from None
    return read_table(text, columns)


def read_table(text: str, columns: Sequence[Column]) -> Table:
    """Read a text of lines, the first of which names the columns."""
    table = Table()
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    rows = _split(lines, table)
    header = next(rows, None)
    if header is None:
        table.problems.append(Problem(1, "", "the file is empty: its first line names the columns."))
        return table
    names = [name.strip() for name in header[1]]
    places = _find_columns(names, columns, table)
    table.columns = frozenset(column.name for column in columns if column.name in places)
    if table.problems:
        return table
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            text_ = f"there are {len(cells)} values, and the header has {len(names)} columns."
            table.problems.append(Problem(line, "", text_))
            continue
        table.rows.append(_read_row(line, cells, columns, places, table))
    if not table.rows and not table.problems:
        table.problems.append(Problem(1, "", "there are no lines below the header."))
    return table


def _split(lines: Sequence[str], table: Table) -> Iterator[tuple[int, list[str]]]:
    """Give the line number and the cells of each record; a record may span several lines."""
    header = lines[0] if lines else ""
    separator = next((mark for mark in ",;\t" if mark in header), ",")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            table.problems.append(Problem(line, "", f"the quotation marks can't be understood ({error})."))
            return
        yield line, cells
        line = reader.line_num + 1


def _find_columns(names: Sequence[str], columns: Sequence[Column], table: Table) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if name and name in places:
            table.problems.append(Problem(1, name, "the column stands here twice."))
        places.setdefault(name, place)
    missing = [column.name for column in columns if column.required and column.name not in places]
    table.problems.extend(Problem(1, name, "the column is missing.") for name in missing)
    known = {column.name for column in columns}
    extra = [name for name in names if name and name not in known]
    if extra and not table.problems:
        table.notes.append(f"Columns not used: {', '.join(extra)}.")
    return places


def _read_row(
    line: int, cells: Sequence[str], columns: Sequence[Column], places: dict[str, int], table: Table
) -> Row:
    values: dict[str, Any] = {}
    for column in columns:
        place = places.get(column.name)
        cell = cells[place].strip() if place is not None else ""
        if not cell:
            values[column.name] = column.default
            if column.required and column.default is None:
                values[column.name] = UNREAD
                table.problems.append(Problem(line, column.name, "nothing stands here."))
            continue
        try:
            values[column.name] = column.read(cell)
        except Unreadable as reason:
            values[column.name] = UNREAD
            table.problems.append(Problem(line, column.name, str(reason)))
    return Row(line, values)


# What a cell may hold


def shown(cell: str) -> str:
    """A cell as a message shows it: short, and without what would break a line."""
    cell = "".join(mark if mark.isprintable() else "?" for mark in cell)
    return f"“{cell[:_SHOWN]}…”" if len(cell) > _SHOWN else f"“{cell}”"


def text_of(limit: int) -> Callable[[str], str]:
    """Any text of at most `limit` characters that can be printed."""

    def read(cell: str) -> str:
        if len(cell) > limit or not cell.isprintable():
            raise Unreadable(f"{shown(cell)} is not a text of at most {limit} characters.")
        return cell

    return read


def one_of(allowed: Iterable[str], *, also: dict[str, str] | None = None) -> Callable[[str], str]:
    """One of a few words; `also` maps other spellings, in small letters, to them."""
    words = list(allowed)
    found = {word.lower(): word for word in words} | (also or {})

    def read(cell: str) -> str:
        if cell.lower() not in found:
            raise Unreadable(f"{shown(cell)} is none of {', '.join(words)}.")
        return found[cell.lower()]

    return read


def date_up_to(latest: date, *, earliest: date = date(1900, 1, 1)) -> Callable[[str], date]:
    """A day, written 1977-09-03, that lies between two others."""

    def read(cell: str) -> date:
        match = _DATE.fullmatch(cell)
        try:
            day = date.fromisoformat(match[1]) if match else None
        except ValueError:
            day = None
        if day is None:
            raise Unreadable(
                f"{shown(cell)} is not a date: expected year, month and day, such as 1977-09-03."
            )
        if day > latest:
            raise Unreadable(f"{day} lies in the future.")
        if day < earliest:
            raise Unreadable(f"{day} lies before {earliest}.")
        return day

    return read


def moment(cell: str) -> datetime:
    """A moment, written 2023-09-01T12:00:00; without a zone it is UTC, a date alone is 00:00 UTC."""
    try:
        value = datetime.fromisoformat(cell) if _TIME.fullmatch(cell) else None
    except ValueError:
        value = None
    if value is None or value.year not in YEARS:
        raise Unreadable(f"{shown(cell)} is not a time: expected such as 2023-09-01T12:00:00.")
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def number_between(low: Decimal | int, high: Decimal | int) -> Callable[[str], Decimal]:
    """A number from `low` to `high`, with a decimal point."""

    def read(cell: str) -> Decimal:
        value = _number(cell)
        if value is None or not low <= value <= high:
            raise Unreadable(f"{shown(cell)} is not a number from {low} to {high}.")
        return value

    return read


def whole_number_between(low: int, high: int) -> Callable[[str], int]:
    """A whole number from `low` to `high`; 400.0 is one too."""

    def read(cell: str) -> int:
        value = _number(cell)
        if value is None or value != value.to_integral_value() or not low <= value <= high:
            raise Unreadable(f"{shown(cell)} is not a whole number from {low} to {high}.")
        return int(value)

    return read


def _number(cell: str) -> Decimal | None:
    try:
        value = Decimal(cell)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def yes_or_no(cell: str) -> bool:
    """1 or 0, yes or no, true or false."""
    word = cell.lower()
    if word in {"1", "1.0", "yes", "true"}:
        return True
    if word in {"0", "0.0", "no", "false"}:
        return False
    raise Unreadable(f"{shown(cell)} is neither 1 nor 0.")
