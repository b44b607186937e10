"""How forms are laid out: crispy helpers with our sections and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Fieldset, Layout, LayoutObject, Row
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from uuid_utils.compat import uuid7

from transplant_site.interface.quantities import Quantity

__all__ = [
    "HTML",
    "Columns",
    "Div",
    "Layout",
    "OnceForm",
    "PageForm",
    "PageModelForm",
    "Section",
    "page_helper",
]


class Section(Fieldset):
    """A titled group of fields."""

    def __init__(self, legend: Any, *fields: Any, **kwargs: Any) -> None:
        super().__init__(legend, *fields, css_class="form-section", **kwargs)


class Columns(Row):
    """Fields side by side where there is room."""

    def __init__(self, *fields: Any, **kwargs: Any) -> None:
        wide = [
            Column(field, css_class="col-md") if not isinstance(field, Column) else field for field in fields
        ]
        super().__init__(*wide, **kwargs)


def page_helper(*fields: str | LayoutObject) -> FormHelper:
    """Make the helper of a form on a page; the component form.html writes the tag, errors and buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.include_media = False
    helper.render_hidden_fields = True
    if fields:
        helper.layout = Layout(*fields)
    return helper


class PageForm(forms.Form):
    """A form on a page. Say `sections` to group its fields; `plausibility_warnings` after it is valid."""

    sections: tuple[Any, ...] = ()
    named_otherwise: Mapping[str, str] = {}
    """By the word a service's refusal has for an input: the form's field for it."""

    @property
    def helper(self) -> FormHelper:
        return page_helper(*self.sections)

    def add_refusal(self, refusal: Exception) -> None:
        """Show a service's refusal at the field it speaks of, else above the form."""
        word = getattr(refusal, "field", "")
        name = self.named_otherwise.get(word, word)
        is_shown = name in self.fields and not self.fields[name].widget.is_hidden
        error = ValidationError(str(refusal), code=getattr(refusal, "code", ""))
        self.add_error(name if is_shown else None, error)

    def offer_choice(self, name: str, queryset: QuerySet[Any], *, initial: Any = None) -> None:
        """Let a field of the form offer these records."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset
        if initial is not None:
            field.initial = initial

    def plausibility_warnings(self) -> list[str]:
        return plausibility_warnings(self)


class OnceForm(PageForm):
    """A form that adds something each time: its number, made when it is opened, is taken in once."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def clean_submission(self) -> UUID:
        return self.cleaned_data["submission"] or uuid7()


class PageModelForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The same over a model. It never saves: services do."""

    sections: tuple[Any, ...] = ()

    @property
    def helper(self) -> FormHelper:
        return page_helper(*self.sections)

    def plausibility_warnings(self) -> list[str]:
        return plausibility_warnings(self)

    def save(self, commit: bool = True) -> Any:
        raise TypeError("Forms don't save: hand cleaned_data to a service.")


def plausibility_warnings(form: forms.BaseForm) -> list[str]:
    """List what is possible but rare in a valid form: advice to look again, never a refusal."""
    from django.utils.translation import gettext as _

    return [
        _("%(label)s: %(quantity)s is unusual. Check the figure and the unit.")
        % {"label": form.fields[name].label or name, "quantity": value}
        for name, value in form.cleaned_data.items()
        if isinstance(value, Quantity) and not value.is_plausible
    ]
