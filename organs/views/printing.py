"""What is printed of an offer."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from organs import downtime
from organs.views.common import find_offer
from transplant_site.access.checks import StaffRequest, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Kind, record
from transplant_site.interface.paper import pdf_response


@require_GET
@requires(Permission.OFFER_READ)
def downtime_forms(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand out the paper on which an offer is answered and checked while the site is away."""
    found = find_offer(request, reference)
    page, donor = request.build_absolute_uri(found.get_absolute_url()), found.run.donor.reference
    sheets = [
        downtime.offer_answer(address=page, offer=found.reference, donor=donor),
        *downtime.two_person_check(address=page),
    ]
    record(
        Kind.EXPORT,
        action="organs.downtime_forms.printed",
        objects=[("organs.offer", found.pk)],
        by=request.staff,
        details={"format": "pdf", "pages": len(sheets)},
    )
    return pdf_response(downtime.paper_of(sheets), name=f"{found.reference}-downtime-forms")
