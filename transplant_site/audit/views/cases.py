"""Everything about one donor, organ or patient; who has seen it; and, for a purpose, who it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import cases, ledger, presenters, queries
from transplant_site.audit.cases import Case
from transplant_site.audit.forms import PeriodForm, PurposeForm
from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.recording import record, record_read
from transplant_site.audit.views.common import file_links, file_of, place_of

SESSION_KEY = "audit_cases_opened_until"
OPENED_FOR = timedelta(hours=8)
"""A purpose opens a case for a shift, not for good."""


@require_GET
@requires(Permission.AUDIT_READ)
def case(request: StaffRequest, reference: str) -> HttpResponse:
    """Show everything that was done to a case, and every time it was shown, newest first."""
    found = _find(reference)
    with_noise = bool(request.GET.get("noise"))
    entries = queries.in_case(found, noise=with_noise)
    words = f"case {found.reference}{', noise' if with_noise else ''}"
    file = file_of(request, entries, words=words, objects=[found.subject])
    if file is not None:
        return file
    shown = queries.page(entries, before=place_of(request))
    record_read(request, "audit.case.read", [found.subject], entries=len(shown.entries))
    context = {
        "case": found,
        "parts": presenters.parts_of(found),
        "acts": presenters.acts(shown.entries),
        "older": shown.older,
        "with_noise": with_noise,
        "detached": list(ledger.detached_months().values()),
        "files": file_links(request),
        "tabs": _tabs(found, "case"),
    }
    return render(request, "audit/case.html", context)


@require_GET
@requires(Permission.AUDIT_READ)
def seen(request: StaffRequest, reference: str) -> HttpResponse:
    """Show who was shown something of a case: one row per person, the latest first."""
    found = _find(reference)
    form = PeriodForm(request.GET)
    is_valid = form.is_valid()
    start, end = queries.days(form.cleaned_data if is_valid else {})
    readers = queries.readers(found, start=start, end=end) if is_valid else []
    record_read(request, "audit.readers.read", [found.subject], people=len(readers))
    context = {
        "case": found,
        "form": form,
        "readers": presenters.readers(readers[: queries.READERS_AT_MOST]),
        "is_cut": len(readers) > queries.READERS_AT_MOST,
        "most": queries.READERS_AT_MOST,
        "tabs": _tabs(found, "seen"),
    }
    return render(request, "audit/seen.html", context)


@require_GET
@requires(Permission.AUDIT_READ)
def seen_by(request: StaffRequest, reference: str, person: UUID) -> HttpResponse:
    """Show the single times that one person was shown something of a case."""
    found = _find(reference)
    entries = queries.reads_by(found, person)
    words = f"case {found.reference}, shown to {person}"
    file = file_of(request, entries, words=words, objects=[found.subject])
    if file is not None:
        return file
    shown = queries.page(entries, before=place_of(request))
    record_read(request, "audit.readers.read", [found.subject], person=person)
    context = {
        "case": found,
        "name": _name_of(person, shown.entries),
        "acts": presenters.acts(shown.entries),
        "older": shown.older,
        "files": file_links(request),
        "tabs": _tabs(found, "seen"),
    }
    return render(request, "audit/seen_by.html", context)


def _name_of(person: UUID, entries: Sequence[LedgerEntry]) -> str:
    if person == queries.NOBODY:
        return _("the system")
    return next((name for one in entries if (name := presenters.name_of_actor(one))), _("Someone else"))


@require_http_methods(["GET", "POST"])
@requires(Permission.AUDIT_READ)
def open_case(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask for the purpose for which somebody reads who a case is about, and what was written."""
    found = _find(reference)
    if opened_until(request, found.key) is not None:
        return redirect("audit:opened", found.reference)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        until = timezone.now() + OPENED_FOR
        record(
            Kind.BREAK_GLASS,
            action="audit.case.opened",
            by=request.staff,
            objects=[found.subject],
            reason=form.cleaned_data["purpose"],
            details={"until": until.isoformat()},
        )
        opened = request.session.get(SESSION_KEY, {})
        request.session[SESSION_KEY] = {**opened, found.key: until.isoformat()}
        return redirect("audit:opened", found.reference)
    context = {
        "case": found,
        "form": form,
        "hours": OPENED_FOR.seconds // 3600,
        "tabs": _tabs(found, "opened"),
    }
    return render(request, "audit/open_case.html", context)


@require_GET
@requires(Permission.AUDIT_READ)
def opened(request: StaffRequest, reference: str) -> HttpResponse:
    """Show who a case is about and what was written, to someone who has named a purpose."""
    found = _find(reference)
    until = opened_until(request, found.key)
    if until is None:
        return redirect("audit:open_case", found.reference)
    texts = cases.opened(found)
    shown = [found.subject, *(one for part in texts for one in part.objects if one != found.subject)]
    record_read(request, "audit.identity.read", shown)
    context = {"case": found, "opened": texts, "until": until, "tabs": _tabs(found, "opened")}
    return render(request, "audit/opened.html", context)


def opened_until(request: StaffRequest, key: str) -> datetime | None:
    """Return until when this session may read who the case of this key is about; None if it may not."""
    text = request.session.get(SESSION_KEY, {}).get(key)
    until = datetime.fromisoformat(text) if text else None
    return until if until is not None and timezone.now() < until else None


def _find(reference: str) -> Case:
    found = cases.find(reference)
    if found is None:
        raise Http404("There is no such donor, organ or patient.")
    return found


def _tabs(case: Case, current: str) -> list[dict[str, object]]:
    labels = {"case": _("Everything"), "seen": _("Who has seen it"), "opened": _("Identity and messages")}
    return [
        {
            "label": label,
            "url": reverse(f"audit:{name}", args=[case.reference]),
            "is_current": name == current,
        }
        for name, label in labels.items()
    ]
