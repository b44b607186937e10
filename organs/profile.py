"""The rule-set profile: times, limits and labels that differ from one allocation organisation to another.

It is a TOML file; `TRANSPLANT_RULES` names it. Demo and development use the fictitious one in
`organs/data/demo_rules.toml`; docs/rules.md explains every key.
Production starts with none, and offers are refused until it has one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from transplant_site.audit import Refusal
from transplant_site.records.vocabulary import OrganKind

DEFAULT_ANSWER_MINUTES = 60
DEFAULT_REMINDER_MINUTES = (10, 20)

ADVICE = (
    "Write the rules of your allocation organisation into a TOML file (organs/data/demo_rules.toml shows the "
    "form) and name it in the environment variable TRANSPLANT_RULES."
)


class ProfileError(Exception):
    """The file of the rule-set profile can't be read or doesn't say what it must."""


class NoProfile(Refusal):
    """There are no rules to work by: a rule-set profile is missing."""

    code = "no_rule_set_profile"


@dataclass(frozen=True)
class Hours:
    """An orientation value: from so many hours to so many."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:g} h" if self.low == self.high else f"{self.low:g} to {self.high:g} h"


class LabelField(StrEnum):
    """What may stand on the label of a box."""

    DONOR_REFERENCE = "donor_reference"
    SENDER = "sender"
    SENDER_TELEPHONE = "sender_telephone"
    DESTINATION = "destination"
    BLOOD_GROUP = "blood_group"
    BLOOD_SUBGROUP = "blood_subgroup"
    CONTENTS = "contents"
    TEMPERATURE = "temperature"


@dataclass(frozen=True)
class RuleProfile:
    name: str
    source: str
    version: str
    is_fictitious: bool = False
    answer_minutes: int = DEFAULT_ANSWER_MINUTES
    answer_minutes_by_organ: Mapping[str, int] = field(default_factory=dict)
    reminder_minutes: tuple[int, ...] = DEFAULT_REMINDER_MINUTES
    primary_offers_at_once: int = 1
    moves_on_by_itself: bool = False
    cold_ischaemia_hours: Mapping[str, Hours] = field(default_factory=dict)
    a2_reconfirmation_days: int | None = None
    a2_titre_days: int | None = None
    label_fields: tuple[str, ...] = ()
    label_barrier: str = ""
    routine_access_days: int | None = None

    def time_to_answer(self, organ_kind: str) -> timedelta:
        """Give the time between a confirmed notification and the deadline of an offer."""
        return timedelta(minutes=self.answer_minutes_by_organ.get(organ_kind, self.answer_minutes))

    def cold_ischaemia(self, organ_kind: str) -> Hours | None:
        """Give the orientation value for an organ, which informs and raises no alarm."""
        return self.cold_ischaemia_hours.get(organ_kind)


# What a file may say: section -> key -> (type, whether it must be there).
_FORM: Mapping[str, Mapping[str, tuple[type, bool]]] = {
    "profile": {
        "name": (str, True),
        "source": (str, True),
        "version": (str, True),
        "is_fictitious": (bool, False),
    },
    "offers": {
        "answer_minutes": (int, False),
        "answer_minutes_by_organ": (dict, False),
        "reminder_minutes": (list, False),
        "at_once": (int, False),
        "moves_on_by_itself": (bool, False),
    },
    "cold_ischaemia_hours": {kind.value: (list, False) for kind in OrganKind},
    "abo": {"a2_reconfirmation_days": (int, False), "a2_titre_days": (int, False)},
    "label": {"fields": (list, False), "barrier": (str, False)},
    "donors": {"routine_access_days": (int, False)},
}


def read(path: Path) -> RuleProfile:
    """Read a profile from its file, or say everything that is wrong with it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(f"The rule-set profile {path} can't be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"The rule-set profile {path} is no TOML: {error}.") from None
    problems = _misshapen(content) or _impossible(content)
    if problems:
        raise ProfileError(f"The rule-set profile {path} is not usable: " + " ".join(problems))
    return _profile(content)


def _misshapen(content: Mapping[str, Any]) -> list[str]:
    problems = [f"There is no section [{name}]." for name in ("profile",) if name not in content]
    for name, section in content.items():
        if name not in _FORM or not isinstance(section, dict):
            problems.append(f"“{name}” is not known.")
            continue
        for key, value in section.items():
            wanted = _FORM[name].get(key)
            if wanted is None:
                problems.append(f"“{key}” in [{name}] is not known.")
            elif type(value) is not wanted[0]:
                problems.append(f"“{key}” in [{name}] must be of type {wanted[0].__name__}.")
        problems += [
            f"“{key}” is missing in [{name}]."
            for key, (_, is_needed) in _FORM[name].items()
            if is_needed and not section.get(key)
        ]
    return problems


def _impossible(content: Mapping[str, Any]) -> list[str]:
    offers = content.get("offers", {})
    problems = []
    by_organ = offers.get("answer_minutes_by_organ", {})
    minutes = [offers.get("answer_minutes", DEFAULT_ANSWER_MINUTES), *by_organ.values()]
    if not all(_is_whole(figure, 1, 24 * 60) for figure in minutes):
        problems.append("Times to answer are whole minutes, from 1 to 1440.")
    problems += [f"“{kind}” is no organ." for kind in by_organ if kind not in OrganKind.values]
    if not all(_is_whole(figure, 1, 24 * 60) for figure in offers.get("reminder_minutes", [])):
        problems.append("Reminders are whole minutes, from 1 to 1440.")
    if not _is_whole(offers.get("at_once", 1), 1, 20):
        problems.append("“at_once” is a whole number from 1 to 20.")
    for kind, hours in content.get("cold_ischaemia_hours", {}).items():
        if not (len(hours) == 2 and all(type(h) in (int, float) for h in hours) and 0 < hours[0] <= hours[1]):
            problems.append(f"Cold ischaemia of “{kind}” is two figures in hours, the lower first.")
    label = content.get("label", {}).get("fields", [])
    problems += [f"“{name}” is no field of a label." for name in label if name not in list(LabelField)]
    if len(set(map(str, label))) != len(label):
        problems.append("A field stands on the label once.")
    days = [*content.get("abo", {}).values(), *content.get("donors", {}).values()]
    if not all(_is_whole(figure, 1, 36_500) for figure in days):
        problems.append("Days are whole numbers from 1 on.")
    return problems


def _is_whole(figure: object, low: int, high: int) -> bool:
    return type(figure) is int and low <= figure <= high


def _profile(content: Mapping[str, Any]) -> RuleProfile:
    head, offers, label = content["profile"], content.get("offers", {}), content.get("label", {})
    return RuleProfile(
        name=head["name"],
        source=head["source"],
        version=head["version"],
        is_fictitious=head.get("is_fictitious", False),
        answer_minutes=offers.get("answer_minutes", DEFAULT_ANSWER_MINUTES),
        answer_minutes_by_organ=MappingProxyType(dict(offers.get("answer_minutes_by_organ", {}))),
        reminder_minutes=tuple(sorted(offers.get("reminder_minutes", DEFAULT_REMINDER_MINUTES))),
        primary_offers_at_once=offers.get("at_once", 1),
        moves_on_by_itself=offers.get("moves_on_by_itself", False),
        cold_ischaemia_hours=MappingProxyType(
            {kind: Hours(*hours) for kind, hours in content.get("cold_ischaemia_hours", {}).items()}
        ),
        a2_reconfirmation_days=content.get("abo", {}).get("a2_reconfirmation_days"),
        a2_titre_days=content.get("abo", {}).get("a2_titre_days"),
        label_fields=tuple(label.get("fields", ())),
        label_barrier=label.get("barrier", ""),
        routine_access_days=content.get("donors", {}).get("routine_access_days"),
    )


@cache
def _read_once(path: Path) -> RuleProfile:
    return read(path)


def configured() -> RuleProfile | None:
    """Give the profile of this installation, or none where the environment names no file."""
    path: Path | None = settings.RULES_FILE
    return _read_once(path) if path else None


def current() -> RuleProfile:
    """Give the profile of this installation, or refuse with advice."""
    profile = configured()
    if profile is None:
        raise NoProfile(f"There is no rule-set profile: no deadline can be set. {ADVICE}")
    if profile.is_fictitious and not settings.FICTITIOUS_RULES_ALLOWED:
        raise NoProfile(f"The rule-set profile “{profile.name}” is fictitious. {ADVICE}")
    return profile
