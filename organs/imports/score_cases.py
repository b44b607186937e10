"""What a file of cases for a score holds: the columns of each kind, and the scores of its lines.

A column may go by more than one name; a unit in its name is the unit of its figures. Two columns of one
measure, such as mg/dL and µmol/L, may stand side by side: then each line has one of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from organs.scores import (
    EPTS,
    KDPI,
    KDRI_2009,
    LIVER_SCORES,
    KidneyDonorFacts,
    LiverScore,
    LiverValues,
    ScoreRefused,
)
from organs.scores.kdpi import KidneyDonorIndex
from organs.scores.units import MEASURES, in_formula_unit
from organs.scores.versions import ScoreVersion
from patients.imports.tables import (
    UNREAD,
    Column,
    FileRefused,
    Problem,
    Row,
    Table,
    Unreadable,
    number_between,
    read_file,
    shown,
    text_of,
    whole_number_between,
    yes_or_no,
)

Result = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Field:
    """A figure of a case: the names of its column with their units, and how a cell is read.

    An empty cell of one that may be unknown means that it is not known; the column must be there.
    """

    name: str
    columns: Mapping[str, str]
    read: Callable[[str], Any]
    required: bool = True
    default: Any = None
    may_be_unknown: bool = False


@dataclass(frozen=True, slots=True)
class ScoreKind:
    """A kind of score: its fields, and what it gives for a case."""

    version: ScoreVersion
    fields: tuple[Field, ...]
    compute: Callable[[Mapping[str, Any]], Result]


@dataclass(frozen=True, slots=True)
class ScoredCases:
    """The scores of a file's lines, in their order, each with the case's name or its line."""

    version: ScoreVersion
    rows: tuple[Result, ...]
    notes: tuple[str, ...]


def score_file(path: Path, kind: str) -> ScoredCases:
    """Score the cases of a file; FileRefused with all its problems when there is any."""
    found = KINDS[kind]
    table = read_file(path, _columns(found))
    problems = list(table.problems)
    rows: list[Result] = []
    if not problems:
        problems += _missing_columns(found, table)
    for row in [] if any(problem.line == 1 for problem in problems) else table.rows:
        case, wrong = _case(found, row, table.columns)
        problems += wrong
        if wrong or any(value is UNREAD for value in case.values()):
            continue
        try:
            rows.append({"case": row["case"] or str(row.line), **found.compute(case)})
        except ScoreRefused as reason:
            problems.append(Problem(row.line, _column_of(found, reason.about, table), str(reason)))
    if problems:
        raise FileRefused(problems)
    return ScoredCases(found.version, tuple(rows), tuple(table.notes))


def _columns(kind: ScoreKind) -> tuple[Column, ...]:
    names = (Column(name, field.read, required=False) for field in kind.fields for name in field.columns)
    return (Column("case", text_of(40), required=False), *names)


def _missing_columns(kind: ScoreKind, table: Table) -> Iterator[Problem]:
    for field in kind.fields:
        if field.required and not table.columns & field.columns.keys():
            yield Problem(1, field.name, f"the column is missing: expected {' or '.join(field.columns)}.")


def _column_of(kind: ScoreKind, name: str, table: Table) -> str:
    """The column of the file that holds a field; its first name when there is none."""
    field = next((field for field in kind.fields if field.name == name), None)
    return _column(field, table.columns) if field else name


def _column(field: Field, columns: Collection[str]) -> str:
    return next((name for name in field.columns if name in columns), next(iter(field.columns)))


def _case(kind: ScoreKind, row: Row, columns: Collection[str]) -> tuple[dict[str, Any], list[Problem]]:
    """The figures of a line in the formula's units, and what is wrong with them."""
    case: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in kind.fields:
        given = {name: row[name] for name in field.columns if row[name] is not None}
        try:
            case[field.name] = _figure(field, given)
        except Unreadable as reason:
            column = next(iter(given), _column(field, columns))
            problems.append(Problem(row.line, column, str(reason)))
    return case, problems


def _figure(field: Field, given: Mapping[str, Any]) -> Any:
    """The figure of a field from those of its columns that hold something."""
    if len(given) > 1:
        raise Unreadable(f"{' and '.join(given)} stand side by side: expected one of them.")
    if not given:
        if field.required and not field.may_be_unknown:
            raise Unreadable("nothing stands here.")
        return field.default
    ((column, value),) = given.items()
    unit = field.columns[column]
    if not unit or value is UNREAD:
        return value
    try:
        return float(in_formula_unit(field.name, value, unit))
    except ScoreRefused as reason:
        raise Unreadable(str(reason)) from reason


def _positive(cell: str) -> Decimal:
    value = number_between(0, 1_000_000)(cell)
    if value == 0:
        raise Unreadable(f"{shown(cell)} is not a figure above zero.")
    return value


def _sex(cell: str) -> bool:
    """Female or male, or 1 or 0 under a column named female."""
    words = {"female": True, "f": True, "male": False, "m": False}
    if cell.lower() in words:
        return words[cell.lower()]
    try:
        return yes_or_no(cell)
    except Unreadable:
        raise Unreadable(f"{shown(cell)} is none of female, male, 1, 0.") from None


def _laboratory(name: str, *short: str) -> Field:
    """A laboratory value: under its plain names in the formula's unit, or with the unit in the name."""
    units = MEASURES[name].units
    names = (name, *short)
    columns = dict.fromkeys(names, units[0].code)
    for unit in units:
        for ending in _ENDINGS.get(unit.code, ()):
            columns |= {f"{plain}_{ending}": unit.code for plain in names}
    return Field(name, columns, _positive)


_ENDINGS = {
    "mg/dL": ("mg_dl", "mg"),
    "umol/L": ("umol_l", "umol"),
    "mmol/L": ("mmol_l",),
    "g/dL": ("g_dl",),
    "g/L": ("g_l",),
}


def _flag(name: str, *also: str, required: bool = True) -> Field:
    return Field(name, dict.fromkeys((name, *also), ""), yes_or_no, required, default=False)


def _number(name: str, *also: str, low: int, high: int, required: bool = True) -> Field:
    return Field(name, dict.fromkeys((name, *also), ""), number_between(low, high), required)


_CREATININE = _laboratory("creatinine", "crea", "creat")
_LABORATORY = {
    field.name: field
    for field in (
        _CREATININE,
        _laboratory("bilirubin", "bili"),
        _laboratory("albumin", "albu"),
        _laboratory("sodium", "na"),
        _laboratory("inr"),
    )
}
_DIALYSIS = _flag("dialysis", "dial", required=False)
_AGE = _number("age", low=0, high=120)
_SEX = Field("is_female", {"female": "", "sex": ""}, _sex, required=False)
_GROWTH = _flag("has_growth_failure", "growth_failure")


def _liver_kind(score: LiverScore) -> ScoreKind:
    figures = score.version.parameters
    fields = [
        replace(_LABORATORY[name], required="if_missing" not in facts)
        for name, facts in figures["values"].items()
    ]
    if "creatinine_on_dialysis" in figures:
        fields.append(_DIALYSIS)
    if "adolescents" in figures:
        fields += [_AGE, _SEX]
    if "below_years" in figures:
        fields += [_AGE, _GROWTH]
    return ScoreKind(score.version, tuple(fields), partial(_liver_result, score))


def _liver_result(score: LiverScore, case: Mapping[str, Any]) -> Result:
    values = {name: value for name, value in case.items() if name in MEASURES or name == "dialysis"}
    more = {name: case[name] for name in ("is_female", "has_growth_failure") if name in case}
    if "age" in case:
        more["age"] = float(case["age"])
    result = score.score(LiverValues(**values), **more)
    return {"score": result.value, "unrounded": result.unrounded}


_KIDNEY_DONOR = (
    Field("age", {"age": ""}, whole_number_between(0, 120)),
    _number("height_cm", "height", low=1, high=260),
    _number("weight_kg", "weight", low=1, high=450),
    _CREATININE,
    replace(_flag("hypertension", "htn"), default=None, may_be_unknown=True),
    replace(_flag("diabetes", "dm"), default=None, may_be_unknown=True),
    _flag("stroke", "cva"),
    _flag("dcd"),
)
_OF_2009 = (_flag("black", required=False), _flag("hepatitis_c", "hcv", required=False))


def _kidney_kind(index: KidneyDonorIndex, *more: Field) -> ScoreKind:
    return ScoreKind(index.version, (*_KIDNEY_DONOR, *more), partial(_kidney_result, index))


def _kidney_result(index: KidneyDonorIndex, case: Mapping[str, Any]) -> Result:
    figures = {name: float(case[name]) for name in ("height_cm", "weight_kg")}
    result = index.score(KidneyDonorFacts(**{**case, **figures}))
    return {"kdri": result.kdri, "kdpi": "" if result.kdpi is None else result.kdpi}


def _epts_result(case: Mapping[str, Any]) -> Result:
    years = {name: float(case[name]) for name in ("age", "years_of_dialysis")}
    result = EPTS.score(**{**case, **years})
    return {"epts": result.percent, "raw": result.raw}


_EPTS_FIELDS = (
    _AGE,
    _number("years_of_dialysis", "dx", low=0, high=80),
    _flag("diabetes", "dm"),
    _flag("prior_transplant", "prev_tx"),
)

KINDS: Mapping[str, ScoreKind] = {
    **{name: _liver_kind(score) for name, score in LIVER_SCORES.items()},
    "kdpi": _kidney_kind(KDPI),
    "kdri_2009": _kidney_kind(KDRI_2009, *_OF_2009),
    "epts": ScoreKind(EPTS.version, _EPTS_FIELDS, _epts_result),
}
"""Every kind of score, by the name the command takes."""


def column_names(kind: str) -> Sequence[str]:
    """The columns of a kind, each by its first name."""
    return [next(iter(field.columns)) for field in KINDS[kind].fields]
