"""Pieces of Django admin: records that nobody deletes, and rows shown with the record they belong to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse

admin.site.site_url = None  # base_site.html has a link of its own


class KeptAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Records that administrators make and change, and that nobody deletes: other records stand on them."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            # Somebody saved what this contradicts after it had been checked. Checked again, the form says so.
            return super().changeform_view(request, *args, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to a record, shown with it; `related` is what else they name, fetched with them."""

    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = True
    view_on_site = False
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        parent = _get_foreign_key(self.parent_model, self.model, fk_name=self.fk_name).name
        return super().get_queryset(request).select_related(parent, *self.related)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # Fields that no form may hold (made by the database, say) are shown all the same.
        return flatten(self.fields or ())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewRows(admin.options.InlineModelAdmin):  # type: ignore[type-arg]
    """Rows to be added to a record; what stands is shown by a ReadOnlyInline and has pages of its own."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
