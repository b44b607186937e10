"""One person's part of a two-person check: what stands on the label, not what stands on a screen."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organs import reach
from organs.forms.checks import CheckForm
from organs.models import Allocation, CheckStage, TwoPersonCheck
from organs.policies import checks as policies
from organs.services import checks as services
from organs.services.checks import Outcome
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal
from transplant_site.interface.parameters import page_asked_for


@require_http_methods(["GET", "POST"])
@requires(Permission.DEPARTURE_CHECK, Permission.ARRIVAL_CHECK)
def check(request: StaffRequest, allocation: UUID, stage: str) -> HttpResponse:
    """Take one person's reading. The page shows nothing of the record that is to be read from the label."""
    if stage not in CheckStage.values:
        raise Http404
    within = Allocation.objects.filter(offer__in=reach.offers(request.staff)).select_related(
        "part__organ__donor__procurement_organisation",
        "offer__centre",
        "offer__run__donor",
        "offer__registration__patient",
    )
    found = find_or_404(within, pk=allocation)
    last = found.checks.filter(stage=stage).order_by("-attempt").first()
    is_retry = last is not None and last.status == TwoPersonCheck.Status.DISAGREED
    back = page_asked_for(request) or found.offer.get_absolute_url()
    form = CheckForm(request.POST or None, stage=stage, is_retry=is_retry)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = services.enter_check(
                allocation=found,
                stage=stage,
                reading=form.reading,
                retry_reason=form.cleaned_data.get("retry_reason", ""),
                by=request.staff,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            _say(request, outcome)
            return redirect(back)
    entries = list(last.entries.select_related("person")) if last and not is_retry else []
    context = {
        "allocation": found,
        "offer": found.offer,
        "back": back,
        "stage": CheckStage(stage),
        "form": form,
        "last": last,
        "is_retry": is_retry,
        "entries": entries,
        "obstacle": _obstacle(request, found, stage, last, is_retry=is_retry),
    }
    return render(request, "organs/check.html", context)


def _obstacle(
    request: StaffRequest, found: Allocation, stage: str, last: TwoPersonCheck | None, *, is_retry: bool
) -> str:
    """Say before anything is typed why this person can't make this check."""
    try:
        policies.check_is_due(found, stage)
        if last is not None and not is_retry:
            policies.check_may_begin(last, retry_reason="")
        is_open = last is not None and last.status == TwoPersonCheck.Status.OPEN
        earlier = (
            [entry.person for entry in last.entries.select_related("person")] if last and is_open else []
        )
        policies.check_may_check(found, stage, by=request.staff, earlier=earlier)
    except policies.CheckRefused as refusal:
        return str(refusal)
    return ""


def _say(request: StaffRequest, outcome: Outcome) -> None:
    if outcome.is_open:
        messages.success(
            request, _("Your check is kept. A second person makes theirs, signed in as themselves.")
        )
    elif outcome.is_agreed:
        messages.success(request, _("Two people have checked the organ, and agree with the record."))
    else:
        messages.error(
            request,
            _("STOP. The checks and the record disagree: %(what)s. Everyone concerned is told.")
            % {"what": ", ".join(outcome.differences)},
        )
