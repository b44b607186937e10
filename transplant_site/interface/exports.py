"""CSV and XLSX files of a table: the whole filtered set, times in UTC, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.encoding import force_str
from openpyxl import Workbook

from transplant_site.interface.times import format_utc

FORMATS = {"csv": "CSV", "xlsx": "XLSX"}
CHUNK = 2_000
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read UTF-8 as something else
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


# What XML, and so a workbook, can't hold: one such character in a text would spoil the file for everyone.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def response(table: tables.Table, rows: Any, kind: str, name: str) -> StreamingHttpResponse | FileResponse:
    """Answer with a file of all rows."""
    filename = f"{name}-{timezone.now():%Y%m%d-%H%M}Z.{kind}"
    answer: StreamingHttpResponse | FileResponse
    if kind == "csv":
        answer = StreamingHttpResponse(csv_lines(table, rows), content_type="text/csv; charset=utf-8")
    else:
        answer = FileResponse(
            xlsx_file(table, rows),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "no-store"
    return answer


class _Echo:
    """What csv.writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(table: tables.Table, rows: Any) -> Iterator[str]:
    """Write the lines one by one, so that a large set needs no memory."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(header_of(table))
    for values in values_of(table, rows):
        yield writer.writerow(values)


def csv_response(header: list[str], rows: Iterable[Iterable[Any]], *, name: str) -> StreamingHttpResponse:
    """Answer with a CSV file of rows that no table shows, line by line."""
    answer = StreamingHttpResponse(_plain_lines(header, rows), content_type="text/csv; charset=utf-8")
    filename = f"{name}-{timezone.now():%Y%m%d-%H%M}Z.csv"
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _plain_lines(header: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(header)
    for row in rows:
        yield writer.writerow([safe(value) for value in row])


def xlsx_file(table: tables.Table, rows: Any) -> Any:
    """Write a workbook to a temporary file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(header_of(table))
    for values in values_of(table, rows):
        sheet.append(values)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def header_of(table: tables.Table) -> list[str]:
    return [force_str(column.header, strings_only=False) for column in _columns(table)]


def values_of(table: tables.Table, rows: Any) -> Iterator[list[Any]]:
    """Give each row's values, safe for a spreadsheet."""
    names = [column.name for column in _columns(table)]
    for chunk in _chunks(rows):
        part = type(table)(chunk, order_by=())
        for row in part.rows:
            yield [safe(row.get_cell_value(name)) for name in names]


def _columns(table: tables.Table) -> list[Any]:
    return [column for column in table.columns.iterall() if not column.column.exclude_from_export]


def _chunks(rows: Any) -> Iterator[list[Any]]:
    source: Iterable[Any] = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
    source = iter(source)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def safe(value: Any) -> Any:
    """Give a value that a spreadsheet shows and never computes; times are ISO 8601 in UTC."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return format_utc(value) if timezone.is_aware(value) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = _UNWRITABLE.sub("\ufffd", force_str(value))
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_FORMULA) else text
