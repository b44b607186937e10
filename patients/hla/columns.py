"""Many sets of antigens as numpy columns: one row per person, four words of 64 bits."""

from collections.abc import Sequence
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from patients.hla.antibodies import COMPLETED_BROADS, UnacceptableAntigens
from patients.hla.nomenclature import ANTIGENS, WORD_BITS, WORDS
from patients.hla.typings import Typing

Words = NDArray[np.uint64]
"""Shape (4, n): words[locus.word] is the column of that locus."""

_WORD_MASK = (1 << WORD_BITS) - 1
_END = -1

_POSITION = {antigen.name: antigen.position for antigen in ANTIGENS.values()} | {"|": _END}

# Looked up by position; the last entry belongs to the separator and holds nothing.
_BITS_OF_TYPING = np.zeros((WORDS, WORDS * WORD_BITS + 1), dtype=np.uint64)
_BITS_ALONE = np.zeros((WORDS, WORDS * WORD_BITS + 1), dtype=np.uint64)
for _antigen in ANTIGENS.values():
    _shift = WORD_BITS * _antigen.locus.word
    _BITS_OF_TYPING[_antigen.locus.word, _antigen.position] = _antigen.mask >> _shift
    _BITS_ALONE[_antigen.locus.word, _antigen.position] = _antigen.bit >> _shift


def split_words(mask: int) -> tuple[int, ...]:
    """A set as its four words."""
    return tuple((mask >> (WORD_BITS * word)) & _WORD_MASK for word in range(WORDS))


def words_of(masks: Sequence[int]) -> Words:
    """Sets as columns."""
    packed = b"".join(mask.to_bytes(WORDS * WORD_BITS // 8, "little") for mask in masks)
    return np.ascontiguousarray(np.frombuffer(packed, dtype="<u8").reshape(-1, WORDS).T).astype(np.uint64)


def read_typings(texts: Sequence[str]) -> Words:
    """Typings in their canonical text as columns, broads added to their splits.

    Texts in another form are read one by one, which is slow but says what is wrong.
    """
    words = _read_canonical(texts, _BITS_OF_TYPING)
    return words_of([Typing.read(text).mask for text in texts]) if words is None else words


def read_unacceptable(texts: Sequence[str]) -> Words:
    """Lists of unacceptable antigens as columns, expanded: a broad is in when all its splits are."""
    words = _read_canonical(texts, _BITS_ALONE)
    if words is None:
        words = words_of([UnacceptableAntigens.read(text).mask for text in texts])
    for splits, broad in COMPLETED_BROADS:
        for word, (wanted, added) in enumerate(zip(split_words(splits), split_words(broad), strict=True)):
            if wanted:
                words[word] |= np.where(words[word] & wanted == wanted, added, 0).astype(np.uint64)
    return words


def _read_canonical(texts: Sequence[str], bits: Words) -> Words | None:
    """One pass over all texts, or None when some word in them is not a canonical name."""
    if not texts:
        return np.zeros((WORDS, 0), dtype=np.uint64)
    names = " ".join(chain.from_iterable(zip(repeat("|"), texts, strict=False))).split()
    try:
        positions = np.fromiter(map(_POSITION.__getitem__, names), dtype=np.int16, count=len(names))
    except KeyError:
        return None
    starts = np.flatnonzero(positions == _END)
    if len(starts) != len(texts):
        return None
    return np.stack([np.bitwise_or.reduceat(bits[word][positions], starts) for word in range(WORDS)])
