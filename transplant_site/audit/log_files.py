"""Entries of the log as files: CSV for spreadsheets, a JSON object a line for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from transplant_site.audit import presenters, queries
from transplant_site.audit.models import LedgerEntry
from transplant_site.interface.times import format_utc

Row = dict[str, Any]


def header() -> list[str]:
    return [
        _("Time (UTC)"), _("Transaction"), _("Event"), _("Kind"), _("Action"), _("In words"), _("Actor"),
        _("Role"), _("Hospital"), _("Object type"), _("Reference"), _("Key"), _("Operation"), _("Changes"),
        _("Objects"), _("Details"), _("Reason (digest)"), _("Address"), _("Request"), _("Actor's number"),
    ]  # fmt: skip


def csv_rows(found: QuerySet[LedgerEntry]) -> Iterator[list[Any]]:
    """Give the values under `header()`, entry by entry."""
    for row in rows(found):
        yield [_cell(value) for value in row.values()]


def json_lines(found: QuerySet[LedgerEntry]) -> Iterator[bytes]:
    for row in rows(found):
        yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def rows(found: QuerySet[LedgerEntry]) -> Iterator[Row]:
    """Give every entry of a question to the log with its names, in batches: memory doesn't grow."""
    codes = presenters.hospital_codes()
    for entries in queries.batches(found):
        names = presenters.Names(entries)
        sentences = {line.entry.pk: act.sentence for act in presenters.acts(entries) for line in act.lines}
        for entry in entries:
            yield _row(entry, names, sentences[entry.pk], codes)


def _row(entry: LedgerEntry, names: presenters.Names, sentence: str, codes: Mapping[UUID, str]) -> Row:
    return {
        "time": format_utc(entry.timestamp),
        "transaction": entry.number,
        "event": str(entry.event),
        "kind": entry.kind,
        "action": entry.action_name,
        "sentence": sentence,
        "actor": entry.actor_name,
        "role": entry.actor_role,
        "hospital": codes.get(entry.hospital_id, str(entry.hospital_id)) if entry.hospital_id else None,
        "model": entry.model,
        "reference": names.reference(entry.model, entry.object_pk) or None,
        "object": entry.object_pk or None,
        "operation": entry.get_action_display() if entry.kind == "change" else None,
        "changes": entry.changes,
        "objects": entry.seen,
        "details": entry.additional_data,
        "reason": entry.reason,
        "address": entry.remote_addr,
        "request": entry.cid,
        "actor_id": str(entry.actor_id) if entry.actor_id else None,
    }


def _cell(value: Any) -> Any:
    return (
        orjson.dumps(value).decode()
        if isinstance(value, Mapping | Sequence) and not isinstance(value, str)
        else value
    )
