"""What people write in conversations, understood."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.models import Channel, Counterpart
from messaging.subjects import Subject
from transplant_site.interface.fields import ClinicalDateTimeField
from transplant_site.interface.layout import Columns, PageForm
from transplant_site.staff.models import Hospital

LONGEST_BODY = 10_000

SPOKEN = [
    (Channel.TELEPHONE.value, Channel.TELEPHONE.label),
    (Channel.IN_PERSON.value, Channel.IN_PERSON.label),
]
WITH_PATIENT = [*SPOKEN, (Channel.LETTER.value, Channel.LETTER.label)]


class EntryForm(PageForm):
    """Anything that is written: the page's own number makes sure that it is kept once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)


class MessageForm(EntryForm):
    """A message to the teams in the conversation."""

    body = forms.CharField(
        label=_("Message"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_BODY
    )
    answer_needed_by = ClinicalDateTimeField(
        label=_("Needs an answer by"),
        required=False,
        with_now=False,
        help_text=_("Leave empty if nobody has to answer. For example 22-Nov-2026 09:15."),
    )


class NoteForm(EntryForm):
    """An internal note, seen by the author's own hospital only."""

    body = forms.CharField(
        label=_("Internal note"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_BODY
    )


class TalkForm(EntryForm):
    """The record of what was said elsewhere: on the telephone, in person, in a letter."""

    counterpart = forms.ChoiceField(label=_("With"), choices=Counterpart.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How"), choices=WITH_PATIENT, widget=forms.RadioSelect)
    occurred_at = ClinicalDateTimeField(label=_("When"), allow_future=False)
    body = forms.CharField(
        label=_("What was said"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_BODY
    )

    sections = ("submission", Columns("counterpart", "channel"), "occurred_at", "body")


class CorrectionForm(EntryForm):
    """What the entry should have said. The old one stays, and each points at the other."""

    body = forms.CharField(
        label=_("Corrected text"), widget=forms.Textarea(attrs={"rows": 5}), max_length=LONGEST_BODY
    )


class StartForm(EntryForm):
    """A new conversation and its first message."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("For example: last creatinine before we answer.")
    )
    hospitals = forms.ModelMultipleChoiceField(
        label=_("With"),
        queryset=Hospital.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Your own hospital always takes part."),
    )
    body = forms.CharField(
        label=_("First message"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_BODY
    )

    def __init__(self, *args: Any, subject: Subject, own: Hospital | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [hospital.pk for hospital in subject.hospitals if own is None or hospital.pk != own.pk]
        self.offer_choice("hospitals", Hospital.objects.filter(pk__in=others), initial=others)
        if not others:
            del self.fields["hospitals"]
