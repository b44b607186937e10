"""The virtual crossmatch of a ranked row, as it is stored: the verdict and a sentence for each ground."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from organs.virtual_crossmatch import VERDICTS
from patients.hla import ANTIGENS, Antigen, Typing, Verdict
from transplant_site.records.vocabulary import CrossmatchVerdict


class CrossmatchWords:
    """Says each verdict on one donor in words; equal grounds are put into words once."""

    def __init__(self, donor: Typing) -> None:
        self._donor = donor
        self._known: dict[tuple[str, str, bool], str] = {}

    def of(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """The verdict to store for a ranked row, and why."""
        verdict, antigens = row["crossmatch"], row["crossmatch_antigens"]
        if verdict == Verdict.NEGATIVE:
            return CrossmatchVerdict.NEGATIVE, ""
        key = (verdict, antigens, row["screening_is_current"])
        if key not in self._known:
            self._known[key] = " ".join(self._grounds(*key))
        return VERDICTS[verdict], self._known[key]

    def _grounds(self, verdict: str, antigens: str, screening_is_current: bool) -> Iterator[str]:
        found = [ANTIGENS[name] for name in antigens.split()]
        if verdict == Verdict.POSITIVE:
            yield f"The donor carries {_listed(found)}."
            return
        if not screening_is_current:
            yield "The antibody screening is out of date."
        for doubt, doubtful in groupby(sorted(found, key=self._doubt), key=self._doubt):
            yield f"{doubt}; unacceptable: {_listed(list(doubtful))}."

    def _doubt(self, antigen: Antigen) -> str:
        if not self._donor.is_typed_at(antigen.locus):
            return f"The donor is not typed at {antigen.locus.label}"
        return f"The donor is typed {antigen.broad_name} only"


def _listed(antigens: list[Antigen]) -> str:
    return ", ".join(antigen.name for antigen in antigens)
