"""What every template can count on; nothing here costs a query until a template uses it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from transplant_site.interface import navigation, slots
from transplant_site.interface.times import zone_name


def interface(request: HttpRequest) -> dict[str, Any]:
    """Give templates the navigation, the mode, the clock and what other apps put into the layout."""
    now = timezone.localtime()
    return {
        "mode": settings.MODE.value,
        "site_now": now,
        "site_zone": settings.TIME_ZONE,
        "site_zone_name": zone_name(now),
        "navigation": SimpleLazyObject(partial(navigation.sections_for, request)),
        "slot": _Slots(request),
    }


class _Slots:
    """Asks for what belongs in a place of the layout once, when the layout comes to it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._read: dict[slots.Slot, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in set(slots.Slot):
            raise KeyError(name)
        slot = slots.Slot(name)
        if slot not in self._read:
            self._read[slot] = slots.content(slot, self._request)
        return self._read[slot]
