"""Transplants: listed, recorded, shown, followed up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from organs import ischaemia, reach
from organs.forms.transplants import FollowUpForm, TransplantForm
from organs.models import Offer, PreservationPeriod, RuleException, Transplant
from organs.policies import transplants as policies
from organs.presenters import offers as presenters
from organs.services import transplants as services
from organs.tables.offers import TransplantFilter, TransplantTable
from organs.views.common import ask_reason, find_offer
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal, allows, note_export, record_read, record_read_if_shown
from transplant_site.interface.lists import list_page
from transplant_site.staff.submissions import SubmittedAlready, taken_once


@require_GET
@requires(Permission.TRANSPLANT_READ)
def transplant_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=TransplantTable,
        filter_class=TransplantFilter,
        queryset=reach.transplants(request.staff).select_related(
            "hospital", "offer__run__donor", "registration"
        ),
        template="organs/transplant_list.html",
        export_name="transplants",
        on_export=note_export(request, "organs.transplants.exported"),
    )


@require_GET
@requires(Permission.TRANSPLANT_READ)
def transplant(request: StaffRequest, reference: str) -> HttpResponse:
    found = _find(request, reference)
    offer = found.offer
    candidate = presenters.recipient_of(found, viewer=request.staff)
    read = [("organs.transplant", found.pk)]
    if candidate.patient is not None:
        read.append(("patients.patient", candidate.patient.pk))
    record_read(request, "organs.transplant.read", read)
    limit = ischaemia.limit_of(found.registration.programme, at=found.occurred_at)
    allocations = list(
        found.allocations.select_related("part__organ").prefetch_related("part__preservation_periods")
    )
    context = {
        "transplant": found,
        "offer": offer,
        "donor": offer.run.donor,
        "candidate": candidate,
        "parts": [
            (allocation.part, ischaemia.of_part(allocation.part, at=found.occurred_at, limit=limit))
            for allocation in allocations
        ],
        "periods": PreservationPeriod.objects.filter(
            part__in=[allocation.part_id for allocation in allocations]
        ).select_related("part__organ", "recorded_by", "on_behalf_of"),
        "team": list(found.team.select_related("person").order_by("part", "id")),
        "follow_ups": list(found.follow_ups.select_related("recorded_by", "on_behalf_of")),
        "checks": presenters.check_rows(offer, viewer=request.staff),
        "exceptions": list(
            RuleException.objects.filter(
                subject_kind="organs.transplant", subject_id=found.pk
            ).select_related("recorded_by", "reviewed_by")
        ),
        "may_follow_up": allows(policies.check_is_followed_here, found, request.staff),
    }
    return render(request, "organs/transplant.html", context)


def _find(request: StaffRequest, reference: str) -> Transplant:
    within = reach.transplants(request.staff).select_related(
        "hospital",
        "recorded_by",
        "on_behalf_of",
        "offer__run__donor__procurement_organisation",
        "offer__centre",
        "registration__patient",
        "registration__programme__hospital",
    )
    return find_or_404(within, reference=reference)


@require_http_methods(["GET", "POST"])
@requires(Permission.TRANSPLANT_RECORD)
def record_transplant(request: StaffRequest, reference: str) -> HttpResponse:
    offer = find_offer(request, reference)
    if hasattr(offer, "transplant"):
        return redirect(offer.transplant)
    candidate = presenters.candidate_of(offer, viewer=request.staff)
    _note_recipient(request, "organs.transplant.recording", candidate)
    allocations = list(
        offer.allocations.filter(ended_at__isnull=True).select_related("part__organ__donor", "offer")
    )
    form = TransplantForm(request.POST or None, offer=offer, on=timezone.now(), by=request.staff)
    if request.method == "POST" and form.is_valid():
        done = _record(request, offer, form)
        if done is not None:
            return redirect(done)
    context = {
        "offer": offer,
        "donor": offer.run.donor,
        "candidate": candidate,
        "form": form,
        "broken": policies.rules_not_kept(offer, allocations, recipient=offer.registration),
        "parts": offer.parts.select_related("organ"),
    }
    return render(request, "organs/transplant_record.html", context)


def _note_recipient(request: StaffRequest, action: str, candidate: Any) -> None:
    """Write down that the form shows who the recipient is, to those who may see it."""
    if candidate.patient is not None:
        record_read_if_shown(request, action, [("patients.patient", candidate.patient.pk)])


def _record(request: StaffRequest, offer: Offer, form: TransplantForm) -> Transplant | None:
    try:
        done = services.record_transplant(
            offer=offer,
            operation=form.operation,
            recipient=form.cleaned_data["recipient"],
            exception_reason=form.cleaned_data["exception_reason"],
            told=form.told,
            by=request.staff,
            at=timezone.now(),
        )
    except Refusal as refusal:
        found = Transplant.objects.filter(offer=offer, recorded_by=request.staff).first()
        if found is not None and getattr(refusal, "code", "") == "transplanted":
            return found
        form.add_refusal(refusal)
        return None
    messages.success(request, _("Transplant %(reference)s is recorded.") % {"reference": done.reference})
    return done


@require_http_methods(["GET", "POST"])
@requires(Permission.OFFER_SEND, Permission.TRANSPLANT_RECORD)
def record_not_transplanted(request: StaffRequest, reference: str) -> HttpResponse:
    return ask_reason(
        request,
        find_offer(request, reference),
        services.record_not_transplanted,
        title=_("The organ is not transplanted"),
        submit=_("Record that it is not transplanted"),
        done=_("Recorded: the organ is not transplanted."),
        help_text=_(
            "The organ is given up for everyone. If it can go to someone else, let the acceptance fall "
            "through instead."
        ),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.FOLLOW_UP_RECORD)
def record_follow_up(request: StaffRequest, reference: str) -> HttpResponse:
    found = _find(request, reference)
    candidate = presenters.recipient_of(found, viewer=request.staff)
    _note_recipient(request, "organs.follow_up.recording", candidate)
    form = FollowUpForm(request.POST or None, hospitals=[found.hospital], by=request.staff)
    if request.method == "POST" and form.is_valid():
        try:
            with taken_once(form.cleaned_data["submission"], by=request.staff):
                _record_follow_up(request, found, form)
        except SubmittedAlready as before:
            messages.info(request, str(before))
            return redirect(found)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            for warning in form.plausibility_warnings():
                messages.warning(request, warning)
            messages.success(request, _("The follow-up is recorded."))
            return redirect(found)
    context: dict[str, Any] = {
        "transplant": found,
        "offer": found.offer,
        "donor": found.offer.run.donor,
        "candidate": candidate,
        "form": form,
    }
    return render(request, "organs/transplant_follow_up.html", context)


def _record_follow_up(request: StaffRequest, found: Transplant, form: FollowUpForm) -> None:
    data = form.cleaned_data
    services.record_follow_up(
        transplant=found,
        occurred_at=data["occurred_at"],
        graft=data["graft"],
        recipient_alive=data["recipient_alive"] == "yes",
        died_on=data["died_on"],
        creatinine_umol_l=form.creatinine_umol_l,
        notes=data["notes"],
        told=form.told,
        by=request.staff,
        at=timezone.now(),
    )
