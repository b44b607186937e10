"""What the pages of patients and registrations share: finding one, the buttons, a form under the banner."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from patients import reach
from patients.models import Patient, Registration
from transplant_site.access.checks import StaffRequest, find_or_404
from transplant_site.access.permissions import Permission
from transplant_site.audit import record_read, record_read_if_shown


def find_patient(request: StaffRequest, reference: str) -> Patient:
    """Find a patient the person reaches, with the identity; showing it is recorded."""
    patient = find_or_404(reach.patients(request.staff).with_identity(), reference=reference)
    record_read_if_shown(request, "patients.patient.read", [("patients.patient", patient.pk)])
    return patient


def find_registration(request: StaffRequest, reference: str) -> Registration:
    """Find a registration the person reaches, with its patient; showing the identity is recorded."""
    registration = find_or_404(
        reach.registrations(request.staff).select_related(
            "patient__hospital", "programme__hospital", "kidney_profile"
        ),
        reference=reference,
    )
    record_read_if_shown(
        request,
        "patients.registration.read",
        [("patients.patient", registration.patient_id), ("patients.registration", registration.pk)],
    )
    return registration


def note_shown(request: StaffRequest, action: str, patients: list[Any]) -> None:
    """Write down whose names a list showed."""
    if patients:
        record_read(request, action, [("patients.patient", pk) for pk in patients])


def rights(request: StaffRequest) -> dict[str, bool]:
    """Say what the person may do, for the pages' buttons."""
    may = request.staff.may
    return {
        "may_edit": may(Permission.PATIENT_EDIT),
        "may_edit_hla": may(Permission.HLA_EDIT),
        "may_record_values": may(Permission.LABORATORY_VALUE_EDIT),
        "may_register": may(Permission.REGISTRATION_EDIT),
        "may_converse": may(Permission.CONVERSATION_WRITE),
    }


def show_entry(
    request: StaffRequest, patient: Patient, form: Any, *, title: str, submit: str, **context: Any
) -> HttpResponse:
    """Render a form about a patient under the patient's banner."""
    return render(
        request,
        context.pop("template", "patients/entry.html"),
        {
            "patient": patient,
            "identity": patient.identity,
            "form": form,
            "title": title,
            "submit": submit,
            "cancel": context.pop("cancel", patient.get_absolute_url()),
            **context,
        },
    )
