"""Events that change no row: reads, sign-ins, refusals, exports, break-glass."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from transplant_site.audit.context import current_action, describe_context
from transplant_site.audit.kinds import RECORDABLE, Kind
from transplant_site.documents.batches import batched

if TYPE_CHECKING:
    from django.http import HttpRequest

    from transplant_site.audit.context import Actor

Objects = Iterable[tuple[str, Any]]

# More are told in several events: an entry has to stay far below what MongoDB takes.
OBJECTS_PER_EVENT = 500


def record(
    kind: Kind,
    *,
    action: str = "",
    objects: Objects = (),
    by: Actor | None = None,
    reason: str = "",
    details: Mapping[str, object] | None = None,
    private: Mapping[str, object] | None = None,
) -> UUID:
    """Write one event into the log, as part of the running transaction or, outside one, at once.

    `objects` are pairs of model label and primary key: ("patients.patient", patient.pk). `details`
    enter in clear, so they hold codes, counts and ids only; values of `private` and the reason enter
    as keyed digests. Returns the event's number, the last one's of several.
    """
    running = current_action()
    name = action or (running.name if running else "")
    if not name:
        raise ValueError(f"An event of kind {kind} needs the name of an action.")
    who = by if by is not None else (running.by if running else None)
    why = reason or (running.reason if running else "")
    return write_event(
        kind, context=describe_context(name, who, why), objects=objects, details=details, private=private
    )


def record_read(request: HttpRequest, action: str, objects: Objects, **details: object) -> None:
    """Write that the signed-in member of staff was shown these objects."""
    staff = getattr(request, "staff", None)
    if staff is None and request.user.is_authenticated:
        staff = request.user
    record(Kind.READ, action=action, objects=objects, by=staff, details=details)


def record_read_if_shown(request: HttpRequest, action: str, objects: Objects, **details: object) -> None:
    """Write that these objects were shown, unless the request ends in another page.

    For forms: a form that is refused shows whom it is about once more, one that is taken leads on.
    """
    if request.method == "GET":
        record_read(request, action, objects, **details)
        return
    waiting = request.__dict__.setdefault("audit_reads", [])
    waiting.append(partial(record_read, request, action, list(objects), **details))


def write_event(
    kind: Kind,
    *,
    context: Mapping[str, str],
    objects: Objects = (),
    details: Mapping[str, object] | None = None,
    private: Mapping[str, object] | None = None,
) -> UUID:
    """Hand an event to the database, which accepts these kinds and no other; one per 500 objects."""
    if kind not in RECORDABLE:
        raise ValueError(f"{kind} entries are written by the database itself.")
    named = [[label, str(key)] for label, key in objects]
    with transaction.atomic(), connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for portion in batched(named, OBJECTS_PER_EVENT) if named else [[]]:
            cursor.execute(
                "SELECT public.audit_record(%s, %s::jsonb, %s::jsonb, %s::jsonb, %s::jsonb)",
                [
                    str(kind),
                    json.dumps(dict(context)),
                    json.dumps(portion),
                    json.dumps(_as_texts(details)),
                    json.dumps(_as_texts(private)),
                ],
            )
            event = cursor.fetchone()[0]
    return UUID(str(event))


def _as_texts(values: Mapping[str, object] | None) -> dict[str, str]:
    # Texts only: a number can come back from a JSON column in another form than it was hashed in.
    return {name: str(value) for name, value in (values or {}).items() if value is not None}
