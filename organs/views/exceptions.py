"""What has happened against a rule: listed, shown and reviewed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from organs import reach
from organs.forms.transplants import ReviewForm
from organs.policies import exceptions as policies
from organs.services import exceptions as services
from organs.tables.offers import ExceptionFilter, ExceptionTable
from transplant_site.access.checks import StaffRequest, find_or_404, requires
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal, note_export
from transplant_site.interface.lists import list_page


@require_GET
@requires(Permission.TRANSPLANT_READ)
def exception_list(request: StaffRequest) -> HttpResponse:
    return list_page(
        request,
        table_class=ExceptionTable,
        filter_class=ExceptionFilter,
        queryset=reach.rule_exceptions(request.staff).select_related("recorded_by"),
        template="organs/exception_list.html",
        export_name="exceptions",
        on_export=note_export(request, "organs.exceptions.exported"),
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.TRANSPLANT_READ)
def exception(request: StaffRequest, exception: UUID) -> HttpResponse:
    """Show an exception; a coordinator who didn't record it reviews it."""
    found = find_or_404(
        reach.rule_exceptions(request.staff).select_related(
            "donor__procurement_organisation", "recorded_by", "reviewed_by"
        ),
        pk=exception,
    )
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.review_exception(
                exception=found, review=form.cleaned_data["review"], by=request.staff, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The review is recorded."))
            return redirect(found)
    may_review = policies.can_review(found, by=request.staff)
    context = {"exception": found, "form": form, "may_review": may_review or form.errors}
    return render(request, "organs/exception.html", context)
