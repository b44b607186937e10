"""How the document store is: away or not, and how much waits for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest

from transplant_site.documents import connection
from transplant_site.documents.models import Delivery


@dataclass(frozen=True, slots=True)
class DocumentsState:
    """Whether MongoDB answers, and what stands in PostgreSQL for it."""

    up: bool
    waiting: int
    oldest_waiting: datetime | None
    # Deliveries that MongoDB will not take as they are; someone has to look.
    refused: int


def state() -> DocumentsState:
    """Ask both stores how they are; while MongoDB is away this costs nothing but the count."""
    return DocumentsState(up=connection.answers(), **_counted())


def banner(request: HttpRequest) -> DocumentsState | None:
    """Give what a page says while MongoDB is away, and None, without asking anybody, while it isn't."""
    return DocumentsState(up=False, **_counted()) if connection.is_away() else None


def _counted() -> dict[str, Any]:
    is_waiting = Q(refused_at__isnull=True)
    return Delivery.objects.aggregate(
        waiting=Count("pk", filter=is_waiting),
        oldest_waiting=Min("recorded_at", filter=is_waiting),
        refused=Count("pk", filter=~is_waiting),
    )
