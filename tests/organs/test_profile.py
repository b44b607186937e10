import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from organs import profile, system_checks
from organs.profile import LabelField

CHECKOUT = Path(__file__).resolve().parents[2]
DEMO = CHECKOUT / "organs" / "data" / "demo_rules.toml"

HEAD = '[profile]\nname = "Ours"\nsource = "Us"\nversion = "1"\n'


@pytest.fixture
def rules(tmp_path: Path, settings):
    """Write a profile and have the site use it."""

    def write(text: str) -> Path:
        file = tmp_path / "rules.toml"
        file.write_text(text, encoding="utf-8")
        settings.RULES_FILE = file
        profile._read_once.cache_clear()
        return file

    yield write
    profile._read_once.cache_clear()


def test_the_demo_profile_is_readable_and_says_that_it_is_fictitious(settings):
    rules = profile.current()
    assert rules.is_fictitious
    assert "fictitious" in rules.name.lower()
    assert rules.time_to_answer("kidney") == timedelta(minutes=60)
    assert rules.reminder_minutes == (10, 20)
    assert not rules.moves_on_by_itself
    assert system_checks.rule_set_profile() == []


def test_what_a_profile_does_not_say_has_its_default(rules):
    rules(HEAD)
    mine = profile.current()
    assert mine.time_to_answer("heart") == timedelta(minutes=60)
    assert mine.primary_offers_at_once == 1
    assert mine.cold_ischaemia("heart") is None


def test_the_time_to_answer_differs_by_organ(rules):
    rules(HEAD + "[offers]\nanswer_minutes = 45\nanswer_minutes_by_organ = {heart = 30}\n")
    mine = profile.current()
    assert mine.time_to_answer("heart") == timedelta(minutes=30)
    assert mine.time_to_answer("kidney") == timedelta(minutes=45)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no section [profile]"),
        ("[profile]\nname = 'Ours'\n", "“source” is missing"),
        (HEAD + "[surprise]\nx = 1\n", "“surprise” is not known"),
        (HEAD + "[offers]\nanswer_minuets = 5\n", "“answer_minuets” in [offers] is not known"),
        (HEAD + "[offers]\nanswer_minutes = 'soon'\n", "must be of type int"),
        (HEAD + "[offers]\nanswer_minutes = true\n", "must be of type int"),
        (HEAD + "[offers]\nanswer_minutes = 0\n", "from 1 to 1440"),
        (HEAD + "[offers]\nanswer_minutes_by_organ = {spleen = 5}\n", "“spleen” is no organ"),
        (HEAD + "[offers]\nreminder_minutes = [-1]\n", "Reminders"),
        (HEAD + "[cold_ischaemia_hours]\nheart = [6, 4]\n", "the lower first"),
        (HEAD + "[abo]\na2_titre_days = 0\n", "Days"),
        (HEAD + "[label]\nfields = ['recipient']\n", "“recipient” is no field of a label"),
        (HEAD + "[label]\nfields = ['sender', 'sender']\n", "stands on the label once"),
        (HEAD + "[donors]\nroutine_access_days = 0\n", "Days"),
        ("profile = ", "no TOML"),
    ],
)
def test_an_unusable_profile_says_what_is_wrong_with_it(rules, text, said):
    file = rules(text)
    with pytest.raises(profile.ProfileError, match=said.replace("[", r"\[")):
        profile.read(file)
    (message,) = system_checks.rule_set_profile()
    assert message.id == "organs.E001"


def keys_of_a_profile() -> set[str]:
    return {f"{section}.{key}" for section, keys in profile._FORM.items() for key in keys}


def test_every_key_and_every_field_of_a_label_is_explained():
    explained = set(re.findall(r"`([a-z0-9_.]+)`", (CHECKOUT / "docs" / "rules.md").read_text()))
    assert keys_of_a_profile() - explained == set()
    assert set(LabelField) - explained == set()


def test_what_is_explained_of_a_key_is_a_key():
    rows = re.findall(r"^\| `([a-z0-9_.]+)` \|", (CHECKOUT / "docs" / "rules.md").read_text(), re.MULTILINE)
    assert sorted(rows) == sorted(keys_of_a_profile())


def test_the_demo_says_every_key():
    content = tomllib.loads(DEMO.read_text())
    said = {f"{section}.{key}" for section, keys in content.items() for key in keys}
    assert said == keys_of_a_profile()


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(profile.ProfileError, match="can't be read"):
        profile.read(tmp_path / "nowhere.toml")


def test_production_without_a_profile_refuses_with_advice(settings):
    settings.RULES_FILE = None
    with pytest.raises(profile.NoProfile, match="TRANSPLANT_RULES"):
        profile.current()
    (message,) = system_checks.rule_set_profile()
    assert message.id == "organs.W001"


def test_production_refuses_the_fictitious_profile(settings):
    settings.FICTITIOUS_RULES_ALLOWED = False
    with pytest.raises(profile.NoProfile, match="fictitious"):
        profile.current()
    (message,) = system_checks.rule_set_profile()
    assert message.id == "organs.E002"
