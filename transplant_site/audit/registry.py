"""What actions mean, in a sentence for people.

    registry.describe("organs.offer.declined", _("{subject} was declined: code {refusal_code_id}"))

Apps say it in `<app>/audit_sentences.py`, imported in AppConfig.ready. `{subject}` is the object that the
action is about, `{actor}` who did it; other names are columns, with their newest value in that action.
An action that nobody described is told by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Sentence:
    """How an action is told, and which model's object it is about."""

    text: Text
    about: str = ""


_sentences: dict[str, Sentence] = {}
_noise: set[str] = set()


def describe(action: str, text: Text, *, about: str = "") -> None:
    """Say what an action means; `about` names the model of its subject where the action's name doesn't."""
    _sentences[action] = Sentence(text, about.lower())


def describe_all(sentences: Mapping[str, Text]) -> None:
    for action, text in sentences.items():
        describe(action, text)


def hide_by_default(*actions: str) -> None:
    """Count actions as the noise of machines: the timeline shows them on request."""
    _noise.update(actions)


def sentence_of(action: str) -> Sentence:
    """Return how an action is told; from its name if nobody said."""
    known = _sentences.get(action)
    if known is not None:
        return known
    words = action.replace("_", " ").split(".")
    return Sentence(" ".join(words[1:] or words).capitalize())


def subject_model(action: str) -> str:
    """Return the label of the model that an action is about: `organs.offer` for `organs.offer.declined`."""
    known = _sentences.get(action)
    if known is not None and known.about:
        return known.about
    return ".".join(action.split(".")[:2]).replace("_", "")


def noise() -> list[str]:
    return sorted(_noise)


def actions() -> list[str]:
    return sorted(_sentences)
