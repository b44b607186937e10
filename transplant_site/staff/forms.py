"""Forms of Django admin for hospitals, programmes, staff and what they hold from one day to another."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from transplant_site.staff import policies
from transplant_site.staff.models import (
    Hospital,
    LaboratoryAgreement,
    Membership,
    Programme,
    ProgrammeCriteria,
    StaffMember,
)
from transplant_site.staff.policies import StaffRefused


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that says as an error of one field what a policy refuses."""

    checked_field = ""

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding  # noqa: SLF001  # a UUID key is there before the row is

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            self.check(cleaned)
        except StaffRefused as refusal:
            self.add_error(self.checked_field or None, str(refusal))
        return cleaned

    def check(self, cleaned: dict[str, Any]) -> None:
        """Raise what a policy says against what was entered."""


class HospitalForm(PolicyForm):
    class Meta:
        model = Hospital
        fields = (
            "code", "name", "country", "region", "city", "telephone", "latitude", "longitude",
            "is_transplant_centre", "is_donor_hospital", "is_laboratory", "is_procurement_organisation",
        )  # fmt: skip

    def check(self, cleaned: dict[str, Any]) -> None:
        if not self.is_new:
            for kind in policies.NO_SUCH_PLACE:
                setattr(self.instance, kind, cleaned[kind])
            policies.check_kinds_are_free(self.instance, on=timezone.localdate())


class ProgrammeForm(PolicyForm):
    """A programme that is open opened when it did; it closes from today on, and can open again."""

    class Meta:
        model = Programme
        fields = ("hospital", "organ_kind", "opened_on", "closed_on", "on_call")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new and self.instance.opened_on <= timezone.localdate() and "opened_on" in self.fields:
            self.fields["opened_on"].disabled = True

    def clean_closed_on(self) -> date | None:
        closed_on: date | None = self.cleaned_data["closed_on"]
        if "closed_on" in self.changed_data and not self.is_new:
            refuse_past(closed_on)
        return closed_on

    def check(self, cleaned: dict[str, Any]) -> None:
        hospital = cleaned.get("hospital") if self.is_new else self.instance.hospital
        if self.is_new and hospital:
            policies.check_can_have_programme(hospital)
        if hospital and cleaned.get("on_call"):
            policies.check_can_be_told_of_offers(cleaned["on_call"], hospital, on=timezone.localdate())


class DatedForm(PolicyForm):
    """Of a row that stands only the end can be set, from today on, and only until it has come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new:
            ends = self.instance.valid_until
            has_ended = ends is not None and ends <= timezone.localdate()
            for name, field in self.fields.items():
                field.disabled = name != "valid_until" or has_ended

    def clean_valid_until(self) -> date | None:
        ends: date | None = self.cleaned_data["valid_until"]
        if "valid_until" in self.changed_data and not self.is_new:
            refuse_past(ends)
        return ends

    def clean(self) -> dict[str, Any]:
        # Said here, and not by a constraint: PostgreSQL makes no range of days in the wrong order.
        cleaned = super().clean()
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends <= begins:
            self.add_error("valid_until", _("The end comes after the first day."))
        return cleaned


def refuse_past(day: date | None) -> None:
    if day is not None and day < timezone.localdate():
        raise ValidationError(_("What has been is not rewritten: today or later."))


LIMITS = (
    ("donor_age_min", "donor_age_max"),
    ("donor_weight_min_kg", "donor_weight_max_kg"),
    ("accepts_dcd", "accepts_hbv_core_antibody", "accepts_hbv_surface_antigen"),
    ("accepts_hcv_antibody", "accepts_hcv_viraemic"),
    ("mismatches_max", "a2_titre_max", "cold_ischaemia_max_minutes"),
)
"""What criteria limit, in the rows of a page."""


class ProgrammeCriteriaForm(DatedForm):
    class Meta:
        model = ProgrammeCriteria
        fields = ("programme", "valid_from", "valid_until", *(name for row in LIMITS for name in row))


class LaboratoryAgreementForm(DatedForm):
    checked_field = "laboratory"

    class Meta:
        model = LaboratoryAgreement
        fields = ("hospital", "laboratory", "valid_from", "valid_until")

    def check(self, cleaned: dict[str, Any]) -> None:
        if self.is_new and cleaned.get("laboratory") and cleaned.get("hospital"):
            policies.check_can_be_laboratory_of(cleaned["laboratory"], cleaned["hospital"])


class MembershipForm(DatedForm):
    checked_field = "hospital"

    class Meta:
        model = Membership
        fields = ("staff_member", "role", "hospital", "carrier", "valid_from", "valid_until")

    def check(self, cleaned: dict[str, Any]) -> None:
        if self.is_new and cleaned.get("role"):
            policies.check_can_work_at(cleaned.get("hospital"), cleaned["role"])


class NewRowsFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows to be added to a record, held to the constraints that name the record.

    A row's own form leaves those out, because the record isn't one of its fields.
    """

    def clean(self) -> None:
        super().clean()
        for form in self.added_forms():
            try:
                form.instance.validate_constraints()
            except ValidationError as error:
                form.add_error(None, error)

    def added_forms(self) -> list[Any]:
        return [form for form in self.forms if form.has_changed() and not form.errors]


class DatedFormSet(NewRowsFormSet):
    """Rows of which no two that agree in the fields of `once` hold on the same day."""

    once: tuple[str, ...] = ()

    def clean(self) -> None:
        super().clean()
        for one, other in combinations(self.added_forms(), 2):
            if self.is_twice(one.instance, other.instance):
                other.add_error("valid_from", _("Two of these rows hold on the same day."))

    def is_twice(self, one: Any, other: Any) -> bool:
        return (
            all(getattr(one, name) == getattr(other, name) for name in self.once)
            and one.valid_from < (other.valid_until or date.max)
            and other.valid_from < (one.valid_until or date.max)
        )


class AgreementFormSet(DatedFormSet):
    once = ("laboratory_id",)


class MembershipFormSet(DatedFormSet):
    once = ("role", "hospital_id", "carrier_id")


class NewStaffForm(BaseUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = StaffMember
        fields = ("email", "given_name", "family_name", "profession", "licence_number", "telephone")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if StaffMember.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("This address has an account already."))
        return email


class StaffForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = StaffMember
        fields = (
            "email", "password", "is_active", "given_name", "family_name", "profession", "licence_number",
            "telephone",
        )  # fmt: skip

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: telephone lost; identity checked in person."),
    )
