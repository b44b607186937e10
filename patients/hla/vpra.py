"""vPRA: the share of donors in a pool who carry an antigen that is unacceptable to a candidate."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from patients.hla.antibodies import UnacceptableAntigens
from patients.hla.columns import Words, read_typings, split_words
from patients.hla.nomenclature import HLARefused, Locus, antigens_in, locus_mask


@dataclass(frozen=True, eq=False)
class DonorPool:
    """Typed donors to hold a candidate's unacceptable antigens against."""

    words: Words

    @classmethod
    def read(cls, lines: Iterable[str]) -> "DonorPool":
        """A pool from one typing per line; empty lines and lines starting with # are passed over."""
        typings = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
        if not typings:
            raise HLARefused("The donor pool is empty.", antigen="")
        return cls(words=read_typings(typings))

    @property
    def size(self) -> int:
        return int(self.words.shape[1])

    def share_carrying(self, unacceptable: UnacceptableAntigens) -> float:
        """The vPRA, 0 to 1: the share of donors who carry at least one of the expanded antigens."""
        hit = np.zeros(self.size, dtype=bool)
        for word, mask in enumerate(split_words(unacceptable.expanded.mask)):
            if mask:
                hit |= (self.words[word] & mask) != 0
        return int(np.count_nonzero(hit)) / self.size

    def loci_not_typed(self, unacceptable: UnacceptableAntigens) -> tuple[Locus, ...]:
        """Loci of unacceptable antigens at which no donor of the pool is typed: there the vPRA is too low."""
        loci = {antigen.locus for antigen in antigens_in(unacceptable.mask)}
        return tuple(
            locus
            for locus in Locus
            if locus in loci
            and not any(
                np.any(self.words[word] & mask)
                for word, mask in enumerate(split_words(locus_mask(locus)))
                if mask
            )
        )
