"""The last look at what was entered, before anything is recorded."""

from django import forms
from django.http import QueryDict

from transplant_site.interface.answers import answers_of, inputs_of
from transplant_site.interface.fields import ChoiceRowField, ClinicalDateField, QuantityField
from transplant_site.interface.layout import PageForm
from transplant_site.interface.quantities import WEIGHT


class Example(PageForm):
    sex = ChoiceRowField(label="Sex", choices=[("F", "female"), ("M", "male")])
    born = ClinicalDateField(label="Born")
    weight = QuantityField(WEIGHT, label="Weight")
    organs = forms.MultipleChoiceField(label="Organs", choices=[("heart", "Heart"), ("liver", "Liver")])
    seen = forms.CharField(widget=forms.HiddenInput)


SENT = "sex=F&born=1970-11-22&weight_value=70&weight_unit=kg&organs=heart&organs=liver&seen=1"


def entered(more: str = "") -> Example:
    form = Example(QueryDict(SENT + more))
    assert form.is_valid(), form.errors
    return form


def test_the_answers_have_words_and_days_as_everywhere_and_nothing_hidden():
    answers = {answer["label"]: str(answer["value"]) for answer in answers_of(entered())}
    assert answers.pop("Weight").startswith("70 kg")
    assert answers == {"Sex": "female", "Born": "22-Nov-1970", "Organs": "heart liver"}


def test_what_is_sent_once_more_is_all_of_the_form_and_nothing_else():
    inputs = inputs_of(entered("&confirmed=1&csrfmiddlewaretoken=x&is_somebody_else=on"))
    assert inputs == [tuple(pair.split("=")) for pair in SENT.split("&")]
