"""List pages: filter, sort and page live in the address, and the whole filtered set can be taken away.

def donor_list(request: StaffRequest) -> HttpResponse:
    return list_page(request, table_class=DonorTable, filter_class=DonorFilter,
                     queryset=reach.donors(request.staff).select_related("hospital"),
                     template="organs/donor_list.html",
                     on_export=note_export(request, "organs.donors.exported"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import django_filters
import django_tables2 as tables
from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_tables2.rows import BoundRows

from transplant_site.interface import exports
from transplant_site.interface.fields import ClinicalDateField
from transplant_site.interface.layout import page_helper
from transplant_site.interface.parameters import with_parameters

PER_PAGE = 50
COUNTED_AT_MOST = 10_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Counts up to a limit: the first pages of a large table are as fast as those of a small one.

    Beyond the limit pages go on as long as there are rows.
    """

    def __init__(self, rows: BoundRows, per_page: int) -> None:
        super().__init__(rows, per_page)
        self._rows = rows
        self._source = rows.data.data  # the queryset or list under the table's rows

    @cached_property
    def _counted(self) -> int:
        if isinstance(self._source, QuerySet):
            return self._source.order_by()[: COUNTED_AT_MOST + 1].count()
        return len(self._source)

    @cached_property
    def is_more(self) -> bool:
        return self._counted > COUNTED_AT_MOST

    @cached_property
    def count(self) -> int:
        return min(self._counted, COUNTED_AT_MOST)

    def validate_number(self, number: Any) -> int:
        try:
            wanted = int(number)
        except (TypeError, ValueError):
            raise PageNotAnInteger("The page must be a number.") from None
        if wanted < 1 or wanted > 1_000_000 or (wanted > self.num_pages and not self.is_more):
            raise EmptyPage("There is no such page.")
        return wanted

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        shown = list(self._source[first : first + self.per_page])
        return Page(BoundRows(shown, self._rows.table, self._rows.pinned_data), number, self)


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address without it."""

    text: str
    url: str


class ListFilter(django_filters.FilterSet):
    """A filter whose form stands above the list; unknown values are said, not ignored."""

    @property
    def helper(self) -> Any:
        helper = page_helper()
        helper.form_show_errors = True
        return helper


class ClinicalDateFilter(django_filters.Filter):
    """A day, typed as `22-Nov-2026`; for times compare their day: `lookup_expr="date__gte"`."""

    field_class = ClinicalDateField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "")
        super().__init__(*args, **kwargs)


class YesNoSelect(forms.NullBooleanSelect):
    """Yes or no, or all: what a filter leaves open is not unknown."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("unknown", _("All")), *list(self.choices)[1:]]


class YesNoFilter(django_filters.BooleanFilter):
    """A filter of two answers, which takes away nothing until one is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", YesNoSelect)
        super().__init__(*args, **kwargs)


class ListTable(tables.Table):
    """A table of a list page. Name columns in `Meta.sequence`; on a phone each row becomes a card."""

    class Meta:
        template_name = "_components/table.html"
        attrs = {"class": "table table-hover table-cards"}
        empty_text = _("Nothing here yet.")
        orderable = True


class ClinicalTimeColumn(tables.Column):
    """A moment: `22-Nov-2026 09:15 CET` on the page, ISO 8601 in UTC in an export."""

    def render(self, value: Any) -> str:
        from transplant_site.interface.templatetags.transplant import moment

        return moment(value)

    def value(self, **kwargs: Any) -> Any:
        return kwargs["value"]


class ClinicalDateColumn(ClinicalTimeColumn):
    """A day: `22-Nov-2026` on the page, ISO 8601 in an export."""


class StatusColumn(tables.TemplateColumn):
    """The status tag on the page, its word in an export."""

    def __init__(self, field: str = "status", **kwargs: Any) -> None:
        kwargs.setdefault("accessor", field)
        super().__init__(template_code="{% status record field %}", extra_context={"field": field}, **kwargs)
        self.field = field

    def value(self, **kwargs: Any) -> Any:
        record = kwargs["record"]
        return getattr(record, f"get_{self.field}_display", lambda: getattr(record, self.field))()


class ABOColumn(tables.TemplateColumn):
    """The blood group, alike everywhere."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(template_code="{% abo value %}", **kwargs)

    def value(self, **kwargs: Any) -> Any:
        return kwargs["value"]


class ReferenceColumn(tables.Column):
    """A reference that leads to its record; by `get_absolute_url` unless `linkify` says otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("linkify", True)
        attrs = kwargs.setdefault("attrs", {})
        attrs.setdefault("a", {})["class"] = "ref"
        super().__init__(**kwargs)

    def value(self, **kwargs: Any) -> Any:
        return kwargs["value"]


class NumberColumn(tables.Column):
    """A figure, at the right."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "num"}, "th": {"class": "num"}})
        super().__init__(**kwargs)


OnExport = Callable[[str, QuerySet[Any]], None]
OnShow = Callable[[list[Any]], None]


def list_page(
    request: HttpRequest,
    *,
    table_class: type[tables.Table],
    queryset: QuerySet[Any],
    template: str,
    filter_class: type[django_filters.FilterSet] | None = None,
    filter_kwargs: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    per_page: int = PER_PAGE,
    on_export: OnExport | None = None,
    on_show: OnShow | None = None,
    export_name: str = "",
    table_kwargs: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a list page, or hand out its whole filtered set.

    An export is offered where `on_export(format, queryset)` is given: it writes the audit entry, before a
    byte leaves. `on_show(rows)` is told what the page shows, where looking at it has to be recorded.
    The queryset must fetch what the columns show (select_related), or queries grow with rows.
    """
    chosen = None
    if filter_class is not None:
        chosen = filter_class(request.GET, queryset=queryset, request=request, **(filter_kwargs or {}))
        # Filters that can't be understood filter nothing out but everything: nobody mistakes all for some.
        queryset = chosen.qs if chosen.is_valid() else queryset.none()
    table = table_class(queryset, **(table_kwargs or {}))
    table.request = request  # handed to the constructor it would page, and count everything
    order = [name for name in request.GET.getlist(table.prefixed_order_by_field) if name]
    table.order_by = [name for word in order for name in word.split(",")] or table.order_by
    _order_fully(table)
    wanted = request.GET.get("export", "")
    if wanted:
        return _export(
            table, wanted, on_export, export_name or table_class.__name__.removesuffix("Table").lower()
        )

    pages = BoundedPaginator(table.rows, per_page)
    page = table.page = _page(pages, request.GET.get("page", 1))
    shown_rows = len(page.object_list)
    if on_show is not None:
        on_show([row.record for row in page.object_list])
    values = {
        "table": table,
        "filter": chosen,
        "chips": list(_chips(request, chosen)) if chosen is not None else [],
        "page": page,
        "pages": list(_page_links(request, page)),
        "previous_url": with_parameters(request, page=page.number - 1) if page.has_previous() else "",
        "next_url": with_parameters(request, page=page.number + 1) if _has_next(page) else "",
        "first_row": page.start_index(),
        "last_row": page.start_index() + shown_rows - 1 if shown_rows else 0,
        "is_more": pages.is_more,
        "exports": [(kind, with_parameters(request, export=kind, page=None)) for kind in exports.FORMATS]
        if on_export is not None
        else [],
        "clear_url": request.path,
        **(context or {}),
    }
    return render(request, template, values)


def _order_fully(table: tables.Table) -> None:
    """Sort by the key last, so that no row stands on two pages or on none."""
    rows = table.data.data
    if isinstance(rows, QuerySet) and not rows.query.distinct_fields:
        rows = rows.order_by(*(rows.query.order_by or rows.model._meta.ordering), "pk")
        table.data.data = rows
        table.rows.data = table.data


def _page(pages: BoundedPaginator, number: Any) -> Any:
    try:
        return pages.page(number)
    except PageNotAnInteger:
        return pages.page(1)
    except EmptyPage:
        return pages.page(max(1, pages.num_pages))


def _has_next(page: Any) -> bool:
    return bool(
        page.has_next() or (page.paginator.is_more and len(page.object_list) == page.paginator.per_page)
    )


def _export(table: tables.Table, kind: str, on_export: OnExport | None, name: str) -> HttpResponse:
    if on_export is None or kind not in exports.FORMATS:
        raise BadRequest("There is no such export.")
    rows = table.data.data
    on_export(kind, rows)
    # A file's answer is streamed, and no HttpResponse to the type checker; views say HttpResponse.
    return cast("HttpResponse", exports.response(table, rows, kind, name))


def _chips(request: HttpRequest, chosen: django_filters.FilterSet) -> Iterable[Chip]:
    for name, field in chosen.form.fields.items():
        value = request.GET.getlist(name)
        if not any(value):
            continue
        labels = dict(getattr(field, "choices", ()) or ())
        texts = [str(labels.get(item, item)) for item in value if item]
        yield Chip(
            f"{field.label or name}: {', '.join(texts)}", with_parameters(request, **{name: None}, page=None)
        )


def _page_links(request: HttpRequest, page: Any) -> Iterator[tuple[str, str]]:
    """Give (number, address) of the pages to show; a gap has neither address."""
    numbers = page.paginator.num_pages
    shown = sorted(
        {1, 2, page.number - 1, page.number, page.number + 1, numbers} & set(range(1, numbers + 1))
    )
    if page.number > numbers:
        shown = [1, page.number]
    last = 0
    for number in shown:
        if number - last > 1:
            yield "…", ""
        yield str(number), with_parameters(request, page=number if number > 1 else None)
        last = number
