"""How the parts of an offer were kept, over HTTP."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organs.forms.preservation import PreservationForm
from organs.models import PreservationPeriod
from organs.policies.preservation import can_record
from organs.services.preservation import record_preservation
from organs.views.common import find_offer
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal
from transplant_site.staff.submissions import SubmittedAlready, taken_once


@require_http_methods(["GET", "POST"])
@requires(Permission.OFFER_SEND, Permission.TRANSPLANT_RECORD)
def preservation(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how the parts of an offer were kept so far, and record a period more."""
    offer = find_offer(request, reference)
    parts = list(offer.parts.select_related("organ__donor"))
    assert request.staff.hospital is not None  # coordinators and clinicians belong to one
    form = PreservationForm(
        request.POST or None, offer=offer, hospitals=[request.staff.hospital], by=request.staff
    )
    if request.method == "POST" and form.is_valid():
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff):
                record_preservation(**form.values(), by=request.staff, at=timezone.now())
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect("organs:preservation", offer.reference)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect("organs:preservation", offer.reference)
    context = {
        "offer": offer,
        "form": form,
        "may_record": any(can_record(part, by=request.staff) for part in parts) or form.errors,
        "periods": PreservationPeriod.objects.filter(part__in=parts).select_related(
            "part__organ", "recorded_by", "on_behalf_of"
        ),
    }
    return render(request, "organs/preservation.html", context)
