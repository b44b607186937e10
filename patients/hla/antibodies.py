"""Unacceptable antigens, and the virtual crossmatch of a donor against them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from patients.hla.nomenclature import ANTIGENS, Antigen, Locus, antigens_in, locus_mask, names_in
from patients.hla.reading import read_antigens
from patients.hla.typings import Typing

COMPLETED_BROADS: tuple[tuple[int, int], ...] = tuple(
    (
        sum(split.bit for split in broad.splits) | (broad.bit if broad.is_its_own_split else 0),
        broad.bit,
    )
    for broad in ANTIGENS.values()
    if broad.splits
)
"""(all its splits, the broad): B40 and B21 are splits of themselves, so B60 and B61 don't make B40."""


@dataclass(frozen=True)
class UnacceptableAntigens:
    """Antigens that a candidate's antibodies are directed at."""

    mask: int

    @classmethod
    def of(cls, antigens: Iterable[Antigen]) -> "UnacceptableAntigens":
        mask = 0
        for antigen in antigens:
            mask |= antigen.bit
        return cls(mask)

    @classmethod
    def read(cls, text: str) -> "UnacceptableAntigens":
        """The antigens listed in a text; a split written with its broad, A24(9), means the split."""
        antigens: list[Antigen] = []
        for item in read_antigens(text).items:
            antigens.extend(antigen for antigen in item if antigen.is_split or len(item) == 1)
        return cls.of(antigens)

    @cached_property
    def expanded(self) -> "UnacceptableAntigens":
        """The same with each broad all of whose splits are listed."""
        mask = self.mask
        for splits, broad in COMPLETED_BROADS:
            if mask & splits == splits:
                mask |= broad
        return UnacceptableAntigens(mask)

    @cached_property
    def canonical(self) -> str:
        """The antigens as listed, by locus and number: the form that is stored."""
        return names_in(self.mask)

    @property
    def antigens(self) -> tuple[Antigen, ...]:
        return antigens_in(self.mask)

    def __bool__(self) -> bool:
        return self.mask != 0

    def __str__(self) -> str:
        return self.canonical


class Verdict(StrEnum):
    """What the virtual crossmatch says. The order of the members is their number in arrays: 0, 1, 2."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    CANNOT_BE_EXCLUDED = "cannot be excluded"


@dataclass(frozen=True, slots=True)
class Crossmatch:
    """The verdict on one candidate and donor, with a sentence for each ground."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()

    @property
    def needs_the_laboratory(self) -> bool:
        """True when an offer waits for the laboratory's word."""
        return self.verdict is Verdict.CANNOT_BE_EXCLUDED


def doubtful_antigens(donor: Typing) -> int:
    """Antigens that the donor may carry unseen: splits of a broad typed alone, and whole loci not typed."""
    doubtful = 0
    for locus in Locus:
        if not donor.is_typed_at(locus):
            doubtful |= locus_mask(locus)
        for antigen in donor.at(locus):
            doubtful |= sum(split.bit for split in antigen.splits)
    return doubtful


def is_clear(unacceptable: UnacceptableAntigens, donor: Typing) -> bool:
    """True when no unacceptable antigen is seen on the donor; the unknown counts as clear."""
    return not unacceptable.expanded.mask & donor.mask


def crossmatch(
    unacceptable: UnacceptableAntigens, donor: Typing, *, screening_is_current: bool = True
) -> Crossmatch:
    """Judge whether the candidate's antibodies meet this donor: positive, negative, or cannot be excluded."""
    expanded = unacceptable.expanded.mask
    seen = antigens_in(expanded & donor.mask)
    if seen:
        return Crossmatch(
            Verdict.POSITIVE, tuple(f"{a.label} is unacceptable and the donor carries it." for a in seen)
        )
    reasons = [_doubt(antigen, donor) for antigen in antigens_in(expanded & doubtful_antigens(donor))]
    if not screening_is_current:
        reasons.append("The antibody screening is out of date.")
    return Crossmatch(Verdict.CANNOT_BE_EXCLUDED if reasons else Verdict.NEGATIVE, tuple(reasons))


def _doubt(antigen: Antigen, donor: Typing) -> str:
    if not donor.is_typed_at(antigen.locus):
        return f"{antigen.label} is unacceptable and the donor is not typed at {antigen.locus.label}."
    return f"{antigen.label} is unacceptable and the donor is typed {antigen.broad_name} only."
