"""What a file of donors holds: the columns, their meaning, and what must fit together in a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from organs.allocation import AGE_GROUPS, age_group
from patients.imports.candidates import SEXES, country_in, typing
from patients.imports.tables import (
    UNREAD,
    Column,
    FileRefused,
    Problem,
    Row,
    Table,
    date_up_to,
    moment,
    number_between,
    one_of,
    read_file,
    read_table,
    text_of,
    whole_number_between,
    yes_or_no,
)

OLDEST_DONOR = 110


@dataclass(frozen=True, slots=True)
class DonorRow:
    """A donor as a line of a file describes them; HLA in canonical form, the country as its code."""

    line: int
    external_id: str
    blood_group: str
    sex: str
    age_years: int
    birth_date: date | None
    centre: str
    region: str
    country: str
    antigens: tuple[str, ...]
    is_dcd: bool
    height_cm: int | None
    weight_kg: Decimal | None
    match_at: datetime | None
    esp_office: str


@dataclass(frozen=True, slots=True)
class DonorFile:
    """The donors of a file that holds no problem, in the order of its lines.

    `columns` are those the file has: what stands in others is unknown to it, not empty.
    """

    columns: frozenset[str]
    rows: tuple[DonorRow, ...]
    notes: tuple[str, ...]


def read_donors(path: Path, *, today: date, countries: Mapping[str, str]) -> DonorFile:
    """Read a file of donors; refused with all its problems when there is any."""
    return _take(read_file(path, columns(today, countries)), today)


def read_donors_text(text: str, *, today: date, countries: Mapping[str, str]) -> DonorFile:
    """Read the text of a file of donors; refused with all its problems when there is any."""
    return _take(read_table(text, columns(today, countries)), today)


def columns(today: date, countries: Mapping[str, str]) -> tuple[Column, ...]:
    """List the columns; `countries` maps names and codes, in small letters, to ISO codes.

    Absent columns make a donor after brain death, of a sex that is not known.
    """
    return (
        Column("donor_id", text_of(40)),
        Column("center", text_of(16)),
        Column("region", text_of(40), required=False, default=""),
        Column("country", country_in(countries)),
        Column("bloodgroup", one_of(("O", "A", "B", "AB"))),
        Column("age", whole_number_between(0, OLDEST_DONOR), required=False),
        Column("dob", date_up_to(today), required=False),
        Column("sex", one_of(("female", "male", "unknown"), also=SEXES), required=False, default="unknown"),
        Column("balance_age_group", one_of(AGE_GROUPS, also={">=65": AGE_GROUPS[-1]}), required=False),
        Column("hla", typing),
        Column("dcd", yes_or_no, required=False, default=False),
        Column("height_cm", whole_number_between(20, 260), required=False),
        Column("weight_kg", number_between(Decimal("0.1"), 400), required=False),
        Column("match_datetime", moment, required=False),
        Column("esp_subregion_code", text_of(16), required=False, default=""),
    )


def _take(table: Table, today: date) -> DonorFile:
    problems = list(table.problems)
    for row in table.rows:
        problems += _problems_within(row, today)
    problems += _problems_between(table.rows)
    if problems:
        raise FileRefused(problems)
    return DonorFile(table.columns, tuple(_donor(row) for row in table.rows), tuple(table.notes))


def _problems_within(row: Row, today: date) -> Iterator[Problem]:
    matched, born, age = row["match_datetime"], row["dob"], row["age"]
    if age is None and None in (born, matched):
        text = "nothing stands here: expected the age, or the birth date and the moment of the match."
        yield Problem(row.line, "age", text)
    day = matched.date() if isinstance(matched, datetime) else today
    if day > today:
        yield Problem(row.line, "match_datetime", f"{day} lies in the future.")
    if isinstance(born, date) and matched is not UNREAD:
        if born > day:
            yield Problem(row.line, "dob", f"{born} lies after the match of {day}.")
        elif matched and isinstance(age, int) and age != (reached := _years_between(born, day)):
            yield Problem(row.line, "age", f"{age} doesn't fit the birth date {born}: expected {reached}.")
    yield from _age_group_problem(row)


def _age_group_problem(row: Row) -> Iterator[Problem]:
    group, age = row["balance_age_group"], _age(row)
    if isinstance(group, str) and age is not None and group != age_group(age):
        text = f"{group} doesn't fit the age {age}: expected {age_group(age)}."
        yield Problem(row.line, "balance_age_group", text)


def _problems_between(rows: Sequence[Row]) -> Iterator[Problem]:
    first_line: dict[str, int] = {}
    places: dict[str, tuple[int, str, str]] = {}
    for row in rows:
        number = row["donor_id"]
        if number is not UNREAD and number in first_line:
            yield Problem(row.line, "donor_id", f"{number} stands in line {first_line[number]} already.")
        first_line.setdefault(number, row.line)
        if any(row[column] is UNREAD for column in ("center", "region", "country")):
            continue
        line, region, country = places.setdefault(row["center"], (row.line, row["region"], row["country"]))
        if region != row["region"]:
            text = f"{row['center']} lies in {region or 'no region'} in line {line}."
            yield Problem(row.line, "region", text)
        if country != row["country"]:
            yield Problem(row.line, "country", f"{row['center']} lies in {country} in line {line}.")


def _years_between(born: date, day: date) -> int:
    """Whole years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _age(row: Row) -> int | None:
    """The age as stated, or as the birth date gives it at the match."""
    if isinstance(row["age"], int):
        return row["age"]
    if isinstance(row["dob"], date) and isinstance(row["match_datetime"], datetime):
        return _years_between(row["dob"], row["match_datetime"].date())
    return None


def _donor(row: Row) -> DonorRow:
    age = _age(row)
    assert age is not None, "a line without an age was refused"
    weight = row["weight_kg"]
    return DonorRow(
        line=row.line,
        external_id=row["donor_id"],
        blood_group=row["bloodgroup"],
        sex=row["sex"],
        age_years=age,
        birth_date=row["dob"],
        centre=row["center"],
        region=row["region"],
        country=row["country"],
        antigens=row["hla"],
        is_dcd=row["dcd"],
        height_cm=row["height_cm"],
        weight_kg=None if weight is None else weight.quantize(Decimal("0.1")),
        match_at=row["match_datetime"],
        esp_office=row["esp_subregion_code"],
    )
