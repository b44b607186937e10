"""What is recorded of a transplant and afterwards."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organs.forms.checks import YES_NO
from organs.forms.events import TOLD, ToldForm, exception_reason_field
from organs.forms.offers import clinicians_of
from organs.models import Offer, TransplantOutcome, TransplantTeamMember
from organs.policies.transplants import Operation
from patients import reach as patients_reach
from patients.models import Registration
from transplant_site.interface.fields import (
    ChoiceRowField,
    ClinicalDateField,
    ClinicalDateTimeField,
    QuantityField,
)
from transplant_site.interface.layout import Columns, PageForm, Section
from transplant_site.interface.quantities import CREATININE
from transplant_site.staff.models import Profession, StaffMember

Part = TransplantTeamMember.Part
MEMBERS = {
    "lead_surgeon": Part.LEAD_SURGEON,
    "assistant": Part.ASSISTANT,
    "anaesthetist": Part.ANAESTHETIST,
    "nurse": Part.NURSE,
}


class TransplantForm(ToldForm):
    """Times and team of an operation; what stands against a rule is recorded with its reason."""

    started_at = ClinicalDateTimeField(label=_("Operation began at"), allow_future=False)
    removed_from_cooling_at = ClinicalDateTimeField(
        label=_("Organ removed from cooling at"), allow_future=False
    )
    reperfused_at = ClinicalDateTimeField(label=_("Reperfusion at"), allow_future=False)
    ended_at = ClinicalDateTimeField(label=_("Operation ended at"), allow_future=False, required=False)
    lead_surgeon = forms.ModelChoiceField(label=_("Lead surgeon"), queryset=StaffMember.objects.none())
    assistant = forms.ModelChoiceField(
        label=_("Assistant surgeon"), queryset=StaffMember.objects.none(), required=False
    )
    anaesthetist = forms.ModelChoiceField(
        label=_("Anaesthetist"), queryset=StaffMember.objects.none(), required=False
    )
    nurse = forms.ModelChoiceField(label=_("Nurse"), queryset=StaffMember.objects.none(), required=False)
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    recipient = forms.CharField(
        label=_("Transplanted into another candidate"),
        required=False,
        max_length=20,
        help_text=_("Empty: the candidate of this offer. Otherwise their number, such as REG-26-000042-K."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    exception_reason = exception_reason_field()

    sections = (
        Section(
            _("Times"),
            Columns("started_at", "removed_from_cooling_at"),
            Columns("reperfused_at", "ended_at"),
        ),
        Section(_("Team"), Columns("lead_surgeon", "assistant"), Columns("anaesthetist", "nurse")),
        Section(_("Remarks"), "notes"),
        TOLD,
        Section(_("Against a rule"), "recipient", "exception_reason"),
    )

    def __init__(self, *args: Any, offer: Offer, on: datetime, by: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, hospitals=[offer.centre], by=by, **kwargs)
        people = clinicians_of(offer.centre, on=on)
        surgeons = people.filter(profession=Profession.SURGEON)
        self._candidates = patients_reach.registrations(by).filter(programme=offer.registration.programme)
        querysets = {**dict.fromkeys(MEMBERS, people), "lead_surgeon": surgeons, "assistant": surgeons}
        for name, queryset in querysets.items():
            self.offer_choice(name, queryset)

    def clean_recipient(self) -> Registration | None:
        reference = self.cleaned_data["recipient"].strip().upper()
        if not reference:
            return None
        found = self._candidates.filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError(_("No candidate of this programme has that number."), code="unknown")
        return found

    @property
    def operation(self) -> Operation:
        data = self.cleaned_data
        return Operation(
            started_at=data["started_at"],
            removed_from_cooling_at=data["removed_from_cooling_at"],
            reperfused_at=data["reperfused_at"],
            ended_at=data["ended_at"],
            team=tuple((data[name], part.value) for name, part in MEMBERS.items() if data[name]),
            notes=data["notes"],
        )


class FollowUpForm(ToldForm):
    """One visit: how graft and recipient were."""

    occurred_at = ClinicalDateTimeField(label=_("Seen at"), allow_future=False)
    recipient_alive = ChoiceRowField(label=_("Is the recipient alive?"), choices=YES_NO)
    died_on = ClinicalDateField(
        label=_("Died on"), allow_future=False, required=False, help_text=_("Only if the recipient died.")
    )
    graft = ChoiceRowField(
        label=_("Graft"),
        choices=[c for c in TransplantOutcome.choices if c[0] != TransplantOutcome.RECIPIENT_DIED],
        required=False,
    )
    creatinine = QuantityField(CREATININE, label=_("Creatinine"), required=False)
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )

    sections = (
        Section(_("Visit"), "occurred_at", Columns("recipient_alive", "died_on")),
        Section(_("Graft"), "graft", "creatinine", "notes"),
        TOLD,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        alive = cleaned.get("recipient_alive")
        if alive == "yes" and not cleaned.get("graft"):
            self.add_error("graft", _("Choose one."))
        if alive == "yes" and cleaned.get("died_on"):
            self.add_error("died_on", _("Leave this empty: the recipient is alive."))
        if alive == "no" and not cleaned.get("died_on"):
            self.add_error("died_on", _("Enter the day of death."))
        return cleaned

    @property
    def creatinine_umol_l(self) -> Decimal | None:
        quantity = self.cleaned_data.get("creatinine")
        if quantity is None:
            return None
        return quantity.in_unit(CREATININE.unit("umol/L")).quantize(Decimal("0.1"))


class AdverseEventForm(ToldForm):
    """What happened that concerns a donor's organs."""

    kind = ChoiceRowField(label=_("Kind"))
    occurred_at = ClinicalDateTimeField(label=_("Happened, or became known, at"), allow_future=False)
    title = forms.CharField(
        label=_("In one line"), max_length=120, help_text=_("Names of patients don't belong here.")
    )
    text = forms.CharField(label=_("What happened"), max_length=8000, widget=forms.Textarea({"rows": 6}))

    sections = (Section("", "kind", "occurred_at", "title", "text"), TOLD)

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = kinds


class ReviewForm(PageForm):
    review = forms.CharField(
        label=_("What the review found"), max_length=4000, widget=forms.Textarea({"rows": 4})
    )
