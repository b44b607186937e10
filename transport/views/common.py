"""What the pages of a shipment have in common: finding it, small forms, buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from transplant_site.access.checks import StaffRequest, find_or_404
from transplant_site.access.permissions import Permission
from transport import reach
from transport.models import HandOver, Shipment
from transport.policies.people import ShipmentRefused

CUSTODY = (Permission.SHIPMENT_PLAN, Permission.SHIPMENT_CARRY, Permission.ARRIVAL_CHECK)


def find(request: StaffRequest, reference: str) -> Shipment:
    within = reach.shipments(request.staff).select_related(
        "origin", "destination", "procurement_organisation", "carrier", "courier"
    )
    return find_or_404(within, reference=reference)


def find_hand_over(found: Shipment, pk: UUID) -> HandOver:
    return find_or_404(found.hand_overs.select_related("receiver", "released_by", "shipment"), pk=pk)


def act(request: StaffRequest, found: Shipment, service: Callable[..., object], done: str) -> HttpResponse:
    """Do what a button asks for, and go back to where it stood with what came of it."""
    try:
        service(by=request.staff, at=timezone.now())
    except ShipmentRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return _back(request, found)


def form_page(
    request: StaffRequest,
    found: Shipment,
    form: Any,
    service: Callable[..., object],
    *,
    title: str,
    submit: str,
    done: str = "",
    explanation: str = "",
    tone: str = "primary",
) -> HttpResponse:
    """Show a small form about a shipment and hand what it says to a service."""
    if request.method == "POST" and form.is_valid():
        try:
            service(by=request.staff, at=timezone.now(), **form.cleaned_data)
        except ShipmentRefused as refusal:
            form.add_refusal(refusal)
        else:
            if done:
                messages.success(request, done)
            return _back(request, found)
    context = {
        "shipment": found,
        "form": form,
        "title": title,
        "submit": submit,
        "explanation": explanation,
        "tone": tone,
    }
    return render(request, "transport/form.html", context)


def _back(request: StaffRequest, found: Shipment) -> HttpResponse:
    """Go back to the courier's page if that is where the person came from, else to the shipment."""
    if request.POST.get("next") == "carry":
        return redirect("transport:carry", found.reference)
    return redirect(found)
