from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from transplant_site import environment
from transplant_site.environment import Mode


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch):
    """Give the variable THING a value."""

    def apply(value: str | None) -> None:
        if value is None:
            monkeypatch.delenv("THING", raising=False)
        else:
            monkeypatch.setenv("THING", value)

    return apply


@pytest.mark.parametrize("word", ["true", "TRUE", "yes", "on", "1", " Yes "])
def test_a_yes_is_a_yes(set_to, word):
    set_to(word)
    assert environment.boolean("THING", default=False) is True


@pytest.mark.parametrize("word", ["false", "No", "off", "0"])
def test_a_no_is_a_no(set_to, word):
    set_to(word)
    assert environment.boolean("THING", default=True) is False


@pytest.mark.parametrize("word", ["ture", "2", "y", "None", "enabled"])
def test_any_other_word_for_a_boolean_is_an_error_that_names_the_words(set_to, word):
    set_to(word)
    with pytest.raises(ImproperlyConfigured, match=r"THING is .* neither yes nor no.*true, yes.*false, no"):
        environment.boolean("THING", default=False)


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_variable_counts_as_absent(set_to, empty):
    set_to(empty)
    assert environment.boolean("THING", default=True) is True
    assert environment.text("THING") is None
    assert environment.text("THING", default="else") == "else"
    assert environment.whole_number("THING", default=3) == 3
    assert environment.words("THING", default=["a"]) == ["a"]
    with pytest.raises(ImproperlyConfigured, match=r"THING is not set\. Do this\."):
        environment.required("THING", advice="Do this.")


def test_words_are_separated_by_commas_or_spaces(set_to):
    set_to("a.example.org, b.example.org c.example.org,")
    assert environment.words("THING") == ["a.example.org", "b.example.org", "c.example.org"]


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("ten", "not a whole number"),
        ("1.5", "not a whole number"),
        ("0", "between 1 and 9"),
        ("10", "between 1 and 9"),
    ],
)
def test_a_number_out_of_bounds_is_an_error(set_to, value, complaint):
    set_to(value)
    with pytest.raises(ImproperlyConfigured, match=complaint):
        environment.whole_number("THING", default=5, minimum=1, maximum=9)


def test_a_path_is_absolute(set_to, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    set_to("below")
    assert environment.path("THING", default=Path("/else")) == tmp_path / "below"


def test_the_mode_is_production_unless_said_otherwise(monkeypatch):
    monkeypatch.delenv("TRANSPLANT_MODE", raising=False)
    assert environment.mode() is Mode.PRODUCTION
    monkeypatch.setenv("TRANSPLANT_MODE", "demo")
    assert environment.mode() is Mode.DEMO


def test_an_unknown_mode_is_refused(monkeypatch):
    monkeypatch.setenv("TRANSPLANT_MODE", "prod")
    with pytest.raises(ImproperlyConfigured, match="demo, development, production"):
        environment.mode()
