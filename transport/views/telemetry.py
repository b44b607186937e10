"""What is reported of a shipment, over HTTP."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from transplant_site import documents
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Kind, record, record_read
from transplant_site.interface.exports import csv_response
from transport import presenters
from transport.batches import NotUnderstood, parse_batch
from transport.forms import AssessmentForm
from transport.policies.people import ShipmentRefused
from transport.services import telemetry as services
from transport.views.common import CUSTODY, find, form_page


@require_GET
@requires(Permission.SHIPMENT_CARRY, Permission.ARRIVAL_CHECK)
def carry(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the courier's page: one thumb, and what is not sent yet is kept and said."""
    found = find(request, reference)
    now = timezone.now()
    held = presenters.custody(found)
    record_read(request, "transport.shipment.read", [("transport.shipment", found.pk)])
    context = {
        "shipment": found,
        "now": now,
        "contents": presenters.contents(found, now),
        "custody": held,
        "may": presenters.possibilities(found, held, staff=request.staff),
        "is_late": found.is_open and found.is_late(now),
    }
    return render(request, "transport/carry.html", context)


@require_POST
@requires(*CUSTODY)
def events(request: StaffRequest, reference: str) -> JsonResponse:
    """Take a batch of events as JSON; the same batch sent again is answered alike and kept once."""
    found = find(request, reference)
    try:
        batch, readings = parse_batch(request.body)
    except NotUnderstood as error:
        return JsonResponse({"code": error.code, "reason": str(error)}, status=400)
    try:
        new = services.record_events(
            shipment=found, batch=batch, readings=readings, by=request.staff, at=timezone.now()
        )
    except ShipmentRefused as refusal:
        return JsonResponse({"code": refusal.code or "refused", "reason": str(refusal)}, status=409)
    return JsonResponse({"new": new, "events": len(readings)}, status=201 if new else 200)


@require_http_methods(["GET", "POST"])
@requires(Permission.SHIPMENT_PLAN, Permission.ARRIVAL_CHECK)
def acknowledge(request: StaffRequest, reference: str, excursion: UUID) -> HttpResponse:
    found = find(request, reference)
    one = find_or_404(found.excursions.all(), pk=excursion)
    return form_page(
        request,
        found,
        AssessmentForm(request.POST or None),
        partial(services.acknowledge_excursion, excursion=one),
        title=_("Assess a temperature excursion"),
        submit=_("Record the assessment"),
    )


EVENT_COLUMNS = [
    "occurred_at",
    "recorded_at",
    "event",
    "temperature_c",
    "latitude",
    "longitude",
    "device",
    "note",
]


@require_GET
@requires(Permission.SHIPMENT_PLAN, Permission.ARRIVAL_CHECK)
def events_csv(request: StaffRequest, reference: str) -> HttpResponseBase:
    """Hand out every event of a shipment as CSV, times in UTC; all of them or none."""
    found = find(request, reference)
    try:
        told = presenters.all_events(found)
    except documents.StoreAway:
        messages.error(request, _("Not all events can be read now. Try it again when the store is back."))
        return redirect(found)
    record(
        Kind.EXPORT,
        action="transport.events.exported",
        objects=[("transport.shipment", found.pk)],
        by=request.staff,
        details={"format": "csv", "rows": len(told)},
    )
    return csv_response(EVENT_COLUMNS, map(_event_row, told), name=f"{found.reference}-events")


def _event_row(event: dict[str, Any]) -> list[Any]:
    position = event.get("position") or {}
    return [
        event["occurred_at"],
        event["recorded_at"],
        event["kind"],
        event.get("temperature_c"),
        position.get("lat"),
        position.get("lon"),
        event.get("device"),
        event.get("note"),
    ]
