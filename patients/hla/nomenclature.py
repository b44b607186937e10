"""The serological antigens: which exist, at which locus, and which broad they are a split of."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

_TABLE = Path(__file__).parent / "data" / "serology.csv"

WORD_BITS = 64
WORDS = 4
"""A set of antigens is a number of 256 bits: four words of 64, so that numpy can hold it as four columns."""


class Locus(StrEnum):
    """An HLA locus as serology sees it."""

    A = "A"
    B = "B"
    C = "C"
    DR = "DR"
    DRB345 = "DRB345"
    DQA = "DQA"
    DQB = "DQB"
    DPA = "DPA"
    DPB = "DPB"

    @property
    def word(self) -> int:
        """Which of the four words holds the antigens of this locus."""
        return {Locus.A: 0, Locus.B: 1, Locus.DR: 2}.get(self, 3)

    @property
    def label(self) -> str:
        """The name a clinician reads: DQB is DQ."""
        return {Locus.DQB: "DQ", Locus.DPB: "DP", Locus.DRB345: "DRB3/4/5"}.get(self, self.value)


class HLARefused(ValueError):
    """What was entered can't be an HLA typing or a list of antigens; `antigen` names the culprit."""

    def __init__(self, message: str, *, antigen: str) -> None:
        super().__init__(message)
        self.antigen = antigen


@dataclass(frozen=True, slots=True)
class Antigen:
    """A serological antigen."""

    name: str
    locus: Locus
    broad_name: str
    position: int

    @property
    def bit(self) -> int:
        return 1 << self.position

    @property
    def is_split(self) -> bool:
        return self.name != self.broad_name

    @property
    def broad(self) -> "Antigen":
        """The broad of a split; any other antigen is its own broad."""
        return ANTIGENS[self.broad_name]

    @property
    def splits(self) -> "tuple[Antigen, ...]":
        """The splits of a broad, itself not counted."""
        return _SPLITS.get(self.name, ())

    @property
    def is_its_own_split(self) -> bool:
        """True for B21 and B40: reported as an antigen of their own beside their splits."""
        return self.name in _OWN_SPLITS

    @property
    def mask(self) -> int:
        """The antigen with its broad, as a set."""
        return self.bit | self.broad.bit

    @property
    def label(self) -> str:
        """The name as written on a report: A24(9)."""
        return f"{self.name}({_number(self.broad_name)})" if self.is_split else self.name

    @property
    def sort_key(self) -> tuple[int, tuple[int, str], bool, tuple[int, str]]:
        """Locus, number of the broad, the broad before its splits, number."""
        return (list(Locus).index(self.locus), _rank(self.broad_name), self.is_split, _rank(self.name))

    def __str__(self) -> str:
        return self.name


def _number(name: str) -> str:
    return re.sub(r"^\D+", "", name)


def _rank(name: str) -> tuple[int, str]:
    return int(_number(name)), name


def _read_table() -> tuple[dict[str, Antigen], dict[str, tuple[Antigen, ...]], frozenset[str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    antigens: dict[str, Antigen] = {}
    used = [0] * WORDS

    def add(name: str, locus: Locus, broad: str) -> None:
        if name not in antigens:
            position = locus.word * WORD_BITS + used[locus.word]
            used[locus.word] += 1
            antigens[name] = Antigen(name=name, locus=locus, broad_name=broad, position=position)

    splits: dict[str, list[Antigen]] = {}
    for row in rows:
        locus = Locus(row["locus"])
        add(row["broad"], locus, row["broad"])
        add(row["split"], locus, row["broad"])
        if row["split"] != row["broad"]:
            splits.setdefault(row["broad"], []).append(antigens[row["split"]])
    if max(used) > WORD_BITS:
        raise RuntimeError("serology.csv holds more antigens than a word has bits.")
    own = frozenset(row["broad"] for row in rows if row["broad"] == row["split"] and row["broad"] in splits)
    return antigens, {broad: tuple(found) for broad, found in splits.items()}, own


_antigens, _SPLITS, _OWN_SPLITS = _read_table()

ANTIGENS: Mapping[str, Antigen] = MappingProxyType(_antigens)
"""Every antigen by its canonical name."""

BY_POSITION: Mapping[int, Antigen] = MappingProxyType({a.position: a for a in _antigens.values()})

_LOCUS_MASKS = {
    locus: sum(antigen.bit for antigen in _antigens.values() if antigen.locus is locus) for locus in Locus
}


def locus_mask(locus: Locus) -> int:
    """All antigens of a locus, as a set."""
    return _LOCUS_MASKS[locus]


def antigens_in(mask: int) -> tuple[Antigen, ...]:
    """The antigens of a set, in canonical order."""
    found = []
    rest = mask
    while rest:
        lowest = rest & -rest
        found.append(BY_POSITION[lowest.bit_length() - 1])
        rest ^= lowest
    return tuple(sorted(found, key=lambda antigen: antigen.sort_key))


def names_in(mask: int) -> str:
    """The antigens of a set as text, in canonical order, separated by spaces."""
    return " ".join(antigen.name for antigen in antigens_in(mask))


def find(prefix: str, number: str) -> Antigen | None:
    """The antigen called so; other ways of writing are known: C3 for Cw3, a02 for A2, DP0401 for DP-0401."""
    stem = "Cw" if prefix.upper() == "C" else prefix.upper()
    for name in (f"{stem}{number.lstrip('0')}", f"{stem}-{number}"):
        if name in ANTIGENS:
            return ANTIGENS[name]
    return None
