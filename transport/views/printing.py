"""What is printed of a shipment: the label on its box, and paper for when the site is away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from organs import downtime, profile
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Kind, Refusal, record
from transplant_site.interface.paper import pdf_response
from transport import labels
from transport.policies.shipments import check_can_label
from transport.views.common import find


@require_GET
@requires(Permission.SHIPMENT_PLAN, Permission.DEPARTURE_CHECK)
def label(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand out the label of a shipment that is not over yet."""
    found = find(request, reference)
    try:
        rules = profile.current()
        check_can_label(found, rules=rules)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    donors = {part.organ.donor_id for part in labels.parts_in(found)}
    record(
        Kind.EXPORT,
        action="transport.label.printed",
        objects=[("transport.shipment", found.pk), *(("organs.donor", pk) for pk in sorted(donors))],
        by=request.staff,
        details={"format": "pdf"},
    )
    return pdf_response(labels.label_of(found, rules), name=f"{found.reference}-label")


@require_GET
@requires(Permission.SHIPMENT_READ)
def downtime_forms(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand out the paper on which a shipment is checked and handed over while the site is away."""
    found = find(request, reference)
    page = request.build_absolute_uri(found.get_absolute_url())
    hand_over = request.build_absolute_uri(reverse("transport:hand_over", args=[found.reference]))
    sheets = [
        *downtime.two_person_check(address=page, shipment=found.reference),
        downtime.hand_over(address=hand_over, shipment=found.reference),
    ]
    record(
        Kind.EXPORT,
        action="transport.downtime_forms.printed",
        objects=[("transport.shipment", found.pk)],
        by=request.staff,
        details={"format": "pdf", "pages": len(sheets)},
    )
    return pdf_response(downtime.paper_of(sheets), name=f"{found.reference}-downtime-forms")
