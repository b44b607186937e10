"""The inputs of clinical forms; their markup is in templates/_widgets/."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from transplant_site.interface import times
from transplant_site.interface.quantities import Measure, Quantity


def zone_city() -> str:
    """Name the place whose time fields are read in."""
    return settings.TIME_ZONE.rsplit("/", 1)[-1].replace("_", " ")


class ClinicalDateTimeInput(forms.TextInput):
    """A text input with a Now button. Never the browser's own picker: it shows dates its own way."""

    template_name = "_widgets/now.html"
    now_kind = "datetime"

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, with_now: bool = True) -> None:
        super().__init__(
            {"autocomplete": "off", "spellcheck": "false", "placeholder": self.example, **(attrs or {})}
        )
        self.with_now = with_now

    @property
    def example(self) -> str:
        return times.TIME_EXAMPLE

    def format_value(self, value: Any) -> str | None:
        return times.format_input(value) if isinstance(value, datetime) else value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"].update(with_now=self.with_now, now_kind=self.now_kind, zone=self.zone)
        return context

    @property
    def zone(self) -> str:
        return zone_city()


class ClinicalDateInput(ClinicalDateTimeInput):
    now_kind = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, with_now: bool = False) -> None:
        super().__init__(attrs, with_now=with_now)

    @property
    def example(self) -> str:
        return times.DATE_EXAMPLE

    @property
    def zone(self) -> str:
        return ""

    def format_value(self, value: Any) -> str | None:
        return times.format_date(value) if isinstance(value, date) else value


class UnitSelect(forms.Select):
    """A choice of units that tells the script how to convert them."""

    def __init__(self, measure: Measure) -> None:
        choices = [("", _("unit")), *((unit.code, unit.label) for unit in measure.units)]
        super().__init__({"aria-label": _("Unit"), "class": "form-select"}, choices)
        self.measure = measure

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            unit = self.measure.unit(str(value))
            option["attrs"] |= {"data-factor": str(unit.factor), "data-digits": str(unit.digits)}
        return option


class QuantityInput(forms.MultiWidget):
    """A figure and its unit, with the same figure in the other units under it."""

    template_name = "_widgets/quantity.html"
    use_fieldset = False

    def __init__(self, measure: Measure) -> None:
        figure = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "class": "form-control"})
        self.is_single = len(measure.units) == 1
        unit: forms.Widget = forms.HiddenInput() if self.is_single else UnitSelect(measure)
        super().__init__({"value": figure, "unit": unit})
        self.measure = measure

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["only_unit"] = self.measure.stored.label if self.is_single else ""
        return context

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, Quantity):
            return [f"{value.value.normalize():f}", value.unit.code]
        if value is None:
            return [None, self.measure.stored.code if len(self.measure.units) == 1 else None]
        # A plain number, as the database has it, is in the stored unit.
        return [f"{value:f}" if hasattr(value, "normalize") else value, self.measure.stored.code]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"
