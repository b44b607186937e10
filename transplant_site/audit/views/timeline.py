"""The log itself: filtered, one entry, one object's history, what was refused, what no action names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import ledger, presenters, queries
from transplant_site.audit.forms import PeriodForm, TimelineForm
from transplant_site.audit.proof.evidence import Scope, period_scope
from transplant_site.audit.recording import record_read
from transplant_site.audit.views.common import file_links, file_of, page_of, place_of, sections
from transplant_site.interface.parameters import with_parameters
from transplant_site.interface.times import format_date

LABEL = re.compile(r"^[a-z_]+\.[a-z_]+$")
CODE = re.compile(r"^[A-Za-z0-9_.-]+$")
REFUSALS_OF = timedelta(days=30)


@require_GET
@requires(Permission.AUDIT_READ)
def timeline(request: StaffRequest) -> HttpResponse:
    """Show who did what, newest first, filtered; the period is the last seven days unless one is chosen."""
    form = TimelineForm(request.GET)
    is_valid = form.is_valid()
    asked = form.cleaned_data if is_valid else {}
    found = queries.timeline(asked, today=timezone.localdate())
    if not is_valid:
        found = found.none()
    subjects = [case.subject for case in queries.cases_in(asked)]
    if is_valid and request.GET.get("export"):
        file = file_of(
            request,
            found,
            words=_in_words(asked),
            objects=subjects,
            scope=_period_of(request, asked),
            private={"actor": asked.get("actor")},
        )
        if file is not None:
            return file
    shown = queries.page(found, before=place_of(request))
    start, end = queries.period(asked, timezone.localdate())
    record_read(request, "audit.timeline.read", subjects, entries=len(shown.entries))
    context = {
        "form": form,
        "cases": queries.cases_in(asked),
        "acts": presenters.acts(shown.entries),
        "older": shown.older,
        "start": start,
        "last": end - timedelta(days=1),
        "files": file_links(request) if shown.entries else [],
        "tabs": sections("timeline"),
        "detached": ledger.detached_within(start, end),
    }
    return render(request, "audit/timeline.html", context)


def _period_of(request: StaffRequest, asked: Mapping[str, Any]) -> Scope | None:
    """Give the scope of a whole period, which has no gaps, where nothing but a period was asked for."""
    filters = {name for name, value in asked.items() if value and name not in {"since", "until", "noise"}}
    if filters or request.GET["export"] != "bundle":
        return None
    start, end = queries.period(asked, timezone.localdate())
    return period_scope(_in_words(asked), start, min(end, timezone.now()))


def _in_words(asked: Mapping[str, Any]) -> str:
    """Say what was asked for in codes and references, which the log may keep."""
    start, end = queries.period(asked, timezone.localdate())
    words = [_period_in_words(start, end)]
    words += [case.reference for case in queries.cases_in(asked)]
    for name in ("kind", "outcome", "action", "role", "hospital", "reference"):
        value = str(asked.get(name) or "").strip()
        if value:
            words.append(f"{name} {value if CODE.match(value) else '?'}")
    words += [name for name in ("unnamed", "noise") if asked.get(name)]
    words += ["one actor"] if asked.get("actor") else []
    return ", ".join(words)


def _period_in_words(start: datetime, end: datetime) -> str:
    first, last = (timezone.localdate(moment) for moment in (start, end - timedelta(days=1)))
    return f"{format_date(first)} to {format_date(last)}"


@require_GET
@requires(Permission.AUDIT_READ)
def find(request: StaffRequest) -> HttpResponse:
    """Jump to what the log has on a reference: a case, an answered offer, or one object's history."""
    reference = request.GET.get("reference", "")[:20].strip().upper().replace("\x00", "")
    found = queries.object_of(reference)
    if found is None:
        messages.error(request, _("Nothing has such a reference. References end with a check character."))
        return redirect("audit:timeline")
    address = page_of(reference)
    return redirect(address) if address else redirect("audit:history", *found)


@require_GET
@requires(Permission.AUDIT_READ)
def entry(request: StaffRequest, event: UUID) -> HttpResponse:
    """Show one entry whole: who, when, from where, and what changed."""
    found = queries.entry_of(event)
    one = found.first()
    if one is None:
        return _entry_elsewhere(request, event)
    file = file_of(request, found, words=f"entry {event}")
    if file is not None:
        return file
    record_read(request, "audit.entry.read", [], event=one.event)
    names = presenters.Names([one])
    (act,) = presenters.acts([one])
    seen = [
        {"name": names.of_model(label), "label": label, "key": key, "reference": names.reference(label, key)}
        for label, key in one.seen or []
    ]
    context = {"entry": one, "act": act, "line": act.lines[0], "seen": seen, "files": file_links(request)}
    return render(request, "audit/entry.html", context)


def _entry_elsewhere(request: StaffRequest, event: UUID) -> HttpResponse:
    """Say where an entry of a detached month stands; any other is not found."""
    moment = queries.moment_of(event)
    detached = ledger.detached_within(*moment) if moment else []
    if not detached:
        raise Http404("The log has no such entry.")
    context = {"event": event, "moment": moment[0] if moment else None, "month": detached[0]}
    return render(request, "audit/entry_detached.html", context, status=410)


@require_GET
@requires(Permission.AUDIT_READ)
def history(request: StaffRequest, label: str, key: str) -> HttpResponse:
    """Show all that was done to one object, and every time it was shown."""
    if not LABEL.match(label) or "\x00" in key:
        raise Http404("There is no such kind of object.")
    try:
        model = apps.get_model(label)
    except LookupError:
        raise Http404("There is no such kind of object.") from None
    found = queries.history(label, key)
    shown = queries.page(found, before=place_of(request))
    if not shown.entries and place_of(request) is None:
        raise Http404("The log says nothing of this object.")
    file = file_of(request, found, words=f"{label} {key}", objects=[(label, key)])
    if file is not None:
        return file
    record_read(request, "audit.history.read", [(label, key)])
    names = presenters.Names(shown.entries)
    reference = names.reference(label, key)
    context = {
        "kind": model._meta.verbose_name,
        "reference": reference,
        "page": page_of(reference),
        "key": key,
        "acts": presenters.acts(shown.entries),
        "older": shown.older,
        "files": file_links(request),
        "detached": list(ledger.detached_months().values()),
    }
    return render(request, "audit/history.html", context)


@require_GET
@requires(Permission.AUDIT_READ)
def refusals(request: StaffRequest) -> HttpResponse:
    """Show what was refused, which sign-ins failed, and who read by breaking the glass."""
    form = PeriodForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    start, end = queries.period(asked, today, usual=REFUSALS_OF)
    which = request.GET.get("which", "")
    found = queries.refused(which, start, end)
    if not form.is_valid():
        found = found.none()
    words = f"refusals {which if which in queries.WHICH else 'all'}, {_period_in_words(start, end)}"
    file = file_of(request, found, words=words)
    if file is not None:
        return file
    shown = queries.page(found, before=place_of(request))
    record_read(request, "audit.refusals.read", [], entries=len(shown.entries))
    context = {
        "form": form,
        "which": which,
        "kinds": [
            {
                "label": label,
                "url": with_parameters(request, which=name, before=None),
                "is_current": name == which,
            }
            for name, label in _kinds_of_refusal()
        ],
        "lines": presenters.refusals(shown.entries),
        "older": shown.older,
        "start": start,
        "last": end - timedelta(days=1),
        "files": file_links(request) if shown.entries else [],
        "tabs": sections("refusals"),
    }
    return render(request, "audit/refusals.html", context)


def _kinds_of_refusal() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        ("denied", _("No permission")),
        ("elsewhere", _("Out of reach")),
        ("rules", _("Against a rule")),
        ("sign_in_failed", _("Failed sign-ins")),
        ("lockout", _("Lockouts")),
        ("break_glass", _("Break-glass")),
    ]


@require_GET
@requires(Permission.AUDIT_READ)
def unnamed(request: StaffRequest) -> HttpResponse:
    """Show what was written outside any named action."""
    found = queries.unnamed()
    file = file_of(request, found, words="unnamed writes")
    if file is not None:
        return file
    shown = queries.page(found, before=place_of(request))
    record_read(request, "audit.unnamed.read", [], entries=len(shown.entries))
    context = {
        "acts": presenters.acts(shown.entries),
        "older": shown.older,
        "files": file_links(request) if shown.entries else [],
        "tabs": sections("unnamed"),
    }
    return render(request, "audit/unnamed.html", context)
