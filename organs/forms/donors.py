"""Registering and correcting a donor."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from organs.models import DonorKind
from organs.services.donors import Characteristics, Identity
from patients.hla import HLARefused, Typing
from transplant_site.interface.fields import ChoiceRowField, ClinicalDateField, QuantityField
from transplant_site.interface.layout import Columns, OnceForm, PageForm, Section
from transplant_site.interface.quantities import HEIGHT, WEIGHT, Measure, Quantity
from transplant_site.interface.times import age_in_years
from transplant_site.records.vocabulary import BloodGroup, BloodSubgroup, RhesusFactor, Sex
from transplant_site.staff.models import Hospital

SUBGROUPS = {"A": {"A1", "A2"}, "AB": {"A1B", "A2B"}}


class HlaField(forms.CharField):
    """A typing as it stands on the report; gives the antigens in canonical form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("HLA typing"))
        kwargs.setdefault("help_text", _("As on the report, for example: A2 A24(9) B7 B44(12) DR15(2) DR4"))
        kwargs.setdefault("max_length", 400)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return ()
        try:
            antigens = tuple(Typing.read(text).canonical.split())
        except HLARefused as refusal:
            raise forms.ValidationError(str(refusal), code="hla") from None
        if not antigens:
            raise forms.ValidationError(_("There is no HLA antigen here."), code="hla")
        return antigens

    def in_words(self, antigens: tuple[str, ...]) -> str:
        """Give antigens as a report has them: with their broad ones."""
        return Typing.read(" ".join(antigens)).report if antigens else ""


class CharacteristicsForm(PageForm):
    """What a donor is like."""

    kind = ChoiceRowField(label=_("Kind of donation"), choices=DonorKind.choices)
    age_years = forms.IntegerField(
        label=_("Age (years)"),
        min_value=0,
        max_value=110,
        required=False,
        help_text=_("Empty: taken from the birth date."),
    )
    sex = ChoiceRowField(label=_("Sex"), choices=Sex.choices)
    blood_group = ChoiceRowField(label=_("Blood group (ABO)"), choices=BloodGroup.choices)
    blood_subgroup = forms.ChoiceField(
        label=_("ABO subgroup"), choices=[("", _("not determined")), *BloodSubgroup.choices], required=False
    )
    rhesus = ChoiceRowField(
        label=_("Rh"), choices=RhesusFactor.choices, help_text=_("Recorded; never a rule for organs.")
    )
    height = QuantityField(HEIGHT, label=_("Height"), required=False)
    weight = QuantityField(WEIGHT, label=_("Weight"), required=False)
    cause_of_death = forms.CharField(label=_("Cause of death"), max_length=200, required=False)

    esp_office = forms.CharField(
        label=_("ESP office"),
        max_length=16,
        required=False,
        help_text=_(
            "Code of the organ donation office whose subregion counts for donors of 65 and more. "
            "Empty: the hospital's own."
        ),
    )

    body = (
        Section(_("Donation"), "kind", "cause_of_death", "esp_office"),
        Section(_("Blood group"), "blood_group", Columns("blood_subgroup", "rhesus")),
        Section(_("Body"), Columns("age_years", "sex"), Columns("height", "weight")),
    )
    sections = body

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        subgroup = cleaned.get("blood_subgroup")
        if subgroup and subgroup not in SUBGROUPS.get(cleaned.get("blood_group", ""), set()):
            self.add_error("blood_subgroup", _("A1 and A2 go with A, A1B and A2B with AB."))
        return cleaned

    def characteristics(self) -> Characteristics:
        """Give what the service takes."""
        cleaned = self.cleaned_data
        return Characteristics(
            kind=cleaned["kind"],
            age_years=cleaned["age_years"],
            blood_group=cleaned["blood_group"],
            blood_subgroup=cleaned["blood_subgroup"],
            rhesus=cleaned["rhesus"],
            sex=cleaned["sex"],
            height_cm=round(height.stored) if (height := cleaned["height"]) else None,
            weight_kg=round(weight.stored, 1) if (weight := cleaned["weight"]) else None,
            cause_of_death=cleaned["cause_of_death"],
            esp_office=cleaned["esp_office"],
        )


class IdentityForm(PageForm):
    """Who a donor is, as far as known."""

    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=100, required=False)
    birth_date = ClinicalDateField(label=_("Birth date"), required=False, allow_future=False)
    national_number = forms.CharField(label=_("National number"), max_length=32, required=False)
    hospital_number = forms.CharField(label=_("Hospital's number"), max_length=32, required=False)

    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)

    person = (
        Section(
            _("Identity"),
            Columns("given_name", "family_name"),
            Columns("birth_date", "national_number", "hospital_number"),
        ),
    )
    sections = person

    def identity(self) -> Identity:
        """Give what the service takes."""
        names = ("given_name", "family_name", "birth_date", "national_number", "hospital_number")
        return Identity(**{name: self.cleaned_data[name] for name in names})


class RegisterDonorForm(IdentityForm, CharacteristicsForm, OnceForm):
    """All that a registration needs; what is not known yet is added on the donor's page."""

    hospital = forms.ModelChoiceField(
        label=_("Donor hospital"), queryset=Hospital.objects.donor_hospitals(), empty_label=_("Choose one")
    )
    hla = HlaField(required=False)

    sections = (
        Section(_("Where"), "hospital"),
        *IdentityForm.person,
        *CharacteristicsForm.body,
        Section(_("Tissue type"), "hla"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        born, age = cleaned.get("birth_date"), cleaned.get("age_years")
        if born and "age_years" not in self.errors:
            from_birth = age_in_years(born, self.today)
            if age is None:
                cleaned["age_years"] = from_birth
            elif age != from_birth:
                self.add_error(
                    "age_years",
                    _("By the birth date the donor is %(age)d years old.") % {"age": from_birth},
                )
        elif age is None and not self.errors.get("age_years") and not self.errors.get("birth_date"):
            self.add_error("age_years", _("Enter the age, or the birth date."))
        return cleaned


class CorrectDonorForm(CharacteristicsForm):
    """Other values for the donor's record, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept in the audit log."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    sections = (*CharacteristicsForm.body, Section(_("Why"), "reason", "seen"))

    def __init__(self, *args: Any, present: Characteristics, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(present))
        super().__init__(*args, **kwargs)
        self.fields["age_years"].required = True
        self.fields["age_years"].help_text = ""

    def clean_seen(self) -> Characteristics:
        """What the record said when this page was opened; only we can have written it."""
        try:
            return _unpack(signing.loads(self.cleaned_data["seen"], salt=_SALT))
        except signing.BadSignature:
            raise forms.ValidationError(_("Open this page again: its form is damaged.")) from None


class ReasonForm(PageForm):
    """A step that says why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000)


class OptionalReasonForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


_SALT = "organs.donor.seen"


def _initial(present: Characteristics) -> dict[str, Any]:
    return {
        "kind": present.kind,
        "age_years": present.age_years,
        "sex": present.sex,
        "blood_group": present.blood_group,
        "blood_subgroup": present.blood_subgroup,
        "rhesus": present.rhesus,
        "height": _quantity(present.height_cm, HEIGHT),
        "weight": _quantity(present.weight_kg, WEIGHT),
        "cause_of_death": present.cause_of_death,
        "esp_office": present.esp_office,
        "seen": signing.dumps(_pack(present), salt=_SALT),
    }


def _quantity(value: Any, measure: Measure) -> Quantity | None:
    return None if value is None else Quantity(Decimal(value), measure.stored, measure)


def _pack(present: Characteristics) -> dict[str, Any]:
    values = asdict(present)
    return values | {"weight_kg": None if present.weight_kg is None else str(present.weight_kg)}


def _unpack(values: dict[str, Any]) -> Characteristics:
    weight = values["weight_kg"]
    return Characteristics(**(values | {"weight_kg": None if weight is None else Decimal(weight)}))
