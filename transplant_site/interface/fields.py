"""Form fields for clinical values: they accept what has one meaning, and say how to write the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from transplant_site.interface import times, widgets
from transplant_site.interface.quantities import Measure, Quantity, round_for
from transplant_site.records.vocabulary import BloodGroup

Clock = Callable[[], datetime]


class ClinicalDateTimeField(forms.Field):
    """A moment, typed as `22-Nov-2026 09:15` in the site's zone; gives an aware datetime.

    `allow_future=False` refuses what has not happened yet, with a minute's grace for clocks that differ.
    """

    widget = widgets.ClinicalDateTimeInput

    def __init__(self, *, allow_future: bool = True, with_now: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            format_lazy(
                _("For example {example}, {zone} time"), example=times.TIME_EXAMPLE, zone=widgets.zone_city()
            ),
        )
        kwargs.setdefault("widget", widgets.ClinicalDateTimeInput(with_now=with_now))
        super().__init__(**kwargs)
        self.allow_future = allow_future

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        try:
            moment = times.parse_time(str(value))
        except times.NotUnderstood as reason:
            raise ValidationError(str(reason), code="not_understood") from None
        if not self.allow_future and (moment - timezone.now()).total_seconds() > 60:
            raise ValidationError(
                gettext("%(time)s is in the future. Only what has happened can be recorded here."),
                code="future",
                params={"time": times.format_time(moment)},
            )
        return moment

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        # What is shown has minutes; a moment that was stored with seconds has not changed by being shown.
        shown = initial.replace(second=0, microsecond=0) if isinstance(initial, datetime) else initial
        return typed != shown


class ClinicalDateField(forms.Field):
    """A day, typed as `22-Nov-2026`; gives a date."""

    widget = widgets.ClinicalDateInput

    def __init__(self, *, allow_future: bool = True, with_now: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", format_lazy(_("For example {example}"), example=times.DATE_EXAMPLE))
        kwargs.setdefault("widget", widgets.ClinicalDateInput(with_now=with_now))
        super().__init__(**kwargs)
        self.allow_future = allow_future

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return timezone.localtime(value).date()
        if isinstance(value, date):
            return value
        try:
            day = times.parse_date(str(value))
        except times.NotUnderstood as reason:
            raise ValidationError(str(reason), code="not_understood") from None
        if not self.allow_future and day > timezone.localdate():
            raise ValidationError(
                gettext("%(date)s is in the future."), code="future", params={"date": times.format_date(day)}
            )
        return day


_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_COMMA = re.compile(r"(\d{1,9}),(\d{1,2}|\d{4,6})")


def parse_number(text: str) -> Decimal:
    """Read a figure; a decimal comma is understood unless it could divide thousands."""
    text = text.strip()
    if comma := _COMMA.fullmatch(text):
        text = f"{comma[1]}.{comma[2]}"
    if not _NUMBER.fullmatch(text):
        if "," in text and not text.startswith("-"):
            raise ValidationError(
                gettext("Write decimals with a point, like 1.2, and no separator of thousands.")
            )
        raise ValidationError(gettext("Enter a number, like 1.2."))
    return Decimal(text)


class QuantityField(forms.MultiValueField):
    """A figure and its unit; gives a Quantity, whose `.stored` is in the unit of the database."""

    def __init__(self, measure: Measure, **kwargs: Any) -> None:
        self.measure = measure
        required = kwargs.get("required", True)
        fields = (
            forms.CharField(
                error_messages={"incomplete": _("Enter the figure.")}, max_length=20, required=required
            ),
            forms.ChoiceField(
                choices=[(unit.code, unit.label) for unit in measure.units],
                error_messages={
                    "required": _("Choose the unit."),
                    "invalid_choice": _("Choose one of the units."),
                },
                required=False,
            ),
        )
        kwargs.setdefault("widget", widgets.QuantityInput(measure))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> Quantity | None:
        figure, code = [*data_list, None, None][:2]
        if not figure:
            return None
        if not code and len(self.measure.units) == 1:
            code = self.measure.stored.code
        if not code:
            raise ValidationError(gettext("Choose the unit."), code="unit")
        quantity = Quantity(parse_number(figure), self.measure.unit(code), self.measure)
        self._check_limits(quantity)
        return quantity

    def _check_limits(self, quantity: Quantity) -> None:
        low, high = self.measure.minimum, self.measure.maximum
        if (low is not None and quantity.stored < low) or (high is not None and quantity.stored > high):
            to_typed = self.measure.stored.factor / quantity.unit.factor
            ends = [
                round_for(end * to_typed, quantity.unit).normalize() for end in (low, high) if end is not None
            ]
            limits = f"{' – '.join(f'{end:f}' for end in ends)} {quantity.unit.label}"
            raise ValidationError(
                gettext("%(quantity)s is not possible (%(limits)s). Check the figure and the unit."),
                code="impossible",
                params={"quantity": quantity.typed, "limits": limits},
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = self.widget.decompress(initial) if not isinstance(initial, list | tuple) else initial
        return [part or None for part in shown or [None, None]] != [
            part or None for part in data or [None, None]
        ]


class ChoiceRowField(forms.ChoiceField):
    """One of a few, as radio buttons in a row; nothing is chosen beforehand, so a choice is always meant."""

    widget = forms.RadioSelect

    def __init__(self, *, choices: Iterable[Any] | Callable[[], Iterable[Any]] = (), **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": _("Choose one.")})
        super().__init__(choices=choices, **kwargs)


YES_NO_UNKNOWN = (("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known")))


class TypedABOField(forms.CharField):
    """A blood group that is typed, never chosen: whoever enters it has read it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Type the donor's blood group (ABO)"))
        kwargs.setdefault("help_text", _("Read it from the source document, not from this screen."))
        kwargs.setdefault("max_length", 3)
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off", "data-never-keep": "", "class": "form-control field-abo"}

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).upper().replace("0", "O")
        if typed and typed not in BloodGroup.values:
            raise ValidationError(gettext("Type A, B, AB or O."), code="no_group")
        return typed
