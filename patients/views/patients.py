"""The list of patients, a patient, and who and what they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from patients import reach
from patients.forms.patients import (
    ConfirmPatientForm,
    CorrectFactsForm,
    DeathForm,
    IdentityForm,
    RegisterPatientForm,
)
from patients.models import Patient
from patients.policies.patients import can_record_death
from patients.policies.refusals import PatientsRefusal
from patients.presenters.history import history_of, identity_versions
from patients.presenters.patients import patient_page
from patients.services import patients as services
from patients.services import waiting_list
from patients.tables import PatientFilter, PatientTable
from patients.views.common import find_patient, note_shown, rights, show_entry
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import note_export
from transplant_site.interface.answers import answers_of, inputs_of
from transplant_site.interface.lists import list_page
from transplant_site.staff.models import Hospital


@require_GET
@requires(Permission.PATIENT_READ)
def patient_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=PatientTable,
        filter_class=PatientFilter,
        queryset=PatientTable.rows(reach.patients(request.staff)),
        template="patients/patient_list.html",
        on_export=note_export(request, "patients.patients.exported"),
        on_show=lambda rows: note_shown(request, "patients.patients.listed", [row.pk for row in rows]),
    )


@require_GET
@requires(Permission.PATIENT_READ)
def patient(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    return render(
        request,
        "patients/patient.html",
        {
            "page": patient_page(found, today=timezone.localdate()),
            "tab_entries": tabs(found, "patient"),
            "now": timezone.now(),
            **rights(request),
        },
    )


@require_GET
@requires(Permission.PATIENT_READ)
def history(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    return render(
        request,
        "patients/history.html",
        {
            "patient": found,
            "identity": found.identity,
            "versions": identity_versions(found),
            "events": history_of(found),
            "tab_entries": tabs(found, "history"),
        },
    )


def tabs(patient: Patient, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": reverse(f"patients:{name}", args=[patient.reference]),
            "is_current": name == current,
        }
        for label, name in ((_("Overview"), "patient"), (_("History"), "history"))
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.PATIENT_EDIT)
def register_patient(request: StaffRequest) -> HttpResponse:
    """Ask, show the answers, and register when they were confirmed."""
    hospital = request.staff.hospital
    assert hospital is not None, "clinicians act for a hospital"
    form = RegisterPatientForm(request.POST or None)
    if request.method != "POST" or "change" in request.POST or not form.is_valid():
        return render(request, "patients/register_patient.html", {"form": form, "hospital": hospital})

    confirmation = ConfirmPatientForm(request.POST if "confirmed" in request.POST else None)
    if confirmation.is_bound and confirmation.is_valid():
        try:
            made = services.register_patient(
                patient=services.NewPatient(hospital=hospital, person=form.person(), facts=form.facts()),
                is_somebody_else=confirmation.cleaned_data["is_somebody_else"],
                by=request.staff,
                at=timezone.now(),
            )
        except PatientsRefusal as refusal:
            confirmation.add_refusal(refusal)
        else:
            messages.success(request, _("Patient %s is registered.") % made.reference)
            return redirect(made)
    return confirm_patient(request, form, confirmation, hospital)


def confirm_patient(
    request: StaffRequest, form: RegisterPatientForm, confirmation: ConfirmPatientForm, hospital: Hospital
) -> HttpResponse:
    """Show the answers for a last look, and patients who may be the same person."""
    doubles = services.find_doubles(hospital, form.person())
    note_shown(request, "patients.doubles.shown", [double.pk for double in doubles])
    return render(
        request,
        "patients/confirm_patient.html",
        {
            "form": form,
            "confirmation": confirmation,
            "answers": [answer for answer in answers_of(form) if answer["value"] not in (None, "")],
            "inputs": inputs_of(form),
            "doubles": doubles,
            "hospital": hospital,
            "warnings": form.plausibility_warnings(),
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PATIENT_EDIT)
def correct_identity(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    if found.identity is None:
        messages.error(request, _("The identity of this patient was erased."))
        return redirect(found)
    form = IdentityForm(request.POST or None, identity=found.identity)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_identity(
                patient=found,
                person=form.person(),
                replaces=form.cleaned_data["replaces"],
                reason=form.cleaned_data["reason"],
                by=request.staff,
                at=timezone.now(),
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request, _("The identity is corrected; the earlier version stands in the history.")
            )
            return redirect(found)
    return show_entry(request, found, form, title=_("Correct the identity"), submit=_("Save the correction"))


@require_http_methods(["GET", "POST"])
@requires(Permission.PATIENT_EDIT)
def correct_facts(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    form = CorrectFactsForm(request.POST or None, patient=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_clinical_facts(
                patient=found,
                facts=form.facts(),
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
                by=request.staff,
                at=timezone.now(),
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Blood group and measures are corrected."))
            return redirect(found)
    return show_entry(
        request, found, form, title=_("Correct blood group and body"), submit=_("Save the correction")
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.PATIENT_EDIT)
def record_death(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    if not can_record_death(found):
        messages.info(request, _("The death of this patient is recorded already."))
        return redirect(found)
    form = DeathForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            waiting_list.record_death(
                patient=found,
                died_on=form.cleaned_data["died_on"],
                reason=form.cleaned_data["reason"],
                by=request.staff,
                at=timezone.now(),
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The death is recorded, and the registrations are closed."))
            return redirect(found)
    return show_entry(
        request,
        found,
        form,
        title=_("Record the patient's death"),
        submit=_("Record the death"),
        tone="danger",
        help=_("Closes every registration of this patient. It can't be undone here."),
    )
