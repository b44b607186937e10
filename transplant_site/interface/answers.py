"""A last look at what was entered, before anything is recorded: the answers, and the inputs behind them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.forms import BaseForm

from transplant_site.interface.times import format_date, format_time


def answers_of(form: BaseForm) -> list[dict[str, Any]]:
    """List what was entered, for `_components/confirm.html`: words instead of codes, dates as everywhere."""
    return [{"label": field.label, "value": _in_words(form, field.name)} for field in form.visible_fields()]


def _in_words(form: BaseForm, name: str) -> Any:
    value = form.cleaned_data[name]
    field = form.fields[name]
    if hasattr(field, "in_words"):
        return field.in_words(value)
    if isinstance(value, str):
        return dict(getattr(field, "choices", ())).get(value, value)
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, date):
        return format_date(value)
    return " ".join(value) if isinstance(value, list | tuple) else value


def inputs_of(form: BaseForm) -> list[tuple[str, str]]:
    """List the form's inputs as they were sent, for the page to send them once more."""
    return [
        (name, value) for name, values in form.data.lists() if _belongs_to(form, name) for value in values
    ]


def _belongs_to(form: BaseForm, name: str) -> bool:
    """Say whether an input is one of the form's: a figure and its unit are two inputs of one field."""
    return name in form.fields or name.rpartition("_")[0] in form.fields
