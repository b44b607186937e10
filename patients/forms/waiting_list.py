"""A registration on the waiting list: its statuses, kidney facts and criteria."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients.forms.reasons import REASON
from patients.models import KidneyProfile, KidneyProgramme, Patient, Registration, RegistrationStatus
from patients.policies.immunology import immunisation_status
from patients.policies.waiting_list import can_change_status
from patients.services.waiting_list import Criteria, KidneyFacts
from transplant_site.interface.fields import ChoiceRowField, ClinicalDateField, ClinicalDateTimeField
from transplant_site.interface.layout import Columns, PageForm, Section
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import Programme


class KidneyForm(PageForm):
    sections: tuple[Any, ...] = (
        Section(_("Dialysis"), Columns("first_dialysis_on", "returned_wait_days")),
        Section(_("A2 and A2B kidneys"), Columns("a2_consent_on", "a2_reconfirmed_on")),
        Section(
            _("Programmes that come before the list"),
            Columns("acceptable_mismatch_since", "combined_organs_since"),
        ),
        Section(
            _("Donors of 65 and more"),
            "kidney_programme",
            Columns("accepts_esp", "accepts_extended_esp"),
        ),
    )

    first_dialysis_on = ClinicalDateField(
        label=_("First dialysis on"),
        allow_future=False,
        required=False,
        help_text=_("Waiting time counts from it."),
    )
    returned_wait_days = forms.IntegerField(
        label=_("Returned waiting time (days)"),
        min_value=0,
        max_value=36_525,
        required=False,
        help_text=_("Given back when an earlier graft failed early."),
    )
    a2_consent_on = ClinicalDateField(label=_("Written consent on"), allow_future=False, required=False)
    a2_reconfirmed_on = ClinicalDateField(label=_("Reconfirmed on"), allow_future=False, required=False)
    acceptable_mismatch_since = ClinicalDateField(
        label=_("Acceptable mismatch programme since"), allow_future=False, required=False
    )
    combined_organs_since = ClinicalDateField(
        label=_("Approved for combined organs since"), allow_future=False, required=False
    )

    kidney_programme = forms.ChoiceField(
        label=_("Programme chosen"),
        choices=[("", _("none")), *KidneyProgramme.choices],
        required=False,
        help_text=_("For German candidates of 65 and more. None counts as ETKAS."),
    )
    accepts_esp = forms.NullBooleanField(
        label=_("Accepts kidneys by ESP"), help_text=_("Unknown counts as yes.")
    )
    accepts_extended_esp = forms.NullBooleanField(
        label=_("Accepts kidneys by extended ESP"),
        help_text=_("Yes puts a candidate below 65 on the list of donors of 65 and more."),
    )

    def kidney(self) -> KidneyFacts:
        values = {name: self.cleaned_data[name] for name in KidneyFacts.__dataclass_fields__}
        return KidneyFacts(**values | {"returned_wait_days": values["returned_wait_days"] or 0})


class KidneyFactsForm(KidneyForm):
    def __init__(self, *args: Any, profile: KidneyProfile, **kwargs: Any) -> None:
        kwargs["initial"] = asdict(KidneyFacts.of(profile))
        super().__init__(*args, **kwargs)


ACTIVE = "active"


def first_statuses() -> list[tuple[str, Any]]:
    return [
        (ACTIVE, _("Active")),
        (RegistrationStatus.HU.value, RegistrationStatus.HU.label),
        (RegistrationStatus.NT.value, RegistrationStatus.NT.label),
    ]


class RegisterCandidateForm(KidneyForm):
    sections = (
        Section(_("Registration"), "programme", Columns("registered_on"), "status", "reason"),
        *KidneyForm.sections[:1],
    )

    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    registered_on = ClinicalDateField(label=_("Registered on"), allow_future=False, with_now=True)
    status = ChoiceRowField(label=_("Status"), choices=first_statuses)
    reason = forms.CharField(**REASON | {"required": False}, help_text=_("Needed for “not transplantable”."))

    field_order = ("programme", "registered_on", "status", "reason")

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = patient.hospital.programmes.open_on(timezone.localdate())
        self.offer_choice("programme", programmes.select_related("hospital"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        programme = cleaned.get("programme")
        if programme and programme.organ_kind != OrganKind.KIDNEY:
            for name in ("first_dialysis_on", "returned_wait_days"):
                if cleaned.get(name):
                    self.add_error(name, _("Only for kidney candidates."))
        return cleaned

    def kidney(self) -> KidneyFacts | None:  # type: ignore[override]
        if self.cleaned_data["programme"].organ_kind != OrganKind.KIDNEY:
            return None
        return super().kidney()

    @property
    def status_code(self) -> str:
        status: str = self.cleaned_data["status"]
        return RegistrationStatus.T if status == ACTIVE else status


class StatusForm(PageForm):
    """Active, urgent, paused or removed; death and transplant are recorded where they happen."""

    status = ChoiceRowField(label=_("New status"))
    reason = forms.CharField(
        **REASON | {"required": False}, help_text=_("Needed for “not transplantable” and “removed”.")
    )
    starts_at = ClinicalDateTimeField(
        label=_("Since"), allow_future=False, required=False, help_text=_("Empty: from now on.")
    )

    def __init__(self, *args: Any, registration: Registration, vpra: Decimal | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = immunisation_status(vpra)
        wanted = (active, RegistrationStatus.HU, RegistrationStatus.NT, RegistrationStatus.R)
        self.fields["status"].choices = [
            (status.value, _("Active: %s") % status.label if status == active else status.label)
            for status in wanted
            if can_change_status(registration, status)
        ]

    @property
    def starts(self) -> datetime | None:
        return self.cleaned_data["starts_at"]


class CriteriaForm(PageForm):
    sections = (
        Section(
            _("The donor"),
            Columns("donor_age_min", "donor_age_max"),
            Columns("donor_weight_min_kg", "donor_weight_max_kg"),
            Columns("donor_height_min_cm", "donor_height_max_cm"),
            "mismatches_max",
        ),
        Section(
            _("Accepts"),
            "accepts_dcd",
            "accepts_hbv_core_antibody",
            "accepts_hbv_surface_antigen",
            "accepts_hcv_antibody",
            "accepts_hcv_viraemic",
            "accepts_hiv_antibody",
            "accepts_cmv_igg",
        ),
    )

    donor_age_min = forms.IntegerField(label=_("Age at least"), min_value=0, max_value=120, required=False)
    donor_age_max = forms.IntegerField(label=_("Age at most"), min_value=0, max_value=120, required=False)
    donor_weight_min_kg = forms.IntegerField(
        label=_("Weight at least (kg)"), min_value=0, max_value=400, required=False
    )
    donor_weight_max_kg = forms.IntegerField(
        label=_("Weight at most (kg)"), min_value=0, max_value=400, required=False
    )
    donor_height_min_cm = forms.IntegerField(
        label=_("Height at least (cm)"), min_value=0, max_value=260, required=False
    )
    donor_height_max_cm = forms.IntegerField(
        label=_("Height at most (cm)"), min_value=0, max_value=260, required=False
    )
    mismatches_max = forms.IntegerField(
        label=_("A, B and DR mismatches at most"), min_value=0, max_value=6, required=False
    )
    accepts_dcd = forms.BooleanField(label=_("donation after circulatory death (DCD)"), required=False)
    accepts_hbv_core_antibody = forms.BooleanField(label=_("anti-HBc positive"), required=False)
    accepts_hbv_surface_antigen = forms.BooleanField(label=_("HBsAg positive"), required=False)
    accepts_hcv_antibody = forms.BooleanField(label=_("anti-HCV positive"), required=False)
    accepts_hcv_viraemic = forms.BooleanField(label=_("HCV RNA positive"), required=False)
    accepts_hiv_antibody = forms.BooleanField(label=_("anti-HIV positive"), required=False)
    accepts_cmv_igg = forms.BooleanField(label=_("CMV IgG positive"), required=False)

    def __init__(self, *args: Any, criteria: Criteria, **kwargs: Any) -> None:
        kwargs["initial"] = asdict(criteria)
        super().__init__(*args, **kwargs)

    def criteria(self) -> Criteria:
        return Criteria(**{name: self.cleaned_data[name] for name in Criteria.__dataclass_fields__})
