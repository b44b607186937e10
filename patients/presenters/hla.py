"""What an entered typing or list of antigens means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from patients.hla import HLARefused, Locus, Typing, UnacceptableAntigens
from patients.models import HlaTyping


@dataclass(frozen=True)
class LocusReading:
    """The antigens found at one locus, as precisely as known, each with its broad."""

    locus: Locus
    antigens: tuple[str, ...]
    is_typed: bool


@dataclass(frozen=True)
class HlaReading:
    """What an entered text means, or why it can't be understood."""

    loci: tuple[LocusReading, ...] = ()
    refusal: str = ""
    culprit: str = ""
    notes: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    completed: tuple[str, ...] = ()
    untyped: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.refusal and not any(locus.is_typed for locus in self.loci)


def read_typing(text: str, *, present: HlaTyping | None) -> HlaReading:
    """Say what a typing means, and how it differs from the present one."""
    try:
        typing = Typing.read(text)
    except HLARefused as refusal:
        return HlaReading(refusal=str(refusal), culprit=refusal.antigen)
    before = set(present.antigens) if present else set()
    now = set(typing.canonical.split())
    return HlaReading(
        loci=loci_of(typing),
        notes=typing.notes,
        added=tuple(sorted(now - before)) if present else (),
        dropped=tuple(sorted(before - now)),
        untyped=tuple(locus.label for locus in typing.untyped_matched_loci) if now else (),
    )


def read_unacceptable(text: str, *, present: HlaTyping | None, listed: Iterable[str]) -> HlaReading:
    """Say what a list of unacceptable antigens means, and which of them can't be listed."""
    try:
        wanted = UnacceptableAntigens.read(text)
    except HLARefused as refusal:
        return HlaReading(refusal=str(refusal), culprit=refusal.antigen)
    own = Typing.read(" ".join(present.antigens)).mask if present else 0
    names = [antigen.name for antigen in wanted.antigens]
    already = set(listed)
    return HlaReading(
        loci=loci_of(Typing(wanted.mask)),
        own=tuple(UnacceptableAntigens(wanted.mask & own).canonical.split()),
        listed=tuple(name for name in names if name in already),
        completed=tuple(UnacceptableAntigens(wanted.expanded.mask & ~wanted.mask).canonical.split()),
    )


def loci_of(typing: Typing) -> tuple[LocusReading, ...]:
    """Give what a typing has at each locus that is typed, and at A, B and DR in any case."""
    return tuple(
        LocusReading(locus, tuple(antigen.label for antigen in typing.at(locus)), typing.is_typed_at(locus))
        for locus in Locus
        if typing.is_typed_at(locus) or locus in (Locus.A, Locus.B, Locus.DR)
    )
