"""What people say about shipments, understood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organs.models import Allocation
from organs.models.organs import ON_THE_WAY
from transplant_site.access.roles import Role
from transplant_site.interface.fields import ClinicalDateTimeField
from transplant_site.interface.layout import Columns, PageForm, Section
from transplant_site.staff.models import Carrier, Hospital, Membership, StaffMember
from transport.models import Shipment
from transport.policies.shipments import USUAL_TEMPERATURES

TRAVELS_BY = [(kind.value, kind.label) for kind in ON_THE_WAY]


class ContentsField(forms.ModelMultipleChoiceField):
    """Organ parts to choose from, named without those they are for."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Allocation) -> str:
        return str(obj.part)


class PlanForm(PageForm):
    """How accepted organ parts are to travel."""

    allocations = ContentsField(label=_("Contents"), queryset=Allocation.objects.none())
    origin = forms.ModelChoiceField(label=_("From"), queryset=Hospital.objects.none())
    carrier = forms.ModelChoiceField(label=_("Carrier"), queryset=Carrier.objects.filter(is_active=True))
    courier = forms.ModelChoiceField(
        label=_("Courier"),
        queryset=StaffMember.objects.none(),
        required=False,
        help_text=_("Can be assigned later."),
    )
    preservation = forms.ChoiceField(
        label=_("Kept by"),
        choices=TRAVELS_BY,
        widget=forms.RadioSelect,
    )
    temperature_min_c = forms.DecimalField(
        label=_("Temperature at least (°C)"), required=False, min_value=-5, max_value=40, decimal_places=1
    )
    temperature_max_c = forms.DecimalField(
        label=_("Temperature at most (°C)"),
        required=False,
        min_value=-5,
        max_value=40,
        decimal_places=1,
        help_text=_("Empty: what is usual for the way of keeping. A machine needs both."),
    )
    device = forms.CharField(label=_("Box or device"), max_length=64, required=False)
    planned_departure_at = ClinicalDateTimeField(label=_("Planned departure"), with_now=False)
    planned_arrival_at = ClinicalDateTimeField(label=_("Planned arrival"), with_now=False)

    sections = (
        Section(_("What"), "allocations"),
        Section(_("How"), "preservation", Columns("temperature_min_c", "temperature_max_c", "device")),
        Section(
            _("Way"),
            Columns("origin", "carrier", "courier"),
            Columns("planned_departure_at", "planned_arrival_at"),
        ),
    )

    def __init__(
        self,
        *args: Any,
        allocations: Sequence[Allocation],
        origins: Sequence[Hospital],
        on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_contents(self, allocations)
        places = Hospital.objects.filter(pk__in=[hospital.pk for hospital in origins])
        self.offer_choice("origin", places, initial=origins[0] if len(origins) == 1 else None)
        self.offer_choice("courier", couriers(on=on))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        usual = USUAL_TEMPERATURES.get(cleaned.get("preservation", ""))
        for name, place in [("temperature_min_c", 0), ("temperature_max_c", 1)]:
            if name in self.errors or cleaned.get(name) is not None:
                continue
            if usual is None:
                self.add_error(name, _("Enter the range that the machine keeps."))
            else:
                cleaned[name] = usual[place]
        low, high = cleaned.get("temperature_min_c"), cleaned.get("temperature_max_c")
        if low is not None and high is not None and low >= high:
            self.add_error("temperature_max_c", _("The highest temperature must be above the lowest."))
        departure, arrival = cleaned.get("planned_departure_at"), cleaned.get("planned_arrival_at")
        if departure and arrival and arrival <= departure:
            self.add_error("planned_arrival_at", _("The arrival must come after the departure."))
        return cleaned


class AssignForm(PageForm):
    courier = forms.ModelChoiceField(label=_("Courier"), queryset=StaffMember.objects.none())

    def __init__(self, *args: Any, shipment: Shipment, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choice("courier", couriers(on=on, carrier=shipment.carrier))


def offer_contents(form: PageForm, allocations: Sequence[Allocation]) -> None:
    """Let a form offer these allocations as contents, all of them chosen."""
    keys = [one.pk for one in allocations]
    chosen = Allocation.objects.filter(pk__in=keys).select_related("part__organ")
    form.offer_choice("allocations", chosen, initial=keys)


def couriers(*, on: date, carrier: Carrier | None = None) -> QuerySet[StaffMember]:
    """Return the people who work as couriers on a day, of one carrier or of all that take shipments."""
    valid = Membership.objects.valid_on(on).filter(role=Role.COURIER, carrier__is_active=True)
    if carrier is not None:
        valid = valid.filter(carrier=carrier)
    return StaffMember.objects.filter(is_active=True, pk__in=valid.values("staff_member"))


class CustodyForm(PageForm):
    """Something about custody: usually now and by oneself, else when it was and how one was told."""

    occurred_at = ClinicalDateTimeField(
        label=_("When"), required=False, allow_future=False, help_text=_("Empty: now.")
    )
    told = forms.CharField(
        label=_("How you were told"),
        max_length=200,
        help_text=_("For example: by telephone at 03:12, read back. The person is asked to confirm it."),
    )

    def __init__(self, *args: Any, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_other:
            self.fields["occurred_at"].required = True
        else:
            del self.fields["told"]


class ExceptionReasonField(forms.CharField):
    """Why something has happened against a rule."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        usual = {
            "label": _("Why it has happened all the same"),
            "max_length": 2000,
            "help_text": _(
                "It is recorded as an exception from a rule, told to sender and receiver, and reviewed."
            ),
        }
        super().__init__(**{**usual, **kwargs})


class HandOverForm(CustodyForm):
    receiver = forms.ModelChoiceField(label=_("To"), queryset=StaffMember.objects.none())
    other_receiver = forms.EmailField(
        label=_("Or to someone else: their e-mail address"),
        required=False,
        help_text=_("Only if neither a courier of the carrier nor a clinician of the destination has it."),
    )
    place = forms.CharField(
        label=_("Place"), max_length=120, help_text=_("For example: gate of the theatre.")
    )
    exception_reason = ExceptionReasonField()
    field_order = ("receiver", "other_receiver", "place", "occurred_at", "told", "exception_reason")

    def __init__(
        self, *args: Any, receivers: QuerySet[StaffMember], is_exception: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choice("receiver", receivers)
        if is_exception:
            self.fields["receiver"].required = False
        else:
            del self.fields["other_receiver"], self.fields["exception_reason"]

    def clean_other_receiver(self) -> StaffMember | None:
        address = self.cleaned_data["other_receiver"]
        if not address:
            return None
        person = StaffMember.objects.filter(email__iexact=address, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody with this address signs in here."))
        return person

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "other_receiver" in self.fields:
            other = cleaned.pop("other_receiver", None)
            if bool(cleaned.get("receiver")) == bool(other) and not self.errors:
                self.add_error("receiver", _("Name one person who has the shipment."))
            cleaned["receiver"] = cleaned.get("receiver") or other
        return cleaned


class ReceiveForm(CustodyForm):
    """The receiver has the shipment."""


class RefuseForm(CustodyForm):
    because = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("because", "told")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["occurred_at"]


class DivertForm(PageForm):
    """Where a shipment on its way goes now."""

    allocations = ContentsField(label=_("Contents"), queryset=Allocation.objects.none())
    planned_arrival_at = ClinicalDateTimeField(label=_("Planned arrival"), with_now=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, allocations: Sequence[Allocation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_contents(self, allocations)


class ReasonForm(PageForm):
    """One reason, in words."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ExpectForm(PageForm):
    """When a shipment is expected now."""

    expected_at = ClinicalDateTimeField(label=_("Expected arrival"), with_now=False)
    because = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class UncheckedDeliveryForm(PageForm):
    """What was taken in without the check on arrival."""

    exception_reason = ExceptionReasonField()


class AssessmentForm(PageForm):
    text = forms.CharField(
        label=_("What it means for the organ"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
