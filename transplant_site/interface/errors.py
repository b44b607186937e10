"""Error summaries of forms."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BaseForm
from django.forms.boundfield import BoundField


@dataclass(frozen=True)
class Problem:
    text: str
    target: str = ""
    label: str = ""


def summary_of(forms: BaseForm | list[BaseForm]) -> list[Problem]:
    """List every error of one or several forms, those of no field first, each with the id of its field."""
    problems: list[Problem] = []
    for form in forms if isinstance(forms, list | tuple) else [forms]:
        if form is None or not form.is_bound:
            continue
        problems += [Problem(str(text)) for text in form.non_field_errors()]
        for name in form.errors:
            if name in form.fields:
                field = form[name]
                problems += [
                    Problem(str(text), _first_input(field), str(field.label)) for text in field.errors
                ]
    return problems


def _first_input(field: BoundField) -> str:
    """Find the id that a link can focus: groups of inputs have none of their own."""
    if field.id_for_label:
        return field.id_for_label
    first = next(iter(field.subwidgets), None)
    return (first.id_for_label if first else "") or field.auto_id
