"""The lists of one run: ranked, excluded. Filters take rows away and never renumber."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organs.models import MatchCandidate, MatchExclusion
from organs.models.matching import HANDLE_FIRST
from organs.presenters.match_runs import STEPS
from organs.templatetags.matching import mismatches_of, standing_of, years_of
from transplant_site.interface.lists import ListFilter, ListTable, NumberColumn
from transplant_site.records.vocabulary import CrossmatchVerdict


class CandidateTable(ListTable):
    """Its rows are laid out by templates/organs/_candidate_rows.html."""

    rank = NumberColumn(verbose_name=_("Rank"))
    registration = tables.Column(verbose_name=_("Candidate"))
    centre = tables.Column(verbose_name=_("Centre"), accessor="components__shown__centre")
    blood_group = tables.Column(verbose_name=_("ABO"), accessor="components__shown__blood_group")
    vpra = NumberColumn(verbose_name=_("vPRA"), accessor="components__vpra")
    mismatches = NumberColumn(verbose_name=_("Mismatches A-B-DR"), accessor="components__mm_total")
    waiting = NumberColumn(verbose_name=_("Dialysis (years)"), accessor="components__dialysis_seconds")
    tier = tables.Column(verbose_name=_("Tier"))
    total_points = NumberColumn(verbose_name=_("Points"))
    crossmatch = tables.Column(verbose_name=_("Crossmatch"))
    offer = tables.Column(verbose_name=_("Offer"), accessor="pk")

    class Meta(ListTable.Meta):
        model = MatchCandidate
        fields = (
            *("rank", "registration", "centre", "blood_group", "vpra", "mismatches", "waiting", "tier"),
            *("total_points", "crossmatch", "offer"),
        )
        orderable = False
        empty_text = _("Nobody is ranked")

    def value_registration(self, record: MatchCandidate) -> str:
        return str(record.registration.reference)

    def value_vpra(self, value: Any) -> Any:
        return value

    def value_total_points(self, record: MatchCandidate) -> str:
        return standing_of(record.components)

    def value_mismatches(self, record: MatchCandidate) -> str:
        return mismatches_of(record.components)

    def value_waiting(self, value: Any) -> str:
        return years_of(value)

    def value_crossmatch(self, record: MatchCandidate) -> str:
        """The verdict that holds: the laboratory's word where the run couldn't exclude."""
        return str(CrossmatchVerdict(record.verdict).label)  # type: ignore[attr-defined]  # annotated

    def value_offer(self, record: MatchCandidate) -> str:
        offers = record.registration.offers_of_donor  # type: ignore[attr-defined]  # prefetched
        return str(offers[0].get_status_display()) if offers else ""


class CandidateFilter(ListFilter):
    rank_from = django_filters.NumberFilter(label=_("From rank"), field_name="rank", lookup_expr="gte")
    candidate = django_filters.CharFilter(
        label=_("Candidate"), field_name="registration__reference", lookup_expr="icontains"
    )
    centre = django_filters.CharFilter(label=_("Centre"), method="filter_shown")
    verdict = django_filters.ChoiceFilter(label=_("Crossmatch"), choices=CrossmatchVerdict.choices)
    tier = django_filters.CharFilter(label=_("Tier"), lookup_expr="iexact")

    class Meta:
        model = MatchCandidate
        fields = ("rank_from", "candidate", "centre", "verdict", "tier")

    def filter_shown(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(**{f"components__shown__{name}": value.upper()})


class ExclusionTable(ListTable):
    registration = tables.Column(verbose_name=_("Candidate"), accessor="registration__reference")
    centre = tables.Column(verbose_name=_("Centre"), accessor="registration__programme__hospital__code")
    step = tables.Column(verbose_name=_("Left out by"))
    reason = tables.Column(verbose_name=_("Reason"))

    class Meta(ListTable.Meta):
        model = MatchExclusion
        fields = ("registration", "centre", "step", "reason")
        orderable = False
        empty_text = _("Nobody was left out")

    def render_step(self, value: str) -> Any:
        return STEPS.get(value, value)


class ExclusionFilter(ListFilter):
    candidate = django_filters.CharFilter(
        label=_("Candidate"), field_name="registration__reference", lookup_expr="icontains"
    )
    centre = django_filters.CharFilter(
        label=_("Centre"), field_name="registration__programme__hospital__code", lookup_expr="iexact"
    )
    step = django_filters.ChoiceFilter(
        label=_("Left out by"),
        choices=[(step, text) for step, text in STEPS.items() if step not in HANDLE_FIRST],
    )

    class Meta:
        model = MatchExclusion
        fields = ("candidate", "centre", "step")
