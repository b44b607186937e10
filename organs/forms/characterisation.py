"""What is found out about a donor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organs.forms.donors import SUBGROUPS, HlaField
from organs.forms.events import EventForm
from organs.models import (
    ConsentPurpose,
    DeathDeclaration,
    DonorConsent,
    DonorFinding,
    Marker,
    OrganAssessment,
)
from patients.models import HlaMethod
from transplant_site.interface.fields import ChoiceRowField
from transplant_site.interface.layout import Columns
from transplant_site.records.vocabulary import BloodGroup, BloodSubgroup, OrganKind, TestResult
from transplant_site.staff.models import Hospital

_TEXT = forms.Textarea(attrs={"rows": 4})


class ConsentForm(EventForm):
    happened_at_label = _("Given or refused at")
    organ_kind = forms.ChoiceField(label=_("Organ"), choices=[("", _("Choose one")), *OrganKind.choices])
    purpose = ChoiceRowField(label=_("Purpose"), choices=ConsentPurpose.choices)
    is_given = ChoiceRowField(
        label=_("Consent or authorisation"), choices=[("yes", _("Given")), ("no", _("Refused"))]
    )
    ground = forms.ChoiceField(
        label=_("Ground"), choices=[("", _("Choose one")), *DonorConsent.Ground.choices]
    )
    fields_of_its_own = (Columns("organ_kind", "ground"), "purpose", "is_given")

    def clean_is_given(self) -> bool:
        return bool(self.cleaned_data["is_given"] == "yes")


class DeathForm(EventForm):
    happened_at_label = _("Declared at")
    method = ChoiceRowField(label=_("By"), choices=DeathDeclaration.Method.choices)
    first_declarer = forms.CharField(label=_("Declared by"), max_length=120)
    second_declarer = forms.CharField(
        label=_("And by"),
        max_length=120,
        required=False,
        help_text=_("Neurological criteria are declared by two people."),
    )
    fields_of_its_own = ("method", Columns("first_declarer", "second_declarer"))


class AboSampleForm(EventForm):
    """One determination; its reader doesn't see what the other one found."""

    happened_at_label = _("Sample taken at")
    blood_group = ChoiceRowField(
        label=_("Blood group (ABO) as the laboratory reports it"), choices=BloodGroup.choices
    )
    blood_subgroup = forms.ChoiceField(
        label=_("ABO subgroup"), choices=[("", _("not determined")), *BloodSubgroup.choices], required=False
    )
    laboratory = forms.ModelChoiceField(
        label=_("Laboratory"), queryset=Hospital.objects.laboratories(), required=False
    )
    fields_of_its_own = ("blood_group", Columns("blood_subgroup", "laboratory"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        subgroup = cleaned.get("blood_subgroup")
        if subgroup and subgroup not in SUBGROUPS.get(cleaned.get("blood_group", ""), set()):
            self.add_error("blood_subgroup", _("A1 and A2 go with A, A1B and A2B with AB."))
        return cleaned


class TestForm(EventForm):
    __test__ = False  # pytest takes classes named Test... for tests

    happened_at_label = _("Sample taken at")
    marker = forms.ChoiceField(label=_("Marker"), choices=[("", _("Choose one")), *Marker.choices])
    result = ChoiceRowField(label=_("Result"), choices=TestResult.choices)
    is_haemodiluted = ChoiceRowField(
        label=_("Was the sample haemodiluted?"), choices=[("no", _("No")), ("yes", _("Yes"))]
    )
    fields_of_its_own = ("marker", "result", "is_haemodiluted")

    def clean_is_haemodiluted(self) -> bool:
        return bool(self.cleaned_data["is_haemodiluted"] == "yes")


class FindingForm(EventForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose one")), *DonorFinding.Kind.choices])
    text = forms.CharField(label=_("Finding"), widget=_TEXT, max_length=10_000)
    fields_of_its_own = ("kind", "text")


class OrganAssessmentForm(EventForm):
    happened_at_label = _("Assessed at")
    organ_kind = forms.ChoiceField(label=_("Organ"), choices=[("", _("Choose one")), *OrganKind.choices])
    quality = ChoiceRowField(label=_("Quality"), choices=OrganAssessment.Quality.choices)
    text = forms.CharField(label=_("Assessment"), widget=_TEXT, max_length=10_000, required=False)
    fields_of_its_own = ("organ_kind", "quality", "text")


class HlaTypingForm(EventForm):
    happened_at_label = _("Sample taken at")
    antigens = HlaField()
    method = forms.ChoiceField(label=_("Method"), choices=HlaMethod.choices, initial=HlaMethod.UNKNOWN)
    laboratory = forms.ModelChoiceField(
        label=_("Laboratory"), queryset=Hospital.objects.laboratories(), required=False
    )
    fields_of_its_own = ("antigens", Columns("method", "laboratory"))
