"""An organ, over HTTP."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from organs import panels, reach
from organs.presenters.organs import OrganPage
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import record_read


@require_GET
@requires(Permission.DONOR_READ, Permission.OFFER_READ)
def organ(request: StaffRequest, reference: str) -> HttpResponse:
    within = reach.organs(request.staff).select_related("donor__procurement_organisation")
    found = find_or_404(within, reference=reference)
    record_read(request, "organs.organ.read", [("organs.organ", found.pk), ("organs.donor", found.donor_id)])
    context = {
        "organ": found,
        "donor": found.donor,
        "page": OrganPage(found, viewer=request.staff, at=timezone.now()),
        "panels": panels.of_organ(request.staff, found),
        "may_open_donor": request.staff.may(Permission.DONOR_READ),
    }
    return render(request, "organs/organ.html", context)
