"""The desk: what waits for a person, and the search that finds the rest."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from organs import downtime
from transplant_site.access.checks import StaffRequest, any_role, find_or_404
from transplant_site.access.roles import Role
from transplant_site.audit import record_read
from transplant_site.audit.views.common import place_of
from transplant_site.desk import figures, queue, records, search
from transplant_site.desk import history as histories
from transplant_site.interface.paper import pdf_response


@require_GET
@any_role
def home(request: StaffRequest) -> HttpResponse:
    """Show the work of the role a person acts in; regulators and administrators have pages of their own."""
    if request.staff.role == Role.REGULATOR:
        return redirect("audit:timeline")
    if request.staff.role == Role.ADMINISTRATOR:
        return redirect("admin:index")
    now = timezone.now()
    context = {
        "figures": figures.figures_of(request.staff),
        "work": queue.work_of(request.staff, now),
        "now": now,
    }
    template = "desk/_work.html" if request.headers.get("HX-Request") else "desk/home.html"
    return render(request, template, context)


@require_GET
@any_role
def downtime_forms(request: StaffRequest) -> HttpResponse:
    """Hand out a blank set of the paper that is used while the site is away."""
    offers = request.build_absolute_uri(reverse("organs:offer_list"))
    shipments = request.build_absolute_uri(reverse("transport:shipment_list"))
    sheets = [
        downtime.offer_answer(address=offers),
        *downtime.two_person_check(address=shipments),
        downtime.hand_over(address=shipments),
    ]
    return pdf_response(downtime.paper_of(sheets), name="downtime-forms")


@require_GET
@any_role
def find(request: StaffRequest) -> HttpResponse:
    """Jump to the record of an exact reference, else list what fits."""
    text = request.GET.get("q", "")[:100].replace("\x00", "")
    exact = search.by_reference(request.staff, text)
    if exact is not None:
        return redirect(exact)
    found = search.by_text(request.staff, text)
    shown = [("patients.patient", patient.pk) for kind in found for patient in kind.patients]
    if shown:
        record_read(request, "desk.search.patients_listed", shown)
    context = {"text": text.strip(), "found": found, "shortest": search.SHORTEST}
    return render(request, "desk/search.html", context)


@require_GET
@any_role
def history(request: StaffRequest, reference: str) -> HttpResponse:
    """Show what was done to a record, to those who reach the record itself."""
    within = records.within(request.staff, reference)
    if within is None or reference[:3] not in histories.BELONGS:
        raise Http404("No record has such a reference.")
    found = find_or_404(within, reference=reference)
    shown = histories.of_record(found, viewer=request.staff, before=place_of(request))
    record_read(request, "desk.history.read", [(found._meta.label_lower, found.pk)])
    return render(request, "desk/history.html", {"record": found, "history": shown})
