"""The lists of patients and of candidates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients.models import LISTED, Patient, Registration, RegistrationStatus
from transplant_site.interface.lists import (
    ABOColumn,
    ClinicalDateColumn,
    ListFilter,
    ListTable,
    NumberColumn,
    ReferenceColumn,
    StatusColumn,
)
from transplant_site.interface.quantities import per_cent
from transplant_site.interface.times import format_date
from transplant_site.records.vocabulary import BloodGroup, OrganKind


def with_name(rows: QuerySet[Any], relation: str = "identities") -> QuerySet[Any]:
    """Join the present identity: its names and birth date become columns that can be sorted and searched."""
    return rows.annotate(
        present=FilteredRelation(relation, condition=Q(**{f"{relation}__superseded_at__isnull": True}))
    ).annotate(
        family_name=F("present__family_name"),
        given_name=F("present__given_name"),
        birth_date=F("present__birth_date"),
    )


def named_like(rows: QuerySet[Any], text: str, *, patient: str = "") -> QuerySet[Any]:
    """Keep rows in which every word occurs in a name, a number or a reference; needs `with_name`."""
    for word in text.split():
        rows = rows.filter(
            Q(family_name__icontains=word)
            | Q(given_name__icontains=word)
            | Q(present__hospital_number__iexact=word)
            | Q(present__national_number__iexact=word)
            | Q(**{f"{patient}reference__iexact": word})
        )
    return rows


class NameColumn(tables.Column):
    """Family name, given name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            accessor="family_name",
            order_by=("family_name", "given_name"),
            verbose_name=_("Name"),
            empty_values=(),
            attrs={"td": {"class": "text-nowrap"}},
            **kwargs,
        )

    def render(self, record: Any) -> str:
        if record.family_name is None:
            return str(_("erased"))
        return f"{record.family_name}, {record.given_name}"


class WaitsForColumn(tables.TemplateColumn):
    """What a patient waits for, each with its status."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            template_name="patients/_waits_for.html",
            verbose_name=_("Waiting list"),
            orderable=False,
            empty_values=(),
            **kwargs,
        )

    def value(self, **kwargs: Any) -> str:
        rows = kwargs["record"].shown_registrations
        return "; ".join(f"{row.get_organ_kind_display()}: {row.get_status_display()}" for row in rows)


class PatientTable(ListTable):
    reference = ReferenceColumn(verbose_name=_("Patient"))
    name = NameColumn()
    birth_date = ClinicalDateColumn(verbose_name=_("Born"), accessor="birth_date")
    blood_group = ABOColumn(verbose_name=_("ABO"))
    sex = tables.Column(verbose_name=_("Sex"), accessor="get_sex_display", order_by="sex")
    waits_for = WaitsForColumn()
    hospital = tables.Column(verbose_name=_("Hospital"), accessor="hospital__code")
    registered_at = ClinicalDateColumn(verbose_name=_("Registered"), accessor="registered_at")

    class Meta(ListTable.Meta):
        model = Patient
        fields = (
            "reference",
            "name",
            "birth_date",
            "blood_group",
            "sex",
            "waits_for",
            "hospital",
            "registered_at",
        )
        order_by = ("name",)
        empty_text = _("No patient has been registered here yet")

    def render_registered_at(self, value: datetime) -> str:
        return format_date(timezone.localtime(value).date())

    @staticmethod
    def rows(patients: QuerySet[Patient]) -> QuerySet[Any]:
        """Fetch with the patients what the columns show."""
        registrations = Prefetch("registrations", Registration.objects.all(), "shown_registrations")
        return with_name(patients).select_related("hospital").prefetch_related(registrations)


class PatientFilter(ListFilter):
    q = django_filters.CharFilter(label=_("Name, number or reference"), method="filter_words")
    blood_group = django_filters.ChoiceFilter(
        label=_("ABO"), choices=BloodGroup.choices, empty_label=_("Any")
    )
    organ = django_filters.ChoiceFilter(
        label=_("Waits for"), choices=OrganKind.choices, method="keep", empty_label=_("Any")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=RegistrationStatus.choices, method="keep", empty_label=_("Any")
    )

    class Meta:
        model = Patient
        fields = ("q", "blood_group", "organ", "status")

    def filter_words(self, rows: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        return named_like(rows, text)

    def keep(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Organ and status are asked of one and the same registration: see filter_queryset."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        chosen = self.form.cleaned_data
        asked = {"organ_kind": chosen.get("organ"), "status": chosen.get("status")}
        asked = {name: value for name, value in asked.items() if value}
        if asked:
            rows = rows.filter(Exists(Registration.objects.filter(patient=OuterRef("pk"), **asked)))
        return rows


class CandidateTable(ListTable):
    reference = ReferenceColumn(verbose_name=_("Registration"))
    name = NameColumn()
    blood_group = ABOColumn(verbose_name=_("ABO"), accessor="patient__blood_group")
    organ_kind = tables.Column(verbose_name=_("Organ"))
    status = StatusColumn(verbose_name=_("Status"))
    vpra = NumberColumn(verbose_name=_("vPRA"), accessor="vpra")
    registered_on = ClinicalDateColumn(verbose_name=_("Registered"), accessor="registered_on")
    first_dialysis_on = ClinicalDateColumn(
        verbose_name=_("First dialysis"), accessor="kidney_profile__first_dialysis_on"
    )
    programme = tables.Column(
        verbose_name=_("Programme"), accessor="programme", order_by="programme__hospital__code"
    )

    class Meta(ListTable.Meta):
        model = Registration
        fields = (
            "reference",
            "name",
            "blood_group",
            "organ_kind",
            "status",
            "vpra",
            "registered_on",
            "first_dialysis_on",
            "programme",
        )
        order_by = ("registered_on",)
        empty_text = _("Nobody waits here yet")

    @staticmethod
    def rows(registrations: QuerySet[Registration]) -> QuerySet[Any]:
        """Fetch with the registrations what the columns show."""
        screening = "patient__antibody_screenings"
        return (
            with_name(registrations, "patient__identities")
            .annotate(
                screening=FilteredRelation(screening, condition=Q(**{f"{screening}__is_current": True}))
            )
            .annotate(vpra=F("screening__vpra"))
            .select_related("patient", "programme__hospital", "kidney_profile")
        )

    def render_vpra(self, value: Any) -> str:
        return f"{per_cent(value)} %"

    def value_vpra(self, value: Any) -> Any:
        return value


class CandidateFilter(ListFilter):
    q = django_filters.CharFilter(label=_("Name, number or reference"), method="filter_words")
    organ_kind = django_filters.ChoiceFilter(
        label=_("Organ"), choices=OrganKind.choices, empty_label=_("Any")
    )
    blood_group = django_filters.ChoiceFilter(
        label=_("ABO"), field_name="patient__blood_group", choices=BloodGroup.choices, empty_label=_("Any")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=RegistrationStatus.choices, empty_label=_("Any")
    )
    listed = django_filters.ChoiceFilter(
        label=_("Takes part in matching"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        method="filter_listed",
        empty_label=_("Any"),
    )

    class Meta:
        model = Registration
        fields = ("q", "organ_kind", "blood_group", "status", "listed")

    def filter_words(self, rows: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        by_reference = Q(reference__iexact=text.strip()) | Q(external_id__iexact=text.strip())
        return (
            rows.filter(by_reference)
            if rows.filter(by_reference).exists()
            else named_like(rows, text, patient="patient__")
        )

    def filter_listed(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        listed = Q(status__in=sorted(LISTED))
        return rows.filter(listed if value == "yes" else ~listed)
