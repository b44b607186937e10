"""The laboratory's list of crossmatches to assess."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from organs.models import MatchCandidate
from transplant_site.interface.lists import (
    ClinicalTimeColumn,
    ListFilter,
    ListTable,
    NumberColumn,
    ReferenceColumn,
)
from transplant_site.records.vocabulary import CrossmatchVerdict

STATES = [("open", _("To assess")), ("done", _("Assessed"))]


class CrossmatchTable(ListTable):
    candidate = ReferenceColumn(
        verbose_name=_("Candidate"),
        accessor="registration__reference",
        linkify=(
            "organs:assess_crossmatch",
            {"reference": A("run__reference"), "candidate": A("registration__reference")},
        ),
    )
    hospital = tables.Column(verbose_name=_("Hospital"), accessor="registration__programme__hospital__name")
    donor = tables.Column(verbose_name=_("Donor"), accessor="run__donor__reference")
    rank = NumberColumn(verbose_name=_("Rank"))
    reason = tables.Column(verbose_name=_("Not excluded because"), accessor="crossmatch_reason")
    made_at = ClinicalTimeColumn(verbose_name=_("Run made"), accessor="run__created_at")
    word = tables.Column(
        verbose_name=_("Laboratory's word"), accessor="laboratory_word", empty_values=(), orderable=False
    )

    class Meta(ListTable.Meta):
        model = MatchCandidate
        fields = ("candidate", "hospital", "donor", "rank", "reason", "made_at", "word")
        empty_text = _("No crossmatch waits for you")

    def render_word(self, value: Any) -> Any:
        return CrossmatchVerdict(value).label if value else _("To assess")


class CrossmatchFilter(ListFilter):
    donor = django_filters.CharFilter(
        label=_("Donor"), field_name="run__donor__reference", lookup_expr="icontains"
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="filter_state")
    rank_up_to = django_filters.NumberFilter(label=_("Up to rank"), field_name="rank", lookup_expr="lte")

    class Meta:
        model = MatchCandidate
        fields = ("donor", "state", "rank_up_to")

    def filter_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(laboratory_word__isnull=value == "open")
