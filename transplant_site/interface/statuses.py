"""How the states of things look: one word, one tone and one icon each, the same on every page.

An app says it once, in AppConfig.ready:

    statuses.register("organs.Offer", "status", {"accepted": Look("success", "check-circle"), ...})

A state nobody described is shown in the neutral tone: readable, never wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TONES = ("primary", "success", "info", "warning", "danger", "neutral")


@dataclass(frozen=True)
class Look:
    tone: str = "neutral"
    icon: str = "circle"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"There is no tone {self.tone!r}; there are {', '.join(TONES)}.")


NEUTRAL = Look()
_looks: dict[tuple[str, str], dict[str, Look]] = {}


def register(model: str, field: str, looks: Mapping[str, Look]) -> None:
    """Say how the values of a model's field look; `model` is `app_label.ModelName`."""
    _looks.setdefault((model.lower(), field), {}).update({str(value): look for value, look in looks.items()})


def look_of(instance: Any, field: str = "status") -> Look:
    """Find how the state of an instance looks."""
    label = instance._meta.label_lower
    return _looks.get((label, field), {}).get(str(getattr(instance, field)), NEUTRAL)


def look_for(model: str, field: str, value: str) -> Look:
    """Find how a value looks when there is no instance at hand."""
    return _looks.get((model.lower(), field), {}).get(str(value), NEUTRAL)
