"""The values of a sample."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.forms.reports import ReportForm
from patients.measures import MEASURES
from patients.models import Analyte, LaboratoryValue, Patient
from patients.services.laboratory import NewValue
from transplant_site.interface.fields import QuantityField
from transplant_site.interface.layout import Columns, Section


class LaboratoryForm(ReportForm):
    """The values of one sample: whatever was measured."""

    sections = (
        ReportForm.report_section,
        Section(
            _("Values"),
            Columns(Analyte.CREATININE, Analyte.HAEMOGLOBIN),
            Columns(Analyte.SODIUM, Analyte.POTASSIUM),
            Columns(Analyte.BILIRUBIN, Analyte.ALBUMIN),
            Columns(Analyte.INR, Analyte.ANTI_A_TITRE),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for analyte, measure in MEASURES.items():
            self.fields[analyte.value] = QuantityField(measure, label=analyte.label, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(analyte) for analyte in MEASURES):
            raise forms.ValidationError(_("Enter at least one value."), code="nothing_entered")
        return cleaned

    def values(self, patient: Patient) -> list[NewValue]:
        """Give what was entered, each in the unit it was reported in."""
        return [
            NewValue(
                patient=patient,
                analyte=analyte,
                value=self.cleaned_data[analyte].value,
                unit=self.cleaned_data[analyte].unit.code,
                report=self.report(),
            )
            for analyte in MEASURES
            if self.cleaned_data.get(analyte)
        ]


assert set(MEASURES) == set(LaboratoryValue.UNITS), "every analyte needs its measure"
