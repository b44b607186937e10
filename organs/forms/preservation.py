"""How an organ part was kept, for how long."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organs.forms.events import TOLD, EventForm
from organs.models import Offer, OrganPart, PreservationKind
from transplant_site.interface.fields import ClinicalDateTimeField
from transplant_site.interface.layout import Columns, Section


class PartField(forms.ModelChoiceField):
    def label_from_instance(self, obj: OrganPart) -> str:  # type: ignore[override]
        return f"{obj.organ.label} · {obj.organ.reference}"


class PreservationForm(EventForm):
    happened_at_label = _("From")

    part = PartField(label=_("Organ"), queryset=OrganPart.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Kept by"), choices=[("", _("Choose one")), *PreservationKind.choices])
    ended_at = ClinicalDateTimeField(
        label=_("Until"),
        required=False,
        allow_future=False,
        help_text=_("Empty while it goes on: it ends when the next period begins, or with the transplant."),
    )

    @property
    def sections(self) -> tuple[Any, ...]:  # type: ignore[override]
        return (Section("", "part", "kind", Columns("occurred_at", "ended_at")), TOLD)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choice("part", offer.parts.select_related("organ"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        began, ended = cleaned.get("occurred_at"), cleaned.get("ended_at")
        if began and ended and ended < began:
            self.add_error("ended_at", _("It can't end before it began."))
        return cleaned
