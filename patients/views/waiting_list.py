"""The waiting list and its registrations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients import reach
from patients.forms.waiting_list import CriteriaForm, KidneyFactsForm, RegisterCandidateForm, StatusForm
from patients.models import LEADING, Registration
from patients.policies.refusals import PatientsRefusal
from patients.policies.waiting_list import is_open
from patients.presenters.waiting_list import listed_time
from patients.services import waiting_list as services
from patients.services.waiting_list import Criteria
from patients.tables import CandidateFilter, CandidateTable
from patients.views.common import (
    find_patient,
    find_registration,
    note_shown,
    rights,
    show_entry,
)
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import note_export
from transplant_site.interface.lists import list_page
from transplant_site.interface.quantities import per_cent
from transplant_site.records.vocabulary import OrganKind


@require_GET
@requires(Permission.PATIENT_READ)
def waiting_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=CandidateTable,
        filter_class=CandidateFilter,
        queryset=CandidateTable.rows(reach.registrations(request.staff)),
        template="patients/waiting_list.html",
        on_export=note_export(
            request, "patients.waiting_list.exported", of="patients.patient", key="patient_id"
        ),
        on_show=lambda rows: note_shown(
            request, "patients.waiting_list.listed", [row.patient_id for row in rows]
        ),
    )


@require_GET
@requires(Permission.PATIENT_READ)
def registration(request: StaffRequest, reference: str) -> HttpResponse:
    return show_registration(request, find_registration(request, reference))


def show_registration(
    request: StaffRequest, found: Registration, form: StatusForm | None = None
) -> HttpResponse:
    """Render the page of a registration, with the status form empty or as it was refused."""
    now = timezone.now()
    periods = list(found.status_periods.select_related("recorded_by").order_by("-started_at", "-id"))
    vpra = services.current_vpra([found.patient_id]).get(found.patient_id)
    if form is None and found.is_open and request.staff.may(Permission.REGISTRATION_EDIT):
        form = StatusForm(registration=found, vpra=vpra)
    return render(
        request,
        "patients/registration.html",
        {
            "registration": found,
            "patient": found.patient,
            "identity": found.patient.identity,
            "periods": periods,
            "listed_for": listed_time(periods, now=now),
            "criteria": found.criteria.filter(valid_until__isnull=True).first(),
            "earlier_criteria": list(found.criteria.filter(valid_until__isnull=False)),
            "profile": getattr(found, "kidney_profile", None),
            "heart_statuses": list(found.heart_statuses.select_related("recorded_by")),
            "lung_scores": list(found.lung_scores.select_related("recorded_by")),
            "takes_heart_status": found.organ_kind == OrganKind.HEART,
            "takes_lung_score": found.organ_kind == OrganKind.LUNG,
            "can_lead": found.organ_kind in LEADING,
            "takes_with": list(found.takes_with.select_related("following", "leading")),
            "goes_with": list(found.goes_with.select_related("following", "leading")),
            "vpra": None if vpra is None else per_cent(vpra),
            "form": form,
            **rights(request),
        },
    )


@require_POST
@requires(Permission.REGISTRATION_EDIT)
def change_status(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_registration(request, reference)
    vpra = services.current_vpra([found.patient_id]).get(found.patient_id)
    form = StatusForm(request.POST, registration=found, vpra=vpra)
    if form.is_valid():
        try:
            changed = services.change_status(
                registration=found,
                status=form.cleaned_data["status"],
                reason=form.cleaned_data["reason"],
                starts_at=form.starts,
                by=request.staff,
                at=timezone.now(),
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request,
                _("%(registration)s is now “%(status)s”.")
                % {"registration": changed.reference, "status": changed.get_status_display()},
            )
            return redirect(found)
    return show_registration(request, found, form)


@require_http_methods(["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def register_candidate(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    form = RegisterCandidateForm(request.POST or None, patient=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_candidate(
                candidate=services.NewCandidate(
                    patient=found,
                    programme=form.cleaned_data["programme"],
                    registered_on=form.cleaned_data["registered_on"],
                    status=form.status_code,
                    reason=form.cleaned_data["reason"],
                    kidney=form.kidney(),
                ),
                by=request.staff,
                at=timezone.now(),
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Registration %s is made.") % made.reference)
            return redirect(made)
    return show_entry(
        request,
        found,
        form,
        title=_("Put on the waiting list"),
        submit=_("Put on the list"),
        has_no_programme=not form.fields["programme"].queryset.exists(),  # type: ignore[attr-defined]
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def set_criteria(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_registration(request, reference)
    if not is_open(found):
        return refuse_closed(request, found)
    present = found.criteria.filter(valid_until__isnull=True).first()
    form = CriteriaForm(request.POST or None, criteria=Criteria.of(present) if present else Criteria())
    if request.method == "POST" and form.is_valid():
        try:
            services.set_candidate_criteria(
                registration=found, criteria=form.criteria(), by=request.staff, at=timezone.now()
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The criteria hold from today."))
            return redirect(found)
    return show_entry(
        request,
        found.patient,
        form,
        title=_("Acceptance criteria of this candidate"),
        submit=_("Let them hold from today"),
        cancel=found.get_absolute_url(),
        registration=found,
        help=_("Empty sets no limit. The programme's own criteria hold besides."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def record_kidney_facts(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_registration(request, reference)
    if not is_open(found) or found.organ_kind != OrganKind.KIDNEY:
        return refuse_closed(request, found)
    form = KidneyFactsForm(request.POST or None, profile=found.kidney_profile)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_kidney_facts(
                registration=found, kidney=form.kidney(), by=request.staff, at=timezone.now()
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Dialysis and consents are recorded."))
            return redirect(found)
    return show_entry(
        request,
        found.patient,
        form,
        title=_("Dialysis and consents"),
        submit=_("Save"),
        cancel=found.get_absolute_url(),
        registration=found,
    )


def refuse_closed(request: StaffRequest, registration: Registration) -> HttpResponse:
    messages.error(request, _("%s doesn't take this any more.") % registration.reference)
    return redirect(registration)
