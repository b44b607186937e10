"""Donors, over HTTP: the list, a donor's page, registration, correction, life cycle."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from organs import panels, reach
from organs.forms.donors import (
    CorrectDonorForm,
    IdentityForm,
    OptionalReasonForm,
    ReasonForm,
    RegisterDonorForm,
)
from organs.models import Donor, DonorStatus
from organs.policies.donors import DonorRefused, check_can_move
from organs.presenters.donors import DonorPage
from organs.services import donors as services
from organs.tables.donors import DonorFilter, DonorTable
from organs.views.reading import check_reader, opened_until
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import note_export, record_read
from transplant_site.interface.answers import answers_of, inputs_of
from transplant_site.interface.lists import list_page
from transplant_site.records.days import day_of
from transplant_site.staff.submissions import SubmittedAlready, taken_once


def find_donor(request: StaffRequest, reference: str) -> Donor:
    """Find a donor of the coordinator's organisation, or answer 404; long after its case, ask why."""
    within = reach.donors(request.staff).select_related(
        "hospital", "procurement_organisation", "death_declaration", "registered_by"
    )
    found = find_or_404(within, reference=reference)
    check_reader(request, found, at=timezone.now())
    return found


def show_form(
    request: StaffRequest, donor: Donor, form: Any, *, title: str, submit: str, **context: Any
) -> HttpResponse:
    """Render a form about a donor. A form that asks for the ABO says so: then the page doesn't show it."""
    values = {"donor": donor, "form": form, "title": title, "submit": submit, **context}
    return render(request, "organs/donor_form.html", values)


@require_GET
@requires(Permission.DONOR_READ)
def donor_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=DonorTable,
        filter_class=DonorFilter,
        queryset=reach.donors(request.staff).select_related("hospital"),
        template="organs/donor_list.html",
        context={"may_register": request.staff.may(Permission.DONOR_EDIT)},
        on_export=note_export(request, "organs.donors.exported"),
    )


@require_GET
@requires(Permission.DONOR_READ)
def donor(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_donor(request, reference)
    record_read(request, "organs.donor.read", [("organs.donor", found.pk)])
    context = {
        "donor": found,
        "page": DonorPage(found),
        "opened_until": opened_until(request, found),
        "panels": panels.of_donor(request.staff, found),
        "may_edit": request.staff.may(Permission.DONOR_EDIT),
        "may_match": request.staff.may(Permission.MATCH_RUN),
    }
    return render(request, "organs/donor.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def register_donor(request: StaffRequest) -> HttpResponse:
    now = timezone.now()
    form = RegisterDonorForm(request.POST or None, today=day_of(now))
    if request.method == "POST" and form.is_valid():
        if "change" in request.POST:
            return _show_registration(request, form)
        if "confirmed" not in request.POST:
            return _show_answers(request, form)
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff) as submission:
                found = services.register_donor(donor=_new_donor(request, form), by=request.staff, at=now)
                found.refresh_from_db(fields=["reference"])
                submission.path = found.get_absolute_url()
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect(before.path)
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Donor registered."))
            return redirect(found)
    return _show_registration(request, form)


def _show_registration(request: StaffRequest, form: RegisterDonorForm) -> HttpResponse:
    return render(request, "organs/register_donor.html", {"form": form})


def _show_answers(request: StaffRequest, form: RegisterDonorForm) -> HttpResponse:
    context = {
        "form": form,
        "answers": answers_of(form),
        "inputs": inputs_of(form),
        "warnings": form.plausibility_warnings(),
    }
    return render(request, "organs/register_donor_check.html", context)


def _new_donor(request: StaffRequest, form: RegisterDonorForm) -> services.NewDonor:
    assert request.staff.hospital is not None  # a coordinator belongs to one
    return services.NewDonor(
        hospital=form.cleaned_data["hospital"],
        procurement_organisation=request.staff.hospital,
        characteristics=form.characteristics(),
        identity=form.identity(),
        antigens=form.cleaned_data["hla"],
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def correct_donor(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_donor(request, reference)
    form = CorrectDonorForm(request.POST or None, present=services.Characteristics.of(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_donor(
                donor=found,
                characteristics=form.characteristics(),
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
                by=request.staff,
                at=timezone.now(),
            )
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The donor's record was corrected."))
            return redirect(found)
    help_text = _("A change of ABO, age, kind or size ends the donor's open match runs.")
    return show_form(
        request, found, form, title=_("Correct the record"), submit=_("Correct it"), help=help_text
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def correct_identity(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_donor(request, reference)
    if found.identity_erased_at is not None:
        messages.error(request, _("The identity of this donor was erased."))
        return redirect(found)
    present = found.identities.filter(superseded_at__isnull=True).first()
    initial = asdict(services.Identity.of(present)) | {"replaces": present.pk if present else None}
    form = IdentityForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_identity(
                donor=found,
                identity=form.identity(),
                replaces=form.cleaned_data["replaces"],
                by=request.staff,
                at=timezone.now(),
            )
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The identity was recorded; the earlier version is kept."))
            return redirect(found)
    record_read(request, "organs.donor.read", [("organs.donor", found.pk)])
    return show_form(request, found, form, title=_("Identity"), submit=_("Record it"))


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def close_donor(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_donor(request, reference)
    return _move(
        request,
        found,
        to=DonorStatus.CLOSED,
        form=OptionalReasonForm(request.POST or None),
        title=_("Close the case"),
        submit=_("Close it"),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def stop_donor(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_donor(request, reference)
    return _move(
        request,
        found,
        to=DonorStatus.NOT_PROCEEDING,
        form=ReasonForm(request.POST or None),
        title=_("The donation doesn't proceed"),
        submit=_("End the donation"),
    )


def _move(
    request: StaffRequest, found: Donor, *, to: DonorStatus, form: ReasonForm, title: str, submit: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            services.move_donor(
                donor=found,
                to=to,
                reason=form.cleaned_data["reason"],
                by=request.staff,
                at=timezone.now(),
            )
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, str(to.label))
            return redirect(found)
    elif request.method == "GET":
        try:
            check_can_move(found, to, reason="-")
        except DonorRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect(found)
    return show_form(request, found, form, title=title, submit=submit, tone="danger")


def back_to(donor: Donor, part: str = "") -> str:
    """Give the address of a part of the donor's page."""
    address = reverse("organs:donor", args=[donor.reference])
    return f"{address}#{part}" if part else address
