"""Shipments in Django admin: to look at. What happens to them happens in the site."""

from django.contrib import admin

from transplant_site.audit.admin import ReadOnlyAdmin
from transplant_site.interface.admin import ReadOnlyInline
from transport.models import (
    ArrivalEstimate,
    EventBatch,
    HandOver,
    Shipment,
    ShipmentContent,
    ShipmentStatusChange,
    TemperatureExcursion,
)

SHIPMENT = {"transport.shipment": "shipment_id"}


class ShipmentContentInline(ReadOnlyInline):
    model = ShipmentContent
    fields = ["allocation", "is_active"]
    related = (
        "allocation__offer",
        "allocation__part__organ",
    )


class HandOverInline(ReadOnlyInline):
    model = HandOver
    fields = ["sequence", "released_by", "released_at", "receiver", "received_at", "refused_at", "place"]
    related = (
        "shipment",
        "released_by",
        "receiver",
    )


class StatusChangeInline(ReadOnlyInline):
    model = ShipmentStatusChange
    fields = ["from_status", "to_status", "occurred_at", "by", "reason"]
    related = ("by",)


class ExcursionInline(ReadOnlyInline):
    model = TemperatureExcursion
    fields = ["began_at", "ended_at", "extreme_c", "acknowledged_by", "acknowledgement"]
    related = ("acknowledged_by",)


class ArrivalEstimateInline(ReadOnlyInline):
    model = ArrivalEstimate
    fields = ["expected_at", "because", "occurred_at", "reported_by"]
    related = ("shipment", "reported_by")


@admin.register(Shipment)
class ShipmentAdmin(ReadOnlyAdmin):
    list_display = ["reference", "status", "origin", "destination", "carrier", "planned_departure_at"]
    list_filter = ["status", "preservation", "carrier"]
    list_select_related = ["origin", "destination", "carrier"]
    search_fields = ["reference", "origin__code", "destination__code", "device"]
    date_hierarchy = "planned_departure_at"
    inlines = [
        ShipmentContentInline,
        HandOverInline,
        StatusChangeInline,
        ArrivalEstimateInline,
        ExcursionInline,
    ]


@admin.register(ShipmentContent)
class ShipmentContentAdmin(ReadOnlyAdmin):
    subjects = SHIPMENT
    list_display = ["shipment", "allocation", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["shipment", "allocation__offer", "allocation__part__organ"]
    search_fields = ["shipment__reference"]


@admin.register(HandOver)
class HandOverAdmin(ReadOnlyAdmin):
    subjects = SHIPMENT
    list_display = ["shipment", "sequence", "released_by", "receiver", "released_at", "received_at"]
    list_select_related = ["shipment", "released_by", "receiver"]
    search_fields = ["shipment__reference"]


@admin.register(ShipmentStatusChange)
class ShipmentStatusChangeAdmin(ReadOnlyAdmin):
    subjects = SHIPMENT
    list_display = ["shipment", "from_status", "to_status", "occurred_at", "by"]
    list_filter = ["to_status"]
    list_select_related = ["shipment", "by"]
    search_fields = ["shipment__reference"]


@admin.register(TemperatureExcursion)
class TemperatureExcursionAdmin(ReadOnlyAdmin):
    subjects = SHIPMENT
    list_display = ["shipment", "began_at", "ended_at", "extreme_c", "acknowledged_by"]
    list_filter = ["acknowledged_at"]
    list_select_related = ["shipment", "acknowledged_by"]
    search_fields = ["shipment__reference"]


@admin.register(EventBatch)
class EventBatchAdmin(ReadOnlyAdmin):
    subjects = SHIPMENT
    list_display = ["shipment", "batch", "events", "sent_by", "received_at"]
    list_select_related = ["shipment", "sent_by"]
    search_fields = ["shipment__reference"]


@admin.register(ArrivalEstimate)
class ArrivalEstimateAdmin(ReadOnlyAdmin):
    subjects = SHIPMENT
    list_display = ["shipment", "expected_at", "occurred_at", "reported_by"]
    list_select_related = ["shipment", "reported_by"]
    search_fields = ["shipment__reference"]
