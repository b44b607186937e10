"""The tree as it is kept: complete subtrees in PostgreSQL, leaves in the mirror's entries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from django.db import DEFAULT_DB_ALIAS, connections

from transplant_site import documents
from transplant_site.audit import chain
from transplant_site.audit.proof.tree import WIDTH, GrowingTree, Subtree, node_hash, root_of, split

ENTRIES_AT_ONCE = 2_000
TILES_KEPT = 1_000


class TreeIncomplete(Exception):
    """A part of the tree is gone: an entry of the mirror, or a subtree."""


class StoredTree:
    """Tells the hash of any part of the tree of a series, without reading the whole log."""

    def __init__(self, series: int, using: str = DEFAULT_DB_ALIAS) -> None:
        self.series = series
        self.using = using
        self._tiles: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()

    def hash_of(self, first: int, behind: int) -> bytes:
        """Give the hash of the leaves first..behind-1; they must be a part that the tree has as a node.

        Raises TreeIncomplete if something of it is gone.
        """
        count = behind - first
        if count <= WIDTH:
            return root_of(self._hashes(0, first, behind))
        if count & (count - 1) == 0:
            level = (count.bit_length() - 1) // (WIDTH.bit_length() - 1)
            width = WIDTH**level
            return root_of(self._hashes(level, first // width, behind // width))
        middle = first + split(count)
        return node_hash(self.hash_of(first, middle), self.hash_of(middle, behind))

    def leaves(self, first: int, behind: int) -> list[bytes]:
        """Give the hashes of leaves, read from the entries of the mirror."""
        found = documents.read_audit(first, behind - first)
        if [entry["position"] for entry in found] != list(range(first + 1, behind + 1)):
            raise TreeIncomplete(f"Of the entries {first + 1:,} to {behind:,} some are missing in audit_log.")
        return [chain.leaf_hash(entry["text"]) for entry in found]

    def grow(self, size: int, *, keeps: bool = True) -> GrowingTree:
        """Give the tree at a size, ready to grow; subtrees that are not kept yet are kept now, if asked."""
        known = min(self._known(1), size // WIDTH)
        counts = [known // WIDTH**level for level in range(8)]
        levels: list[list[bytes]] = [[]]
        for level, count in enumerate(counts, start=1):
            if count == 0:
                break
            above = counts[level] if level < len(counts) else 0
            levels.append(self._subtrees(level, above * WIDTH, count))
        tree = GrowingTree(known * WIDTH, levels)
        while tree.size < size:
            behind = min(tree.size + ENTRIES_AT_ONCE, size)
            leaves = self.leaves(tree.size, behind)
            if keeps:
                self.append(tree, leaves)
            else:
                for leaf in leaves:
                    tree.append(leaf)
        return tree

    def append(self, tree: GrowingTree, leaves: Sequence[bytes]) -> None:
        """Let the tree grow by leaves, and keep the subtrees that they complete."""
        self._keep([subtree for leaf in leaves for subtree in tree.append(leaf)])

    def _hashes(self, level: int, first: int, behind: int) -> list[bytes]:
        """Give consecutive hashes of a level, tile by tile of WIDTH of them."""
        found: list[bytes] = []
        for number in range(first // WIDTH, (behind - 1) // WIDTH + 1):
            start = number * WIDTH
            wanted = min(behind - start, WIDTH)
            tile = self._tiles.get((level, number), [])
            if len(tile) < wanted:
                read: Callable[[int, int], list[bytes]] = (
                    self.leaves if level == 0 else lambda low, high: self._subtrees(level, low, high)
                )
                tile = read(start, start + wanted)
                self._tiles[level, number] = tile
                if len(self._tiles) > TILES_KEPT:
                    self._tiles.popitem(last=False)
            found += tile[max(first - start, 0) : wanted]
        return found

    def _subtrees(self, level: int, first: int, behind: int) -> list[bytes]:
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT number, hash FROM public.audit_subtree"
                " WHERE series = %s AND level = %s AND number >= %s AND number < %s ORDER BY number",
                [self.series, level, first, behind],
            )
            rows = cursor.fetchall()
        if [number for number, _hash in rows] != list(range(first, behind)):
            raise TreeIncomplete(f"Subtrees of level {level} from {first:,} to {behind:,} are missing.")
        return [bytes(found) for _number, found in rows]

    def _known(self, level: int) -> int:
        """Give how many subtrees of a level are kept."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(max(number) + 1, 0) FROM public.audit_subtree"
                " WHERE series = %s AND level = %s",
                [self.series, level],
            )
            return int(cursor.fetchone()[0])

    def _keep(self, subtrees: Sequence[Subtree]) -> None:
        if not subtrees:
            return
        with connections[self.using].cursor() as cursor:
            # One statement: a subtree is never kept without those below it.
            cursor.execute(
                "INSERT INTO public.audit_subtree (series, level, number, hash)"
                " SELECT %s, * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[]) ON CONFLICT DO NOTHING",
                [
                    self.series,
                    [one.level for one in subtrees],
                    [one.number for one in subtrees],
                    [one.hash for one in subtrees],
                ],
            )
