"""Who a patient is, the facts of the body, and a death."""

from __future__ import annotations

from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.forms.reasons import REASON
from patients.models import Patient, PatientIdentity
from patients.services.patients import ClinicalFacts, Person
from transplant_site.interface.fields import ChoiceRowField, ClinicalDateField, QuantityField
from transplant_site.interface.layout import Columns, PageForm, Section
from transplant_site.interface.quantities import HEIGHT, WEIGHT, Quantity
from transplant_site.records.vocabulary import BloodGroup, BloodSubgroup, RhesusFactor, Sex


class PersonForm(PageForm):
    sections: tuple[Any, ...] = (
        Section(_("Who"), Columns("family_name", "given_name"), Columns("birth_date", "national_number")),
        Section(_("How to reach them"), Columns("telephone", "email"), "address", "hospital_number"),
    )

    family_name = forms.CharField(label=_("Family name"), max_length=100)
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    birth_date = ClinicalDateField(label=_("Birth date"), allow_future=False)
    national_number = forms.CharField(label=_("National number"), max_length=32, required=False)
    hospital_number = forms.CharField(
        label=_("Number in your hospital"),
        max_length=32,
        required=False,
        help_text=_("For example MRN 204411."),
    )
    telephone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address = forms.CharField(label=_("Address"), widget=forms.Textarea({"rows": 2}), required=False)

    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in Person.__dataclass_fields__})


class FactsForm(PageForm):
    sections: tuple[Any, ...] = (
        Section(
            _("Blood group and body"),
            "blood_group",
            Columns("blood_subgroup", "rhesus"),
            "sex",
            Columns("height", "weight"),
        ),
    )

    blood_group = ChoiceRowField(label=_("ABO"), choices=BloodGroup.choices)
    blood_subgroup = forms.ChoiceField(
        label=_("ABO subgroup"), choices=[("", _("Not determined")), *BloodSubgroup.choices], required=False
    )
    rhesus = forms.ChoiceField(label=_("Rh"), choices=RhesusFactor.choices, initial=RhesusFactor.UNKNOWN)
    sex = ChoiceRowField(label=_("Sex"), choices=Sex.choices)
    height = QuantityField(HEIGHT, label=_("Height"), required=False)
    weight = QuantityField(WEIGHT, label=_("Weight"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        group, subgroup = cleaned.get("blood_group"), cleaned.get("blood_subgroup")
        fitting = {"A": ("A1", "A2"), "AB": ("A1B", "A2B")}
        if group and subgroup and subgroup not in fitting.get(group, ()):
            self.add_error("blood_subgroup", _("A1 and A2 go with A, A1B and A2B with AB."))
        return cleaned

    def facts(self) -> ClinicalFacts:
        height = stored(self.cleaned_data["height"], "1")
        return ClinicalFacts(
            sex=self.cleaned_data["sex"],
            blood_group=self.cleaned_data["blood_group"],
            blood_subgroup=self.cleaned_data["blood_subgroup"],
            rhesus=self.cleaned_data["rhesus"],
            height_cm=None if height is None else int(height),
            weight_kg=stored(self.cleaned_data["weight"], "0.1"),
        )


class RegisterPatientForm(PersonForm, FactsForm):
    sections = (PersonForm.sections[0], *FactsForm.sections, PersonForm.sections[1])


class ConfirmPatientForm(PageForm):
    """Asked only when somebody of the same name and birth date is here already."""

    is_somebody_else = forms.BooleanField(
        label=_("I looked at that record: this is somebody else"), required=False
    )


class IdentityForm(PersonForm):
    sections = (*PersonForm.sections, Section(_("Why"), "reason"))

    reason = forms.CharField(**REASON, help_text=_("For example: married, new name by passport."))
    replaces = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, identity: PatientIdentity, **kwargs: Any) -> None:
        kwargs["initial"] = asdict(Person.of(identity)) | {"replaces": identity.pk}
        super().__init__(*args, **kwargs)

    @property
    def helper(self) -> Any:
        helper = super().helper
        helper.layout.append("replaces")
        return helper


class CorrectFactsForm(FactsForm):
    """`seen` carries what stood here when the page was opened, so that nobody overwrites unseen changes."""

    sections = (*FactsForm.sections, Section(_("Why"), "reason"))

    reason = forms.CharField(
        **REASON, help_text=_("A corrected blood group makes open match runs with this patient invalid.")
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        facts = ClinicalFacts.of(patient)
        kwargs["initial"] = asdict(facts) | {
            "height": facts.height_cm,
            "weight": facts.weight_kg,
            "seen": facts.fingerprint,
        }
        super().__init__(*args, **kwargs)

    @property
    def helper(self) -> Any:
        helper = super().helper
        helper.layout.append("seen")
        return helper


class DeathForm(PageForm):
    died_on = ClinicalDateField(label=_("Died on"), allow_future=False)
    reason = forms.CharField(**REASON, help_text=_("Cause of death, as far as known."))


def stored(quantity: Quantity | None, digits: str) -> Decimal | None:
    """A quantity in the unit of the database, rounded to what its column holds."""
    return None if quantity is None else quantity.stored.quantize(Decimal(digits), rounding=ROUND_HALF_UP)
