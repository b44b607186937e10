"""The Merkle tree of RFC 6962 over the log, as it grows, and its proofs. No Django, no store.

hash of a leaf       SHA-256(0x00 || text of the entry)
hash of a node       SHA-256(0x01 || left || right)
hash of n > 1 leaves  the node of the first k and the rest, k being the largest power of two below n

Leaves are counted from 0: the entry at position p is leaf p - 1. All hashes are 32 bytes. A part of the tree
is named by its first leaf and the leaf behind its last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

NODE_PREFIX = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()
# Complete subtrees are kept at every 256th, 65,536th ... leaf, so that no proof has to read the whole log.
WIDTH = 256

HashOf = Callable[[int, int], bytes]


class InvalidProof(Exception):
    """A proof that has not the hashes it must have."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of a node with two children."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Give the root over leaves, or over complete subtrees of one size."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    middle = split(len(hashes))
    return node_hash(root_of(hashes[:middle]), root_of(hashes[middle:]))


def split(count: int) -> int:
    """Give the largest power of two below a count of at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


@dataclass(frozen=True, slots=True)
class Subtree:
    """A complete subtree of WIDTH ** level leaves; `number` counts those of its level, from 0."""

    level: int
    number: int
    hash: bytes


class GrowingTree:
    """The right edge of the tree: all that is needed to append to it and to tell its root."""

    def __init__(self, size: int = 0, levels: Sequence[Sequence[bytes]] = ()) -> None:
        """Begin empty, or at a size with the subtrees that stand there.

        `levels[k]` are those of WIDTH ** k leaves that no larger one holds.
        """
        self.size = size
        self._levels = [list(level) for level in levels] or [[]]

    def append(self, leaf: bytes) -> list[Subtree]:
        """Add a leaf, and give the subtrees that it completed."""
        self.size += 1
        self._levels[0].append(leaf)
        completed = []
        level = 0
        while len(self._levels[level]) == WIDTH:
            found = root_of(self._levels[level])
            self._levels[level].clear()
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(found)
            completed.append(Subtree(level, self.size // WIDTH**level - 1, found))
        return completed

    def root(self) -> bytes:
        """Give the root over all leaves so far."""
        peaks = [peak for level in reversed(self._levels) for peak in _peaks(level)]
        if not peaks:
            return EMPTY_ROOT
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root


def _peaks(hashes: Sequence[bytes]) -> Iterator[bytes]:
    """Give the roots of the largest complete subtrees, from the left."""
    first = 0
    for bit in reversed(range(len(hashes).bit_length())):
        if len(hashes) >> bit & 1:
            yield root_of(hashes[first : first + (1 << bit)])
            first += 1 << bit


def inclusion_proof(first: int, behind: int, size: int, hash_of: HashOf) -> list[bytes]:
    """Give the hashes that lead from the leaves first..behind-1 to the root of `size` leaves.

    For a single leaf it is the path of RFC 6962, 2.1.1; for several that follow each other the same hashes,
    without those that follow from the leaves themselves. `hash_of(first, behind)` tells the hash of a part.
    """
    if not 0 <= first < behind <= size:
        raise ValueError(f"The leaves {first} to {behind - 1} are not within {size}.")

    def path(low: int, high: int) -> list[bytes]:
        if first <= low and high <= behind:
            return []
        middle = low + split(high - low)
        if behind <= middle:
            return [*path(low, middle), hash_of(middle, high)]
        if first >= middle:
            return [*path(middle, high), hash_of(low, middle)]
        return [*path(low, middle), *path(middle, high)]

    return path(0, size)


def root_from_inclusion(leaves: Sequence[bytes], first: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Give the root of `size` leaves that follows from some of them and a proof, or raise InvalidProof."""
    behind = first + len(leaves)
    if not 0 <= first < behind <= size:
        raise InvalidProof(f"The leaves {first} to {behind - 1} are not within {size}.")
    given = iter(proof)

    def root(low: int, high: int) -> bytes:
        if first <= low and high <= behind:
            return root_of(leaves[low - first : high - first])
        middle = low + split(high - low)
        if behind <= middle:
            left = root(low, middle)
            return node_hash(left, _next(given))
        if first >= middle:
            right = root(middle, high)
            return node_hash(_next(given), right)
        left = root(low, middle)
        return node_hash(left, root(middle, high))

    found = root(0, size)
    _check_used_up(given)
    return found


def consistency_proof(old: int, size: int, hash_of: HashOf) -> list[bytes]:
    """Give the hashes that show that the first `old` of `size` leaves are unchanged (RFC 6962, 2.1.2)."""
    if not 0 < old <= size:
        raise ValueError(f"A tree of {old} leaves is no beginning of one of {size}.")

    def subproof(low: int, high: int, *, is_known: bool) -> list[bytes]:
        if high == old:
            return [] if is_known else [hash_of(low, high)]
        middle = low + split(high - low)
        if old <= middle:
            return [*subproof(low, middle, is_known=is_known), hash_of(middle, high)]
        return [*subproof(middle, high, is_known=False), hash_of(low, middle)]

    return subproof(0, size, is_known=True)


def roots_from_consistency(
    old: int, size: int, old_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Give the two roots, of `old` and of `size` leaves, that follow from a proof.

    The proof holds if they are the roots that were signed. InvalidProof if it hasn't the form of one.
    """
    if not 0 < old <= size:
        raise InvalidProof(f"A tree of {old} leaves is no beginning of one of {size}.")
    given = iter(proof)

    def roots(low: int, high: int, *, is_known: bool) -> tuple[bytes, bytes]:
        if high == old:
            same = old_root if is_known else _next(given)
            return same, same
        middle = low + split(high - low)
        if old <= middle:
            before, after = roots(low, middle, is_known=is_known)
            return before, node_hash(after, _next(given))
        before, after = roots(middle, high, is_known=False)
        left = _next(given)
        return node_hash(left, before), node_hash(left, after)

    found = roots(0, size, is_known=True)
    _check_used_up(given)
    return found


def _next(given: Iterator[bytes]) -> bytes:
    found = next(given, None)
    if found is None:
        raise InvalidProof("The proof ends too early.")
    return found


def _check_used_up(given: Iterator[bytes]) -> None:
    if next(given, None) is not None:
        raise InvalidProof("The proof holds more hashes than it needs.")
