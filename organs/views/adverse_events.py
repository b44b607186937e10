"""Adverse events: listed, reported, shown, acknowledged."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organs import reach
from organs.forms.transplants import AdverseEventForm
from organs.models import AdverseEvent, AdverseEventNotice, Donor
from organs.policies.safety import can_acknowledge
from organs.services import safety
from organs.tables.offers import AdverseEventFilter, AdverseEventTable
from organs.views.common import find_offer
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.access.roles import Role
from transplant_site.audit import Refusal, note_export, record_read
from transplant_site.interface.lists import list_page
from transplant_site.staff.submissions import SubmittedAlready, taken_once


@require_GET
@requires(Permission.ADVERSE_EVENT_READ)
def adverse_event_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=AdverseEventTable,
        filter_class=AdverseEventFilter,
        queryset=_with_acknowledgements(request),
        template="organs/adverse_event_list.html",
        export_name="adverse-events",
        on_export=note_export(request, "organs.adverseevents.exported"),
    )


def _with_acknowledgements(request: StaffRequest) -> QuerySet[AdverseEvent]:
    """Say how many centres acknowledged; a centre is told of itself alone."""
    mine = Q() if request.staff.role == Role.COORDINATOR else Q(notices__hospital=request.staff.hospital)
    reached = AdverseEvent.objects.filter(pk__in=reach.adverse_events(request.staff).values("pk"))
    return reached.select_related("donor", "reported_from").annotate(
        told=Count("notices", filter=mine, distinct=True),
        done=Count("notices", filter=mine & Q(notices__acknowledged_at__isnull=False), distinct=True),
        acknowledgements=Concat(
            Cast(F("done"), CharField()), Value(" / "), Cast(F("told"), CharField()), output_field=CharField()
        ),
    )


@require_GET
@requires(Permission.ADVERSE_EVENT_READ)
def adverse_event(request: StaffRequest, reference: str) -> HttpResponse:
    event = _find(request, reference)
    record_read(
        request,
        "organs.adverse_event.read",
        [("organs.adverseevent", event.pk), ("organs.donor", event.donor_id)],
    )
    notices = event.notices.select_related("hospital", "acknowledged_by").order_by("hospital__code")
    if request.staff.role != Role.COORDINATOR:
        notices = notices.filter(hospital=request.staff.hospital)
    shown = list(notices)
    mine = next((one for one in shown if can_acknowledge(one, by=request.staff)), None)
    context = {"event": event, "donor": event.donor, "notices": shown, "mine": mine}
    return render(request, "organs/adverse_event.html", context)


def _find(request: StaffRequest, reference: str) -> AdverseEvent:
    within = AdverseEvent.objects.filter(pk__in=reach.adverse_events(request.staff).values("pk"))
    return find_or_404(
        within.select_related("donor", "reported_from", "recorded_by", "on_behalf_of"), reference=reference
    )


@require_POST
@requires(Permission.ADVERSE_EVENT_READ)
def acknowledge(request: StaffRequest, reference: str) -> HttpResponse:
    event = _find(request, reference)
    notice = find_or_404(
        AdverseEventNotice.objects.filter(hospital=request.staff.hospital).select_related("hospital"),
        event=event,
    )
    try:
        safety.acknowledge(notice=notice, by=request.staff, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Acknowledged for %(hospital)s.") % {"hospital": notice.hospital})
    return redirect(event)


@require_http_methods(["GET", "POST"])
@requires(Permission.ADVERSE_EVENT_REPORT)
def report_for_donor(request: StaffRequest, reference: str) -> HttpResponse:
    """Report as the coordinator of a donor."""
    donors = reach.donors(request.staff).select_related("procurement_organisation")
    return _report(request, find_or_404(donors, reference=reference))


@require_http_methods(["GET", "POST"])
@requires(Permission.ADVERSE_EVENT_REPORT)
def report_for_offer(request: StaffRequest, reference: str) -> HttpResponse:
    """Report as the centre that received an organ by an offer."""
    return _report(request, find_offer(request, reference).run.donor)


def _report(request: StaffRequest, donor: Donor) -> HttpResponse:
    assert request.staff.hospital is not None  # who reports belongs to one
    form = AdverseEventForm(
        request.POST or None,
        kinds=AdverseEvent.Kind.choices,
        hospitals=[request.staff.hospital],
        by=request.staff,
    )
    if request.method == "POST" and form.is_valid():
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff) as submission:
                event = safety.report_adverse_event(
                    donor=donor, **form.values(), by=request.staff, at=timezone.now()
                )
                event.refresh_from_db(fields=["reference"])
                submission.path = event.get_absolute_url()
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect(before.path)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request,
                _("Event %(event)s is reported. Centres told: %(count)d.")
                % {"event": event.reference, "count": event.notices.count()},
            )
            return redirect(event)
    context = {"donor": donor, "form": form, "receivers": len(safety.receiving_centres(donor))}
    context["list_url"] = reverse("organs:adverse_event_list")
    return render(request, "organs/adverse_event_report.html", context)
