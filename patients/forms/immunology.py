"""HLA typings, unacceptable antigens and antibody screenings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patients.forms.reasons import REASON
from patients.forms.reports import ReportForm
from patients.models import HlaMethod, Patient, UnacceptableAntigen
from patients.policies.immunology import ImmunologyRefused
from patients.services.immunology import read_typing, read_unacceptable
from transplant_site.interface.fields import ChoiceRowField, ClinicalDateField
from transplant_site.interface.layout import HTML, Columns, PageForm, Section

READING = HTML("{% include 'patients/_hla_reading_place.html' %}")
"""Where the server says, below the field, what the antigens mean."""


class AntigensField(forms.CharField):
    """Antigens as a laboratory writes them; what they mean appears below while they are typed."""

    def __init__(self, *, reading_url: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": 2, "spellcheck": "false", "autocomplete": "off"}))
        kwargs.setdefault("max_length", 1000)
        super().__init__(**kwargs)

    def read_at(self, url: str) -> None:
        """Say where the server answers with the meaning of what is typed."""
        self.widget.attrs |= {
            "hx-post": url,
            "hx-trigger": "input changed delay:400ms, load",
            "hx-target": "#hla-reading",
            "hx-swap": "innerHTML",
            "aria-describedby": "hla-reading",
            "class": "form-control field-hla",
        }


class HlaTypingForm(ReportForm):
    sections = (Section(_("Typing"), "antigens", READING, "method"), ReportForm.report_section)

    antigens = AntigensField(
        label=_("Antigens"), help_text=_("For example A2 A24(9) B7 B60(40) DR15(2) DR4.")
    )
    method = forms.ChoiceField(label=_("Method"), choices=HlaMethod.choices, initial=HlaMethod.UNKNOWN)

    field_order = ("antigens", "method")

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["antigens"].read_at(reverse("patients:read_hla", args=[patient.reference, "typing"]))

    def clean_antigens(self) -> str:
        text: str = self.cleaned_data["antigens"]
        return _understood(read_typing, text)


class UnacceptableForm(PageForm):
    sections = (
        Section(_("Antigens"), "antigens", READING),
        Section(_("How they were found"), "source", Columns("mean_fluorescence", "listed_on")),
    )

    antigens = AntigensField(label=_("Unacceptable antigens"), help_text=_("For example A24 B38 DQ7."))
    source = ChoiceRowField(
        label=_("Source"),
        choices=[choice for choice in UnacceptableAntigen.Source.choices if choice[0] != "imported"],
    )
    mean_fluorescence = forms.IntegerField(
        label=_("MFI"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Of single-antigen beads, if it is the same for all of them."),
    )
    listed_on = ClinicalDateField(label=_("Listed on"), allow_future=False, with_now=True)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["antigens"].read_at(
            reverse("patients:read_hla", args=[patient.reference, "unacceptable"])
        )

    def clean_antigens(self) -> str:
        return _understood(read_unacceptable, self.cleaned_data["antigens"])


class RemoveUnacceptableForm(PageForm):
    antigens = forms.ModelMultipleChoiceField(
        label=_("No longer unacceptable"),
        queryset=UnacceptableAntigen.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one antigen.")},
    )
    removed_on = ClinicalDateField(label=_("From"), allow_future=False, with_now=True)
    reason = forms.CharField(**REASON, help_text=_("For example: MFI below 1,000 in two samples."))

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choice("antigens", patient.unacceptable_antigens.filter(removed_on__isnull=True))


class ScreeningForm(ReportForm):
    sections = (Section(_("Result"), Columns("per_cent", "valid_until")), ReportForm.report_section)

    per_cent = forms.DecimalField(
        label=_("vPRA (%)"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("Share of donors with an unacceptable antigen: 85 or 37.98."),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    valid_until = ClinicalDateField(
        label=_("Valid until, not included"), required=False, help_text=_("Empty: no end was given.")
    )
    named_otherwise = {"vpra": "per_cent"}

    @property
    def vpra(self) -> Decimal:
        per_cent: Decimal = self.cleaned_data["per_cent"]
        return per_cent / 100


def _understood(read: Any, text: str) -> str:
    try:
        read(text)
    except ImmunologyRefused as refusal:
        raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
    return text
