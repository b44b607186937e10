"""The answers to an offer: yes, a provisional yes, no; and confirming one that a colleague recorded."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organs.forms.offers import AcceptForm, DeclineForm, ProvisionalForm, SeenMixin
from organs.models import Offer, OfferStatus
from organs.presenters import offers as presenters
from organs.services import offers as services
from organs.views.common import facts_on_page, find_offer, press
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal, record_read

ANSWERERS = (Permission.OFFER_ANSWER, Permission.OFFER_SEND)
"""A centre answers; a coordinator writes down what someone of the centre answered by telephone."""


def _given_already(request: StaffRequest, offer: Offer, status: OfferStatus) -> bool:
    """Say whether this very person gave this very answer: a button pressed twice is no error."""
    offer.refresh_from_db(fields=["status", "answered_by"])
    return offer.status == status and offer.answered_by_id == request.staff.pk


def _page(request: StaffRequest, template: str, offer: Offer, form: SeenMixin) -> HttpResponse:
    candidate = presenters.candidate_of(offer, viewer=request.staff)
    if candidate.patient is not None:
        record_read(request, "organs.offer.answering", [("patients.patient", candidate.patient.pk)])
    parts = ", ".join(part.organ.label for part in offer.parts.select_related("organ"))
    shown = facts_on_page(form, offer.run.donor_id, organ_kind=offer.organ_kind, before=offer.facts_when_sent)
    context = {
        "form": form,
        "offer": offer,
        "donor": offer.run.donor,
        "candidate": candidate,
        "answers": [
            {"label": _("Organ"), "value": parts},
            {"label": _("Donor"), "value": offer.run.donor.reference},
            {"label": _("Candidate"), "value": f"{candidate.name} · {candidate.reference}"},
            {"label": _("Candidate's ABO"), "value": candidate.blood_group},
            {"label": _("Rank"), "value": offer.rank},
        ],
        **shown,
    }
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
@requires(*ANSWERERS)
def accept_offer(request: StaffRequest, reference: str) -> HttpResponse:
    offer = find_offer(request, reference)
    form = AcceptForm(request.POST or None, offer=offer, viewer=request.staff, on=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            services.accept_offer(
                offer=offer,
                typed_blood_group=form.cleaned_data["blood_group"],
                told=form.told,
                seen=form.seen_digest(offer.organ_kind),
                by=request.staff,
                at=timezone.now(),
            )
        except Refusal as refusal:
            if _given_already(request, offer, OfferStatus.ACCEPTED):
                return redirect(offer)
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Offer %(offer)s is accepted.") % {"offer": offer.reference})
            return redirect(offer)
    return _page(request, "organs/offer_accept.html", offer, form)


@require_http_methods(["GET", "POST"])
@requires(*ANSWERERS)
def say_provisional_yes(request: StaffRequest, reference: str) -> HttpResponse:
    offer = find_offer(request, reference)
    form = ProvisionalForm(request.POST or None, offer=offer, viewer=request.staff, on=timezone.now())
    if request.method == "POST" and form.is_valid():
        try:
            services.say_provisional_yes(
                offer=offer,
                told=form.told,
                seen=form.seen_digest(offer.organ_kind),
                by=request.staff,
                at=timezone.now(),
            )
        except Refusal as refusal:
            if _given_already(request, offer, OfferStatus.PROVISIONAL):
                return redirect(offer)
            form.add_refusal(refusal)
        else:
            messages.success(request, _("A provisional yes is recorded: your candidate is a backup."))
            return redirect(offer)
    return _page(request, "organs/offer_provisional.html", offer, form)


@require_http_methods(["GET", "POST"])
@requires(*ANSWERERS)
def decline_offer(request: StaffRequest, reference: str) -> HttpResponse:
    offer = find_offer(request, reference)
    form = DeclineForm(request.POST or None, offer=offer, viewer=request.staff, on=timezone.now())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.decline_offer(
                offer=offer,
                code=data["code"],
                second_code=data["second_code"],
                text=data["text"],
                told=form.told,
                seen=form.seen_digest(offer.organ_kind),
                by=request.staff,
                at=timezone.now(),
            )
        except Refusal as refusal:
            if _given_already(request, offer, OfferStatus.DECLINED):
                return redirect(offer)
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Offer %(offer)s is declined.") % {"offer": offer.reference})
            return redirect(offer)
    return _page(request, "organs/offer_decline.html", offer, form)


@require_POST
@requires(Permission.OFFER_ANSWER)
def confirm_answer(request: StaffRequest, reference: str) -> HttpResponse:
    offer = find_offer(request, reference)
    return press(request, offer, services.confirm_answer, done=_("The answer is confirmed."))
