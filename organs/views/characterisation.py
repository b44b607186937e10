"""What is found out about a donor, over HTTP: one form each, all of one shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organs.forms.characterisation import (
    AboSampleForm,
    ConsentForm,
    DeathForm,
    FindingForm,
    HlaTypingForm,
    OrganAssessmentForm,
    TestForm,
)
from organs.forms.donors import ReasonForm
from organs.forms.events import EventForm
from organs.models import DonorAboSample
from organs.policies.donors import DonorRefused
from organs.services import characterisation as services
from organs.views.donors import back_to, find_donor, show_form
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.staff.submissions import SubmittedAlready, taken_once


def _record(
    request: StaffRequest,
    reference: str,
    form_class: type[EventForm],
    service: Callable[..., Any],
    *,
    title: str,
    part: str,
    **context: Any,
) -> HttpResponse:
    donor = find_donor(request, reference)
    hospitals = [donor.hospital, donor.procurement_organisation]
    form = form_class(request.POST or None, hospitals=hospitals, by=request.staff)
    if request.method == "POST" and form.is_valid():
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff):
                service(donor=donor, **form.values(), by=request.staff, at=timezone.now())
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect(back_to(donor, part))
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect(back_to(donor, part))
    return show_form(request, donor, form, title=title, submit=_("Record it"), **context)


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def record_consent(request: StaffRequest, reference: str) -> HttpResponse:
    return _record(
        request, reference, ConsentForm, services.record_consent, title=_("Consent"), part="consents"
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def declare_death(request: StaffRequest, reference: str) -> HttpResponse:
    return _record(
        request, reference, DeathForm, services.declare_death, title=_("Declaration of death"), part="death"
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def record_abo_sample(request: StaffRequest, reference: str) -> HttpResponse:
    return _record(
        request,
        reference,
        AboSampleForm,
        services.record_abo_sample,
        title=_("ABO sample"),
        part="abo",
        hides_abo=True,
        help=_("Two samples, taken at different times and reported by two people, must agree."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def record_test(request: StaffRequest, reference: str) -> HttpResponse:
    return _record(
        request,
        reference,
        TestForm,
        services.record_test,
        title=_("Infectious-disease test"),
        part="serology",
        help=_("A result that differs from the one before ends the donor's open match runs."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def record_finding(request: StaffRequest, reference: str) -> HttpResponse:
    return _record(
        request, reference, FindingForm, services.record_finding, title=_("Finding"), part="findings"
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def record_organ_assessment(request: StaffRequest, reference: str) -> HttpResponse:
    return _record(
        request,
        reference,
        OrganAssessmentForm,
        services.record_organ_assessment,
        title=_("Organ assessment"),
        part="assessments",
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def record_hla_typing(request: StaffRequest, reference: str) -> HttpResponse:
    return _record(
        request,
        reference,
        HlaTypingForm,
        services.record_hla_typing,
        title=_("HLA typing"),
        part="hla",
        help=_("Another typing ends the donor's open match runs."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def set_aside_abo_sample(request: StaffRequest, reference: str, sample: UUID) -> HttpResponse:
    donor = find_donor(request, reference)
    found = find_or_404(DonorAboSample.objects.filter(donor=donor), pk=sample)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_aside_abo_sample(
                sample=found, reason=form.cleaned_data["reason"], by=request.staff, at=timezone.now()
            )
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The sample counts no longer; it stays on record."))
            return redirect(back_to(donor, "abo"))
    return show_form(
        request,
        donor,
        form,
        title=_("Set an ABO sample aside"),
        submit=_("Set it aside"),
        tone="danger",
        help=_("For a sample that was mixed up or spoilt. Open match runs end."),
    )
