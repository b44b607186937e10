"""What laboratories find: typings, antibodies, values."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from patients.forms.immunology import HlaTypingForm, RemoveUnacceptableForm, ScreeningForm, UnacceptableForm
from patients.forms.laboratory import LaboratoryForm
from patients.policies.refusals import PatientsRefusal
from patients.presenters.hla import read_typing, read_unacceptable
from patients.presenters.patients import shown_value
from patients.services import immunology, laboratory
from patients.views.common import find_patient, show_entry
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.staff.submissions import SubmittedAlready, taken_once


@require_http_methods(["GET", "POST"])
@requires(Permission.HLA_EDIT)
def record_typing(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    form = HlaTypingForm(request.POST or None, patient=found, hospitals=[found.hospital])
    if request.method == "POST" and form.is_valid():
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff):
                typing = immunology.record_hla_typing(
                    patient=found,
                    antigens=form.cleaned_data["antigens"],
                    method=form.cleaned_data["method"],
                    report=form.report(),
                    by=request.staff,
                    at=timezone.now(),
                )
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect(found)
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            if typing.is_current:
                messages.success(request, _("The typing is recorded; matching uses it from now on."))
            else:
                messages.warning(
                    request, _("The typing is recorded. Matching goes on using the newer one that was here.")
                )
            return redirect(found)
    return show_entry(request, found, form, title=_("Record an HLA typing"), submit=_("Record the typing"))


@require_http_methods(["GET", "POST"])
@requires(Permission.HLA_EDIT)
def list_unacceptable(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    form = UnacceptableForm(request.POST or None, patient=found)
    if request.method == "POST" and form.is_valid():
        try:
            rows = immunology.list_unacceptable_antigens(
                patient=found,
                antigens=form.cleaned_data["antigens"],
                source=form.cleaned_data["source"],
                mean_fluorescence=form.cleaned_data["mean_fluorescence"],
                listed_on=form.cleaned_data["listed_on"],
                by=request.staff,
                at=timezone.now(),
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request,
                ngettext("%d antigen is listed.", "%d antigens are listed.", len(rows)) % len(rows),
            )
            return redirect(found)
    return show_entry(
        request, found, form, title=_("List unacceptable antigens"), submit=_("List the antigens")
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.HLA_EDIT)
def remove_unacceptable(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    form = RemoveUnacceptableForm(request.POST or None, patient=found)
    if request.method == "POST" and form.is_valid():
        try:
            immunology.remove_unacceptable_antigens(
                antigens=list(form.cleaned_data["antigens"]),
                removed_on=form.cleaned_data["removed_on"],
                reason=form.cleaned_data["reason"],
                by=request.staff,
                at=timezone.now(),
            )
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The antigens are no longer listed as unacceptable."))
            return redirect(found)
    return show_entry(
        request,
        found,
        form,
        title=_("Remove unacceptable antigens"),
        submit=_("Remove the chosen ones"),
        help=_("They stay in the history."),
    )


@require_POST
@requires(Permission.HLA_EDIT)
def read_hla(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """Say what antigens mean while they are typed; nothing is recorded by it."""
    found = find_patient(request, reference)
    text = request.POST.get("antigens", "")[:1000]
    present = found.hla_typings.filter(is_current=True).first()
    if kind == "typing":
        reading = read_typing(text, present=present)
    elif kind == "unacceptable":
        listed = found.unacceptable_antigens.filter(removed_on__isnull=True)
        reading = read_unacceptable(text, present=present, listed=listed.values_list("antigen", flat=True))
    else:
        raise Http404("There is no such reading.")
    return render(request, "patients/_hla_reading.html", {"reading": reading, "kind": kind})


@require_http_methods(["GET", "POST"])
@requires(Permission.HLA_EDIT)
def record_screening(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    form = ScreeningForm(request.POST or None, hospitals=[found.hospital])
    if request.method == "POST" and form.is_valid():
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff):
                immunology.record_antibody_screening(
                    patient=found,
                    vpra=form.vpra,
                    valid_until=form.cleaned_data["valid_until"],
                    report=form.report(),
                    by=request.staff,
                    at=timezone.now(),
                )
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect(found)
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The screening is recorded."))
            return redirect(found)
    return show_entry(
        request,
        found,
        form,
        title=_("Record an antibody screening"),
        submit=_("Record the screening"),
        help=_("Active registrations take the status that follows: T, I from 6 %, HI from 85 %."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.LABORATORY_VALUE_EDIT)
def record_values(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_patient(request, reference)
    form = LaboratoryForm(request.POST or None, hospitals=[found.hospital])
    if request.method == "POST" and form.is_valid():
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff):
                rows = laboratory.record_laboratory_values(
                    values=form.values(found), by=request.staff, at=timezone.now()
                )
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect(found)
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            told = ", ".join(f"{row.get_analyte_display()} {shown_value(row).quantity}" for row in rows)
            messages.success(request, _("Recorded: %s.") % told)
            for warning in form.plausibility_warnings():
                messages.warning(request, warning)
            return redirect(found)
    return show_entry(
        request, found, form, title=_("Record laboratory values"), submit=_("Record the values")
    )
