"""What the audit pages have in common: places in the log, tabs, and files of what they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from tempfile import TemporaryFile
from typing import Any, cast

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from transplant_site.access.checks import StaffRequest
from transplant_site.audit import cases, log_files
from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.proof.evidence import (
    NotYetProven,
    Scope,
    TooManyEntries,
    entries_scope,
    export_evidence,
)
from transplant_site.audit.proof.stored import TreeIncomplete
from transplant_site.audit.queries import Place
from transplant_site.audit.recording import record
from transplant_site.interface.exports import csv_response
from transplant_site.interface.parameters import with_parameters

SECONDS = 10.0
"""So long a page waits for a checkpoint that covers what is exported."""

FORMATS = ("csv", "jsonl", "bundle")
SECTIONS = [
    ("timeline", "audit:timeline"),
    ("refusals", "audit:refusals"),
    ("unnamed", "audit:unnamed"),
    ("proof", "audit:proof"),
]


def place_of(request: HttpRequest) -> Place | None:
    """Give the place in the log that a link carries, None at its end."""
    text = request.GET.get("before", "")
    if not text:
        return None
    try:
        return Place.parse(text)
    except (ValueError, OverflowError):
        raise BadRequest("There is no such place in the log.") from None


def sections(current: str) -> list[dict[str, Any]]:
    """Give the tabs of the audit pages."""
    labels = {
        "timeline": _("What happened"),
        "refusals": _("Refusals and break-glass"),
        "unnamed": _("Unnamed writes"),
        "proof": _("State of the proof"),
    }
    return [
        {"label": labels[name], "url": reverse(url), "is_current": name == current} for name, url in SECTIONS
    ]


def file_links(request: HttpRequest) -> list[tuple[str, str]]:
    """Give the files in which all of what a page lists can be taken away, and their addresses."""
    labels = {"csv": "CSV", "jsonl": "JSON", "bundle": _("Evidence")}
    return [(label, with_parameters(request, export=kind, before=None)) for kind, label in labels.items()]


def page_of(reference: str) -> str:
    """Give the address of the page that regulators have for a reference, nothing where there is none."""
    name = cases.page_of(reference)
    return reverse(name, args=[reference]) if name else ""


def file_of(
    request: StaffRequest,
    found: QuerySet[LedgerEntry],
    *,
    words: str,
    objects: Sequence[tuple[str, str]] = (),
    scope: Scope | None = None,
    details: Mapping[str, object] | None = None,
    private: Mapping[str, object] | None = None,
) -> HttpResponse | None:
    """Hand out all of what a page lists, if a file was asked for; written down before a byte leaves.

    `words` say what was asked for, in codes and references only: they stay in the log. `scope` is the
    evidence where that isn't of these entries one by one.
    """
    kind = request.GET.get("export", "")
    if not kind:
        return None
    if kind not in FORMATS:
        raise BadRequest("There is no such export.")
    # What comes while the file is written, the reading of it included, is not in it.
    found = found.filter(timestamp__lt=timezone.now())
    if kind == "bundle":
        return _evidence(request, scope, found, words=words, objects=objects)
    record(
        Kind.EXPORT,
        action="audit.log.exported",
        by=request.staff,
        objects=objects,
        details={"format": kind, "rows": found.order_by().count(), "asked": words, **(details or {})},
        private=private,
    )
    if kind == "csv":
        # A file's answer is streamed, and no HttpResponse to the type checker; views say HttpResponse.
        return cast(
            "HttpResponse", csv_response(log_files.header(), log_files.csv_rows(found), name="audit-log")
        )
    answer = StreamingHttpResponse(log_files.json_lines(found), content_type="application/x-ndjson")
    return cast("HttpResponse", _as_file(answer, "audit-log", "jsonl"))


def _evidence(
    request: StaffRequest,
    scope: Scope | None,
    found: QuerySet[LedgerEntry],
    *,
    words: str,
    objects: Sequence[tuple[str, str]],
) -> HttpResponse:
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        asked = scope or entries_scope(words, found, objects)
        export_evidence(asked, file, by=request.staff, seconds=SECONDS)
    except (NotYetProven, TreeIncomplete, TooManyEntries) as problem:
        file.close()
        status = 400 if isinstance(problem, TooManyEntries) else 503
        context = {
            "problem": problem,
            "is_too_many": status == 400,
            "back": with_parameters(request, export=None),
        }
        return render(request, "audit/not_yet_proven.html", context, status=status)
    file.seek(0)
    answer = FileResponse(file, content_type="application/zip")
    return cast("HttpResponse", _as_file(answer, "audit-evidence", "zip"))


def _as_file(answer: Any, name: str, extension: str) -> Any:
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.now():%Y%m%d-%H%M}Z.{extension}"'
    answer["Cache-Control"] = "no-store"
    return answer
