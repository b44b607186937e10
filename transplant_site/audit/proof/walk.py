"""The signed checkpoints beside the log, held against it as a verifier walks along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby

from django.db import DEFAULT_DB_ALIAS, connections

from transplant_site.audit.proof.checkpoints import (
    CheckpointFile,
    StoredCheckpoint,
    checkpoints_after,
    last_checkpoint,
    origin,
)
from transplant_site.audit.proof.keys import KeyRing
from transplant_site.audit.proof.notes import InvalidNote, PublicKey, SignedCheckpoint
from transplant_site.audit.proof.tree import GrowingTree, Subtree

Found = StoredCheckpoint | SignedCheckpoint


class Contradiction(Exception):
    """What was signed, or kept of the tree, isn't what stands in the log: from which position, and how."""

    def __init__(self, position: int, code: str, text: str) -> None:
        self.position = position
        self.code = code
        self.text = text
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Proven:
    """How far the log is proven: the last checkpoint that held, and how many did."""

    checkpoints: int = 0
    size: int = 0
    signed_at: datetime | None = None
    key: str | None = None


@dataclass(frozen=True)
class Trust:
    """What a verifier has from elsewhere: the keys it trusts, and the checkpoints outside both databases."""

    keys: Sequence[PublicKey] = ()
    file: CheckpointFile | None = None

    @property
    def warnings(self) -> list[str]:
        found = []
        if not self.keys:
            found.append("No public key is known here: signatures were not verified. Name a file: --keys.")
        if self.file is None:
            found.append(
                "No checkpoints from outside both databases were compared: an end that was cut off in both"
                " would go unnoticed. Name a file: --checkpoints."
            )
        return found


def last_signed(series: int, trust: Trust, using: str = DEFAULT_DB_ALIAS) -> int:
    """Give the last entry that a checkpoint covers; Contradiction if the file's end is none."""
    stored = last_checkpoint(series, using)
    sizes = [stored.size] if stored is not None else []
    try:
        last = trust.file.last() if trust.file else None
    except InvalidNote as problem:
        raise Contradiction(0, "checkpoint", f"the end of the file of checkpoints: {problem}") from problem
    if last is not None and last.checkpoint.origin == origin(series):
        sizes.append(last.checkpoint.size)
    return max(sizes, default=0)


class CheckpointWalk:
    """Grows the tree anew, and holds it against each checkpoint that it passes."""

    def __init__(
        self, series: int, trust: Trust, tree: GrowingTree, *, up_to: int, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        """`up_to` is the last entry that was signed when the walk began (`last_signed`)."""
        self.series = series
        self.trust = trust
        self.tree = tree
        self.up_to = up_to
        self.using = using
        self.proven = Proven()
        self._ring = KeyRing(list(trust.keys))
        self._completed: list[Subtree] = []
        self._coming = self._merged(tree.size)
        self._next = next(self._coming, None)

    def append(self, leaf: bytes) -> None:
        """Go on by one entry; Contradiction if the log isn't what was signed at this point."""
        self._completed += self.tree.append(leaf)
        while self._next is not None and self._next[0] <= self.tree.size:
            size, notes = self._next
            self._check(size, notes)
            self._next = next(self._coming, None)

    def check_subtrees(self) -> None:
        """Compare the subtrees completed since the last call with those that are kept."""
        completed, self._completed = self._completed, []
        if not completed:
            return
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT s.level, s.number, s.hash FROM public.audit_subtree AS s"
                " JOIN unnest(%s::smallint[], %s::bigint[]) AS c (level, number) USING (level, number)"
                " WHERE s.series = %s",
                [[one.level for one in completed], [one.number for one in completed], self.series],
            )
            kept = {(level, number): bytes(found) for level, number, found in cursor.fetchall()}
        for one in completed:
            if kept.get((one.level, one.number), one.hash) != one.hash:
                raise Contradiction(
                    one.number * 256**one.level + 1,
                    "tree",
                    f"the kept hash of entries {one.number * 256**one.level + 1:,} to"
                    f" {(one.number + 1) * 256**one.level:,} is not theirs.",
                )

    def check_end(self) -> None:
        """Raise if more was signed than stands in the log."""
        if self.up_to > self.tree.size:
            raise Contradiction(
                self.tree.size + 1,
                "cut",
                f"the log ends here, but {self.up_to:,} entries were signed: its end was cut off.",
            )

    def _merged(self, after: int) -> Iterator[tuple[int, dict[str, Found]]]:
        """Give what PostgreSQL and the file hold, by the number of entries that it covers."""
        stored: Iterator[tuple[int, str, Found]] = (
            (one.size, "PostgreSQL", one) for one in checkpoints_after(self.series, after, self.using)
        )
        written = self._written(after)
        both = merge(stored, written, key=lambda one: one[0])
        for size, notes in groupby(both, key=lambda one: one[0]):
            yield size, {where: note for _size, where, note in notes}

    def _written(self, after: int) -> Iterator[tuple[int, str, Found]]:
        last = 0
        try:
            for signed in self.trust.file.read(origin(self.series)) if self.trust.file else ():
                size = signed.checkpoint.size
                if size <= last:
                    raise Contradiction(size, "checkpoint", "the file of checkpoints is out of order here.")
                last = size
                if size > after:
                    yield size, "file", signed
        except InvalidNote as problem:
            raise Contradiction(last + 1, "checkpoint", f"the file of checkpoints: {problem}") from problem

    def _check(self, size: int, notes: dict[str, Found]) -> None:
        stored, written = notes.get("PostgreSQL"), notes.get("file")
        signed = written if isinstance(written, SignedCheckpoint) else None
        if isinstance(stored, StoredCheckpoint):
            signed = self._parsed(stored, size)
            if written is not None and written != signed:
                raise Contradiction(
                    size, "checkpoint", "PostgreSQL and the file of checkpoints hold different ones here."
                )
        assert signed is not None
        self._check_signature(signed)
        if signed.checkpoint.root != self.tree.root():
            raise Contradiction(
                self.proven.size + 1,
                "rewritten",
                f"the entries up to {size:,} are not those that were signed at"
                f" {signed.checkpoint.signed_at.isoformat()}; those up to {self.proven.size:,} are.",
            )
        if stored is None and size <= self.up_to:
            raise Contradiction(size, "checkpoint", "the checkpoint of this entry is gone from PostgreSQL.")
        self.proven = Proven(
            self.proven.checkpoints + 1,
            size,
            signed.checkpoint.signed_at,
            str(self._ring.current[0]) if self.trust.keys else None,
        )

    def _parsed(self, stored: StoredCheckpoint, size: int) -> SignedCheckpoint:
        try:
            signed = SignedCheckpoint.parse(stored.note)
        except InvalidNote as problem:
            raise Contradiction(size, "checkpoint", str(problem)) from problem
        checkpoint = signed.checkpoint
        if (checkpoint.origin, checkpoint.size, checkpoint.root) != (origin(self.series), size, stored.root):
            raise Contradiction(
                size, "checkpoint", "the note says something else than what stands beside it."
            )
        return signed

    def _check_signature(self, signed: SignedCheckpoint) -> None:
        if self.trust.keys and not self._ring.accepts(signed):
            raise Contradiction(
                signed.checkpoint.size,
                "signature",
                "the checkpoint of this entry is not signed by the key whose turn it is.",
            )
