"""An offer: sent, shown, its clock, its ends."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organs import panels, reach, turn
from organs.forms.offers import ExtendForm, NotificationForm, SendOfferForm
from organs.models import MatchRun, Offer, OfferKind, OfferStatus, OrganPart, PartStatus
from organs.policies.offers import answers
from organs.presenters import facts
from organs.presenters import offers as presenters
from organs.presenters.sending import Sending
from organs.services import offers as services
from organs.services.facts import donor_facts
from organs.views.common import ask_reason, facts_on_page, find_offer, press
from patients.models import Registration
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal, record_read


@require_GET
@requires(Permission.OFFER_READ)
def offer(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_offer(request, reference)
    now = timezone.now()
    candidate = presenters.candidate_of(found, viewer=request.staff)
    read = [("organs.offer", found.pk), ("organs.donor", found.run.donor_id)]
    if candidate.patient is not None:
        read.append(("patients.patient", candidate.patient.pk))
    record_read(request, "organs.offer.read", read)
    shown = found.facts_when_answered or found.facts_when_sent
    context = {
        "offer": found,
        "donor": found.run.donor,
        "candidate": candidate,
        "parts": list(found.parts.select_related("organ")),
        "facts": facts.groups(shown, organ_kind=found.organ_kind),
        "changes": facts.changes(shown, donor_facts(found.run.donor), organ_kind=found.organ_kind),
        "timeline": presenters.timeline(found),
        "checks": presenters.check_rows(found, viewer=request.staff),
        "ranked": answers.ranked_row(found),
        "is_first": services.is_handled_first(found.run, found.registration),
        "answer": presenters.answer_of(found),
        "panels": panels.of_offer(request.staff, found),
        "may": presenters.may(found, viewer=request.staff, at=now),
        "is_overdue": found.is_overdue(now),
        "may_open_organs": reach.organs(request.staff).filter(parts__offers=found).exists(),
        "now": now,
    }
    return render(request, "organs/offer.html", context)


# Sending


@require_http_methods(["GET", "POST"])
@requires(Permission.OFFER_SEND)
def send_offer(request: StaffRequest, reference: str) -> HttpResponse:
    """Offer to the candidate in turn, or to one chosen by number with the reason."""
    runs = reach.match_runs(request.staff).select_related(
        "donor__procurement_organisation", "donor__hospital"
    )
    run = find_or_404(runs, reference=reference)
    wanted = request.GET.get("candidate", "").strip().upper()
    if not wanted and (candidate := turn.next_candidate(run)) is not None:
        # The address names the candidate: who is in turn may change while the form is open.
        return redirect(f"{request.path}?candidate={candidate.registration.reference}")
    registration = (
        reach.candidates_for(request.staff, run)
        .select_related("programme__hospital", "patient")
        .filter(reference=wanted)
        .first()
    )
    if registration is None:
        first = turn.to_handle_first(run, on=timezone.localdate())
        context = {"run": run, "donor": run.donor, "wanted": wanted, "first": first}
        return render(request, "organs/offer_send.html", context)
    return _send_to(request, run, registration)


def _send_to(request: StaffRequest, run: MatchRun, registration: Registration) -> HttpResponse:
    read = [("organs.matchrun", run.pk), ("patients.patient", registration.patient_id)]
    record_read(request, "organs.candidate.read", read)
    sending = Sending(run, registration, viewer=request.staff, on=timezone.localdate())
    form = SendOfferForm(
        request.POST or None,
        parts=_offerable_parts(run),
        skips=sending.skips,
        is_added=sending.is_added,
        initial={"kind": OfferKind.PRIMARY},
    )
    if request.method == "POST" and form.is_valid():
        try:
            sent = _send(request, run, registration, form)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Offer %(offer)s was sent.") % {"offer": sent.reference})
            return redirect(sent)
    context = {
        "run": run,
        "donor": run.donor,
        "wanted": registration.reference,
        "sending": sending,
        "registration": registration,
        "form": form,
        **facts_on_page(form, run.donor_id, organ_kind=run.organ_kind),
    }
    return render(request, "organs/offer_send.html", context)


def _offerable_parts(run: MatchRun) -> list[OrganPart]:
    return list(
        OrganPart.objects.filter(
            organ__donor=run.donor_id,
            organ__kind=run.organ_kind,
            status__in=[PartStatus.AVAILABLE, PartStatus.ALLOCATED],
        )
        .select_related("organ")
        .order_by("organ__side", "kind")
    )


def _send(request: StaffRequest, run: MatchRun, registration: Registration, form: SendOfferForm) -> Offer:
    data = form.cleaned_data
    return services.send_offer(
        run=run,
        registration=registration,
        parts=list(data["parts"]),
        kind=data["kind"],
        bypass_code=data.get("bypass_code"),
        bypass_text=data.get("bypass_text", ""),
        addition_reason=data.get("addition_reason", ""),
        seen=form.seen_digest(run.organ_kind),
        by=request.staff,
        at=timezone.now(),
    )


# The clock


@require_http_methods(["GET", "POST"])
@requires(Permission.OFFER_SEND, Permission.OFFER_ANSWER)
def confirm_notification(request: StaffRequest, reference: str) -> HttpResponse:
    """Start the clock: a click of the centre, or the time at which a coordinator reached it."""
    found = find_offer(request, reference)
    done = _("The clock runs.")
    if request.method == "POST" and request.staff.may(Permission.OFFER_ANSWER):
        return press(request, found, services.confirm_notification, done=done)
    form = NotificationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_notification(
                offer=found,
                by=request.staff,
                at=timezone.now(),
                notified_at=form.cleaned_data["notified_at"],
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, done)
            return redirect(found)
    context = {
        "offer": found,
        "form": form,
        "title": _("The centre has received the offer"),
        "submit": _("Start the clock"),
    }
    return render(request, "organs/offer_reason.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.OFFER_SEND)
def extend_deadline(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_offer(request, reference)
    seen = found.deadline_at.isoformat() if found.deadline_at else ""
    form = ExtendForm(request.POST or None, initial={"seen_deadline": seen})
    if request.method == "POST" and form.is_valid():
        try:
            services.extend_deadline(
                offer=found,
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen_deadline"],
                by=request.staff,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The deadline was extended."))
            return redirect(found)
    context = {
        "offer": found,
        "form": form,
        "title": _("Extend the deadline"),
        "submit": _("Extend the deadline"),
    }
    return render(request, "organs/offer_reason.html", context)


@require_POST
@requires(Permission.OFFER_SEND)
def bypass_offer(request: StaffRequest, reference: str) -> HttpResponse:
    """Move on from an overdue offer, to the candidate whose turn it is then."""
    found = find_offer(request, reference)
    response = press(
        request,
        found,
        services.bypass_overdue,
        done=_("Bypassed with code 765. The next candidate is in turn."),
    )
    found.refresh_from_db(fields=["status"])
    if request.POST.get("next") == "send" and found.status == OfferStatus.BYPASSED:
        return redirect(reverse("organs:send_offer", args=[found.run.reference]))
    return response


# Ends


@require_http_methods(["GET", "POST"])
@requires(Permission.OFFER_SEND)
def withdraw_offer(request: StaffRequest, reference: str) -> HttpResponse:
    return ask_reason(
        request,
        find_offer(request, reference),
        services.withdraw_offer,
        title=_("Withdraw the offer"),
        submit=_("Withdraw the offer"),
        done=_("The offer was withdrawn."),
        help_text=_("The centre is told, with the reason."),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.OFFER_SEND, Permission.OFFER_ANSWER)
def let_fall_through(request: StaffRequest, reference: str) -> HttpResponse:
    return ask_reason(
        request,
        find_offer(request, reference),
        services.let_fall_through,
        title=_("The acceptance falls through"),
        submit=_("End the acceptance"),
        done=_("The acceptance has ended. The organ can be offered again."),
        help_text=_("The organ can be offered again; backups are in turn. Both sides are told."),
    )


@require_POST
@requires(Permission.OFFER_SEND)
def promote_backup(request: StaffRequest, reference: str) -> HttpResponse:
    found = find_offer(request, reference)
    return press(request, found, services.promote_backup, done=_("The backup is the primary offer now."))
