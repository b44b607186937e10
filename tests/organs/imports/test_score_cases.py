"""Files of cases for a score: columns, units, and what is wrong with a line."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from organs.imports.score_cases import KINDS, column_names, score_file
from organs.scores.rounding import half_up_whole
from patients.imports.tables import FileRefused

EXAMPLES = Path(__file__).parents[2] / "examples" / "scores"

MELD3 = "case,age,female,bilirubin,sodium,inr,creatinine,albumin\n"
CASE = "a,20,0,2.5,131,1,1.2,3.8\n"


@pytest.fixture
def score(tmp_path):
    def compute(kind, text):
        path = tmp_path / "cases.csv"
        path.write_text(text, encoding="utf-8")
        return score_file(path, kind)

    return compute


def problems(score, kind, text):
    with pytest.raises(FileRefused) as refused:
        score(kind, text)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("kind", "header", "line", "expected"),
    [
        (
            "meld3",
            "age,female,bilirubin,sodium,inr,creatinine,albumin",
            "20,0,2.5,131,1,1.2,3.8",
            {"score": 16},
        ),
        ("meld3", "age,sex,bili,na,inr,creat_mg_dl,albu_g_l", "20,female,2.5,131,1,1.2,38", {"score": 17}),
        ("meld3", "age,bili_umol,na,inr,creat_umol_l,albu", "15,205.25,120,0.9,398,3.5", {"score": 34}),
        ("meld_na", "bili,crea,inr,na,dial", "2.5,1.2,1,131,0", {"score": 18}),
        ("unos_meld", "crea", "1", {"score": 6}),
        ("ukeld", "inr,bili_umol,creat_umol,na", "1,212,54,126", {"score": 63}),
        ("peld", "inr,bili_mg,albumin_g_dl,age,growth_failure", "2,3.1,2.5,2,1", {"score": 19}),
        ("kdpi", "age,height,weight,creatinine,htn,dm,cva,dcd", "40,170,80,1,0,0,0,0", {"kdpi": 20}),
        ("kdpi", "age,height,weight,creatinine,htn,dm,cva,dcd", "40,170,80,1,,,0,0", {"kdpi": 29}),
        ("kdri_2009", "age,height,weight,creat_mg_dl,htn,dm,cva,dcd", "40,170,80,1,0,0,0,0", {"kdpi": ""}),
        ("epts", "age,dx,dm,prev_tx", "52.8788501,0,0,0", {"epts": 18}),
    ],
)
def test_a_kind_reads_its_columns_under_their_names_and_units(score, kind, header, line, expected):
    scored = score(kind, f"{header}\n{line}\n")
    assert len(scored.rows) == 1
    assert {name: scored.rows[0][name] for name in expected} == expected
    assert scored.version.name == kind


def test_a_case_goes_by_its_name_or_its_line(score):
    assert [row["case"] for row in score("meld3", MELD3 + CASE).rows] == ["a"]
    assert [row["case"] for row in score("unos_meld", "crea\n1\n2\n").rows] == ["2", "3"]


def test_columns_not_used_are_named(score):
    assert score("unos_meld", "crea,albu\n1,3\n").notes == ("Columns not used: albu.",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("case\na\n", "line 1, inr: the column is missing: expected inr."),
        (MELD3 + "a,20,0,2.5,131,1,x,3.8\n", "line 2, creatinine: “x” is not a number from 0 to 1000000."),
        (MELD3 + CASE + "b,20,0,2.5,131,1,,3.8\n", "line 3, creatinine: nothing stands here."),
        (
            MELD3 + "a,20,0,2.5,13,1,1.2,3.8\n",
            "line 2, sodium: sodium 13 mmol/L lies outside 80 to 220 mmol/L.",
        ),
        (MELD3 + "a,20,,2.5,131,1,1.2,3.8\n", "line 2, female: MELD 3.0 needs the sex of a candidate"),
        (MELD3 + "a,9,1,2.5,131,1,1.2,3.8\n", "line 2, age: MELD 3.0 is for candidates registered at 12"),
        (MELD3 + "a,20,maybe,2.5,131,1,1.2,3.8\n", "line 2, female: “maybe” is none of female, male, 1, 0."),
    ],
)
def test_a_problem_names_its_line_its_column_and_what_was_expected(score, text, expected):
    assert any(problem.startswith(expected) for problem in problems(score, "meld3", text))


def test_two_columns_of_one_measure_may_not_both_hold_something(score):
    header = "age,female,bilirubin,sodium,inr,creatinine,creatinine_umol_l,albumin\n"
    assert score("meld3", header + "20,0,2.5,131,1,,106,3.8\n").rows[0]["score"] == 16
    both = header + "20,0,2.5,131,1,1.2,106,3.8\n"
    assert problems(score, "meld3", both) == [
        "line 2, creatinine: creatinine and creatinine_umol_l stand side by side: expected one of them."
    ]


def test_every_problem_of_a_file_is_found_in_one_go(score):
    text = MELD3 + "a,20,0,2.5,131,1,x,3.8\nb,20,0,,131,1,1,3.8\nc,9,1,2.5,131,1,1.2,3.8\n"
    assert [problem.split(":")[0] for problem in problems(score, "meld3", text)] == [
        "line 2, creatinine",
        "line 3, bilirubin",
        "line 4, age",
    ]


def test_every_kind_has_columns_of_its_own_names():
    for kind in KINDS:
        names = column_names(kind)
        assert names
        assert len(set(names)) == len(names)


# The command


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("score", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("unos_meld", "score_unosmeld"),
        ("remeld_na", "score_remeldna"),
        ("remeld", "score_remeld"),
        ("dyn_remeld", "score_dynremeld"),
    ],
)
def test_the_command_prints_300_scores_of_the_examples_and_nothing_else(kind, column):
    path = EXAMPLES / "lab_score_cases.csv"
    out, err = run("--kind", kind, str(path))
    with path.open(encoding="utf-8", newline="") as file:
        expected = [float(row[column]) for row in csv.DictReader(file)]
    rows = list(csv.DictReader(out.splitlines()))
    assert [float(row["unrounded"]) for row in rows] == pytest.approx(expected, abs=1e-13, rel=0)
    assert [int(row["score"]) for row in rows] == [half_up_whole(value) for value in expected]
    assert "2014.1" in err


def test_the_command_says_every_problem_and_prints_no_score(tmp_path, capsys):
    path = tmp_path / "cases.csv"
    path.write_text(MELD3 + CASE + "b,20,0,2.5,131,1,,3.8\n", encoding="utf-8")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match=r"Nothing was computed: 1 problem\."):
        call_command("score", "--kind", "meld3", str(path), stdout=out, stderr=err)
    assert out.getvalue() == ""
    assert "line 3, creatinine: nothing stands here." in err.getvalue()


def test_the_command_says_when_a_version_is_no_longer_in_force(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text("bili,crea,inr,na\n2.5,1.2,1,131\n", encoding="utf-8")
    out, err = run("--kind", "meld_na", str(path))
    assert out == "case,score,unrounded\n2,18,17.544\n"
    assert "applies from 2016-01-11 to 2023-07-12. Computed as of its time." in err


def test_a_file_that_is_not_there_is_said():
    with pytest.raises(CommandError, match="No such file"):
        run("--kind", "meld3", "/nowhere/cases.csv")
