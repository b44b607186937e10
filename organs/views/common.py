"""What the views of offers, checks and transplants share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from organs import reach
from organs.forms.offers import ReasonForm, SeenMixin
from organs.models import Donor, Offer
from organs.policies.offers import FactsChanged
from organs.presenters import facts
from organs.services.facts import donor_facts, facts_shown
from transplant_site.access.checks import StaffRequest, find_or_404
from transplant_site.audit import Refusal


def find_offer(request: StaffRequest, reference: str) -> Offer:
    """Find an offer that the person reaches, with all that its pages show."""
    within = reach.offers(request.staff).select_related(
        "run__donor__hospital",
        "run__donor__procurement_organisation",
        "centre",
        "registration__patient",
        "registration__programme__hospital",
        "refusal_code",
        "second_refusal_code",
        "answered_by",
        "answered_on_behalf_of",
        "sent_by",
        "transplant",
    )
    return find_or_404(within, reference=reference)


def ask_reason(
    request: StaffRequest,
    offer: Offer,
    do: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    help_text: str = "",
) -> HttpResponse:
    """Ask for the reason of a step that ends something, and take the step."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            do(offer=offer, by=request.staff, at=timezone.now(), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, done)
            return redirect(offer)
    context = {"offer": offer, "form": form, "title": title, "submit": submit, "help_text": help_text}
    return render(request, "organs/offer_reason.html", context)


def press(request: StaffRequest, offer: Offer, do: Callable[..., Any], *, done: str) -> HttpResponse:
    """Take a step that needs no words, and say what came of it."""
    try:
        do(offer=offer, by=request.staff, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(offer)


def facts_on_page(
    form: SeenMixin, donor_id: UUID, *, organ_kind: str, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Show the donor's facts as they are, let the form carry them, and say what has changed.

    That is since `before`; after a refusal because of other facts, since those that the page showed.
    """
    donor = Donor.objects.select_related("hospital", "procurement_organisation").get(pk=donor_id)
    now = facts_shown(donor_facts(donor), organ_kind=organ_kind)
    is_other = form.is_bound and form.has_error(NON_FIELD_ERRORS, FactsChanged.code)
    if is_other:
        before = form.cleaned_data["seen"]
    if is_other or not form.is_bound or "seen" in form.errors:
        form.show(now)
    return {
        "is_other": is_other,
        "changes": facts.changes(before or now, now, organ_kind=organ_kind),
        "facts": facts.groups(now, organ_kind=organ_kind),
    }


def what(offer: Offer) -> str:
    """Name what an offer is of, for headings."""
    return _("%(organ)s of donor %(donor)s") % {
        "organ": offer.get_organ_kind_display(),
        "donor": offer.run.donor.reference,
    }
