"""Match runs, over HTTP: started, shown, explained, compared, taken away as CSV."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from organs import reach
from organs.forms.matching import StartRunForm
from organs.models import MatchCandidate, MatchRun
from organs.policies.donors import is_open
from organs.policies.matching import MatchRefused
from organs.presenters.match_runs import (
    PRINTED_AT_MOST,
    RunPage,
    candidates_of,
    exclusions_of,
    explanation_of,
    heading_of,
)
from organs.services.matching import compare_runs, csv_lines, run_match
from organs.tables.donors import MatchRunFilter, MatchRunTable
from organs.tables.match_runs import CandidateFilter, CandidateTable, ExclusionFilter, ExclusionTable
from organs.views.donors import find_donor
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import note_export, record_read
from transplant_site.interface.exports import BYTE_ORDER_MARK, safe
from transplant_site.interface.lists import list_page

CHANGES_SHOWN = 200


def find_run(request: StaffRequest, reference: str) -> MatchRun:
    """Find a run for a donor of the coordinator's organisation, or answer 404."""
    within = reach.match_runs(request.staff).select_related(
        "donor__hospital", "created_by", "previous_run", "balance_sheet"
    )
    return find_or_404(within, reference=reference)


@require_GET
@requires(Permission.MATCH_READ)
def match_run_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=MatchRunTable,
        filter_class=MatchRunFilter,
        queryset=reach.match_runs(request.staff).select_related("donor", "created_by"),
        template="organs/match_run_list.html",
        export_name="match-runs",
        on_export=note_export(request, "organs.match_runs.exported"),
    )


@require_GET
@requires(Permission.MATCH_READ)
def match_run(request: StaffRequest, reference: str) -> HttpResponse:
    run = find_run(request, reference)
    record_read(request, "organs.match_run.read", [("organs.matchrun", run.pk)])
    return list_page(
        request,
        table_class=CandidateTable,
        filter_class=CandidateFilter,
        queryset=candidates_of(run),
        template="organs/match_run.html",
        export_name=f"{run.reference}-ranked",
        on_export=note_export(request, "organs.match_run.exported", about=[("organs.matchrun", run.pk)]),
        context={
            "run": run,
            "page_of_run": RunPage(run, "match_run"),
            "is_donor_open": is_open(run.donor),
            "may_match": request.staff.may(Permission.MATCH_RUN),
            "may_send": request.staff.may(Permission.OFFER_SEND) and run.is_valid,
            "may_export": request.staff.may(Permission.DATA_EXPORT),
        },
    )


@require_GET
@requires(Permission.MATCH_READ)
def match_run_excluded(request: StaffRequest, reference: str) -> HttpResponse:
    run = find_run(request, reference)
    record_read(request, "organs.match_run.read", [("organs.matchrun", run.pk)])
    return list_page(
        request,
        table_class=ExclusionTable,
        filter_class=ExclusionFilter,
        queryset=exclusions_of(run),
        template="organs/match_run_excluded.html",
        export_name=f"{run.reference}-excluded",
        on_export=note_export(request, "organs.match_run.exported", about=[("organs.matchrun", run.pk)]),
        context={"run": run, "page_of_run": RunPage(run, "match_run_excluded")},
    )


@require_GET
@requires(Permission.MATCH_READ)
def match_run_changes(request: StaffRequest, reference: str) -> HttpResponse:
    run = find_run(request, reference)
    if run.previous_run is None:
        raise Http404("There is no run before this one.")
    record_read(request, "organs.match_run.read", [("organs.matchrun", run.pk)])
    difference = compare_runs(run, run.previous_run)
    context = {
        "run": run,
        "page_of_run": RunPage(run, "match_run_changes"),
        "difference": difference,
        "parts": [
            (title, changes[:CHANGES_SHOWN], len(changes))
            for title, changes in (
                (_("New on the list"), difference.new),
                (_("No longer on the list"), difference.dropped),
                (_("Moved"), difference.moved),
            )
        ],
        "shown_at_most": CHANGES_SHOWN,
    }
    return render(request, "organs/match_run_changes.html", context)


@require_GET
@requires(Permission.MATCH_READ)
def match_candidate(request: StaffRequest, reference: str, rank: int) -> HttpResponse:
    run = find_run(request, reference)
    found = find_or_404(MatchCandidate.objects.filter(run=run).select_related("registration"), rank=rank)
    found.run = run
    record_read(request, "organs.match_candidate.read", [("organs.matchrun", run.pk)], rank=rank)
    context = {"run": run, "candidate": found, "explanation": explanation_of(found)}
    context["heading"] = heading_of(run)
    template = "organs/_explanation.html" if request.htmx else "organs/match_candidate.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@require_GET
@requires(Permission.MATCH_READ)
def match_run_print(request: StaffRequest, reference: str) -> HttpResponse:
    run = find_run(request, reference)
    record_read(request, "organs.match_run.read", [("organs.matchrun", run.pk)])
    context = {
        "run": run,
        "page_of_run": RunPage(run, "match_run"),
        "candidates": candidates_of(run)[:PRINTED_AT_MOST],
        "printed_at_most": PRINTED_AT_MOST,
    }
    return render(request, "organs/match_run_print.html", context)


@require_GET
@requires(Permission.MATCH_READ)
@requires(Permission.DATA_EXPORT)
def match_run_csv(request: StaffRequest, reference: str) -> StreamingHttpResponse:
    run = find_run(request, reference)
    note = note_export(request, "organs.match_run.exported", about=[("organs.matchrun", run.pk)])
    assert note is not None  # the view's second permission
    note("csv", run.candidates.all())
    answer = StreamingHttpResponse(
        (line if number else BYTE_ORDER_MARK + line for number, line in enumerate(csv_lines(run, cell=safe))),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{run.reference}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@requires(Permission.MATCH_RUN)
def start_run(request: StaffRequest, reference: str) -> HttpResponse:
    donor = find_donor(request, reference)
    present = list(
        donor.match_runs.filter(invalidated_at__isnull=True)
        .select_related("created_by")
        .order_by("organ_kind")
    )
    form = StartRunForm(request.POST or None, donor=donor, seen=present)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            run = run_match(
                donor=donor,
                organ_kind=form.cleaned_data["organ_kind"],
                matched_at=donor.match_at or now,
                seen_run=form.seen_run,
                by=request.staff,
                at=now,
            )
        except MatchRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The candidates are ranked."))
            return redirect(
                "organs:match_run", MatchRun.objects.values_list("reference", flat=True).get(pk=run.pk)
            )
    context = {"donor": donor, "form": form, "present": present}
    return render(request, "organs/start_run.html", context)
