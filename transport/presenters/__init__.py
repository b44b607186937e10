"""What the pages of a shipment show: rows, documents and what follows from them."""

from transport.presenters.contents import contents, open_boxes, possible_origins
from transport.presenters.custody import custody, exceptions, possibilities
from transport.presenters.signals import all_events, signals
from transport.presenters.way import steps

__all__ = [
    "all_events",
    "contents",
    "custody",
    "exceptions",
    "open_boxes",
    "possibilities",
    "possible_origins",
    "signals",
    "steps",
]
