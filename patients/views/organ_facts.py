"""A heart status, a lung score and combined organs, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from patients.forms.organ_facts import CombineForm, HeartStatusForm, LungScoreForm
from patients.models import LEADING, CombinedOrgans, Registration
from patients.policies.refusals import PatientsRefusal
from patients.policies.waiting_list import is_open
from patients.services import organ_facts as services
from patients.views.common import find_registration, show_entry
from patients.views.waiting_list import refuse_closed
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.records.vocabulary import OrganKind


@require_http_methods(["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def state_heart_status(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_registration(request, reference)
    if not is_open(found) or found.organ_kind != OrganKind.HEART:
        return refuse_closed(request, found)
    return _take(
        request,
        found,
        HeartStatusForm(request.POST or None),
        lambda **entered: services.state_heart_status(registration=found, **entered),
        title=_("Heart status"),
        done=_("The heart status is recorded."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def enter_lung_score(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_registration(request, reference)
    if not is_open(found) or found.organ_kind != OrganKind.LUNG:
        return refuse_closed(request, found)
    return _take(
        request,
        found,
        LungScoreForm(request.POST or None),
        lambda **entered: services.enter_lung_score(registration=found, **entered),
        title=_("Composite score"),
        done=_("The composite score is recorded."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.REGISTRATION_EDIT)
def combine_organs(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_registration(request, reference)
    if not is_open(found) or found.organ_kind not in LEADING:
        return refuse_closed(request, found)
    return _take(
        request,
        found,
        CombineForm(request.POST or None, leading=found),
        lambda **entered: services.combine_organs(leading=found, **entered),
        title=_("Take another organ along"),
        done=_("The organs are combined."),
    )


def _take(
    request: StaffRequest,
    found: Registration,
    form: Any,
    record: Callable[..., Any],
    *,
    title: str,
    done: str,
) -> HttpResponse:
    """Record what the form says, or show it with what was refused."""
    if request.method == "POST" and form.is_valid():
        try:
            record(**form.cleaned_data, by=request.staff, at=timezone.now())
        except PatientsRefusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, done)
            return redirect(found)
    return show_entry(
        request,
        found.patient,
        form,
        title=title,
        submit=_("Save"),
        cancel=found.get_absolute_url(),
        registration=found,
    )


@require_POST
@requires(Permission.REGISTRATION_EDIT)
def separate_organs(request: StaffRequest, reference: str) -> HttpResponse:
    """End what goes with this registration's organ."""
    found = find_registration(request, reference)
    combined = CombinedOrgans.objects.filter(
        leading=found, valid_until__isnull=True, following__reference=request.POST.get("following", "")
    ).first()
    if combined is None:
        messages.error(request, _("This organ takes no other along now."))
    else:
        services.separate_organs(combined=combined, by=request.staff, at=timezone.now())
        messages.success(request, _("Each organ goes by its own list from today."))
    return redirect(found)
