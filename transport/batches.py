"""Batches of events as the courier's page or a device sends them, understood.

{"batch": "<UUID made by the sender>", "events": [
    {"kind": "temperature", "occurred_at": "2026-11-22T09:15:00Z", "temperature_c": 3.6,
     "client_id": "logger-7741:412", "device": "TempTale 7741"},
    {"kind": "delay", "occurred_at": "2026-11-22T09:20:00Z", "note": "Road closed",
     "expected_arrival_at": "2026-11-22T11:00:00Z"}, ...]}
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from transport.readings import LARGEST_BATCH, Reading

KINDS = ("position", "temperature", "delay", "note")
NEEDED = {
    "position": ("latitude", "longitude"),
    "temperature": ("temperature_c",),
    "delay": ("note",),
    "note": ("note",),
}


class NotUnderstood(Exception):
    """What was sent is no batch of events; the text says where and what was expected."""

    def __init__(self, reason: str, *, code: str = "not_understood") -> None:
        super().__init__(reason)
        self.code = code


def parse_batch(body: bytes) -> tuple[UUID, list[Reading]]:
    """Return the sender's number of the batch and what it tells, or raise NotUnderstood."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise NotUnderstood(_("The body must be JSON in UTF-8."), code="no_json") from None
    if not isinstance(data, dict):
        raise NotUnderstood(_("Send an object with “batch” and “events”."))
    try:
        batch = UUID(data["batch"])
    except (KeyError, ValueError, AttributeError, TypeError):
        raise NotUnderstood(_("“batch” must be a UUID that the sender makes, once for each batch.")) from None
    events = data.get("events")
    if not isinstance(events, list) or not 1 <= len(events) <= LARGEST_BATCH:
        raise NotUnderstood(
            _("“events” must be a list of 1 to %(number)d events.") % {"number": LARGEST_BATCH}
        )
    return batch, [_Event(number, event).read() for number, event in enumerate(events, start=1)]


class _Event:
    """One event of a batch, by its place in it."""

    def __init__(self, number: int, fields: Any) -> None:
        self.number = number
        if not isinstance(fields, dict):
            self._refuse(_("it must be an object"))
        self.fields: dict[str, Any] = fields

    def read(self) -> Reading:
        kind = self.fields.get("kind")
        if kind not in KINDS:
            self._refuse(_("“kind” must be one of %(kinds)s") % {"kinds": ", ".join(KINDS)})
        for name in NEEDED[kind]:
            if self.fields.get(name) in (None, ""):
                self._refuse(_("“%(kind)s” needs “%(name)s”") % {"kind": kind, "name": name})
        temperature = self._number("temperature_c", -90, 90)
        return Reading(
            kind=kind,
            occurred_at=self._moment("occurred_at"),
            client_id=self._text("client_id", 64),
            latitude=self._number("latitude", -90, 90),
            longitude=self._number("longitude", -180, 180),
            temperature_c=None
            if temperature is None
            else Decimal(str(temperature)).quantize(Decimal("0.01")),
            device=self._text("device", 80),
            note=self._text("note", 1000),
            expected_arrival_at=self._moment("expected_arrival_at")
            if kind == "delay" and self.fields.get("expected_arrival_at") is not None
            else None,
        )

    def _moment(self, name: str) -> datetime:
        value = self.fields.get(name)
        try:
            moment = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.utcoffset() is None:
            self._refuse(
                _("“%(name)s” must be a time with its zone, like 2026-11-22T09:15:00Z") % {"name": name}
            )
        return moment

    def _text(self, name: str, longest: int) -> str:
        value = self.fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > longest or not _can_be_kept(value):
            self._refuse(
                _("“%(name)s” must be text of at most %(longest)d characters")
                % {"name": name, "longest": longest}
            )
        return value.strip()

    def _number(self, name: str, lowest: int, highest: int) -> float | None:
        value = self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            self._refuse(
                _("“%(name)s” must be a number from %(lowest)d to %(highest)d")
                % {"name": name, "lowest": lowest, "highest": highest}
            )
        return float(value)

    def _refuse(self, what: str) -> NoReturn:
        raise NotUnderstood(_("Event %(number)d: %(what)s.") % {"number": self.number, "what": what})


def _can_be_kept(text: str) -> bool:
    """Say whether both stores can hold the text: no NUL, no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
