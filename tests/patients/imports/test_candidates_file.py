"""Files of candidates: what is read, and what is refused with line, column and reason."""

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from patients.imports.candidates import read_candidates, read_candidates_text
from patients.imports.tables import FileRefused

DEMO = Path(__file__).parents[3] / "organs" / "demo" / "etkas" / "candidates.csv"
TODAY = date(2026, 11, 22)
COUNTRIES = {"germany": "DE", "de": "DE", "austria": "AT", "belgium": "BE", "croatia": "HR", "hungary": "HU"}
COUNTRIES |= {"netherlands": "NL", "slovenia": "SI"}

CANDIDATE = {
    "candidate_id": "1",
    "bloodgroup": "A",
    "center": "NAMTP",
    "region": "Netherlands",
    "country": "Netherlands",
    "dob": "1977-09-03",
    "listing_date": "2018-01-17",
    "first_dialysis_date": "2018-06-27",
    "previous_wait_days": "0",
    "urgency": "HU",
    "hla": "A1 A2 B15 B77 B62 DR2 DR4",
    "unacceptable_antigens": "A29 B44",
    "vpra": "0.3798",
}


def text_of(*candidates: dict[str, str]) -> str:
    names = list(dict.fromkeys(name for candidate in (CANDIDATE, *candidates) for name in candidate))
    lines = [",".join({**CANDIDATE, **candidate}.get(name, "") for name in names) for candidate in candidates]
    return "\n".join([",".join(names), *lines]) + "\n"


def read(*candidates: dict[str, str]):
    return read_candidates_text(text_of(*candidates), today=TODAY, countries=COUNTRIES)


def problems(text: str) -> list[str]:
    with pytest.raises(FileRefused) as refusal:
        read_candidates_text(text, today=TODAY, countries=COUNTRIES)
    return [str(problem) for problem in refusal.value.problems]


def test_the_demo_candidates_are_read():
    file = read_candidates(DEMO, today=TODAY, countries=COUNTRIES)
    assert len(file.rows) == 1524
    assert file.notes == ("Columns not used: et_mmp_percent, age_at_match_years, pediatric.",)
    first = file.rows[0]
    assert first.antigens == ("A1", "A2", "B15", "B62", "B77", "DR2", "DR4")
    assert (first.vpra, first.status, first.country) == (Decimal("0.3798"), "HU", "NL")


def test_reading_the_demo_takes_well_below_two_seconds():
    start = time.process_time()
    read_candidates(DEMO, today=TODAY, countries=COUNTRIES)
    assert time.process_time() - start < 2


def test_a_candidate_not_on_dialysis_has_no_date():
    (row,) = read({"first_dialysis_date": "", "unacceptable_antigens": "", "vpra": ""}).rows
    assert (row.first_dialysis_on, row.unacceptable, row.vpra) == (None, (), None)


@pytest.mark.parametrize(
    ("candidate", "problem"),
    [
        ({"candidate_id": ""}, "line 2, candidate_id: nothing stands here."),
        ({"bloodgroup": "0"}, "line 2, bloodgroup: “0” is none of O, A, B, AB."),
        ({"country": "Atlantis"}, "line 2, country: “Atlantis” is not a country"),
        ({"dob": "03.09.1977"}, "line 2, dob: “03.09.1977” is not a date"),
        ({"dob": "1977-02-30"}, "line 2, dob: “1977-02-30” is not a date"),
        ({"dob": "1877-01-01"}, "line 2, dob: 1877-01-01 lies before 1900-01-01."),
        ({"listing_date": "2027-01-01"}, "line 2, listing_date: 2027-01-01 lies in the future."),
        (
            {"listing_date": "1970-01-01"},
            "line 2, listing_date: 1970-01-01 lies before the birth date 1977-09-03.",
        ),
        (
            {"first_dialysis_date": "2030-01-01"},
            "line 2, first_dialysis_date: 2030-01-01 lies in the future.",
        ),
        (
            {"first_dialysis_date": "1975-01-01"},
            "line 2, first_dialysis_date: 1975-01-01 lies before the birth",
        ),
        ({"previous_wait_days": "-1"}, "line 2, previous_wait_days: “-1” is not a whole number from 0"),
        ({"previous_wait_days": "1e999"}, "line 2, previous_wait_days: “1e999” is not a whole number"),
        ({"urgency": "URGENT"}, "line 2, urgency: “URGENT” is none of"),
        ({"hla": ""}, "line 2, hla: nothing stands here."),
        ({"hla": "-"}, "line 2, hla: “-” holds no HLA antigen."),
        ({"hla": "A1 A2 A3 B7 DR1"}, "line 2, hla: Locus A holds 3 antigens (A1, A2, A3)"),
        ({"hla": "A24(10) B7 DR1"}, "line 2, hla: A24 is a split of A9, not of A10."),
        ({"hla": "A*24:02"}, "line 2, hla: A*24:02 is an allele"),
        ({"unacceptable_antigens": "A99"}, "line 2, unacceptable_antigens: A99 is not an HLA antigen."),
        (
            {"unacceptable_antigens": "A2"},
            "line 2, unacceptable_antigens: A2 is an antigen of the candidate's own.",
        ),
        ({"vpra": "38"}, "line 2, vpra: “38” is not a number from 0 to 1."),
        ({"vpra": "NaN"}, "line 2, vpra: “NaN” is not a number from 0 to 1."),
    ],
)
def test_a_value_that_cant_be_is_refused_with_its_place(candidate, problem):
    (found,) = problems(text_of(candidate))
    assert found.startswith(problem)


def test_all_problems_are_told_at_once_in_order():
    found = problems(text_of({"vpra": "2", "dob": "x"}, {"candidate_id": "2", "hla": "A0"}, {}))
    assert [line.split(":")[0] for line in found] == [
        "line 2, dob",
        "line 2, vpra",
        "line 3, hla",
        "line 4, candidate_id",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the file is empty"),
        (text_of(), "line 1: there are no lines below the header."),
        (text_of({}).replace("vpra", "dob", 1), "line 1, dob: the column stands here twice."),
        (text_of({}).replace("hla,", "typing,", 1), "line 1, hla: the column is missing."),
        (text_of({}).replace(",HU", ""), "line 2: there are 12 values, and the header has 13 columns."),
        (text_of({}).replace("NAMTP", '"NAMTP'), "line 2: the quotation marks can't be understood"),
        (text_of({}).replace("NAMTP", "N\0A"), "line 2"),
        ("\x89PNG\r\n\x1a\n" * 3, "line 1, bloodgroup: the column is missing."),
    ],
)
def test_a_malformed_file_is_refused(text, problem):
    assert any(found.startswith(problem) for found in problems(text)), problems(text)
