"""Crossmatches that can't be excluded, over HTTP: asked for, and the laboratory's work list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organs import reach
from organs.forms.matching import AssessmentForm
from organs.models import CrossmatchRequest, Donor, MatchCandidate
from organs.policies.donors import DonorRefused
from organs.policies.matching import CrossmatchRefused
from organs.services.crossmatches import ask_laboratory, assess_crossmatch
from organs.tables.crossmatches import CrossmatchFilter, CrossmatchTable
from patients.hla import Typing
from patients.models import Registration
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import record_read
from transplant_site.interface.lists import list_page
from transplant_site.staff.submissions import SubmittedAlready, taken_once

ASKED_SHOWN = 100


@require_GET
@requires(Permission.CROSSMATCH_ASSESS)
def crossmatch_list(request: StaffRequest) -> HttpResponse:
    asked = (
        reach.crossmatch_requests(request.staff)
        .unanswered()
        .select_related("run__donor", "registration__programme__hospital", "asked_by")
    )
    return list_page(
        request,
        table_class=CrossmatchTable,
        filter_class=CrossmatchFilter,
        queryset=reach.crossmatches(request.staff)
        .with_verdict()
        .select_related("run__donor", "registration__programme__hospital")
        .order_by("-run__created_at", "rank"),
        template="organs/crossmatch_list.html",
        context={
            "asked": asked[:ASKED_SHOWN],
            "asked_count": asked.count(),
            "asked_shown": ASKED_SHOWN,
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.CROSSMATCH_ASSESS)
def assess(request: StaffRequest, reference: str, candidate: str) -> HttpResponse:
    found = _find(request, reference, candidate)
    run, registration = found.run, found.registration
    hospital = request.staff.hospital
    assert hospital is not None  # laboratory staff belong to one
    form = AssessmentForm(request.POST or None, hospitals=[hospital], by=request.staff)
    if request.method == "POST" and form.is_valid():
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff):
                assess_crossmatch(
                    run=run, registration=registration, **form.values(), by=request.staff, at=timezone.now()
                )
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect("organs:crossmatch_list")
        except (CrossmatchRefused, DonorRefused) as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Your word is on record."))
            return redirect("organs:crossmatch_list")
    record_read(request, "organs.crossmatch.read", [("patients.patient", registration.patient_id)])
    context = {
        "run": run,
        "registration": registration,
        "rank": found.rank if isinstance(found, MatchCandidate) else None,
        "reason": found.crossmatch_reason if isinstance(found, MatchCandidate) else found.reason,
        "form": form,
        **_antigens(run.donor, registration),
    }
    return render(request, "organs/assess_crossmatch.html", context)


def _find(request: StaffRequest, reference: str, candidate: str) -> MatchCandidate | CrossmatchRequest:
    """Find the ranked row whose crossmatch can't be excluded, or the request for one who isn't ranked."""
    wanted = {"run__reference": reference, "registration__reference": candidate}
    shown = (
        "run__donor", "registration__patient__hospital", "registration__programme__hospital"
    )  # fmt: skip
    ranked = reach.crossmatches(request.staff).select_related(*shown).filter(**wanted).first()
    return ranked or find_or_404(reach.crossmatch_requests(request.staff).select_related(*shown), **wanted)


@require_POST
@requires(Permission.OFFER_SEND)
def ask(request: StaffRequest, reference: str, candidate: str) -> HttpResponse:
    """Ask the laboratory about a candidate whom the run doesn't rank, before an offer."""
    run = find_or_404(reach.match_runs(request.staff).select_related("donor"), reference=reference)
    registration = find_or_404(reach.candidates_for(request.staff, run), reference=candidate)
    try:
        ask_laboratory(run=run, registration=registration, by=request.staff, at=timezone.now())
    except CrossmatchRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The laboratory is asked for its word."))
    page = reverse("organs:send_offer", args=[run.reference])
    return redirect(f"{page}?candidate={registration.reference}")


def _antigens(donor: Donor, registration: Registration) -> dict[str, object]:
    patient = registration.patient
    return {
        "donor_hla": _report(donor.hla_typings.filter(is_current=True).first()),
        "candidate_hla": _report(patient.hla_typings.filter(is_current=True).first()),
        "unacceptable": patient.unacceptable_antigens.filter(removed_on__isnull=True).order_by("antigen"),
        "screening": patient.antibody_screenings.filter(is_current=True).first(),
        "words": donor.crossmatch_assessments.filter(registration=registration).select_related("recorded_by"),
    }


def _report(typing: object) -> str:
    antigens = getattr(typing, "antigens", None)
    return Typing.read(" ".join(antigens)).report if antigens else ""
