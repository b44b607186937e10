"""A donor's organs, over HTTP."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organs.forms.recovery import AddOrganForm, RecoveryForm, SplitForm
from organs.models import Organ
from organs.policies.donors import DonorRefused
from organs.services import recovery as services
from organs.views.donors import back_to, find_donor, show_form
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def add_organ(request: StaffRequest, reference: str) -> HttpResponse:
    donor = find_donor(request, reference)
    form = AddOrganForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_organ(donor=donor, **form.cleaned_data, by=request.staff, at=timezone.now())
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The organ is on record."))
            return redirect(back_to(donor, "organs"))
    return show_form(request, donor, form, title=_("Add an organ"), submit=_("Add it"))


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def record_recovery(request: StaffRequest, reference: str, organ: str) -> HttpResponse:
    donor = find_donor(request, reference)
    found = find_or_404(Organ.objects.filter(donor=donor), reference=organ)
    form = RecoveryForm(
        request.POST or None,
        organ=found,
        hospitals=[donor.hospital, donor.procurement_organisation],
        by=request.staff,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.record_recovery(
                organ=found,
                times=form.times(),
                exception_reason=form.cleaned_data["exception_reason"],
                told=form.told,
                by=request.staff,
                at=timezone.now(),
            )
        except DonorRefused as refusal:
            is_unexplained = refusal.code == "exception_needs_reason"
            form.add_error("exception_reason" if is_unexplained else None, str(refusal))
        else:
            messages.success(request, _("The times of the recovery are on record."))
            return redirect(back_to(donor, "organs"))
    title = _("Recovery: %(organ)s") % {"organ": found.label}
    return show_form(request, donor, form, title=title, submit=_("Record it"))


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_EDIT)
def split_organ(request: StaffRequest, reference: str, organ: str) -> HttpResponse:
    donor = find_donor(request, reference)
    found = find_or_404(Organ.objects.filter(donor=donor), reference=organ)
    form = SplitForm(request.POST or None, organ=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.split_organ(
                organ=found, kinds=form.cleaned_data["kinds"], by=request.staff, at=timezone.now()
            )
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The organ is split: each part is offered by itself."))
            return redirect(back_to(donor, "organs"))
    title = _("Split: %(organ)s") % {"organ": found.label}
    return show_form(request, donor, form, title=title, submit=_("Split it"), tone="danger")
