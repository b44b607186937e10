"""Lists of donors and of runs."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organs.models import Donor, MatchRun
from transplant_site.interface.lists import (
    ABOColumn,
    ClinicalDateFilter,
    ClinicalTimeColumn,
    ListFilter,
    ListTable,
    NumberColumn,
    ReferenceColumn,
    StatusColumn,
    YesNoFilter,
)
from transplant_site.staff.models import Hospital


class DonorTable(ListTable):
    reference = ReferenceColumn(verbose_name=_("Donor"))
    kind = StatusColumn("kind", verbose_name=_("Donation"))
    blood_group = ABOColumn(verbose_name=_("ABO"))
    age_years = NumberColumn(verbose_name=_("Age"))
    hospital = tables.Column(verbose_name=_("Hospital"), accessor="hospital__name")
    status = StatusColumn(verbose_name=_("Status"))
    registered_at = ClinicalTimeColumn(verbose_name=_("Registered"))

    class Meta(ListTable.Meta):
        model = Donor
        fields = (
            *("reference", "external_id", "kind", "blood_group", "age_years", "hospital", "status"),
            "registered_at",
        )
        order_by = ("-registered_at",)
        empty_text = _("No donor has been registered yet")


class DonorFilter(ListFilter):
    q = django_filters.CharFilter(label=_("Reference or number elsewhere"), method="filter_number")
    hospital = django_filters.ModelChoiceFilter(
        label=_("Donor hospital"), queryset=Hospital.objects.donor_hospitals()
    )
    registered_from = ClinicalDateFilter(
        label=_("Registered from"), field_name="registered_at", lookup_expr="date__gte"
    )

    class Meta:
        model = Donor
        fields = ("q", "status", "kind", "blood_group", "hospital", "registered_from")

    def filter_number(self, queryset: QuerySet[Donor], name: str, value: Any) -> QuerySet[Donor]:
        return queryset.filter(Q(reference__icontains=value) | Q(external_id=value))


class MatchRunTable(ListTable):
    reference = ReferenceColumn(verbose_name=_("Run"))
    donor = ReferenceColumn(verbose_name=_("Donor"), accessor="donor__reference", linkify=False)
    candidates_count = NumberColumn(verbose_name=_("Ranked"))
    excluded_count = NumberColumn(verbose_name=_("Excluded"))
    state = StatusColumn("state", verbose_name=_("State"), orderable=False)
    created_by = tables.Column(verbose_name=_("Made by"))
    created_at = ClinicalTimeColumn(verbose_name=_("Made"))

    class Meta(ListTable.Meta):
        model = MatchRun
        fields = (
            *("reference", "donor", "organ_kind", "policy_version", "candidates_count", "excluded_count"),
            *("created_by", "created_at", "state"),
        )
        order_by = ("-created_at",)
        empty_text = _("No run has been made yet")


class MatchRunFilter(ListFilter):
    donor = django_filters.CharFilter(
        label=_("Donor"), field_name="donor__reference", lookup_expr="icontains"
    )
    is_valid = YesNoFilter(label=_("Valid"), field_name="invalidated_at", lookup_expr="isnull")

    class Meta:
        model = MatchRun
        fields = ("donor", "organ_kind", "is_valid")
