from django.contrib import admin
from django.http import HttpRequest

from transplant_site.documents.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    """What waits for MongoDB, without what it says: payloads hold messages about patients."""

    list_display = ("id", "collection", "recorded_at", "refused_at")
    list_filter = ("collection", ("refused_at", admin.EmptyFieldListFilter))
    date_hierarchy = "recorded_at"
    search_fields = ("id", "key")
    search_help_text = "The id of a delivery, a shipment or a conversation."
    fields = ("id", "collection", "key", "document_ids", "digests", "recorded_at", "refused_at", "refusal")
    readonly_fields = fields
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False
