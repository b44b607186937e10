"""What a file of candidates holds: the columns, their meaning, and what must fit together in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from patients.hla import HLARefused, Typing, UnacceptableAntigens
from patients.imports.tables import (
    UNREAD,
    Column,
    FileRefused,
    Problem,
    Row,
    Table,
    Unreadable,
    date_up_to,
    number_between,
    one_of,
    read_file,
    read_table,
    shown,
    text_of,
    whole_number_between,
    yes_or_no,
)

STATUSES = ("T", "HU", "HI", "I", "NT", "R", "D", "FU")
SEXES = {"m": "male", "f": "female", "man": "male", "woman": "female", "u": "unknown"}
VPRA_PRECISION = Decimal("0.0001")
FIRST_DIALYSIS = date(1960, 1, 1)
LONGEST_RETURNED_WAIT = 36_525

PROFILE: Mapping[str, Callable[[str], object]] = {
    "accepts_esp": yes_or_no,
    "accepts_extended_esp": yes_or_no,
    "max_donor_age": whole_number_between(0, 120),
    "accepts_dcd": yes_or_no,
    "accepts_risk_factors": yes_or_no,
}
"""The columns of a candidate's profile, in the order of `AcceptanceProfile`, and how they are read."""


@dataclass(frozen=True, slots=True)
class AcceptanceProfile:
    """What a candidate accepts, as far as a file states it; None is not stated, which is no limit."""

    esp: bool | None = None
    extended_esp: bool | None = None
    oldest_donor: int | None = None
    dcd: bool | None = None
    risk_factors: bool | None = None


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate as a line of a file describes them; HLA in canonical form, the country as its code."""

    line: int
    external_id: str
    blood_group: str
    sex: str
    birth_date: date
    centre: str
    region: str
    country: str
    listing_date: date
    status: str
    first_dialysis_on: date | None
    returned_wait_days: int
    antigens: tuple[str, ...]
    unacceptable: tuple[str, ...]
    vpra: Decimal | None
    pra_is_valid: bool | None
    """None where the file doesn't say."""
    acceptable_mismatch: bool
    kidney_programme: str
    profile: AcceptanceProfile | None


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """The candidates of a file that holds no problem, in the order of its lines.

    `columns` are those the file has: what stands in others is unknown to it, not empty.
    """

    columns: frozenset[str]
    rows: tuple[CandidateRow, ...]
    notes: tuple[str, ...]


def read_candidates(
    path: Path, *, today: date, countries: Mapping[str, str], needs_typing: bool = True
) -> CandidateFile:
    """Read a file of candidates; refused with all its problems when there is any."""
    return _take(read_file(path, columns(today, countries, needs_typing=needs_typing)))


def read_candidates_text(
    text: str, *, today: date, countries: Mapping[str, str], needs_typing: bool = True
) -> CandidateFile:
    """The same from a text."""
    return _take(read_table(text, columns(today, countries, needs_typing=needs_typing)))


def columns(today: date, countries: Mapping[str, str], *, needs_typing: bool) -> tuple[Column, ...]:
    """List the columns; `countries` maps names and codes, in small letters, to ISO codes."""
    day = date_up_to(today)
    return (
        Column("candidate_id", text_of(40)),
        Column("bloodgroup", one_of(("O", "A", "B", "AB"))),
        Column("center", text_of(16)),
        Column("region", text_of(40), required=False, default=""),
        Column("country", country_in(countries)),
        Column("dob", day),
        Column("sex", one_of(("female", "male", "unknown"), also=SEXES), required=False, default="unknown"),
        Column("listing_date", day),
        Column("first_dialysis_date", date_up_to(today, earliest=FIRST_DIALYSIS), required=False),
        Column(
            "previous_wait_days", whole_number_between(0, LONGEST_RETURNED_WAIT), required=False, default=0
        ),
        Column("urgency", one_of(STATUSES)),
        Column("hla", typing, required=needs_typing, default=None if needs_typing else ()),
        Column("unacceptable_antigens", unacceptable, required=False, default=()),
        Column("vpra", number_between(0, 1), required=False),
        Column("valid_pra", yes_or_no, required=False),
        Column("acceptable_mismatch_programme", yes_or_no, required=False, default=False),
        Column("kidney_program", one_of(("ESP", "ETKAS")), required=False, default=""),
        Column("has_profile", yes_or_no, required=False),
        *(Column(name, read, required=False) for name, read in PROFILE.items()),
    )


def country_in(countries: Mapping[str, str]) -> Callable[[str], str]:
    """The code of a country that is written by its English name or its code."""

    def read(cell: str) -> str:
        code = countries.get(cell.lower())
        if code is None:
            raise Unreadable(f"{shown(cell)} is not a country: expected its English name or its code.")
        return code

    return read


def typing(cell: str) -> tuple[str, ...]:
    """The antigens of a typing, in canonical form."""
    try:
        found = Typing.read(cell).canonical
    except HLARefused as refusal:
        raise Unreadable(str(refusal)) from None
    if not found:
        raise Unreadable(f"{shown(cell)} holds no HLA antigen.")
    return tuple(found.split())


def unacceptable(cell: str) -> tuple[str, ...]:
    """The unacceptable antigens of a list, in canonical form."""
    try:
        return tuple(UnacceptableAntigens.read(cell).canonical.split())
    except HLARefused as refusal:
        raise Unreadable(str(refusal)) from None


def _take(table: Table) -> CandidateFile:
    problems = list(table.problems)
    problems += _problems_within_lines(table.rows)
    problems += _problems_between_lines(table.rows)
    if problems:
        raise FileRefused(problems)
    notes = list(table.notes)
    rounded = sum(row["vpra"] is not None and -row["vpra"].as_tuple().exponent > 4 for row in table.rows)
    if rounded:
        notes.append(f"vpra: rounded to four decimals in {rounded:,} lines.")
    return CandidateFile(table.columns, tuple(_candidate(row) for row in table.rows), tuple(notes))


def _problems_within_lines(rows: Sequence[Row]) -> list[Problem]:
    found: list[Problem] = []
    for row in rows:
        born = row["dob"]
        for column in ("listing_date", "first_dialysis_date"):
            day = row[column]
            if isinstance(born, date) and isinstance(day, date) and day < born:
                found.append(Problem(row.line, column, f"{day} lies before the birth date {born}."))
        if row["has_profile"] is False:
            found.extend(
                Problem(row.line, column, "has_profile says that there is none, and here something stands.")
                for column in PROFILE
                if row[column] is not None
            )
        if row["hla"] is not UNREAD and row["unacceptable_antigens"] is not UNREAD:
            own = set(row["hla"]) & set(row["unacceptable_antigens"])
            found.extend(
                Problem(row.line, "unacceptable_antigens", f"{antigen} is an antigen of the candidate's own.")
                for antigen in sorted(own)
            )
    return found


def _problems_between_lines(rows: Sequence[Row]) -> list[Problem]:
    found: list[Problem] = []
    first_line: dict[str, int] = {}
    places: dict[str, tuple[int, str, str]] = {}
    for row in rows:
        number = row["candidate_id"]
        if number is not UNREAD and number in first_line:
            text = f"{number} stands in line {first_line[number]} already."
            found.append(Problem(row.line, "candidate_id", text))
        first_line.setdefault(number, row.line)
        if any(row[column] is UNREAD for column in ("center", "region", "country")):
            continue
        line, region, country = places.setdefault(row["center"], (row.line, row["region"], row["country"]))
        if region != row["region"]:
            text = f"{row['center']} lies in {region or 'no region'} in line {line}."
            found.append(Problem(row.line, "region", text))
        if country != row["country"]:
            text = f"{row['center']} lies in {country} in line {line}."
            found.append(Problem(row.line, "country", text))
    return found


def _candidate(row: Row) -> CandidateRow:
    vpra = row["vpra"]
    return CandidateRow(
        line=row.line,
        external_id=row["candidate_id"],
        blood_group=row["bloodgroup"],
        sex=row["sex"],
        birth_date=row["dob"],
        centre=row["center"],
        region=row["region"],
        country=row["country"],
        listing_date=row["listing_date"],
        status=row["urgency"],
        first_dialysis_on=row["first_dialysis_date"],
        returned_wait_days=row["previous_wait_days"],
        antigens=row["hla"],
        unacceptable=row["unacceptable_antigens"],
        vpra=None if vpra is None else vpra.quantize(VPRA_PRECISION, rounding=ROUND_HALF_UP),
        pra_is_valid=row["valid_pra"],
        acceptable_mismatch=row["acceptable_mismatch_programme"],
        kidney_programme=row["kidney_program"],
        profile=_profile(row),
    )


def _profile(row: Row) -> AcceptanceProfile | None:
    """The profile of a line; none where it says so, or states nothing."""
    stated = [row[column] for column in PROFILE]
    has_one = row["has_profile"] or any(value is not None for value in stated)
    return AcceptanceProfile(*stated) if has_one else None
