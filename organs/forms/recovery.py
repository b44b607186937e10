"""A donor's organs: which there are, when they were recovered, how they are split."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organs.forms.events import EXCEPTION, TOLD, ToldForm, exception_reason_field
from organs.models import Organ, PartKind, Side
from organs.models.organs import PAIRED
from organs.policies.donors import splits_of
from organs.services.recovery import Recovery
from transplant_site.interface.fields import ChoiceRowField, ClinicalDateTimeField
from transplant_site.interface.layout import PageForm, Section
from transplant_site.records.vocabulary import OrganKind

TIMES = ("cross_clamp_at", "cold_perfusion_at", "recovered_at")


class AddOrganForm(PageForm):
    kind = forms.ChoiceField(label=_("Organ"), choices=[("", _("Choose one")), *OrganKind.choices])
    side = forms.ChoiceField(
        label=_("Side"),
        choices=[("", _("Unpaired")), (Side.LEFT, Side.LEFT.label), (Side.RIGHT, Side.RIGHT.label)],
        required=False,
        help_text=_("Kidneys and lungs are left or right, other organs are unpaired."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["side"] = cleaned.get("side") or Side.NONE
        kind = cleaned.get("kind")
        if kind and (kind in PAIRED) == (cleaned["side"] == Side.NONE):
            self.add_error("side", _("Kidneys and lungs are left or right, other organs are unpaired."))
        return cleaned


class RecoveryForm(ToldForm):
    """The times of a recovery; what stands against a rule is recorded with its reason."""

    cross_clamp_at = ClinicalDateTimeField(label=_("Cross-clamp at"), required=False, allow_future=False)
    cold_perfusion_at = ClinicalDateTimeField(
        label=_("Cold perfusion at"),
        required=False,
        allow_future=False,
        help_text=_("Cold ischaemia runs from here."),
    )
    recovered_at = ClinicalDateTimeField(label=_("Recovered at"), required=False, allow_future=False)
    exception_reason = exception_reason_field()

    sections = (
        Section(_("Times"), "cross_clamp_at", "cold_perfusion_at", "recovered_at"),
        TOLD,
        EXCEPTION,
    )

    def __init__(self, *args: Any, organ: Organ, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(organ, name) for name in TIMES})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        clamp = cleaned.get("cross_clamp_at")
        for name in ("cold_perfusion_at", "recovered_at"):
            if clamp and cleaned.get(name) and cleaned[name] < clamp:
                self.add_error(name, _("This doesn't come before the cross-clamp."))
        return cleaned

    def times(self) -> Recovery:
        return Recovery(**{name: self.cleaned_data[name] for name in TIMES})


class SplitForm(PageForm):
    """Into which two parts an organ is split."""

    kinds = ChoiceRowField(label=_("Into"))

    def __init__(self, *args: Any, organ: Organ, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._splits = {",".join(sorted(kinds)): sorted(kinds) for kinds in splits_of(organ)}
        field = self.fields["kinds"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (value, " + ".join(str(PartKind(kind).label) for kind in kinds))
            for value, kinds in self._splits.items()
        ]

    def clean_kinds(self) -> list[str]:
        return self._splits[self.cleaned_data["kinds"]]
