"""Django admin that writes down what it showed. The log itself is not shown there.

The log's pages stand below /audit/, for those with the permission `audit.read`; administrators lack it, and
the stock admin of django-auditlog would show them everything without recording that they looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auditlog import admin as stock  # noqa: F401  # it registers the log: here, and not after us
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.recording import record_read

Objects = list[tuple[str, str]]


class RecordedReads(admin.ModelAdmin):  # type: ignore[type-arg]
    """Writes down what a page of the admin showed.

    `subjects` says whom a row is about: the label of a model, and the way from the row to that object's key.
    """

    subjects: ClassVar[Mapping[str, str]] = {}
    view_on_site = False  # the site's own pages are not for administrators
    show_full_result_count = False
    list_per_page = 50

    def subjects_of(self, row: Any) -> Objects:
        found = [(label, follow(row, path)) for label, path in self.subjects.items()]
        return [(label, str(key)) for label, key in found if key is not None]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        listed = (response.context_data or {}).get("cl") if isinstance(response, TemplateResponse) else None
        if listed is not None and listed.result_list:
            rows = [(self.opts.label_lower, str(row.pk)) for row in listed.result_list]
            shown = {subject for row in listed.result_list for subject in self.subjects_of(row)}
            record_read(request, self.action_named("listed"), sorted(shown) or rows)
        return response

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            itself = (self.opts.label_lower, str(found.pk))
            shown = dict.fromkeys([*self.subjects_of(found), itself])
            record_read(request, self.action_named("read"), list(shown))
        return found

    def action_named(self, verb: str) -> str:
        return f"admin.{self.opts.app_label}.{self.opts.model_name}.{verb}"


class ReadOnlyAdmin(RecordedReads):
    """Records that services make and life cycles rule: administrators look at them and change nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def follow(row: Any, path: str) -> Any:
    """Give what stands at the end of a path such as `registration.patient_id`; None where it breaks off."""
    for name in path.split("."):
        row = getattr(row, name, None)
    return row


admin.site.unregister(LedgerEntry)
