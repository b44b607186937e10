"""A person's HLA typing: at most two antigens at each locus, each known as broad or as split."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from patients.hla.nomenclature import (
    Antigen,
    HLARefused,
    Locus,
    antigens_in,
    locus_mask,
    names_in,
)
from patients.hla.reading import read_antigens

MATCHED_LOCI = (Locus.A, Locus.B, Locus.DR)
"""The loci that are counted for mismatches."""


@dataclass(frozen=True)
class Typing:
    """The antigens of a person, broads beside their splits, as a set of bits (see nomenclature).

    A split and its broad are one antigen: A9 A24 is A24(9). Two splits of one broad are two antigens.
    """

    mask: int
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, antigens: Iterable[Antigen], *, notes: tuple[str, ...] = ()) -> "Typing":
        """The typing made of these antigens; refused when a locus would hold more than two."""
        typing = cls.unchecked(antigens, notes=notes)
        for locus in Locus:
            found = typing.at(locus)
            if len(found) > 2:
                names = ", ".join(antigen.name for antigen in found)
                raise HLARefused(
                    f"Locus {locus.label} holds {len(found)} antigens ({names}): a person has at most two.",
                    antigen=found[-1].name,
                )
        return typing

    @classmethod
    def unchecked(cls, antigens: Iterable[Antigen], *, notes: tuple[str, ...] = ()) -> "Typing":
        """The same without the check, to compare with programs that allow more than two at a locus."""
        mask = 0
        for antigen in antigens:
            mask |= antigen.mask
        return cls(mask, notes)

    @classmethod
    def read(cls, text: str) -> "Typing":
        """The typing written in a text such as "A2 A24(9) B7 DR15(2)"; refused if impossible."""
        reading = read_antigens(text, leave_public_epitopes=True)
        return cls.of(reading.antigens, notes=reading.notes)

    @cached_property
    def canonical(self) -> str:
        """Every antigen, each broad before its split, by locus and number: the form that is stored."""
        return names_in(self.mask)

    @cached_property
    def report(self) -> str:
        """The form a laboratory writes: A2 A24(9) B7 DR15(2)."""
        return " ".join(antigen.label for locus in Locus for antigen in self.at(locus))

    def at(self, locus: Locus) -> tuple[Antigen, ...]:
        """The antigens at a locus, each once and as precisely as known."""
        found = antigens_in(self.mask & locus_mask(locus))
        with_split = {antigen.broad_name for antigen in found if antigen.is_split}
        return tuple(antigen for antigen in found if antigen.is_split or antigen.name not in with_split)

    def is_typed_at(self, locus: Locus) -> bool:
        return bool(self.mask & locus_mask(locus))

    @property
    def untyped_matched_loci(self) -> tuple[Locus, ...]:
        """Which of A, B and DR aren't typed: without them nothing can be ranked by mismatches."""
        return tuple(locus for locus in MATCHED_LOCI if not self.is_typed_at(locus))

    def __str__(self) -> str:
        return self.report
