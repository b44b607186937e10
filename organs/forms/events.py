"""Forms of what has happened: when, and who told it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organs.services.events import Told
from transplant_site.interface.fields import ClinicalDateTimeField
from transplant_site.interface.layout import Columns, OnceForm, Section
from transplant_site.staff.models import Hospital, Membership, StaffMember


class ToldForm(OnceForm):
    """Something that is recorded for oneself, or on behalf of someone who told it."""

    on_behalf_of = forms.ModelChoiceField(
        label=_("On behalf of"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=_("Nobody: I report it myself"),
    )
    on_behalf_note = forms.CharField(
        label=_("How it was told"),
        max_length=200,
        required=False,
        help_text=_("For example: by telephone at 03:12, read back."),
    )

    def __init__(self, *args: Any, hospitals: list[Hospital], by: StaffMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = Membership.objects.valid_on(timezone.localdate()).filter(hospital__in=hospitals)
        colleagues = StaffMember.objects.filter(pk__in=present.values("staff_member"), is_active=True)
        self.offer_choice("on_behalf_of", colleagues.exclude(pk=by.pk))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("on_behalf_of") and not cleaned.get("on_behalf_note"):
            self.add_error("on_behalf_note", _("Say how it was told: by telephone at what time, read back."))
        return cleaned

    @property
    def told(self) -> Told | None:
        who = self.cleaned_data["on_behalf_of"]
        return Told(who, self.cleaned_data["on_behalf_note"]) if who else None

    def values(self) -> dict[str, Any]:
        """Give what the service takes."""
        aside = ("on_behalf_of", "on_behalf_note", "submission")
        values = {name: value for name, value in self.cleaned_data.items() if name not in aside}
        return {**values, "told": self.told}


def exception_reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Why it happened all the same"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "Only where a rule was not kept. It is recorded as an exception, told to the coordinators, and "
            "reviewed."
        ),
    )


EXCEPTION = Section(_("Against a rule"), "exception_reason")
TOLD = Section(_("Told by someone else"), Columns("on_behalf_of", "on_behalf_note"))


class EventForm(ToldForm):
    """A clinical event: the fields of its own, when it happened, and on whose behalf it is recorded."""

    fields_of_its_own: tuple[Any, ...] = ()
    happened_at_label: Any = _("Happened at")

    occurred_at = ClinicalDateTimeField(label=_("Happened at"), allow_future=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occurred_at"].label = self.happened_at_label

    @property
    def sections(self) -> tuple[Any, ...]:  # type: ignore[override]
        return (Section("", *self.fields_of_its_own, "occurred_at"), TOLD)
