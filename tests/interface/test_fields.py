"""Clinical form fields."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.utils import timezone

from transplant_site.interface.errors import summary_of
from transplant_site.interface.fields import (
    YES_NO_UNKNOWN,
    ChoiceRowField,
    ClinicalDateField,
    ClinicalDateTimeField,
    QuantityField,
    TypedABOField,
    parse_number,
)
from transplant_site.interface.layout import PageForm, PageModelForm
from transplant_site.interface.quantities import CREATININE, GLUCOSE, WEIGHT, Quantity, per_cent
from transplant_site.staff.models import Hospital


class Example(PageForm):
    at = ClinicalDateTimeField(label="Declared at", allow_future=False)
    born = ClinicalDateField(label="Born", required=False, allow_future=False)
    creatinine = QuantityField(CREATININE, label="Creatinine")
    weight = QuantityField(WEIGHT, label="Weight", required=False)
    consent = ChoiceRowField(label="Consent", choices=YES_NO_UNKNOWN)
    abo = TypedABOField()


def example(**changes: str) -> Example:
    data = {
        "at": "22-Nov-2025 09:15",
        "creatinine_value": "1.2",
        "creatinine_unit": "mg/dL",
        "consent": "yes",
        "abo": "a",
        **changes,
    }
    return Example(data)


def test_what_is_typed_becomes_what_the_service_needs():
    form = example(creatinine_value="106", creatinine_unit="umol/L")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"].astimezone(UTC) == datetime(2025, 11, 22, 8, 15, tzinfo=UTC)
    creatinine = form.cleaned_data["creatinine"]
    assert creatinine.stored == Decimal("1.199072")
    assert str(creatinine) == "106 µmol/L = 1.20 mg/dL"
    assert form.cleaned_data["abo"] == "A"
    assert form.cleaned_data["weight"] is None


def test_what_has_not_happened_yet_is_refused_where_only_the_past_is_recorded():
    ahead = timezone.now() + timedelta(hours=2)
    form = example(at=ahead.strftime("%Y-%m-%dT%H:%M+00:00"), born="1-Jan-2999")
    assert "in the future" in form.errors["at"][0]
    assert "in the future" in form.errors["born"][0]


@pytest.mark.parametrize(
    ("typed", "figure"), [("1.2", "1.2"), ("1,2", "1.2"), (" 12 ", "12"), ("1,25", "1.25"), ("0.5", "0.5")]
)
def test_figures_with_a_point_or_a_comma_are_understood(typed, figure):
    assert parse_number(typed) == Decimal(figure)


@pytest.mark.parametrize(
    "typed", ["1,200", "1.200,5", "-1", "1e3", "NaN", "Infinity", "1..2", "one", "1 2", ""]
)
def test_figures_that_could_mean_something_else_are_refused(typed):
    with pytest.raises(forms.ValidationError):
        parse_number(typed)


def test_a_figure_needs_its_unit():
    assert example(creatinine_unit="").errors["creatinine"] == ["Choose the unit."]


def test_a_unit_without_a_figure_is_no_figure():
    assert "Enter the figure." in example(creatinine_value="").errors["creatinine"]


def test_an_unknown_unit_is_refused():
    assert example(creatinine_unit="stone").errors["creatinine"] == ["Choose one of the units."]


def test_an_impossible_figure_is_refused_in_the_unit_that_was_typed():
    errors = example(creatinine_value="90", creatinine_unit="mg/dL").errors["creatinine"]
    assert errors == ["90 mg/dL is not possible (0.05 – 40 mg/dL). Check the figure and the unit."]


def test_an_unusual_figure_is_accepted_and_told():
    form = example(weight_value="300", weight_unit="kg")
    assert form.is_valid(), form.errors
    assert form.plausibility_warnings() == ["Weight: 300 kg is unusual. Check the figure and the unit."]


def test_nothing_is_chosen_beforehand():
    assert "checked" not in Example().as_p()
    assert "Choose one." in example(consent="").errors["consent"]


def test_a_nought_is_read_as_the_blood_group_o():
    form = example(abo=" 0 ")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["abo"] == "O"


def test_what_is_no_blood_group_is_said():
    assert example(abo="A+").errors["abo"] == ["Type A, B, AB or O."]


def test_the_summary_leads_to_the_first_input_of_each_field():
    form = example(at="soon", creatinine_unit="", consent="", abo="C")
    form.add_error(None, "The donor was changed meanwhile.")
    assert [(problem.target, problem.label) for problem in summary_of(form)] == [
        ("", ""),
        ("id_at", "Declared at"),
        ("id_creatinine_0", "Creatinine"),
        ("id_consent_0", "Consent"),
        ("id_abo", "Type the donor's blood group (ABO)"),
    ]


def test_a_stored_figure_is_shown_in_the_stored_unit_and_has_not_changed_by_that():
    form = Example({"weight_value": "72", "weight_unit": "kg"}, initial={"weight": Decimal(72)})
    assert 'value="72"' in str(form["weight"])
    assert "weight" not in form.changed_data


def test_a_stored_time_with_seconds_has_not_changed_by_being_shown():
    stored = datetime(2025, 11, 22, 8, 15, 42, tzinfo=UTC)
    form = Example({"at": "22-Nov-2025 09:15"}, initial={"at": stored})
    assert 'value="22-Nov-2025 09:15"' in str(Example(initial={"at": stored})["at"])
    assert "at" not in form.changed_data


def test_a_molar_unit_gives_the_figure_of_the_other():
    glucose = Quantity(Decimal("5.5"), GLUCOSE.unit("mmol/L"), GLUCOSE)
    assert str(glucose) == "5.5 mmol/L = 99 mg/dL"


def test_a_model_form_never_saves():
    class HospitalForm(PageModelForm):
        class Meta:
            model = Hospital
            fields = ("name",)

    with pytest.raises(TypeError, match="service"):
        HospitalForm({"name": "x"}).save()


@pytest.mark.parametrize(
    ("share", "text"), [("0", "0"), ("1", "100"), ("1.0000", "100"), ("0.1", "10"), ("0.3798", "37.98")]
)
def test_a_share_is_written_in_per_cent_with_the_zeros_that_count(share: str, text: str):
    assert per_cent(Decimal(share)) == text
