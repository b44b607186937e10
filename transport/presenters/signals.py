"""What was reported of a shipment: temperatures, positions and what people told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from transplant_site import documents
from transplant_site.documents import Collection
from transplant_site.documents.canonical import Document
from transport.models import Shipment

SHOWN_EVENTS = 500
SIGNAL_IS_OLD_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Signals:
    """What was reported of a shipment, oldest first."""

    events: Sequence[Document]
    is_complete: bool
    older: str

    @property
    def temperatures(self) -> list[Document]:
        return [event for event in self.events if event.get("temperature_c") is not None]

    @property
    def positions(self) -> list[Document]:
        return [event for event in self.events if event.get("position")]

    @property
    def last_at(self) -> datetime | None:
        """When the box itself was last heard of."""
        return max((event["occurred_at"] for event in [*self.temperatures, *self.positions]), default=None)

    @property
    def last_temperature(self) -> Document | None:
        return self.temperatures[-1] if self.temperatures else None

    def is_old(self, at: datetime) -> bool:
        return self.is_complete if self.last_at is None else at - self.last_at > SIGNAL_IS_OLD_AFTER

    def chart(self, shipment: Shipment) -> dict[str, Any]:
        """Give the script of the page its data: seconds since 1970, °C, degrees."""
        return {
            "low": float(shipment.temperature_min_c),
            "high": float(shipment.temperature_max_c),
            "temperatures": [
                [event["occurred_at"].timestamp(), event["temperature_c"]] for event in self.temperatures
            ],
            "positions": [
                [event["occurred_at"].timestamp(), event["position"]["lat"], event["position"]["lon"]]
                for event in self.positions
            ],
            "places": [
                [hospital.name, float(hospital.latitude), float(hospital.longitude)]
                for hospital in (shipment.origin, shipment.destination)
                if hospital.latitude is not None and hospital.longitude is not None
            ],
        }


def signals(shipment: Shipment, *, before: documents.Cursor | None = None) -> Signals:
    """Read the newest events, each with the look it has on the page."""
    page = documents.read(Collection.TRANSPORT_EVENTS, key=shipment.pk, before=before, limit=SHOWN_EVENTS)
    events = [
        {
            **event,
            "icon": ICONS.get(event["kind"], "circle-fill"),
            "label": label_of(event),
            "expected_arrival_at": (event.get("details") or {}).get("expected_arrival_at"),
            "is_outside": event.get("temperature_c") is not None
            and not float(shipment.temperature_min_c)
            <= event["temperature_c"]
            <= float(shipment.temperature_max_c),
        }
        for event in without_repeats(page)
    ]
    return Signals(events=events, is_complete=page.is_complete, older=str(page.older or ""))


def without_repeats(events: Iterable[Document]) -> Iterator[Document]:
    """Leave out what a device told twice under one number of its own."""
    seen: set[tuple[Any, str]] = set()
    for event in events:
        number = event.get("client_id")
        if number:
            key = (event.get("device") or event.get("recorded_by"), number)
            if key in seen:
                continue
            seen.add(key)
        yield event


def all_events(shipment: Shipment) -> list[Document]:
    """Read every event of a shipment, oldest first; raises StoreAway when not all can be read now."""
    pages: list[documents.Page] = []
    before: documents.Cursor | None = None
    while not pages or before is not None:
        page = documents.read(Collection.TRANSPORT_EVENTS, key=shipment.pk, before=before, limit=2_000)
        if not page.is_complete:
            raise documents.StoreAway
        pages.append(page)
        before = page.older
    return list(without_repeats(event for page in reversed(pages) for event in page))


ICONS = {
    "planned": "calendar-check",
    "courier_assigned": "person-check",
    "ready": "clipboard2-check",
    "handed_over": "arrow-left-right",
    "received": "check-circle",
    "hand_over_refused": "x-octagon",
    "hand_over_withdrawn": "arrow-counterclockwise",
    "in_transit": "truck",
    "diverted": "sign-turn-right",
    "arrived": "geo-alt",
    "delivered": "box-seam",
    "cancelled": "slash-circle",
    "position": "geo",
    "temperature": "thermometer-half",
    "delay": "clock-history",
    "exception": "shield-exclamation",
    "note": "pencil",
}


def label_of(event: Document) -> str:
    """Say in a few words what happened."""
    labels = {
        "planned": _("Shipment planned"),
        "courier_assigned": _("Courier assigned"),
        "ready": _("Checked and ready to leave"),
        "handed_over": _("Handed over, to be confirmed"),
        "received": _("Hand-over confirmed"),
        "hand_over_refused": _("Hand-over refused"),
        "hand_over_withdrawn": _("Hand-over taken back"),
        "in_transit": _("On the way"),
        "diverted": _("Diverted to another centre"),
        "arrived": _("Arrived"),
        "delivered": _("Delivered and checked"),
        "cancelled": _("Cancelled"),
        "position": _("Position"),
        "temperature": _("Temperature"),
        "delay": _("Delay"),
        "exception": _("Recorded against a rule"),
        "note": _("Note"),
    }
    return labels.get(event["kind"], str(event["kind"]))
