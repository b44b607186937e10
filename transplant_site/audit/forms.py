"""What a regulator asks of the log, understood."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from transplant_site.access.roles import ROLE_CHOICES
from transplant_site.audit import cases
from transplant_site.audit.cases import Case
from transplant_site.audit.kinds import Kind
from transplant_site.interface.fields import ClinicalDateField
from transplant_site.interface.layout import PageForm, page_helper

KINDS = [
    ("", _("All kinds")),
    ("change", _("Changes")),
    ("document", _("Documents")),
    (Kind.READ.value, _("Reads")),
    (Kind.SIGN_IN.value, _("Sign-ins")),
    (Kind.SIGN_OUT.value, _("Sign-outs")),
    (Kind.SIGN_IN_FAILED.value, _("Failed sign-ins")),
    (Kind.LOCKOUT.value, _("Lockouts")),
    (Kind.REFUSAL.value, _("Refusals")),
    (Kind.EXPORT.value, _("Exports")),
    (Kind.BREAK_GLASS.value, _("Break-glass")),
    (Kind.MIRROR.value, _("Of the copy in MongoDB")),
]


OUTCOMES = [("", _("Done or refused")), ("done", _("Done")), ("refused", _("Refused"))]


class CaseField(forms.CharField):
    """The reference of a donor, an organ or a patient; gives the case, with all that belongs to it."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("For example %(reference)s") % {"reference": f"{prefix}-26-000042-K"}
        )
        super().__init__(required=False, max_length=20, **kwargs)
        self.prefix = prefix

    def clean(self, value: Any) -> Case | None:  # type: ignore[override]
        reference = super().clean(value).strip().upper()
        if not reference:
            return None
        found = cases.find(reference) if reference.startswith(self.prefix) else None
        if found is None:
            raise forms.ValidationError(_("The log knows no such reference."), code="unknown")
        return found


class PeriodForm(forms.Form):
    """From one day to another. The period bounds every question asked of the log."""

    since = ClinicalDateField(label=_("From"), required=False)
    until = ClinicalDateField(label=_("To, included"), required=False)

    @property
    def helper(self) -> FormHelper:
        return page_helper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return cleaned


class TimelineForm(PeriodForm):
    """The filters of the timeline."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    action = forms.CharField(
        label=_("Action begins with"), required=False, max_length=100, help_text=_("For example organs.offer")
    )
    actor = forms.CharField(
        label=_("Actor's e-mail"), required=False, max_length=254, help_text=_("The whole address")
    )
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All roles")), *ROLE_CHOICES], required=False)
    hospital = forms.CharField(
        label=_("Hospital's code"), required=False, max_length=16, help_text=_("For example GMZTP")
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOMES, required=False)
    patient = CaseField("PAT", label=_("Patient, and all of the case"))
    donor = CaseField("DNR", label=_("Donor, and all of the case"))
    organ = CaseField("ORG", label=_("Organ, and all of it"))
    reference = forms.CharField(
        label=_("One object alone"),
        required=False,
        max_length=20,
        help_text=_("Its reference, for example OFR-26-000042-K"),
    )
    unnamed = forms.BooleanField(label=_("Only what no action names"), required=False)
    noise = forms.BooleanField(label=_("With the noise of machines"), required=False)


class PurposeForm(PageForm):
    """Why somebody reads who a case is about and what was written."""

    purpose = forms.CharField(
        label=_("Purpose"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        help_text=_("For example: inspection of the allocation, file number 2026/114"),
    )
