"""What people say about offers, understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from organs.models import Offer, OfferKind, OrganPart, RefusalCode
from organs.policies.offers import is_of_centre
from organs.services.events import Told
from organs.services.facts import facts_digest
from transplant_site.access.roles import Role
from transplant_site.interface.fields import ChoiceRowField, ClinicalDateTimeField, TypedABOField
from transplant_site.interface.layout import Columns, PageForm, Section
from transplant_site.interface.times import format_time
from transplant_site.records.days import day_of
from transplant_site.staff.models import Hospital, Membership, StaffMember


class RefusalCodeField(forms.ModelChoiceField):
    """A code, chosen by number or words."""

    def __init__(self, *, bypasses: bool, **kwargs: Any) -> None:
        codes = RefusalCode.objects.filter(is_bypass=bypasses).order_by("code")
        super().__init__(queryset=codes, empty_label=_("Choose a code"), **kwargs)


class PartsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: OrganPart) -> str:  # type: ignore[override]
        return f"{obj.organ.label} · {obj.organ.reference}"


class SeenMixin(forms.Form):
    """Carries the donor's facts that the page shows, so that nobody answers to others unseen."""

    seen = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Open this page again: its form is damaged.")},
    )

    def show(self, facts: Mapping[str, Any]) -> None:
        """Let the form carry these facts, also when it is shown again with what was entered."""
        packed = signing.dumps(facts, salt=SALT, compress=True)
        self.initial["seen"] = packed
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            data[self.add_prefix("seen")] = packed
            self.data = data

    def seen_digest(self, organ_kind: str) -> str:
        return facts_digest(self.cleaned_data["seen"], organ_kind=organ_kind)

    def clean_seen(self) -> dict[str, Any]:
        try:
            facts: dict[str, Any] = signing.loads(self.cleaned_data["seen"], salt=SALT)
        except signing.BadSignature as error:
            raise ValidationError(
                _now("Open this page again: its form is damaged."), code="damaged"
            ) from error
        return facts


SALT = "organs.donor-facts"


class SendOfferForm(SeenMixin, PageForm):
    """Which parts are offered, how, and why others are passed over."""

    parts = PartsField(label=_("What is offered"), queryset=OrganPart.objects.none())
    kind = ChoiceRowField(
        label=_("As"),
        choices=OfferKind.choices,
        help_text=_("A backup can be answered with a provisional yes, in case the primary offer fails."),
    )
    bypass_code = RefusalCodeField(
        label=_("Why the candidates before are passed over"), bypasses=True, required=False
    )
    bypass_text = forms.CharField(
        label=_("Explanation"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    addition_reason = forms.CharField(
        label=_("Why this candidate is added by hand"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(
        self, *args: Any, parts: Sequence[OrganPart], skips: bool, is_added: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        keys = [part.pk for part in parts]
        offerable = OrganPart.objects.filter(pk__in=keys).select_related("organ")
        self.offer_choice("parts", offerable, initial=keys if len(keys) == 1 else None)
        if skips:
            self.fields["bypass_code"].required = True
        else:
            del self.fields["bypass_code"], self.fields["bypass_text"]
        if is_added:
            self.fields["addition_reason"].required = True
        else:
            del self.fields["addition_reason"]


# Answers


class AnswerForm(SeenMixin, PageForm):
    """An answer: of the centre itself, or told by telephone and written down by a coordinator."""

    on_behalf_of = forms.ModelChoiceField(
        label=_("On behalf of"), queryset=StaffMember.objects.none(), empty_label=_("Choose who answered")
    )
    told_at = ClinicalDateTimeField(label=_("Told by telephone at"), allow_future=False)
    read_back = forms.BooleanField(
        label=_("I read the answer back, and it was confirmed."),
        error_messages={"required": _("Read the answer back before you record it.")},
    )

    def __init__(self, *args: Any, offer: Offer, viewer: StaffMember, on: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_of_centre(offer, viewer):
            del self.fields["on_behalf_of"], self.fields["told_at"], self.fields["read_back"]
        else:
            self.offer_choice("on_behalf_of", clinicians_of(offer.centre, on=on))

    @property
    def told(self) -> Told | None:
        person = self.cleaned_data.get("on_behalf_of")
        if person is None:
            return None
        moment = self.cleaned_data["told_at"]
        note = _now("By telephone at %(time)s, read back") % {"time": format_time(moment)}
        return Told(on_behalf_of=person, note=note, said_at=moment)


def clinicians_of(centre: Hospital, *, on: datetime) -> Any:
    """Return those who work as clinicians at a hospital on a day."""
    valid = Membership.objects.valid_on(day_of(on)).filter(role=Role.CLINICIAN, hospital=centre)
    return StaffMember.objects.filter(pk__in=valid.values("staff_member"), is_active=True).order_by(
        "family_name", "given_name"
    )


class AcceptForm(AnswerForm):
    """The answer yes: the donor's blood group is typed once more."""

    # Whether it is the donor's is for the service to say, which records a wrong one.
    blood_group = TypedABOField()
    field_order = ("blood_group", "on_behalf_of", "told_at", "read_back")


class ProvisionalForm(AnswerForm):
    """The answer yes, should the organ come to the candidate."""


class DeclineForm(AnswerForm):
    """The answer no, with its code."""

    code = RefusalCodeField(label=_("Reason"), bypasses=False)
    second_code = RefusalCodeField(label=_("Second reason, if there is one"), bypasses=False, required=False)
    text = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed where the code says “specify”. No names of patients."),
    )
    field_order = ("code", "second_code", "text", "on_behalf_of", "told_at", "read_back")


# Clock and ends


class NotificationForm(PageForm):
    """When the centre was reached: now, or by telephone some minutes ago."""

    notified_at = ClinicalDateTimeField(label=_("The centre was reached at"), allow_future=False)


class ExtendForm(PageForm):
    until = ClinicalDateTimeField(label=_("New deadline"), with_now=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))
    seen_deadline = forms.CharField(widget=forms.HiddenInput, required=False)

    sections = (Section(None, Columns("until"), "reason", "seen_deadline"),)

    def clean_seen_deadline(self) -> datetime | None:
        """Read the deadline that the page showed; empty: none was set."""
        text = self.cleaned_data["seen_deadline"]
        try:
            return datetime.fromisoformat(text) if text else None
        except ValueError as error:
            raise ValidationError(
                _now("Open this page again: its form is damaged."), code="damaged"
            ) from error


class ReasonForm(PageForm):
    """A step that needs its reason and nothing else."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3}))
