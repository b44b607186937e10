"""Places in the layout that apps above this one fill, without this one knowing them.

    slots.fill(Slot.BELL, bell)      # in AppConfig.ready

A filler takes the request and returns what the slot's template needs, or None to leave it empty.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from django.http import HttpRequest


class Slot(StrEnum):
    STORE_BANNER = "store_banner"  # has `waiting` and `oldest_waiting`; None when all is well
    BELL = "bell"  # has `unread` and `url`


_fillers: dict[Slot, Callable[[HttpRequest], Any]] = {}


def fill(slot: Slot, filler: Callable[[HttpRequest], Any]) -> None:
    """Let a function fill a place in the layout."""
    _fillers[slot] = filler


def content(slot: Slot, request: HttpRequest) -> Any:
    """Ask for what belongs in a place, or None."""
    filler = _fillers.get(slot)
    return filler(request) if filler else None
