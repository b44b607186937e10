"""Checkpoints: signed by the relay, kept in PostgreSQL and in a file outside both databases."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from transplant_site.audit.proof.keys import KeyFolder, KeyUnusable
from transplant_site.audit.proof.notes import Checkpoint, SignedCheckpoint, SigningKey, notes_in
from transplant_site.audit.proof.stored import StoredTree
from transplant_site.audit.proof.tree import GrowingTree

logger = logging.getLogger(__name__)

CHECKPOINTS_AT_ONCE = 1_000
LONGEST_NOTE = 4_000


class HistoryRewritten(Exception):
    """The log is not what was signed. Nothing more is signed over it."""


def key_folder() -> KeyFolder | None:
    """Give the folder of keys and checkpoints, None where none is configured."""
    folder = settings.AUDIT_FOLDER
    return KeyFolder(folder, settings.AUDIT_NAME) if folder else None


def origin(series: int) -> str:
    """Give the name of the log that checkpoints of a series state."""
    return f"{settings.AUDIT_NAME}/{series}"


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A checkpoint as PostgreSQL holds it: the note, and beside it what is searched by."""

    size: int
    root: bytes
    note: str


def last_checkpoint(series: int, using: str = DEFAULT_DB_ALIAS) -> StoredCheckpoint | None:
    """Give the checkpoint that covers the most entries."""
    return next(_read("series = %s ORDER BY size DESC LIMIT 1", [series], using), None)


def first_covering(series: int, position: int, using: str = DEFAULT_DB_ALIAS) -> StoredCheckpoint | None:
    """Give the first checkpoint that covers the entry at a position, None if none does yet."""
    return next(_read("series = %s AND size >= %s ORDER BY size LIMIT 1", [series, position], using), None)


def checkpoints_after(
    series: int, size: int = 0, using: str = DEFAULT_DB_ALIAS
) -> Iterator[StoredCheckpoint]:
    """Give the checkpoints of a series that cover more than `size` entries, in order."""
    while page := list(
        _read("series = %s AND size > %s ORDER BY size LIMIT %s", [series, size, CHECKPOINTS_AT_ONCE], using)
    ):
        yield from page
        size = page[-1].size


def present_series(using: str = DEFAULT_DB_ALIAS) -> int:
    """Give the series of the log: 1, and one more each time it had to be begun anew."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT series FROM public.audit_progress")
        return int(cursor.fetchone()[0])


def next_series(using: str = DEFAULT_DB_ALIAS) -> int:
    """Give the number of a log that begins anew: PostgreSQL may have been set back behind what was signed."""
    folder = key_folder()
    last = CheckpointFile(folder.checkpoints).last() if folder else None
    known = [present_series(using)]
    if last is not None:
        known.append(int(last.checkpoint.origin.rpartition("/")[2]))
    return max(known) + 1


def _read(condition: str, values: list[Any], using: str) -> Iterator[StoredCheckpoint]:
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT size, root, note FROM public.audit_checkpoint WHERE {condition}", values)  # noqa: S608 (ours)
        rows = cursor.fetchall()
    for size, root, note in rows:
        yield StoredCheckpoint(size, bytes(root), note)


class CheckpointFile:
    """The checkpoints outside both databases: notes, one after the other, parted by empty lines."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self, origin: str) -> Iterator[SignedCheckpoint]:
        """Give the checkpoints of a log in the order of writing; InvalidNote at what is none."""
        if not self.file.exists():
            return
        with self.file.open() as lines:
            for note in notes_in(lines):
                signed = SignedCheckpoint.parse(note)
                if signed.checkpoint.origin == origin:
                    yield signed

    def last(self) -> SignedCheckpoint | None:
        """Give the last checkpoint of the file; InvalidNote if its end is none."""
        try:
            with self.file.open("rb") as handle:
                handle.seek(0, os.SEEK_END)
                handle.seek(max(handle.tell() - 2 * LONGEST_NOTE, 0))
                end = handle.read().decode(errors="replace")
        except FileNotFoundError:
            return None
        parts = end.strip("\n").split("\n\n")
        if parts == [""]:
            return None
        return SignedCheckpoint.parse("\n\n".join(parts[-2:]) + "\n")

    def append(self, notes: list[str]) -> None:
        """Write notes behind the last one, so that they outlive a loss of power."""
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.file.open("a") as handle:
            handle.writelines(f"{note}\n" for note in notes)
            handle.flush()
            os.fsync(handle.fileno())


class Signer:
    """Signs the end of the log, for as long as it is a continuation of what was signed before."""

    def __init__(self, series: int, using: str = DEFAULT_DB_ALIAS) -> None:
        self.series = series
        self.using = using
        self._is_continuation = False
        self._signed = 0

    def sign(self, tree: GrowingTree, *, is_whole: bool) -> SignedCheckpoint | None:
        """Sign the log at the size of the tree, unless it is signed; None where that can't be done yet.

        `is_whole` says that the mirror holds all there is. Raises HistoryRewritten where the log contradicts
        a checkpoint, TreeIncomplete where entries are gone; KeyUnusable, InvalidNote and OSError where the
        key or the file of checkpoints can't be used.
        """
        folder = key_folder()
        if folder is None or tree.size <= self._signed:
            return None
        key = folder.load()
        if key is None:
            raise KeyUnusable(f"There is no key in {folder.folder}: manage.py audit_key make")
        file = CheckpointFile(folder.checkpoints)
        if not self._is_continuation and not self._continues(tree, file, key, is_whole=is_whole):
            return None
        next_key = folder.load_next()
        checkpoint = Checkpoint(
            origin=origin(self.series),
            size=tree.size,
            root=tree.root(),
            signed_at=timezone.now(),
            next_key=next_key.public if next_key else None,
        )
        signed = checkpoint.signed_by(*(key, next_key) if next_key else (key,))
        if not self._keep(signed):
            return None
        self._signed = tree.size
        if next_key is not None:
            folder.take_over(checkpoint.signed_at)
            logger.warning("The audit log is signed by another key from entry %s on.", tree.size)
        self._write_out(file)
        return signed

    def _continues(self, tree: GrowingTree, file: CheckpointFile, key: SigningKey, *, is_whole: bool) -> bool:
        """Whether the log has reached the last checkpoint, and this key may go on from it.

        HistoryRewritten if the log differs from it there, KeyUnusable if another key signed it.
        """
        stored = last_checkpoint(self.series, self.using)
        known = [file.last(), SignedCheckpoint.parse(stored.note) if stored else None]
        for signed in [one for one in known if one is not None]:
            checkpoint = signed.checkpoint
            if checkpoint.origin != origin(self.series):
                continue
            if key.public != checkpoint.next_key and signed.signer_among([key.public]) is None:
                raise KeyUnusable(
                    "Another key signed this log up to here. Copy the folder of the relay that signed it;"
                    " if its key is lost, begin the log anew: manage.py rebuild_audit_mirror"
                )
            if checkpoint.size > tree.size and is_whole:
                raise HistoryRewritten(
                    f"The log ends at entry {tree.size:,}, but {checkpoint.size:,} entries were signed at"
                    f" {checkpoint.signed_at.isoformat()}. Run manage.py verify_audit."
                )
            if checkpoint.size > tree.size:
                return False
            if StoredTree(self.series, self.using).hash_of(0, checkpoint.size) != checkpoint.root:
                raise HistoryRewritten(
                    f"The first {checkpoint.size:,} entries of audit_log are not those that were signed at"
                    f" {checkpoint.signed_at.isoformat()}. Run manage.py verify_audit."
                )
            self._signed = max(self._signed, checkpoint.size)
        self._is_continuation = True
        return tree.size > self._signed

    def _keep(self, signed: SignedCheckpoint) -> bool:
        """Keep a checkpoint in PostgreSQL, unless another relay was quicker."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "INSERT INTO public.audit_checkpoint (series, size, root, signed_at, note)"
                " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [
                    self.series,
                    signed.checkpoint.size,
                    signed.checkpoint.root,
                    signed.checkpoint.signed_at,
                    str(signed),
                ],
            )
            return bool(cursor.rowcount)

    def _write_out(self, file: CheckpointFile) -> None:
        """Write to the file what it has not got yet: more than one note after a crash or a full disk."""
        last = file.last()
        is_ours = last is not None and last.checkpoint.origin == origin(self.series)
        size = last.checkpoint.size if last is not None and is_ours else 0
        file.append([one.note for one in checkpoints_after(self.series, size, self.using)])
