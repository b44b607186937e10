"""Mismatches and virtual crossmatch of one donor with many candidates, as columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from patients.hla import Locus, Typing, Verdict
from patients.hla.antibodies import doubtful_antigens
from patients.hla.columns import Words, split_words
from patients.hla.mismatches import MATCH_LEVELS, antigen_tests, count
from patients.hla.nomenclature import WORD_BITS, names_in

_VERDICTS = tuple(verdict.value for verdict in Verdict)
_NEGATIVE, _POSITIVE, _CANNOT_BE_EXCLUDED = range(3)

Bools = NDArray[np.bool_]
Small = NDArray[np.int8]


def count_mismatches(donor: Typing, words: Words, locus: Locus) -> Small:
    """The mismatches of each candidate at a locus, A and B broad, DR split."""
    lacking = count(antigen_tests(donor, locus, MATCH_LEVELS[locus]), words[locus.word])
    return np.asarray(lacking, dtype=np.int8)


@dataclass(frozen=True, eq=False)
class CrossmatchColumns:
    """The simulator's view (the unknown is clear), the verdict, and the antigens that it rests on."""

    is_clear: Bools
    verdict: Coded
    antigens: Coded


def crossmatch_columns(unacceptable: Words, screening_is_current: Bools, donor: Typing) -> CrossmatchColumns:
    """The virtual crossmatch of each candidate with the donor."""
    positive = _have_any(unacceptable, donor.mask)
    uncertain = _have_any(unacceptable, doubtful_antigens(donor)) & ~positive
    verdicts = np.full(len(positive), _NEGATIVE, dtype=np.int8)
    verdicts[uncertain | ~screening_is_current] = _CANNOT_BE_EXCLUDED
    verdicts[positive] = _POSITIVE
    names = _Names(len(positive))
    names.add(unacceptable, positive, donor.mask)
    names.add(unacceptable, uncertain, doubtful_antigens(donor))
    return CrossmatchColumns(~positive, Coded(verdicts, _VERDICTS), Coded(names.codes, tuple(names.texts)))


def _have_any(words: Words, mask: int) -> Bools:
    """True where a set has any antigen of the mask."""
    found = np.zeros(words.shape[1], dtype=bool)
    for word, wanted in zip(words, split_words(mask), strict=True):
        if wanted:
            found |= (word & np.uint64(wanted)) != 0
    return found


class _Names:
    """Texts for sets of antigens, each different set spelled once; the first text is empty."""

    def __init__(self, size: int) -> None:
        self.codes = np.zeros(size, dtype=np.int32)
        self.texts = [""]

    def add(self, words: Words, where: Bools, mask: int) -> None:
        """Name the antigens of the mask in the sets of some rows."""
        rows = np.flatnonzero(where)
        if not len(rows):
            return
        wanted = np.array(split_words(mask), dtype=np.uint64)[:, None]
        sets = words[:, rows] & wanted
        kinds = np.zeros(len(rows), dtype=np.int64)
        for word in sets:
            if word.any():
                different, places = np.unique(word, return_inverse=True)
                # Renumbered after each word, so that the product stays small.
                kinds = np.unique(kinds * len(different) + places, return_inverse=True)[1]
        _, examples, places = np.unique(kinds, return_index=True, return_inverse=True)
        self.codes[rows] = len(self.texts) + places
        for parts in sets[:, examples].T.tolist():
            self.texts.append(names_in(sum(part << (WORD_BITS * i) for i, part in enumerate(parts))))
