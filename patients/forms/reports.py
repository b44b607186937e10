"""Where a finding comes from: when its sample was taken, which laboratory found it, who told it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients.services.immunology import Report
from transplant_site.interface.fields import ClinicalDateTimeField
from transplant_site.interface.layout import Columns, OnceForm, Section
from transplant_site.records.models import valid_on
from transplant_site.staff.models import Hospital, Membership, StaffMember


class ReportForm(OnceForm):
    """When something was found and by whom; recorded for oneself or on somebody's behalf."""

    occurred_at = ClinicalDateTimeField(label=_("Sample taken at"), allow_future=False)
    laboratory = forms.ModelChoiceField(
        label=_("Laboratory"), queryset=Hospital.objects.none(), required=False, empty_label=_("Not known")
    )
    on_behalf_note = forms.CharField(
        label=_("How it was told"),
        max_length=200,
        required=False,
        help_text=_(
            "Leave empty if you read the report. Else for example: by telephone at 03:12, read back."
        ),
    )
    on_behalf_of = forms.ModelChoiceField(
        label=_("Told by somebody else?"),
        queryset=StaffMember.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )

    report_section = Section(
        _("Where it comes from"),
        Columns("occurred_at", "laboratory"),
        Columns("on_behalf_of", "on_behalf_note"),
    )

    def __init__(self, *args: Any, hospitals: list[Hospital], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_served = valid_on(timezone.localdate(), through="served_agreements__")
        serving = is_served & Q(served_agreements__hospital__in=hospitals)
        own = Q(pk__in=[hospital.pk for hospital in hospitals], is_laboratory=True)
        laboratories = Hospital.objects.filter(own | serving).distinct()
        self.offer_choice("laboratory", laboratories)
        works_there = Q(hospital__in=hospitals) | Q(hospital__in=laboratories)
        present = Membership.objects.valid_on(timezone.localdate()).filter(works_there)
        people = StaffMember.objects.filter(pk__in=present.values("staff_member"), is_active=True)
        self.offer_choice("on_behalf_of", people.order_by("family_name", "given_name", "id"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        who, how = cleaned.get("on_behalf_of"), cleaned.get("on_behalf_note")
        if who and not how:
            self.add_error("on_behalf_note", _("Say how it was told: by telephone at what time, read back."))
        if how and not who:
            self.add_error("on_behalf_of", _("Choose who told it."))
        return cleaned

    def report(self) -> Report:
        cleaned = self.cleaned_data
        return Report(
            occurred_at=cleaned["occurred_at"],
            laboratory=cleaned["laboratory"],
            on_behalf_of=cleaned["on_behalf_of"],
            on_behalf_note=cleaned["on_behalf_note"],
        )
