"""Custody of a shipment, over HTTP."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from transplant_site.access.checks import StaffRequest, requires
from transport.forms import HandOverForm, ReceiveForm, RefuseForm
from transport.policies import custody as policies
from transport.services import custody as services
from transport.views.common import CUSTODY, act, find, find_hand_over, form_page


@require_http_methods(["GET", "POST"])
@requires(*CUSTODY)
def hand_over(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand the shipment over, or write down that the one who has it did."""
    found = find(request, reference)
    custodian = policies.custodian_of(found)
    for_other = custodian is not None and custodian.pk != request.staff.pk
    giver = custodian or request.staff
    is_exception = "exception" in request.GET
    form = HandOverForm(
        request.POST or None,
        receivers=policies.possible_receivers(found, without=giver, at=timezone.now()),
        for_other=for_other,
        is_exception=is_exception,
    )
    title = (
        _("Record what %(person)s handed over") % {"person": giver}
        if for_other
        else _("Hand the shipment over")
    )
    explanation = _("Whoever takes it confirms that on their own page.")
    if is_exception:
        title = _("Record a hand-over against the rules")
        explanation = _("For what has happened: the box left unchecked, or someone else took it.")
    return form_page(
        request,
        found,
        form,
        partial(services.hand_over, shipment=found),
        title=title,
        submit=_("Record it") if is_exception else _("Hand it over"),
        explanation=explanation,
    )


@require_http_methods(["GET", "POST"])
@requires(*CUSTODY)
def receive(request: StaffRequest, reference: str, hand_over: UUID) -> HttpResponse:
    """Confirm that one has the shipment, or write down that the receiver said so."""
    found = find(request, reference)
    waiting = find_hand_over(found, hand_over)
    if _is_now(request):
        return act(
            request,
            found,
            partial(services.receive, hand_over=waiting),
            _("You have the shipment now."),
        )
    for_other = waiting.receiver_id != request.staff.pk
    form = ReceiveForm(request.POST or None, for_other=for_other)
    return form_page(
        request,
        found,
        form,
        partial(services.receive, hand_over=waiting),
        title=_("Record that %(person)s has the shipment") % {"person": waiting.receiver}
        if for_other
        else _("Confirm a hand-over of earlier"),
        submit=_("Record it") if for_other else _("I have the shipment"),
        done=_("The hand-over is confirmed."),
    )


def _is_now(request: HttpRequest) -> bool:
    """Say whether a button was pressed that asks nothing: it happens now, and oneself says so."""
    return request.method == "POST" and "now" in request.POST


@require_http_methods(["GET", "POST"])
@requires(*CUSTODY)
def refuse(request: StaffRequest, reference: str, hand_over: UUID) -> HttpResponse:
    found = find(request, reference)
    waiting = find_hand_over(found, hand_over)
    form = RefuseForm(request.POST or None, for_other=waiting.receiver_id != request.staff.pk)
    return form_page(
        request,
        found,
        form,
        partial(services.refuse_hand_over, hand_over=waiting),
        title=_("Refuse the hand-over"),
        submit=_("Refuse it"),
        explanation=_("Custody stays with %(person)s.") % {"person": waiting.released_by},
        tone="danger",
    )


@require_POST
@requires(*CUSTODY)
def withdraw(request: StaffRequest, reference: str, hand_over: UUID) -> HttpResponse:
    found = find(request, reference)
    waiting = find_hand_over(found, hand_over)
    return act(
        request,
        found,
        partial(services.withdraw_hand_over, hand_over=waiting),
        _("The hand-over is taken back."),
    )


@require_POST
@requires(*CUSTODY)
def confirm(request: StaffRequest, reference: str, hand_over: UUID) -> HttpResponse:
    found = find(request, reference)
    recorded = find_hand_over(found, hand_over)
    return act(
        request,
        found,
        partial(services.confirm_hand_over, hand_over=recorded),
        _("You have confirmed what was recorded in your name."),
    )
