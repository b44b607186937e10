"""The pre-allocation checklist, over HTTP."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organs.forms.matching import ChecklistForm
from organs.policies import checklists as policies
from organs.services import checklists as services
from organs.views.donors import find_donor
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.records.vocabulary import OrganKind


@require_http_methods(["GET", "POST"])
@requires(Permission.CHECKLIST_COMPLETE)
def checklist(request: StaffRequest, reference: str, organ_kind: str) -> HttpResponse:
    donor = find_donor(request, reference)
    if organ_kind not in OrganKind.values:
        raise Http404("There is no such organ.")
    form = ChecklistForm(request.POST or None, donor=donor)
    if request.method == "POST" and form.is_valid():
        try:
            services.complete_checklist(
                donor=donor,
                organ_kind=organ_kind,
                blood_group=form.cleaned_data["blood_group"],
                checked=form.checked(),
                by=request.staff,
                at=timezone.now(),
            )
        except policies.ChecklistRefused as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Your checklist is complete."))
            return redirect(donor)
    done = policies.checklists(donor, organ_kind)
    context = {
        "donor": donor,
        "organ": OrganKind(organ_kind).label,
        "form": form,
        "checks": [
            {"role": _("Coordinator %(number)d") % {"number": number + 1}}
            | (
                {"by": done[number].completed_by, "at": done[number].completed_at}
                if number < len(done)
                else {}
            )
            for number in range(policies.CHECKLISTS_NEEDED)
        ],
        "may_complete": policies.can_complete(donor, organ_kind, by=request.staff),
        "is_done": len(done) >= policies.CHECKLISTS_NEEDED,
        "readiness": policies.readiness(donor, organ_kind),
    }
    return render(request, "organs/checklist.html", context)
