"""Counting the donor's antigens that a candidate lacks.

A and B are compared at broad level, DR at split level. An antigen of a shared broad whose split is
unknown on either side is compared at broad level. DR3 is one antigen here: DR17 and DR18 count for
antibodies only. The same tests run on one candidate (a set) and on many (numpy columns of 64-bit words).
Source: ETKidney simulator, arXiv 2502.15001; Eurotransplant manual, chapter 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from patients.hla.nomenclature import WORD_BITS, Antigen, Locus
from patients.hla.typings import Typing


class Level(StrEnum):
    """How precisely antigens are compared."""

    BROAD = "broad"
    SPLIT = "split"


MATCH_LEVELS: dict[Locus, Level] = {Locus.A: Level.BROAD, Locus.B: Level.BROAD, Locus.DR: Level.SPLIT}


@dataclass(frozen=True, slots=True)
class AntigenTest:
    """Whether candidates carry one antigen of the donor."""

    antigen: Antigen
    carried: int
    family: int
    broad_alone: int | None

    def is_shared_by(self, word: Any) -> Any:
        """True where the candidate carries it, or carries its broad without a known split."""
        carried = (word & self.carried) != 0
        if self.broad_alone is None:
            return carried
        return carried | ((word & self.family) == self.broad_alone)


def antigen_tests(donor: Typing, locus: Locus, level: Level) -> tuple[AntigenTest, ...]:
    """One test for each antigen of the donor at a locus."""
    if level is Level.BROAD:
        return tuple(_broad_test(broad) for broad in _broads(donor, locus))
    tests: list[AntigenTest] = []
    for antigen in _with_dr3_as_one(donor.at(locus)):
        if _is_one_antigen(antigen):
            tests.append(_broad_test(antigen))
        elif antigen.broad.is_its_own_split:
            is_second = any(test.antigen.broad == antigen.broad for test in tests)
            tests.append(_test_beside_its_own_broad(antigen, is_second=is_second))
        else:
            tests.append(_split_test(antigen))
    return tuple(tests)


def _broads(typing: Typing, locus: Locus) -> list[Antigen]:
    return list(dict.fromkeys(antigen.broad for antigen in typing.at(locus)))


def _with_dr3_as_one(antigens: Sequence[Antigen]) -> list[Antigen]:
    return list(dict.fromkeys(a.broad if a.broad_name == "DR3" else a for a in antigens))


def _is_one_antigen(antigen: Antigen) -> bool:
    return antigen.name == "DR3" or (not antigen.is_split and not antigen.splits)


def _in_word(mask: int, locus: Locus) -> int:
    return mask >> (WORD_BITS * locus.word)


def _broad_test(antigen: Antigen) -> AntigenTest:
    bit = _in_word(antigen.bit, antigen.locus)
    return AntigenTest(antigen=antigen, carried=bit, family=bit, broad_alone=None)


def _family(antigen: Antigen) -> int:
    broad = antigen.broad
    return _in_word(broad.bit | sum(split.bit for split in broad.splits), antigen.locus)


def _split_test(antigen: Antigen) -> AntigenTest:
    """A split matches itself and its broad alone; a broad without known split matches any of its splits."""
    return AntigenTest(
        antigen=antigen,
        carried=_in_word(antigen.bit, antigen.locus),
        family=_family(antigen),
        broad_alone=_in_word(antigen.broad.bit, antigen.locus),
    )


def _test_beside_its_own_broad(antigen: Antigen, *, is_second: bool) -> AntigenTest:
    """B40 and B21 are antigens of their own when they stand alone, so they match only themselves.

    Both splits of such a broad count once together for a candidate who lacks the broad altogether:
    the simulator's figure (one of the 770 pairs), at the split level of B, by which nothing is allocated.
    """
    if antigen.is_split:
        carried = _in_word(antigen.bit, antigen.locus)
        return AntigenTest(antigen, carried, family=_family(antigen), broad_alone=0 if is_second else None)
    alone = _in_word(antigen.bit, antigen.locus)
    return AntigenTest(antigen, carried=0, family=_family(antigen), broad_alone=alone)


def count(tests: Sequence[AntigenTest], word: Any) -> Any:
    """How many of the donor's antigens are lacking, at most two."""
    lacking: Any = 0
    for test in tests:
        lacking = lacking + (1 - test.is_shared_by(word))
    return lacking


def mismatches(donor: Typing, candidate: Typing, locus: Locus, level: Level | None = None) -> int:
    """How many antigens of the donor the candidate lacks at a locus, at its own level unless one is given."""
    tests = antigen_tests(donor, locus, level or MATCH_LEVELS[locus])
    word = _in_word(candidate.mask, locus) & ((1 << WORD_BITS) - 1)
    return int(count(tests, word))


@dataclass(frozen=True, slots=True)
class MismatchCounts:
    """Mismatches at A (broad), B (broad) and DR (split)."""

    a: int
    b: int
    dr: int

    @property
    def total(self) -> int:
        return self.a + self.b + self.dr

    def __str__(self) -> str:
        return f"{self.a}-{self.b}-{self.dr}"


def count_mismatches(donor: Typing, candidate: Typing) -> MismatchCounts:
    """The mismatch counts by which kidneys are allocated."""
    return MismatchCounts(
        a=mismatches(donor, candidate, Locus.A),
        b=mismatches(donor, candidate, Locus.B),
        dr=mismatches(donor, candidate, Locus.DR),
    )
