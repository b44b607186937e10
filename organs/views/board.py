"""The coordinator's board and everyone's list of offers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from organs import reach
from organs.presenters.board import board
from organs.tables.offers import CentreOfferTable, CoordinatorOfferTable, OfferFilter
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.access.roles import Role
from transplant_site.audit import note_export
from transplant_site.interface.lists import list_page


@require_GET
@requires(Permission.OFFER_SEND)
def offer_board(request: StaffRequest) -> HttpResponse:
    """Show live offers by time left; the panel refreshes itself."""
    template = (
        "organs/_offer_board_panel.html" if request.headers.get("HX-Request") else "organs/offer_board.html"
    )
    return render(request, template, {"board": board(request.staff, at=timezone.now())})


@require_GET
@requires(Permission.OFFER_READ)
def offer_list(request: StaffRequest) -> HttpResponse:
    is_coordinator = request.staff.role == Role.COORDINATOR
    offers = reach.offers(request.staff).select_related(
        "run__donor", "centre", "registration", "refusal_code"
    )
    return list_page(
        request,
        table_class=CoordinatorOfferTable if is_coordinator else CentreOfferTable,
        filter_class=OfferFilter,
        queryset=offers,
        template="organs/offer_list.html",
        export_name="offers",
        on_export=note_export(request, "organs.offers.exported"),
        context={"is_coordinator": is_coordinator, "now": timezone.now()},
    )
