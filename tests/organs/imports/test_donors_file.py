"""Files of donors: what is read, and what is refused with line, column and reason."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from organs.imports.donors import read_donors, read_donors_text
from patients.imports.tables import FileRefused

DEMO = Path(__file__).parents[3] / "organs" / "demo" / "etkas" / "donors.csv"
TODAY = date(2026, 11, 22)
COUNTRIES = {"germany": "DE", "de": "DE", "austria": "AT", "belgium": "BE", "croatia": "HR", "hungary": "HU"}
COUNTRIES |= {"netherlands": "NL", "slovenia": "SI"}

DONOR = {
    "donor_id": "1",
    "center": "GMZTP",
    "region": "GMI",
    "country": "Germany",
    "bloodgroup": "O",
    "age": "48",
    "hla": "A9 A23 A3 B27 B12 B44 DR5 DR12 DR7",
    "match_datetime": "2023-09-01T12:00:00",
}


def text_of(*donors: dict[str, str]) -> str:
    names = list(dict.fromkeys(name for donor in (DONOR, *donors) for name in donor))
    lines = [",".join({**DONOR, **donor}.get(name, "") for name in names) for donor in donors]
    return "\n".join([",".join(names), *lines]) + "\n"


def read(*donors: dict[str, str]):
    return read_donors_text(text_of(*donors), today=TODAY, countries=COUNTRIES)


def problems(text: str) -> list[str]:
    with pytest.raises(FileRefused) as refusal:
        read_donors_text(text, today=TODAY, countries=COUNTRIES)
    return [str(problem) for problem in refusal.value.problems]


def test_the_demo_donors_are_read():
    file = read_donors(DEMO, today=TODAY, countries=COUNTRIES)
    assert len(file.rows) == 12
    assert file.notes == ()
    first = file.rows[0]
    assert first.external_id == "1"
    assert (first.country, first.region, first.centre) == ("DE", "GMI", "GMZTP")
    assert first.antigens == ("A3", "A9", "A23", "B12", "B44", "B27", "DR5", "DR12", "DR7")
    assert first.match_at == datetime(2023, 9, 1, 12, tzinfo=UTC)
    assert (first.is_dcd, first.age_years, first.birth_date) == (False, 48, None)


def test_optional_columns_are_read_where_they_stand():
    (row,) = read({"dcd": "1", "sex": "F", "height_cm": "170", "weight_kg": "72.5", "dob": "1975-03-01"}).rows
    assert (row.is_dcd, row.sex, row.height_cm, row.weight_kg) == (True, "female", 170, Decimal("72.5"))
    assert row.birth_date == date(1975, 3, 1)


def test_an_age_comes_from_the_birth_date_where_it_isnt_stated():
    (row,) = read({"age": "", "dob": "1975-09-02"}).rows
    assert row.age_years == 47


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2023-09-01T12:00:00", datetime(2023, 9, 1, 12, tzinfo=UTC)),
        ("2023-09-01 12:00", datetime(2023, 9, 1, 12, tzinfo=UTC)),
        ("2023-09-01", datetime(2023, 9, 1, tzinfo=UTC)),
        ("2023-09-01T14:00:00+02:00", datetime(2023, 9, 1, 12, tzinfo=UTC)),
        ("2023-09-01T12:00:00Z", datetime(2023, 9, 1, 12, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_utc(written, moment):
    (row,) = read({"match_datetime": written}).rows
    assert row.match_at == moment


def test_columns_are_found_by_name_and_others_are_named_in_a_note():
    file = read({"shoe_size": "42", "favourite_colour": "blue"})
    assert file.notes == ("Columns not used: shoe_size, favourite_colour.",)


@pytest.mark.parametrize(
    ("donor", "problem"),
    [
        ({"donor_id": ""}, "line 2, donor_id: nothing stands here."),
        (
            {"donor_id": "x" * 41},
            "line 2, donor_id: “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…” is not a text",
        ),
        ({"bloodgroup": "C"}, "line 2, bloodgroup: “C” is none of O, A, B, AB."),
        ({"country": "Atlantis"}, "line 2, country: “Atlantis” is not a country"),
        ({"age": "-1"}, "line 2, age: “-1” is not a whole number from 0 to 110."),
        ({"age": "48.5"}, "line 2, age: “48.5” is not a whole number"),
        ({"age": "NaN"}, "line 2, age: “NaN” is not a whole number"),
        ({"age": ""}, "line 2, age: nothing stands here: expected the age, or the birth date"),
        ({"dob": "1980-01-01"}, "line 2, age: 48 doesn't fit the birth date 1980-01-01: expected 43."),
        ({"dob": "1975-13-01"}, "line 2, dob: “1975-13-01” is not a date"),
        ({"age": "", "dob": "2023-12-24"}, "line 2, dob: 2023-12-24 lies after the match of 2023-09-01."),
        ({"dob": "2027-01-01"}, "line 2, dob: 2027-01-01 lies in the future."),
        ({"balance_age_group": "50-64"}, "line 2, balance_age_group: 50-64 doesn't fit the age 48"),
        ({"balance_age_group": "old"}, "line 2, balance_age_group: “old” is none of"),
        ({"hla": ""}, "line 2, hla: nothing stands here."),
        ({"hla": "A1 A2 A3 B7 DR1"}, "line 2, hla: Locus A holds 3 antigens (A1, A2, A3)"),
        ({"hla": "A24(10) B7 DR1"}, "line 2, hla: A24 is a split of A9, not of A10."),
        ({"hla": "A99"}, "line 2, hla: A99 is not an HLA antigen."),
        ({"match_datetime": "soon"}, "line 2, match_datetime: “soon” is not a time"),
        (
            {"match_datetime": "2023-02-30T12:00:00"},
            "line 2, match_datetime: “2023-02-30T12:00:00” is not",
        ),
        (
            {"match_datetime": "2027-01-01"},
            "line 2, match_datetime: 2027-01-01 lies in the future.",
        ),
        ({"dcd": "perhaps"}, "line 2, dcd: “perhaps” is neither 1 nor 0."),
        ({"sex": "x"}, "line 2, sex: “x” is none of female, male, unknown."),
        ({"weight_kg": "-3"}, "line 2, weight_kg: “-3” is not a number from 0.1 to 400."),
    ],
)
def test_a_value_that_cant_be_is_refused_with_its_place(donor, problem):
    (found,) = problems(text_of(donor))
    assert found.startswith(problem)


def test_all_problems_are_told_at_once_in_order():
    found = problems(
        text_of({"age": "-1"}, {"donor_id": "2", "bloodgroup": "X", "hla": "A0"}, {"donor_id": "3"})
    )
    assert [line.split(":")[0] for line in found] == ["line 2, age", "line 3, bloodgroup", "line 3, hla"]


def test_a_number_that_stands_twice_is_refused():
    assert problems(text_of({}, {"age": "50"})) == ["line 3, donor_id: 1 stands in line 2 already."]


def test_a_centre_lies_in_one_region_and_country():
    found = problems(text_of({}, {"donor_id": "2", "region": "GBY", "country": "Austria"}))
    assert found == [
        "line 3, country: GMZTP lies in DE in line 2.",
        "line 3, region: GMZTP lies in GMI in line 2.",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the file is empty"),
        ("\n\n", "line 1, donor_id: the column is missing."),
        (text_of(), "line 1: there are no lines below the header."),
        (text_of({}).replace("age,", "", 1), "line 2: there are 8 values, and the header has 7 columns."),
        (text_of({}).replace("O,48", "O"), "line 2: there are 7 values, and the header has 8 columns."),
        (text_of({}).replace("region", "center", 1), "line 1, center: the column stands here twice."),
        (text_of({}).replace("GMZTP", '"GMZTP'), "line 2: the quotation marks can't be understood"),
        (text_of({}).replace("GMZTP", "GM\0TP"), "line 2"),
    ],
)
def test_a_malformed_file_is_refused(text, problem):
    assert any(found.startswith(problem) for found in problems(text))


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_and_tabs_are_understood(mark):
    file = read_donors_text(text_of({}).replace(",", mark), today=TODAY, countries=COUNTRIES)
    assert len(file.rows) == 1


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_any_line_ending_is_understood(ending):
    file = read_donors_text(text_of({}).replace("\n", ending), today=TODAY, countries=COUNTRIES)
    assert file.rows[0].line == 2


def test_a_byte_order_mark_is_passed_over(tmp_path):
    path = tmp_path / "donors.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text_of({}).encode())
    assert len(read_donors(path, today=TODAY, countries=COUNTRIES).rows) == 1


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused(tmp_path, encoding):
    path = tmp_path / "donors.csv"
    path.write_bytes(text_of({"center": "KÖLN"}).encode(encoding))
    with pytest.raises(FileRefused, match="not UTF-8"):
        read_donors(path, today=TODAY, countries=COUNTRIES)
