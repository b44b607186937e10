"""The chance that none of the next donors matches a candidate well: ETKAS's mismatch probability.

    100 (1 - f_ABO (1 - vPRA)(P0 + P1))^n     n = 1000 donors, in percent, to 4 decimals, half up

p_l is the sum of the frequencies of the candidate's antigens at locus l (A, B broad; DR split; DR3 as
itself); P0 the product of p_l^2: a donor without mismatches. P1, one mismatch, is the sum over l of
(P0 / p_l^2)(2 p_l (1 - p_l) + the sum of q^2 over the antigens of that locus that the candidate lacks).
A DR2, DR5 or DR6 whose split is not known is left out if the candidate has another DR antigen; alone,
the broad's own frequency counts (there the reference program drops the locus).
Sources: ETKidney simulator, arXiv 2502.15001; tables in data/.

Only additions, multiplications and divisions in a fixed order: the same bits on every machine.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patients.hla import ANTIGENS, Antigen, Level, Locus
from patients.hla.columns import Words, split_words

_DATA = Path(__file__).parent / "data"
_BYTES = 8

Floats = NDArray[np.float64]


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def abo_frequencies() -> dict[str, float]:
    """The share of donors of each blood group."""
    return {row["abo"]: float(row["frequency"]) for row in _rows("abo_frequencies.csv")}


@cache
def antigen_frequencies(level: Level, locus: Locus) -> dict[str, float]:
    """The frequency of each antigen of the table at one level of a locus."""
    return {
        row["antigen"]: float(row["frequency"])
        for row in _rows("hla_antigen_frequencies.csv")
        if row["level"] == level and row["locus"] == locus
    }


def _word_bit(antigen: Antigen) -> int:
    return split_words(antigen.bit)[antigen.locus.word]


@cache
def _split_level_dr() -> tuple[int, int]:
    """DR antigens counted at split level, and the broads that count only when nothing else is there."""
    splits = broads = 0
    for name in antigen_frequencies(Level.SPLIT, Locus.DR):
        splits |= _word_bit(ANTIGENS[name])
    for antigen in ANTIGENS.values():
        if antigen.locus is Locus.DR and not antigen.is_split and not splits & _word_bit(antigen):
            broads |= _word_bit(antigen)
    return splits, broads


def counted_antigens(words: Words, locus: Locus) -> NDArray[np.uint64]:
    """The antigens that count at a locus: A and B broads; DR splits, or the broads if no split is known."""
    word: NDArray[np.uint64] = words[locus.word]
    if locus is Locus.DR:
        splits, broads = _split_level_dr()
        known = word & np.uint64(splits)
        return np.where(known != 0, known, word & np.uint64(broads))
    broad_bits = sum(
        _word_bit(antigen) for antigen in ANTIGENS.values() if antigen.locus is locus and not antigen.is_split
    )
    return np.bitwise_and(word, np.uint64(broad_bits))


def is_homozygous(words: Words, locus: Locus) -> NDArray[np.bool_]:
    """True where one antigen is left at the locus (A and B broad, DR split)."""
    counted = counted_antigens(words, locus)
    alone: NDArray[np.bool_] = (counted != 0) & (counted & (counted - np.uint64(1)) == 0)
    return alone


@dataclass(frozen=True, eq=False)
class _Sums:
    """For each byte of a locus's column, the sums over the antigens whose bits are set in it."""

    carried: Floats
    squared: Floats
    all_squared: float

    def of(self, counted: NDArray[np.uint64]) -> tuple[Floats, Floats]:
        """p, the frequencies carried; and the sum of q^2 over those lacking."""
        by_byte = np.ascontiguousarray(counted).astype("<u8").view(np.uint8).reshape(-1, _BYTES)
        p = np.zeros(len(counted))
        squared = np.zeros(len(counted))
        for byte in range(_BYTES):
            if self.carried[byte].any():
                p += self.carried[byte][by_byte[:, byte]]
                squared += self.squared[byte][by_byte[:, byte]]
        return p, self.all_squared - squared


@cache
def _sums(locus: Locus, unknown: float) -> _Sums:
    table = antigen_frequencies(Level.SPLIT, locus)
    broad_table = antigen_frequencies(Level.BROAD, locus)
    carried = np.zeros((_BYTES, 256))
    squared = np.zeros((_BYTES, 256))
    for antigen in ANTIGENS.values():
        if antigen.locus is not locus:
            continue
        # A DR broad stands in the column only when no split is known: then its own frequency is p, and
        # its splits are not counted among those lacking.
        frequency = table.get(antigen.name, broad_table.get(antigen.name, unknown))
        own = [antigen.name] if antigen.name in table else [split.name for split in antigen.splits]
        squares = sum(table.get(name, 0.0) ** 2 for name in own)
        byte, bit = divmod(antigen.position % 64, 8)
        with_bit = (np.arange(256) >> bit) & 1 == 1
        carried[byte, with_bit] += frequency
        squared[byte, with_bit] += squares
    return _Sums(carried, squared, sum(frequency**2 for frequency in table.values()))


def _power(base: Floats, exponent: int) -> Floats:
    """Raise to a whole power by squaring: np.power may differ in the last bit between processors."""
    result = np.ones_like(base)
    while exponent:
        if exponent & 1:
            result = result * base
        base = base * base
        exponent >>= 1
    return result


def mismatch_probability(
    words: Words, abo_frequency: Any, vpra: Floats, *, donors: int = 1000, unknown_frequency: float = 0.0001
) -> NDArray[np.int64]:
    """The mismatch probability in ten-thousandths of a percent (0 to 1,000,000), one for each candidate."""
    loci = (Locus.A, Locus.B, Locus.DR)
    sums = [_sums(locus, unknown_frequency).of(counted_antigens(words, locus)) for locus in loci]
    (p_a, q_a), (p_b, q_b), (p_dr, q_dr) = sums
    a, b, dr = p_a * p_a, p_b * p_b, p_dr * p_dr
    none = a * b * dr
    one = (
        b * dr * (2 * p_a * (1 - p_a) + q_a)
        + a * dr * (2 * p_b * (1 - p_b) + q_b)
        + a * b * (2 * p_dr * (1 - p_dr) + q_dr)
    )
    chance = abo_frequency * (1 - vpra) * (none + one)
    percent = 100 * _power(1 - chance, donors)
    return np.floor(percent * 10_000 + 0.5).astype(np.int64)
