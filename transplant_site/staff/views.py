"""One's own profile, and the choice under which membership one acts."""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from transplant_site.access.checks import StaffRequest, any_role, find_or_404
from transplant_site.access.roles import Role
from transplant_site.audit import Kind, record, record_read
from transplant_site.staff import confirmations as confirming
from transplant_site.staff.middleware import SESSION_KEY

CONFIRMATIONS_SHOWN = 50


@require_GET
@any_role
def profile(request: StaffRequest) -> HttpResponse:
    """Show who one is here, as what one may act, and what that allows."""
    today = timezone.localdate()
    memberships = list(
        request.staff.memberships.select_related("hospital", "carrier").order_by("-valid_from", "-id")
    )
    return render(
        request,
        "staff/profile.html",
        {
            "memberships": [
                {
                    "row": row,
                    "description": Role(row.role).definition.description,
                    "is_present": row.is_valid_on(today),
                    "is_chosen": row == request.staff.membership,
                }
                for row in memberships
            ],
        },
    )


@require_POST
@any_role
def act_as(request: StaffRequest) -> HttpResponse:
    """Act under another of one's memberships from now on; only a valid one can be chosen."""
    wanted = request.POST.get("membership", "")
    chosen = next((row for row in request.session_memberships if str(row.pk) == wanted), None)  # type: ignore[attr-defined]
    if chosen is None:
        messages.error(request, _("You don't have this role any more."))
        return redirect("/")
    request.session[SESSION_KEY] = str(chosen.pk)
    record(
        Kind.SIGN_IN,
        action="staff.membership.chosen",
        objects=[("staff.membership", chosen.pk)],
        by=request.staff.act_as(chosen),
        details={"role": chosen.role},
    )
    messages.success(request, _("You now act as %(role)s.") % {"role": chosen})
    # Home, and not back: what was on the page belongs to the other role.
    return redirect("/")


@require_GET
@any_role
def confirmations(request: StaffRequest) -> HttpResponse:
    """Show what was recorded on one's behalf and waits to be confirmed."""
    waiting = confirming.waiting_for(request.staff)
    keys: dict[str, list[UUID]] = {}
    for kind, key, _time in waiting[:CONFIRMATIONS_SHOWN]:
        keys.setdefault(kind, []).append(key)
    events = [
        event
        for kind, those in keys.items()
        for event in confirming.reached(apps.get_model(kind), request.staff)
        .filter(pk__in=those)
        .select_related()
    ]
    if events:
        record_read(request, "staff.events.to_confirm_read", [(e._meta.label_lower, e.pk) for e in events])
    context = {
        "told": [confirming.shown(event) for event in sorted(events, key=lambda event: event.occurred_at)],
        "more": max(0, len(waiting) - CONFIRMATIONS_SHOWN),
    }
    return render(request, "staff/confirmations.html", context)


@require_POST
@any_role
def confirm(request: StaffRequest, kind: str, event: UUID) -> HttpResponse:
    """Confirm one event that was recorded on one's behalf."""
    models = {model._meta.label_lower: model for model in confirming.kinds_of_events()}
    if kind not in models:
        raise Http404
    found = find_or_404(confirming.reached(models[kind], request.staff), pk=event)
    try:
        confirming.confirm_event(event=found, by=request.staff, at=timezone.now())
    except confirming.ConfirmationRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed."))
    return redirect("staff:confirmations")
