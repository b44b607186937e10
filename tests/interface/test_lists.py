"""List pages: filter, sort, page, count and export."""

from __future__ import annotations

import csv
import io

import django_filters
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.test import RequestFactory
from openpyxl import load_workbook

from transplant_site.interface import lists
from transplant_site.interface.exports import safe
from transplant_site.interface.lists import ListFilter, ListTable, ReferenceColumn, list_page
from transplant_site.staff.models import Hospital

pytestmark = pytest.mark.django_db


class HospitalTable(ListTable):
    code = ReferenceColumn(linkify=False)

    class Meta(ListTable.Meta):
        model = Hospital
        fields = ("code", "name", "city")
        order_by = ("code",)


class HospitalFilter(ListFilter):
    q = django_filters.CharFilter(label="Name", field_name="name", lookup_expr="icontains")
    size = django_filters.NumberFilter(label="Size", method="of_size")
    is_laboratory = lists.YesNoFilter(label="Laboratory")

    class Meta:
        model = Hospital
        fields = ("q", "city", "is_laboratory")

    def of_size(self, queryset, name, value):
        return queryset


@pytest.fixture
def hospitals() -> None:
    Hospital.objects.bulk_create(
        Hospital(
            code=f"H{n:03d}",
            name=f"Hospital {n}",
            city="Ghent" if n % 2 else "Leiden",
            country="BE",
            is_laboratory=True,
        )
        for n in range(130)
    )


def page(address: str, **options):
    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    return list_page(
        request,
        table_class=HospitalTable,
        filter_class=HospitalFilter,
        queryset=Hospital.objects.all(),
        template="interface/styleguide_list.html",
        **options,
    )


def nothing(kind, rows) -> None:
    """Note no export."""


def text(response) -> str:
    return response.content.decode()


def test_the_first_page_says_how_many_there_are(hospitals):
    shown = text(page("/x/"))
    assert "1–50 of 130" in shown
    assert "H000" in shown
    assert "H050" not in shown


def test_the_page_and_the_sort_come_from_the_address(hospitals):
    shown = text(page("/x/?sort=-code&page=3"))
    assert "101–130 of 130" in shown
    assert "H029" in shown
    assert 'aria-sort="descending"' in shown


def test_links_keep_filter_sort_and_page(hospitals):
    shown = text(page("/x/?q=Hospital&sort=-code"))
    assert "/x/?q=Hospital&amp;sort=-code&amp;page=2" in shown
    assert "/x/?q=Hospital&amp;sort=name" in shown


def test_a_filter_in_use_can_be_removed(hospitals):
    shown = text(page("/x/?city=Ghent"))
    assert "1–50 of 65" in shown
    assert "City: Ghent" in shown


def test_a_yes_or_no_that_is_left_open_is_all_and_takes_nothing_away(hospitals):
    Hospital.objects.create(code="X1", name="No laboratory", is_transplant_centre=True)
    shown = text(page("/x/?is_laboratory=unknown"))
    assert "of 131" in shown
    assert "Unknown" not in shown
    assert "of 130" in text(page("/x/?is_laboratory=true"))


def test_a_filter_that_cannot_be_understood_shows_no_rows_and_says_why(hospitals):
    shown = text(page("/x/?size=many"))
    assert "H000" not in shown
    assert "Enter a number." in shown


def test_a_page_that_does_not_exist_is_the_last_or_the_first(hospitals):
    assert "101–130 of 130" in text(page("/x/?page=99"))
    assert "1–50 of 130" in text(page("/x/?page=zero"))


def test_an_empty_list_says_why(db):
    assert "Nothing here yet." in text(page("/x/"))


def test_filters_without_a_match_offer_to_remove_them(hospitals):
    assert "Nothing matches these filters" in text(page("/x/?q=nowhere"))


def test_counting_stops_at_its_limit_and_pages_go_on(hospitals, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED_AT_MOST", 60)
    shown = text(page("/x/"))
    assert "1–50 of more than 60" in shown
    assert "page=2" in shown
    beyond = text(page("/x/?page=3"))
    assert "101–130 of more than 60" in beyond
    assert 'rel="next"' not in beyond


def test_the_number_of_queries_does_not_grow_with_the_rows(hospitals, django_assert_num_queries):
    with django_assert_num_queries(2):
        page("/x/")
    with django_assert_num_queries(2):
        page("/x/?sort=name&page=2")


def test_an_export_holds_the_whole_filtered_set_in_order(hospitals):
    noted = []
    response = page(
        "/x/?city=Ghent&sort=-code&export=csv",
        on_export=lambda kind, rows: noted.append((kind, rows.count())),
    )
    content = b"".join(response.streaming_content).decode()
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    assert rows[0] == ["Code", "Name", "City"]
    assert [row[0] for row in rows[1:]] == [f"H{n:03d}" for n in range(129, 0, -2)]
    assert noted == [("csv", 65)]
    assert 'attachment; filename="hospital-' in response["Content-Disposition"]


def test_a_workbook_holds_the_same(hospitals):
    response = page("/x/?export=xlsx", on_export=nothing)
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    response.close()
    assert sheet.max_row == 131
    assert [cell.value for cell in sheet[2]] == ["H000", "Hospital 0", "Leiden"]


def test_nothing_is_exported_that_is_not_audited(hospitals):
    with pytest.raises(BadRequest):
        page("/x/?export=csv")


def test_an_unknown_format_is_refused(hospitals):
    with pytest.raises(BadRequest):
        page("/x/?export=exe", on_export=nothing)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1"])
def test_a_text_that_a_spreadsheet_would_compute_is_written_as_text(text):
    assert safe(text) == f"'{text}"


def test_figures_and_words_stay_what_they_are():
    assert safe(-5) == -5
    assert safe("A-1") == "A-1"
    assert safe(None) == ""
