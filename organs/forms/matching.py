"""Starting a run, completing a checklist, assessing a crossmatch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organs.allocation import policy_names
from organs.forms.events import EventForm
from organs.models import CrossmatchAssessment, Donor, MatchRun
from organs.policies.checklists import Checked, needs_declaration
from transplant_site.interface.fields import ChoiceRowField, TypedABOField
from transplant_site.interface.layout import PageForm, Section
from transplant_site.records.vocabulary import CrossmatchVerdict, OrganKind


def organ_choices() -> list[tuple[str, Any]]:
    """The organs for which there is a policy."""
    return [(kind.value, kind.label) for kind in OrganKind if policy_names(kind)]


class StartRunForm(PageForm):
    """Which organ's candidates are ranked; `seen_runs` are the valid runs that the page showed."""

    organ_kind = forms.ChoiceField(label=_("Organ"), choices=organ_choices)
    seen_runs = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, donor: Donor, seen: Iterable[MatchRun], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"seen_runs": " ".join(run.reference for run in seen)})
        super().__init__(*args, **kwargs)
        self._donor = donor

    def clean_seen_runs(self) -> list[MatchRun]:
        references = self.cleaned_data["seen_runs"].split()
        runs = list(self._donor.match_runs.filter(reference__in=references))
        if len(runs) != len(set(references)):
            raise ValidationError(_("Open this page again: its form is damaged."))
        return runs

    @property
    def seen_run(self) -> MatchRun | None:
        """The run of the chosen organ that the page showed."""
        organ_kind = self.cleaned_data["organ_kind"]
        return next((run for run in self.cleaned_data["seen_runs"] if run.organ_kind == organ_kind), None)


class ChecklistForm(PageForm):
    """One coordinator's checklist: the ABO is typed as read from its source, nothing is filled in."""

    consent_seen = forms.BooleanField(label=_("I have seen the consent or authorisation"))
    death_declaration_seen = forms.BooleanField(label=_("I have seen the declaration of death"))
    serology_seen = forms.BooleanField(label=_("I have seen the infectious-disease results"))
    hla_seen = forms.BooleanField(label=_("I have seen the HLA report"))
    identity_verified = forms.BooleanField(label=_("I have verified the donor's identity"))
    blood_group = TypedABOField(help_text=_("Read it from the laboratory's report, not from a screen."))

    sections = (
        Section(
            _("Seen and verified"),
            "identity_verified",
            "consent_seen",
            "death_declaration_seen",
            "serology_seen",
            "hla_seen",
        ),
        Section(_("Blood group"), "blood_group"),
    )

    def __init__(self, *args: Any, donor: Donor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_declaration(donor):
            self.fields["death_declaration_seen"].required = False
            self.fields["death_declaration_seen"].help_text = _(
                "After circulatory death it may follow the offers."
            )

    def checked(self) -> Checked:
        names = (
            "consent_seen",
            "death_declaration_seen",
            "serology_seen",
            "hla_seen",
            "identity_verified",
        )
        return Checked(**{name: self.cleaned_data[name] for name in names})


class AssessmentForm(EventForm):
    """The laboratory's word on a crossmatch."""

    happened_at_label = _("Assessed at")
    method = ChoiceRowField(label=_("Method"), choices=CrossmatchAssessment.Method.choices)
    verdict = ChoiceRowField(label=_("Crossmatch"), choices=CrossmatchVerdict.choices)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        help_text=_("For example: DQ typed by PCR meanwhile, no DQ7 present; flow crossmatch negative."),
    )
    fields_of_its_own = ("method", "verdict", "reason")
