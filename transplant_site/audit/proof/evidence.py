"""Bundles of evidence: entries of the log with all that is needed to verify them elsewhere.

A bundle is a zip file:

    README.txt           what it is, and how to verify it
    verify_evidence.py   the verifier; needs Python and `cryptography`, and nothing of ours
    checkpoint.txt       the signed checkpoint that covers all entries
    entries.jsonl        first what was exported; then runs of consecutive entries, each with its proof
    history.jsonl        earlier checkpoints, each day's last and those at which keys changed, each with the
                         proof that the log only grew since
    public_keys.txt      the keys as the site states them; whoever verifies takes them from elsewhere

The last run is the entry by which the log itself says what was exported: so nothing can be left out unseen.
"""

from __future__ import annotations

import hashlib
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from transplant_site import documents
from transplant_site.audit import ledger, queries
from transplant_site.audit.context import Actor
from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.proof.checkpoints import (
    checkpoints_after,
    first_covering,
    key_folder,
    present_series,
)
from transplant_site.audit.proof.notes import SignedCheckpoint
from transplant_site.audit.proof.stored import StoredTree
from transplant_site.audit.proof.tree import consistency_proof, inclusion_proof
from transplant_site.audit.recording import Objects, record

ACTION = "audit.evidence.exported"
VERIFIER = Path(__file__).with_name("verify_evidence.py")
README = Path(__file__).with_name("evidence_readme.txt")
ENTRIES_AT_ONCE = 500
ENTRIES_AT_MOST = 50_000
SECONDS = 20.0
PAUSE = 0.25


class TooManyEntries(Exception):
    """Entries here and there are proven one by one; for so many, a whole period is asked for instead."""


class NotYetProven(Exception):
    """No checkpoint covers the entries yet: the relay is behind, or signs nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive entries, by the positions of the first and of the last."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Scope:
    """Which entries are exported, and in which words: they stay in the log, so references and codes only."""

    words: str
    runs: Sequence[Run]
    objects: Objects = ()

    def __len__(self) -> int:
        return sum(len(run) for run in self.runs)

    @property
    def digest(self) -> str:
        """Give the SHA-256 over the runs, a line "first-last" each."""
        lines = "".join(f"{run.first}-{run.last}\n" for run in self.runs)
        return hashlib.sha256(lines.encode()).hexdigest()


def entries_scope(words: str, entries: QuerySet[LedgerEntry], objects: Objects = ()) -> Scope:
    """Give the scope of some entries, wherever they stand; those that are not numbered yet are left out.

    Raises TooManyEntries beyond ENTRIES_AT_MOST.
    """
    keys = list(entries.order_by().values_list("timestamp", "id")[: ENTRIES_AT_MOST + 1])
    if len(keys) > ENTRIES_AT_MOST:
        raise TooManyEntries(
            f"These are more than {ENTRIES_AT_MOST:,} entries. Ask for a shorter period, or for a period"
            " without other filters: it may be as long as you like."
        )
    found = {
        position
        for start in range(0, len(keys), ENTRIES_AT_ONCE)
        for position in _positions(keys[start : start + ENTRIES_AT_ONCE])
    }
    return Scope(words, list(_runs(sorted(found))), objects)


def _positions(keys: Sequence[tuple[datetime, int]]) -> list[int]:
    """Give the positions of entries from their times and sequences."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.position FROM unnest(%s::timestamptz[], %s::bigint[]) AS k (recorded_at, sequence)"
            " JOIN public.audit_place AS p USING (recorded_at, sequence)",
            [[moment for moment, _sequence in keys], [sequence for _moment, sequence in keys]],
        )
        return [int(position) for (position,) in cursor.fetchall()]


def period_scope(words: str, start: datetime, end: datetime) -> Scope:
    """Give the scope of every transaction that wrote in a period; it has no gaps."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(begins) + 1, max(ends) FROM public.audit_place"
            " WHERE recorded_at >= %s AND recorded_at < %s",
            [start, end],
        )
        first, last = cursor.fetchone()
        if any(ledger.detached_within(start, end)):
            # Its entries left PostgreSQL; which transactions wrote them did not.
            cursor.execute(
                "SELECT least(%s, min(begins) + 1), greatest(%s, max(ends)) FROM public.audit_transaction"
                " WHERE last_at >= %s AND first_at < %s",
                [first, last, start, end],
            )
            first, last = cursor.fetchone()
    return Scope(words, [Run(first, last)] if first is not None else [])


def _runs(positions: Sequence[int]) -> Iterator[Run]:
    for _offset, group in groupby(enumerate(positions), key=lambda one: one[1] - one[0]):
        consecutive = [position for _nth, position in group]
        yield Run(consecutive[0], consecutive[-1])


def export_evidence(
    scope: Scope, out: IO[bytes], *, by: Actor | None, reason: str = "", seconds: float = SECONDS
) -> None:
    """Record the export, wait until a checkpoint covers it, and write the bundle.

    Must not run in a transaction: what is recorded has to be committed to be signed. Raises NotYetProven
    after so many seconds.
    """
    event = record(
        Kind.EXPORT,
        action=ACTION,
        objects=scope.objects,
        by=by,
        reason=reason,
        details={"scope": scope.words, "entries": len(scope), "positions": scope.digest},
    )
    series = present_series()
    position, note = _wait_until_covered(event, series, seconds)
    _Bundle(scope, position, SignedCheckpoint.parse(note), series).write(out)


def _wait_until_covered(event: UUID, series: int, seconds: float) -> tuple[int, str]:
    deadline = time.monotonic() + seconds
    (position,) = _positions(list(queries.entry_of(event).values_list("timestamp", "id")))
    while True:
        covering = first_covering(series, position)
        if covering is not None:
            return position, covering.note
        if time.monotonic() >= deadline:
            raise NotYetProven(
                "No signed checkpoint covers this export yet: does the relay run, and has it a key?"
                " Try again."
            )
        time.sleep(PAUSE)


class _Bundle:
    def __init__(self, scope: Scope, export: int, signed: SignedCheckpoint, series: int) -> None:
        self.scope = scope
        self.export = export
        self.signed = signed
        self.size = signed.checkpoint.size
        self.series = series
        self.tree = StoredTree(series)

    def write(self, out: IO[bytes]) -> None:
        folder = key_folder()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("README.txt", README.read_text())
            bundle.writestr("verify_evidence.py", VERIFIER.read_text())
            bundle.writestr("checkpoint.txt", str(self.signed))
            if folder is not None:
                bundle.writestr("public_keys.txt", "".join(f"{key}\n" for key in folder.public_keys()))
            with bundle.open("history.jsonl", "w") as history:
                history.writelines(self._history())
            with bundle.open("entries.jsonl", "w", force_zip64=True) as entries:
                entries.writelines(self._entries())

    def _entries(self) -> Iterator[bytes]:
        yield _line({"export": self.export, "scope": self.scope.words})
        own = Run(self.export, self.export)
        for run in [*self.scope.runs, own]:
            proof = inclusion_proof(run.first - 1, run.last, self.size, self.tree.hash_of)
            yield _line({"first": run.first, "count": len(run), "proof": [one.hex() for one in proof]})
            yield from self._texts(run)

    def _texts(self, run: Run) -> Iterator[bytes]:
        for before in range(run.first - 1, run.last, ENTRIES_AT_ONCE):
            for entry in documents.read_audit(before, min(ENTRIES_AT_ONCE, run.last - before)):
                yield _line(entry["text"])

    def _history(self) -> Iterator[bytes]:
        for signed in _last_of_each_day(self._earlier()):
            proof = consistency_proof(signed.checkpoint.size, self.size, self.tree.hash_of)
            yield _line({"note": str(signed), "proof": [one.hex() for one in proof]})

    def _earlier(self) -> Iterator[SignedCheckpoint]:
        for stored in checkpoints_after(self.series):
            if stored.size >= self.size:
                return
            yield SignedCheckpoint.parse(stored.note)


def _last_of_each_day(checkpoints: Iterable[SignedCheckpoint]) -> Iterator[SignedCheckpoint]:
    """Give the last checkpoint of each day, and those that hand over to another key."""
    last: SignedCheckpoint | None = None
    for signed in checkpoints:
        if last is not None and last.checkpoint.signed_at.date() != signed.checkpoint.signed_at.date():
            yield last
        last = signed
        if signed.checkpoint.next_key is not None:
            yield signed
            last = None
    if last is not None:
        yield last


def _line(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
