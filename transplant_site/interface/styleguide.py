"""The style page: every component on one page, with invented content. Not there in production."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from transplant_site.interface import fields
from transplant_site.interface.layout import Columns, PageForm, Section
from transplant_site.interface.lists import ListFilter, ListTable, ReferenceColumn, list_page
from transplant_site.interface.quantities import CREATININE, WEIGHT


class ExampleForm(PageForm):
    sections = (
        Section(_("Death and consent"), "declared_at", "born_on", "consent"),
        Section(_("Values"), Columns("creatinine", "weight"), "blood_group", "note"),
    )

    declared_at = fields.ClinicalDateTimeField(label=_("Death declared at"), allow_future=False)
    born_on = fields.ClinicalDateField(label=_("Birth date"), allow_future=False)
    consent = fields.ChoiceRowField(label=_("Consent documented"), choices=fields.YES_NO_UNKNOWN)
    creatinine = fields.QuantityField(CREATININE, label=_("Creatinine"), help_text=_("The latest value."))
    weight = fields.QuantityField(WEIGHT, label=_("Weight"))
    blood_group = fields.TypedABOField()
    note = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 3}), required=False)


class ConfirmForm(PageForm):
    reason = forms.CharField(label=_("Reason"), help_text=_("Read by the regulator."))


class ExampleTable(ListTable):
    model = ReferenceColumn(linkify=False, verbose_name=_("Name"))

    class Meta(ListTable.Meta):
        model = ContentType
        fields = ("model", "app_label", "id")
        order_by = ("model",)


class ExampleFilter(ListFilter):
    q = django_filters.CharFilter(label=_("Name"), field_name="model", lookup_expr="icontains")
    app_label = django_filters.AllValuesFilter(label=_("App"))

    class Meta:
        model = ContentType
        fields = ("q", "app_label")


def nothing_to_note(kind: str, rows: Any) -> None:
    """The rows are no one's data, so their export leaves no audit entry."""


@login_not_required
def example_list(request: HttpRequest) -> HttpResponse:
    """Show a list page over something that every installation has."""
    if settings.MODE.value == "production":
        raise Http404
    return list_page(
        request,
        table_class=ExampleTable,
        filter_class=ExampleFilter,
        queryset=ContentType.objects.all(),
        template="interface/styleguide_list.html",
        per_page=10,
        on_export=nothing_to_note,
    )


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    if settings.MODE.value == "production":
        raise Http404
    now = timezone.now()
    return render(
        request, "interface/styleguide.html", {"form": ExampleForm(request.POST or None), **content(now)}
    )


def content(now: Any) -> dict[str, Any]:
    hour = timedelta(hours=1)
    return {
        "now": now,
        "tones": [
            ("success", _("Accepted"), "check-circle"),
            ("info", _("Sent"), "send"),
            ("primary", _("Active"), "activity"),
            ("warning", _("Answer overdue"), "hourglass-split"),
            ("danger", _("Declined"), "x-circle"),
            ("neutral", _("Withdrawn"), "dash-circle"),
        ],
        "born": date(1961, 3, 14),
        "deadline": now + timedelta(minutes=42),
        "urgent": now + timedelta(minutes=4),
        "past": now - timedelta(minutes=3),
        "steps": [
            {"name": _("Accepted"), "state": "done", "actual_at": now - 5 * hour},
            {
                "name": _("Checked and packed"),
                "state": "done",
                "planned_at": now - 4 * hour,
                "actual_at": now - 4 * hour,
            },
            {
                "name": _("On the way"),
                "state": "current",
                "planned_at": now - 2 * hour,
                "actual_at": now - hour,
            },
            {"name": _("Delivered"), "state": "next", "planned_at": now + hour},
            {"name": _("Transplanted"), "state": "next", "planned_at": now + 3 * hour},
        ],
        "checks": [
            {
                "role": _("First person"),
                "by": "Anna de Vries",
                "at": now - hour,
                "note": _("ABO A, left kidney"),
            },
            {"role": _("Second person"), "by": None, "at": None},
        ],
        "changes": [
            {"field": _("Status"), "before": "T", "after": "HU"},
            {"field": _("Reason"), "before": "", "after": _("Loss of vascular access")},
        ],
        "tab_entries": [
            {"label": _("Ranked"), "url": "#ranked", "is_current": True, "count": 214},
            {"label": _("Excluded"), "url": "#excluded", "is_current": False, "count": 31},
            {"label": _("History"), "url": "#history", "is_current": False},
        ],
        "answers": [
            {"label": _("Offer"), "value": "OFR-26-000117-T"},
            {"label": _("Candidate"), "value": "Demo Patient 0412", "change_url": "#change"},
            {"label": _("Creatinine"), "value": "1.2 mg/dL = 106 µmol/L", "change_url": "#change"},
        ],
        "confirm_form": ConfirmForm(prefix="confirm"),
    }
