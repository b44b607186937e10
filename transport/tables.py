"""The list of shipments."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from transplant_site.interface.lists import (
    ClinicalTimeColumn,
    ListFilter,
    ListTable,
    ReferenceColumn,
    StatusColumn,
    YesNoFilter,
)
from transport.models import OPEN_SHIPMENTS, Shipment, ShipmentStatus


class ShipmentTable(ListTable):
    reference = ReferenceColumn(verbose_name=_("Shipment"))
    status = StatusColumn()
    origin = tables.Column(verbose_name=_("From"), accessor="origin__name", order_by="origin__name")
    destination = tables.Column(
        verbose_name=_("To"), accessor="destination__name", order_by="destination__name"
    )
    planned_departure_at = ClinicalTimeColumn(verbose_name=_("Planned departure"))
    planned_arrival_at = ClinicalTimeColumn(verbose_name=_("Planned arrival"))
    carrier = tables.Column(verbose_name=_("Carrier"), accessor="carrier__name", order_by="carrier__name")

    class Meta(ListTable.Meta):
        model = Shipment
        fields = [
            "reference",
            "status",
            "origin",
            "destination",
            "planned_departure_at",
            "planned_arrival_at",
            "carrier",
        ]
        order_by = "-planned_departure_at"


class ShipmentFilter(ListFilter):
    text = django_filters.CharFilter(method="filter_text", label=_("Reference, hospital or box"))
    status = django_filters.ChoiceFilter(choices=ShipmentStatus.choices, label=_("Status"))
    is_open = YesNoFilter(method="filter_open", label=_("Under way or to come"))

    class Meta:
        model = Shipment
        fields = ["text", "status", "is_open"]

    def filter_text(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.strip()
        return queryset.filter(
            Q(reference__iexact=words)
            | Q(device__icontains=words)
            | Q(origin__name__icontains=words)
            | Q(destination__name__icontains=words)
        )

    def filter_open(self, queryset: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        if value:
            return queryset.filter(status__in=sorted(OPEN_SHIPMENTS))
        return queryset.exclude(status__in=sorted(OPEN_SHIPMENTS))
