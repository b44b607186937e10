"""A heart status, a lung score, and which organs come together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from patients.models import HeartUrgency, Registration
from transplant_site.interface.fields import ClinicalDateField, ClinicalDateTimeField
from transplant_site.interface.layout import PageForm


class HeartStatusForm(PageForm):
    status = forms.ChoiceField(label=_("Heart status"), choices=HeartUrgency.choices)
    started_at = ClinicalDateTimeField(
        label=_("From"), allow_future=False, help_text=_("The same status again renews it.")
    )
    valid_until = ClinicalDateField(
        label=_("Until, not included"),
        required=False,
        help_text=_("From this day on the candidate is not ranked until a status is stated anew."),
    )


class LungScoreForm(PageForm):
    score = forms.DecimalField(
        label=_("Composite score"), min_value=0, max_value=100, max_digits=7, decimal_places=4
    )
    calculated_on = ClinicalDateField(label=_("Calculated on"), allow_future=False)
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who or what computed it: no score is computed here.")
    )
    valid_until = ClinicalDateField(
        label=_("Until, not included"),
        required=False,
        help_text=_("From this day on the candidate is not ranked until a score is entered anew."),
    )


class CombineForm(PageForm):
    following = forms.ModelChoiceField(
        label=_("Taken with it"), queryset=Registration.objects.none(), empty_label=None
    )
    valid_from = ClinicalDateField(label=_("Approved on"), allow_future=False)

    def __init__(self, *args: Any, leading: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = leading.patient.registrations.open().exclude(pk=leading.pk)
        field = self.fields["following"]
        field.queryset = others.order_by("listing_order")  # type: ignore[attr-defined]  # a choice of rows
        field.label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.reference} {one.get_organ_kind_display()}"
        )
