"""A second language proves that words go through gettext."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.functional import Promise

from tests.factories import client_for, staff_member
from transplant_site.access.roles import DEFINITIONS, Role
from transplant_site.interface import navigation
from transplant_site.interface.lists import ListFilter, ListTable
from transplant_site.interface.navigation import Section
from transplant_site.interface.times import format_time

FOLDER = Path(settings.BASE_DIR) / "transplant_site" / "locale" / "nl" / "LC_MESSAGES"


@pytest.fixture(autouse=True)
def speak_english_again() -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test expects English."""
    yield
    translation.activate("en")


def written() -> dict[str, list[str]]:
    """Read the .po file: what stands for each message that is translated."""
    entries: dict[str, list[str]] = {}
    for block in (FOLDER / "django.po").read_text(encoding="utf-8").split("\n\n"):
        texts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if match := re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', line):
                key = match[1]
                texts[key] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                texts[key] += ast.literal_eval(line)
        found = [text for name, text in texts.items() if name.startswith("msgstr")]
        if texts.get("msgid") and all(found):
            entries[texts["msgid"]] = found
    return entries


def test_the_compiled_words_are_those_that_were_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    entries = written()
    assert len(entries) > 600
    for message, texts in entries.items():
        if len(texts) == 1:
            assert compiled.gettext(message) == texts[0]
        else:
            plural = next(key[0] for key in compiled._catalog if isinstance(key, tuple) and key[0] == message)
            assert [compiled.ngettext(plural, "", n) for n in (1, 2)] == texts


def test_no_translation_loses_or_invents_a_placeholder():
    placeholder = re.compile(r"%\(\w+\)\d*[a-z]|\{\w+\}")
    for message, texts in written().items():
        number = {"%(n)s"} if len(texts) > 1 else set()  # a singular may do without it
        found, wanted = (set(placeholder.findall(text)) for text in (texts[-1], message))
        assert found - number == wanted - number, message


@pytest.mark.django_db
def test_the_browsers_language_is_spoken(client):
    page = client.get("/account/login/", headers={"accept-language": "nl"}).content.decode()
    assert '<html lang="nl"' in page
    assert "Aanmelden met een passkey" in page
    assert "Naar de inhoud" in page


@pytest.mark.django_db
def test_the_language_can_be_chosen_and_is_kept(client):
    client.post("/language/setlang/", {"language": "nl", "next": "/account/login/"})
    assert '<html lang="nl"' in client.get("/account/login/").content.decode()


def in_english(words: Iterable[Any]) -> set[str]:
    with translation.override("en"):
        return {str(word) for word in words if word}


def choices_of_models() -> set[str]:
    """Every word that the status tags and the selects of our models show."""
    kinds = subclasses(TextChoices)
    return in_english(label for kind in kinds for _value, label in kind.choices if isinstance(label, Promise))


def columns_of_lists() -> set[str]:
    """Every heading and filter of a list page that says its own name."""
    tables, filters = subclasses(ListTable), subclasses(ListFilter)
    return in_english(
        [
            *(column.verbose_name for table in tables for column in table.base_columns.values()),
            *(one.extra.get("label") or one._label for each in filters for one in each.base_filters.values()),
        ]
    )


def subclasses(kind: type) -> Iterator[Any]:
    """Walk what the site itself derives from a class; what other tests make up is not shown to anybody."""
    for one in kind.__subclasses__():
        if one.__module__.split(".")[0] in OURS and not one.__module__.endswith("styleguide"):
            yield one
        yield from subclasses(one)


OURS = {"patients", "organs", "transport", "messaging", "transplant_site"}


@pytest.mark.parametrize(
    "words",
    [
        lambda: in_english([entry.label for entry in navigation.entries()] + Section.labels),
        lambda: in_english([role.display_name for role in DEFINITIONS.values()]),
        lambda: in_english([role.description for role in DEFINITIONS.values()]),
        choices_of_models,
        columns_of_lists,
    ],
    ids=["menu", "roles", "descriptions of roles", "statuses and choices", "columns and filters of lists"],
)
def test_the_words_seen_most_are_translated(words):
    wanted = words()
    assert len(wanted) > 4
    known = set(written())
    assert {word for word in wanted if not known & {word, word[0].lower() + word[1:]}} == set()


TEXTS = re.compile(r"""\b(?:_|gettext|translate)[ (]"([^"]+)\"""")


@pytest.mark.parametrize(
    "place",
    ["templates/_components", "templates/layout.html", "templates/desk", "templates/error.html"]
    + [f"transplant_site/desk/{name}.py" for name in ("queue", "figures", "history", "search")],
)
def test_the_desk_and_the_common_parts_are_translated(place):
    path = Path(settings.BASE_DIR) / place
    files = sorted(path.rglob("*.html")) if path.is_dir() else [path]
    wanted = {text for file in files for text in TEXTS.findall(file.read_text(encoding="utf-8"))}
    assert wanted
    assert wanted - set(written()) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CLINICIAN, Role.LABORATORY, Role.COURIER])
def test_the_desk_and_every_list_of_the_menu_are_in_dutch(role):
    client = client_for(staff_member(role))
    client.post("/language/setlang/", {"language": "nl", "next": "/"})
    english = in_english(entry.label for entry in navigation.entries())
    dutch = {word: texts[0] for word, texts in written().items()}
    request = client.get("/").wsgi_request
    links = [link.url for _section, found in navigation.sections_for(request) for link in found]
    assert len(links) > 2
    for address in links:
        page = client.get(address).content.decode()
        menu = page[page.index('class="sidebar-nav"') : page.index("<main")]
        assert '<html lang="nl"' in page, address
        for word in english:
            assert dutch[word] == word or f">{word}<" not in menu, (address, word)


def test_times_are_written_alike_in_every_language():
    from datetime import UTC, datetime

    moment = datetime(2026, 3, 4, 8, 15, tzinfo=UTC)
    with translation.override("nl"):
        assert format_time(moment).startswith("04-Mar-2026")
