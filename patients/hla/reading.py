"""Reading antigens as they are written on a laboratory's report."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from patients.hla.nomenclature import Antigen, HLARefused, find

_SEPARATORS = re.compile(r"[\s,;/|]*")
_CHUNK = re.compile(r"[^\s,;/|]+")
_LOCUS = r"DPA|DQA|DP|DQ|DR|A|B|C"
_ITEM = re.compile(
    rf"(?:HLA-?)?(?:(?P<locus>{_LOCUS})W?\s*-?\s*)?(?P<number>\d+)"
    rf"(?:\s*\(\s*(?:(?:{_LOCUS})W?)?(?P<other>\d+)\s*\))?(?![\w*:])",
    re.IGNORECASE,
)
_GLUED = re.compile(rf"(?P<locus>{_LOCUS})W?(?P<number>\d+)(?=(?:{_LOCUS})W?\d)", re.IGNORECASE)
_ALLELE = re.compile(r"[A-Z0-9-]+\*[0-9A-Z:]*", re.IGNORECASE)
_BLANK = re.compile(rf"(?:(?:HLA-?)?(?:{_LOCUS})W?)?(?:-|BLANK)(?=$|[\s,;/|])", re.IGNORECASE)
_PUBLIC = re.compile(r"BW[46](?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text, in the order written: each item an antigen, or a split and its broad."""

    items: tuple[tuple[Antigen, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def antigens(self) -> tuple[Antigen, ...]:
        return tuple(antigen for item in self.items for antigen in item)


def read_antigens(text: str, *, leave_public_epitopes: bool = False) -> Reading:
    """Find the antigens in a text such as "A2 A24(9) B7 DR15(2)", "a2,24; b7" or "A 9 A 24".

    A number without a locus belongs to the locus before it. A broad in brackets is taken as written
    beside its split, either way round. Blanks ("-", "A-") are passed over. Bw4 and Bw6 are
    left aside with a note where that is harmless (a typing), and refused otherwise.
    """
    items: list[tuple[Antigen, ...]] = []
    notes: list[str] = []
    for item in _items(text):
        if isinstance(item, str):
            if not leave_public_epitopes:
                raise HLARefused(
                    f"{item} is a public epitope shared by many antigens, not an antigen: list the antigens.",
                    antigen=item,
                )
            notes.append(f"{item} is a public epitope and was left aside.")
        else:
            items.append(item)
    return Reading(items=tuple(items), notes=tuple(notes))


def _items(text: str) -> Iterator[tuple[Antigen, ...] | str]:
    """Each item of the text: an antigen, a split with its broad, or the name of a public epitope."""
    locus = ""
    place = _end_of(_SEPARATORS, text, 0)
    while place < len(text):
        if public := _PUBLIC.match(text, place):
            yield f"Bw{public[0][-1]}"
            place = public.end()
        elif blank := _BLANK.match(text, place):
            place = blank.end()
        elif item := _ITEM.match(text, place) or _GLUED.match(text, place):
            locus = item["locus"] or locus
            other = item.groupdict().get("other")
            yield _antigens_of(item[0].strip(), locus=locus, number=item["number"], other=other)
            place = item.end()
        else:
            raise _refusal(text, place)
        place = _end_of(_SEPARATORS, text, place)


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _refusal(text: str, place: int) -> HLARefused:
    found = _CHUNK.match(text, place)
    chunk = found[0] if found else text[place:]
    if _ALLELE.match(chunk):
        return HLARefused(
            f"{chunk} is an allele: enter the serological antigen it stands for.", antigen=chunk
        )
    return HLARefused(f"{chunk} is not an HLA antigen.", antigen=chunk)


def _antigens_of(written: str, *, locus: str, number: str, other: str | None) -> tuple[Antigen, ...]:
    if not locus:
        raise HLARefused(
            f"{written} has no locus: write A{written}, B{written} or the like.", antigen=written
        )
    antigen = _known(locus, number)
    if other is None:
        return (antigen,)
    bracketed = _known(locus, other)
    if bracketed.name in (antigen.name, antigen.broad_name) or antigen.name == bracketed.broad_name:
        return (antigen, bracketed)
    if antigen.is_split:
        message = f"{antigen.name} is a split of {antigen.broad_name}, not of {bracketed.name}."
    else:
        message = f"{antigen.name} is not a split of {bracketed.name}."
    raise HLARefused(message, antigen=antigen.name)


def _known(locus: str, number: str) -> Antigen:
    antigen = find(locus, number)
    if antigen is None:
        raise HLARefused(
            f"{locus.upper()}{number} is not an HLA antigen.", antigen=f"{locus.upper()}{number}"
        )
    return antigen
