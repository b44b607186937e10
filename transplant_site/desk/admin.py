"""The worker's jobs in Django admin: to look at.

The queue is not in the audit log, so nothing is retried or cancelled from here: a failed job is put back by
`manage.py procrastinate shell`, by someone who may use the server.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from procrastinate.contrib.django import admin as stock  # noqa: F401  # it registers jobs: here, not after us
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from transplant_site.audit.admin import ReadOnlyAdmin
from transplant_site.interface.admin import ReadOnlyInline

admin.site.unregister(ProcrastinateJob)


class EventInline(ReadOnlyInline):
    model = ProcrastinateEvent
    fields = ("type", "at")
    show_change_link = False


@admin.register(ProcrastinateJob)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("id", "task_name", "status", "queue_name", "scheduled_at", "attempts")
    list_filter = ("status", "queue_name", "task_name")
    search_fields = ("task_name",)
    date_hierarchy = "scheduled_at"
    fields = (
        ("task_name", "status", "queue_name"),
        "args",
        ("lock", "queueing_lock", "priority"),
        ("scheduled_at", "attempts"),
    )
    inlines = (EventInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [field.name for field in ProcrastinateJob._meta.fields]
