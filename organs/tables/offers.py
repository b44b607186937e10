"""Lists of offers, transplants, adverse events and exceptions."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organs.models import AdverseEvent, Offer, OfferStatus, RuleException, Transplant, TransplantOutcome
from organs.models.offers import OPEN_OFFERS
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
from transplant_site.records.vocabulary import OrganKind


class OfferTable(ListTable):
    reference = ReferenceColumn(verbose_name=_("Offer"))
    status = StatusColumn(verbose_name=_("Status"))
    organ_kind = tables.Column(verbose_name=_("Organ"))
    donor = tables.Column(
        verbose_name=_("Donor"), accessor="run__donor__reference", order_by="run__donor__reference"
    )
    blood_group = ABOColumn(
        verbose_name=_("Donor's ABO"),
        accessor="run__donor__blood_group",
        order_by="run__donor__blood_group",
    )
    candidate = tables.Column(
        verbose_name=_("Candidate"),
        accessor="registration__reference",
        order_by="registration__reference",
    )
    rank = NumberColumn(verbose_name=_("Rank"))
    sent_at = ClinicalTimeColumn(verbose_name=_("Sent"))
    deadline_at = ClinicalTimeColumn(verbose_name=_("Answer by"))
    refusal_code = tables.Column(verbose_name=_("Code"), accessor="refusal_code_id", order_by="refusal_code")

    class Meta(ListTable.Meta):
        model = Offer
        fields: tuple[str, ...] = ()
        order_by = ("-sent_at",)


class CoordinatorOfferTable(OfferTable):
    centre = tables.Column(verbose_name=_("Centre"), accessor="centre__code", order_by="centre__code")

    class Meta(OfferTable.Meta):
        sequence = (
            "reference", "status", "organ_kind", "donor", "blood_group", "centre", "candidate", "rank",
            "sent_at", "deadline_at", "refusal_code",
        )  # fmt: skip
        empty_text = _("No offer has been sent yet")


class CentreOfferTable(OfferTable):
    class Meta(OfferTable.Meta):
        sequence = (
            "reference", "status", "organ_kind", "donor", "blood_group", "candidate", "rank", "sent_at",
            "deadline_at", "refusal_code",
        )  # fmt: skip
        empty_text = _("No offer has been made to your centre yet")


class OfferFilter(ListFilter):
    text = django_filters.CharFilter(method="filter_text", label=_("Offer, donor, candidate or centre"))
    status = django_filters.ChoiceFilter(choices=OfferStatus.choices, label=_("Status"))
    organ_kind = django_filters.ChoiceFilter(choices=OrganKind.choices, label=_("Organ"))
    state = django_filters.ChoiceFilter(
        method="filter_state",
        label=_("Waits for"),
        choices=[
            ("open", _("an answer")),
            ("overdue", _("an answer, overdue")),
            ("unconfirmed", _("confirmation that it was received")),
            ("unverified", _("confirmation of a recorded answer")),
        ],
    )
    sent_from = ClinicalDateFilter(label=_("Sent from"), field_name="sent_at", lookup_expr="date__gte")
    sent_until = ClinicalDateFilter(label=_("Sent until"), field_name="sent_at", lookup_expr="date__lte")

    class Meta:
        model = Offer
        fields = ("text", "status", "organ_kind", "state", "sent_from", "sent_until")

    def filter_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.strip()
        return queryset.filter(
            Q(reference__icontains=words)
            | Q(run__donor__reference__icontains=words)
            | Q(registration__reference__icontains=words)
            | Q(centre__code__iexact=words)
        )

    def filter_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        is_open = queryset.filter(status__in=sorted(OPEN_OFFERS))
        return {
            "open": is_open,
            "overdue": is_open.filter(deadline_at__lte=timezone.now()),
            "unconfirmed": is_open.filter(notified_at__isnull=True),
            "unverified": queryset.filter(
                answered_on_behalf_of__isnull=False, answer_confirmed_at__isnull=True
            ),
        }[value]


class TransplantTable(ListTable):
    reference = ReferenceColumn(verbose_name=_("Transplant"))
    organ = tables.Column(
        verbose_name=_("Organ"), accessor="offer__get_organ_kind_display", order_by="offer__organ_kind"
    )
    donor = tables.Column(
        verbose_name=_("Donor"),
        accessor="offer__run__donor__reference",
        order_by="offer__run__donor__reference",
    )
    candidate = tables.Column(
        verbose_name=_("Recipient"),
        accessor="registration__reference",
        order_by="registration__reference",
    )
    hospital = tables.Column(verbose_name=_("Centre"), accessor="hospital__code", order_by="hospital__code")
    occurred_at = ClinicalTimeColumn(verbose_name=_("Reperfusion"))
    outcome = StatusColumn("outcome", verbose_name=_("Outcome"))

    class Meta(ListTable.Meta):
        model = Transplant
        fields: tuple[str, ...] = ()
        sequence = ("reference", "organ", "donor", "candidate", "hospital", "occurred_at", "outcome")
        order_by = ("-occurred_at",)
        empty_text = _("No transplant has been recorded yet")


class TransplantFilter(ListFilter):
    text = django_filters.CharFilter(method="filter_text", label=_("Transplant, donor, recipient or centre"))
    organ_kind = django_filters.ChoiceFilter(
        choices=OrganKind.choices, label=_("Organ"), field_name="offer__organ_kind"
    )
    outcome = django_filters.ChoiceFilter(choices=TransplantOutcome.choices, label=_("Outcome"))

    class Meta:
        model = Transplant
        fields = ("text", "organ_kind", "outcome")

    def filter_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.strip()
        return queryset.filter(
            Q(reference__icontains=words)
            | Q(offer__run__donor__reference__icontains=words)
            | Q(registration__reference__icontains=words)
            | Q(hospital__code__iexact=words)
        )


class AdverseEventTable(ListTable):
    reference = ReferenceColumn(verbose_name=_("Event"))
    kind = StatusColumn("kind", verbose_name=_("Kind"))
    title = tables.Column(verbose_name=_("In one line"))
    donor = tables.Column(verbose_name=_("Donor"), accessor="donor__reference", order_by="donor__reference")
    reported_from = tables.Column(
        verbose_name=_("Reported by"), accessor="reported_from__code", order_by="reported_from__code"
    )
    occurred_at = ClinicalTimeColumn(verbose_name=_("Happened"))
    acknowledged = tables.Column(
        verbose_name=_("Acknowledged"), accessor="acknowledgements", orderable=False, empty_values=()
    )

    class Meta(ListTable.Meta):
        model = AdverseEvent
        fields: tuple[str, ...] = ()
        sequence = (
            "reference", "kind", "title", "donor", "reported_from", "occurred_at", "acknowledged"
        )  # fmt: skip
        order_by = ("-occurred_at",)
        empty_text = _("No adverse event concerns you")


class AdverseEventFilter(ListFilter):
    kind = django_filters.ChoiceFilter(choices=AdverseEvent.Kind.choices, label=_("Kind"))
    text = django_filters.CharFilter(method="filter_text", label=_("Event or donor"))

    class Meta:
        model = AdverseEvent
        fields = ("text", "kind")

    def filter_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.strip()
        return queryset.filter(Q(reference__icontains=words) | Q(donor__reference__icontains=words))


class ExceptionTable(ListTable):
    rule = tables.Column(
        verbose_name=_("Rule"),
        linkify=lambda record: record.get_absolute_url(),
    )
    subject_reference = tables.Column(verbose_name=_("Record"))
    recorded_at = ClinicalTimeColumn(verbose_name=_("Recorded"))
    recorded_by = tables.Column(verbose_name=_("By"))
    reviewed_at = ClinicalTimeColumn(verbose_name=_("Reviewed"))

    class Meta(ListTable.Meta):
        model = RuleException
        fields: tuple[str, ...] = ()
        sequence = ("rule", "subject_reference", "recorded_at", "recorded_by", "reviewed_at")
        order_by = ("-recorded_at",)
        empty_text = _("Nothing has been recorded against a rule")


class ExceptionFilter(ListFilter):
    is_reviewed = YesNoFilter(
        label=_("Reviewed"), field_name="reviewed_at", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = RuleException
        fields = ("is_reviewed",)
