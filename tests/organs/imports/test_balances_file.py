"""Files of exchange balances: what is read, and what is refused with line, path and reason."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from organs.imports.balances import read_balances, read_balances_text
from patients.imports.tables import FileRefused

DEMO = Path(__file__).parents[3] / "organs" / "demo" / "etkas" / "balances.json"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def facts(**groups: Any) -> dict[str, Any]:
    plain = {"national_normalised": {"Germany": 1}, "regional_normalised": {"Austria": {"AOETP": -1.5}}}
    return {
        "match_datetime": "2023-09-01T12:00:00",
        "balances": {name: groups.get(name, plain) for name in ("0-17", "18-49", "50-64", "≥65")},
    }


def text_of(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False)


def problems(text: str) -> list[str]:
    with pytest.raises(FileRefused) as refusal:
        read_balances_text(text, now=NOW)
    return [str(problem) for problem in refusal.value.problems]


def test_the_demo_balances_are_read():
    file = read_balances(DEMO, now=NOW)
    assert file.valid_at == datetime(2023, 9, 1, 12, tzinfo=UTC)
    assert file.notes == ()
    values = {(row.donor_age_group, row.country, row.centre): row.value for row in file.rows}
    assert values["0-17", "Netherlands", ""] == 6
    assert values["0-17", "Austria", "AOETP"] == -1.6666666666666667
    assert values["≥65", "Austria", "AOWTP"] == -1.0
    assert len(file.rows) == 4 * 8 + 7


def test_what_is_not_used_is_named_in_a_note():
    file = read_balances_text(text_of({**facts(), "comment": "hello"}), now=NOW)
    assert file.notes == ("Not used: “comment”.",)


def test_a_centre_and_a_country_may_have_no_balance():
    file = read_balances_text(text_of(facts(**{"0-17": {"national_normalised": {"Austria": 0}}})), now=NOW)
    assert len(file.rows) == 1 + 3 * 2


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1", '“"1"”'),
        (True, "“true”"),
        (None, "“null”"),
        (float("nan"), "“NaN”"),
        (1e300, "“1e+300”"),
        ([], "“[]”"),
    ],
)
def test_a_value_that_is_no_number_is_refused_with_its_place(value, shown):
    (found,) = problems(text_of(facts(**{"18-49": {"national_normalised": {"Germany": value}}})))
    place = "line 16, balances.18-49.national_normalised.Germany"
    assert found == f"{place}: {shown} is not a number from -10,000 to 10,000."


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({**facts(), "match_datetime": None}, "line 2, match_datetime: nothing stands here"),
        ({**facts(), "match_datetime": "soon"}, "line 2, match_datetime: “soon” is not a time"),
        ({**facts(), "match_datetime": "0001-01-01T00:00:00+14:00"}, "line 2, match_datetime: “0001-01-01T"),
        (
            {**facts(), "match_datetime": "2030-01-01"},
            "line 2, match_datetime: 2030-01-01 00:00 lies in",
        ),
        ({"balances": facts()["balances"]}, "line 1, match_datetime: nothing stands here"),
        ({**facts(), "balances": []}, "line 3, balances: “[]” is not an object"),
        ({"match_datetime": "2023-09-01"}, "line 1, balances: nothing stands here"),
        (
            facts(**{"0-17": {"national_normalised": {"Atlantis": 1}}}),
            "line 6, balances.0-17.national_normalised.Atlantis: “Atlantis” is none of the countries",
        ),
        (
            facts(**{"0-17": {"national_normalised": {}, "regional_normalised": {"Austria": {"x" * 17: 1}}}}),
            "line 8, balances.0-17.regional_normalised.Austria.xxxxxxxxxxxxxxxxx: ",
        ),
        (
            facts(**{"0-17": {"national_normalised": {}, "national": {}}}),
            "line 6, balances.0-17.national: expected national_normalised or regional_normalised.",
        ),
        (facts(**{"0-17": 3}), "line 4, balances.0-17: “3” is not an object"),
        (facts(**{"0-17": {}}), "line 4, balances.0-17.national_normalised: nothing stands here"),
    ],
)
def test_what_cant_be_is_refused_with_line_and_path(content, problem):
    assert any(found.startswith(problem) for found in problems(text_of(content))), problems(text_of(content))


def test_missing_and_unknown_age_groups_are_told():
    content = facts()
    content["balances"]["65+"] = content["balances"].pop("≥65")
    found = problems(text_of(content))
    assert any("balances.65+: “65+” is none of the age groups" in line for line in found)
    assert any("balances.≥65: the age group is missing." in line for line in found)


def test_a_key_that_stands_twice_is_refused():
    text = text_of(facts()).replace('"Germany": 1', '"Germany": 1,\n    "Germany": 2', 1)
    (found,) = problems(text)
    assert found == "line 7, balances.0-17.national_normalised.Germany: this stands here twice."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the file is empty."),
        ("[]", "line 1: expected an object"),
        ('{"a": 1,\n}', "line 2: this is not JSON"),
        ("[" * 100_000, "line 1: the file is nested more than 20 levels deep."),
        ('{"a": ' + "9" * 5_000 + "}", "line 1: a number in the file is too long."),
        ("candidate_id,bloodgroup\n1,A\n", "line 1: this is not JSON"),
        ('{"a": "\0"}', "line 1: this is not JSON"),
    ],
)
def test_a_malformed_file_is_refused(text, problem):
    (found,) = problems(text)
    assert found.startswith(problem)


def test_another_encoding_is_refused(tmp_path):
    path = tmp_path / "balances.json"
    path.write_bytes('{\n"K\u00f6ln": 1}'.encode("latin-1"))
    with pytest.raises(FileRefused, match="line 2: this is not UTF-8 text"):
        read_balances(path, now=NOW)
