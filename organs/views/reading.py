"""Donors whose routine access has ended: asked why, and opened in this session for a while."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organs import reach
from organs.forms.donors import ReasonForm
from organs.models import Donor
from organs.policies.donors import DonorRefused
from organs.policies.reading import check_may_read, is_routine
from organs.services import donors as services
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.interface.parameters import page_asked_for

SESSION_KEY = "donors_opened_until"


def check_reader(request: StaffRequest, donor: Donor, *, at: datetime) -> None:
    """Let the person read on, or have them asked for a reason."""
    check_may_read(donor, opened_until=opened_until(request, donor), at=at)


def opened_until(request: StaffRequest, donor: Donor) -> datetime | None:
    """Return until when this session may read the donor for the reason that was given."""
    text = request.session.get(SESSION_KEY, {}).get(str(donor.pk))
    return datetime.fromisoformat(text) if text else None


@require_http_methods(["GET", "POST"])
@requires(Permission.DONOR_READ)
def open_donor(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask why a donor is read whose case is long over; the page shows nothing of the donor."""
    found = find_or_404(reach.donors(request.staff), reference=reference)
    now = timezone.now()
    if is_routine(found, at=now):
        return redirect(found)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            until = services.open_record(
                donor=found, reason=form.cleaned_data["reason"], by=request.staff, at=now
            )
        except DonorRefused as refusal:
            form.add_refusal(refusal)
        else:
            opened = request.session.get(SESSION_KEY, {})
            request.session[SESSION_KEY] = {**opened, str(found.pk): until.isoformat()}
            return redirect(page_asked_for(request) or found.get_absolute_url())
    return render(request, "organs/open_donor.html", {"donor": found, "form": form})
