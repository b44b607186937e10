"""What one of two people reads from label, papers and organ."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from organs.models import CheckStage
from organs.policies.checks import Reading
from transplant_site.interface.fields import ChoiceRowField, TypedABOField
from transplant_site.interface.layout import PageForm
from transplant_site.records.references import is_valid

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class CheckForm(PageForm):
    """One reading; nothing is filled in beforehand, and nothing of the record stands beside it."""

    donor_reference = forms.CharField(
        label=_("Donor ID on the label"),
        max_length=20,
        help_text=_("As it stands on the package, for example DNR-26-000042-K."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "data-never-keep": ""}),
    )
    blood_group = TypedABOField(
        label=_("Type the donor's ABO, as on label and papers"),
        help_text=_("Read it from the label and the papers, not from a screen."),
    )
    contents_right = ChoiceRowField(label=_("Are organ and side as labelled?"), choices=YES_NO)
    packaging_sound = ChoiceRowField(label=_("Is the triple sterile barrier sound?"), choices=YES_NO)
    documents_present = ChoiceRowField(
        label=_("Are the copies of blood type and infectious-disease results there?"), choices=YES_NO
    )
    recipient_reference = forms.CharField(
        label=_("Recipient's number"),
        max_length=20,
        help_text=_("As it stands in the recipient's papers, for example REG-26-000042-K."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "data-never-keep": ""}),
    )
    recipient_blood_group = TypedABOField(
        label=_("Type the recipient's ABO, as in the papers"),
        help_text=_("Read it from the recipient's papers, not from a screen."),
    )
    retry_reason = forms.CharField(
        label=_("What was found out after the disagreement"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    read_twice = forms.BooleanField(label=_("I have read it twice: it says exactly this."), required=False)
    note = forms.CharField(
        label=_("Remark"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, stage: str, is_retry: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stage != CheckStage.ARRIVAL:
            del self.fields["recipient_reference"], self.fields["recipient_blood_group"]
        if not is_retry:
            del self.fields["retry_reason"]
        if not self._has_odd_reference():
            del self.fields["read_twice"]

    def _has_odd_reference(self) -> bool:
        typed = [self.data.get(name, "") for name in ("donor_reference", "recipient_reference")]
        return any(text and not is_valid(_reference(text)) for text in typed)

    def clean_donor_reference(self) -> str:
        return self._clean_reference("donor_reference")

    def clean_recipient_reference(self) -> str:
        return self._clean_reference("recipient_reference")

    def _clean_reference(self, name: str) -> str:
        """Ask again where the check character is wrong: a slip of the finger is no disagreement."""
        reference = _reference(self.cleaned_data[name])
        if not is_valid(reference) and not self.data.get("read_twice"):
            raise ValidationError(
                _now("This number can't be right: its last character doesn't fit. Read it once more."),
                code="check_character",
            )
        return reference

    @property
    def reading(self) -> Reading:
        data = self.cleaned_data
        return Reading(
            donor_reference=data["donor_reference"],
            blood_group=data["blood_group"],
            contents_right=data["contents_right"] == "yes",
            packaging_sound=data["packaging_sound"] == "yes",
            documents_present=data["documents_present"] == "yes",
            recipient_reference=data.get("recipient_reference", ""),
            recipient_blood_group=data.get("recipient_blood_group", ""),
            note=data["note"],
        )


def _reference(text: str) -> str:
    return text.strip().upper()
