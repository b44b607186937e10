"""Shipments: looked at, planned, sent on their way, given up."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organs import reach as organs_reach
from organs.models import Allocation, Offer, OfferStatus, PreservationKind
from transplant_site import documents
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import note_export, record_read
from transplant_site.interface.lists import list_page
from transport import presenters, reach
from transport.forms import AssignForm, DivertForm, ExpectForm, PlanForm, ReasonForm, UncheckedDeliveryForm
from transport.models import ShipmentStatus
from transport.policies.people import ShipmentRefused
from transport.services import arrivals
from transport.services import shipments as services
from transport.tables import ShipmentFilter, ShipmentTable
from transport.views.common import act, find, form_page


@require_GET
@requires(Permission.SHIPMENT_READ)
def shipment_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=ShipmentTable,
        filter_class=ShipmentFilter,
        queryset=reach.shipments(request.staff).select_related("origin", "destination", "carrier"),
        template="transport/shipment_list.html",
        on_export=note_export(request, "transport.shipments.exported"),
    )


@require_GET
@requires(Permission.SHIPMENT_READ)
def shipment(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a shipment; asked again by its own page, only what moves, or everything if it has changed."""
    found = find(request, reference)
    held = presenters.custody(found)
    state = f"{found.status}.{len(held.hand_overs)}.{held.waiting.pk if held.waiting else ''}"
    is_poll = bool(request.headers.get("HX-Request"))
    if is_poll and request.GET.get("state") != state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    now = timezone.now()
    may = presenters.possibilities(found, held, staff=request.staff)
    signals = presenters.signals(found, before=cursor_of(request))
    context = {
        "shipment": found,
        "now": now,
        "state": state,
        "steps": presenters.steps(found, now),
        "contents": presenters.contents(found, now),
        "signals": signals,
        "signal_is_old": found.status == ShipmentStatus.IN_TRANSIT and signals.is_old(now),
        "chart": json.dumps(signals.chart(found)),
        "custody": held,
        "excursions": found.excursions.select_related("acknowledged_by"),
        "is_late": found.is_open and found.is_late(now),
        "exceptions": presenters.exceptions(found) if may["assess"] else [],
        "estimates": found.arrival_estimates.select_related("reported_by"),
        "may": may,
    }
    if is_poll:
        return render(request, "transport/_live.html", {**context, "is_poll": True})
    record_read(request, "transport.shipment.read", [("transport.shipment", found.pk)])
    organs = organs_reach.organs(request.staff).filter(parts__allocations__shipments=found)
    context["organs_in_reach"] = set(organs.values_list("pk", flat=True))
    return render(request, "transport/shipment.html", context)


def cursor_of(request: HttpRequest) -> documents.Cursor | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    try:
        return documents.Cursor.parse(text)
    except ValueError:
        raise BadRequest("There is no such place in this time line.") from None


@require_http_methods(["GET", "POST"])
@requires(Permission.SHIPMENT_PLAN)
def plan(request: StaffRequest, offer: str) -> HttpResponse:
    """Plan the shipment of what an accepted offer covers."""
    accepted = _accepted_offer(request, offer)
    waiting = _valid_allocations(accepted)
    boxes = presenters.open_boxes(waiting, staff=request.staff)
    allocations = [] if boxes else waiting
    form = PlanForm(
        request.POST or None,
        allocations=allocations,
        origins=presenters.possible_origins(allocations, destination=accepted.centre),
        on=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        chosen = list(answers.pop("allocations"))
        answers["preservation"] = PreservationKind(answers["preservation"])
        try:
            made = services.plan_shipment(
                allocations=chosen,
                plan=services.Plan(destination=accepted.centre, **answers),
                by=request.staff,
                at=timezone.now(),
            )
        except ShipmentRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Shipment %s is planned.") % made.reference)
            return redirect(made)
    context = {"offer": accepted, "form": form, "boxes": boxes, "has_contents": bool(allocations)}
    return render(request, "transport/plan.html", context)


def _accepted_offer(request: StaffRequest, reference: str) -> Offer:
    accepted = organs_reach.offers(request.staff).filter(status=OfferStatus.ACCEPTED)
    return find_or_404(accepted.select_related("centre"), reference=reference)


def _valid_allocations(offer: Offer) -> list[Allocation]:
    donor = "part__organ__donor"
    return list(
        offer.allocations.filter(ended_at__isnull=True).select_related(
            f"{donor}__hospital", f"{donor}__procurement_organisation"
        )
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SHIPMENT_PLAN)
def divert(request: StaffRequest, reference: str, offer: str) -> HttpResponse:
    """Send a shipment on its way to the centre that accepted its contents since."""
    found = find(request, reference)
    accepted = _accepted_offer(request, offer)
    form = DivertForm(request.POST or None, allocations=_valid_allocations(accepted))

    def service(**answers: Any) -> object:
        return services.divert_shipment(
            shipment=found, **{**answers, "allocations": list(answers["allocations"])}
        )

    title = _("Divert to %(hospital)s") % {"hospital": accepted.centre.name}
    return form_page(request, found, form, service, title=title, submit=_("Divert the shipment"))


@require_http_methods(["GET", "POST"])
@requires(Permission.SHIPMENT_PLAN)
def assign(request: StaffRequest, reference: str) -> HttpResponse:
    found = find(request, reference)
    form = AssignForm(
        request.POST or None,
        shipment=found,
        on=timezone.localdate(),
        initial={"courier": found.courier_id},
    )
    return form_page(
        request,
        found,
        form,
        partial(services.assign_courier, shipment=found),
        title=_("Assign a courier"),
        submit=_("Assign"),
    )


@require_POST
@requires(Permission.SHIPMENT_PLAN)
def ready(request: StaffRequest, reference: str) -> HttpResponse:
    found = find(request, reference)
    return act(
        request,
        found,
        partial(services.mark_ready, shipment=found),
        _("The shipment may leave: hand it over to the courier."),
    )


@require_POST
@requires(Permission.ARRIVAL_CHECK)
def deliver(request: StaffRequest, reference: str) -> HttpResponse:
    found = find(request, reference)
    return act(
        request,
        found,
        partial(services.confirm_delivery, shipment=found),
        _("Delivered: the transplant can be recorded."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SHIPMENT_PLAN)
def cancel(request: StaffRequest, reference: str) -> HttpResponse:
    found = find(request, reference)
    return form_page(
        request,
        found,
        ReasonForm(request.POST or None),
        partial(services.cancel_shipment, shipment=found),
        title=_("Cancel the shipment"),
        submit=_("Cancel the shipment"),
        explanation=_("Its contents can be planned into another one."),
        tone="danger",
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.ARRIVAL_CHECK)
def deliver_unchecked(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that a shipment was taken in without the check on arrival."""
    found = find(request, reference)
    return form_page(
        request,
        found,
        UncheckedDeliveryForm(request.POST or None),
        partial(services.confirm_delivery, shipment=found),
        title=_("Record a delivery without the check"),
        submit=_("Record the delivery"),
        explanation=_("Only for what has happened: the organ was taken out before two people verified it."),
        tone="danger",
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SHIPMENT_PLAN)
def expect(request: StaffRequest, reference: str) -> HttpResponse:
    """Write down when the shipment is expected now."""
    found = find(request, reference)
    return form_page(
        request,
        found,
        ExpectForm(request.POST or None),
        partial(arrivals.expect_arrival, shipment=found),
        title=_("Change the expected arrival"),
        submit=_("Record it"),
        explanation=_("Sender and receiver are told."),
    )
