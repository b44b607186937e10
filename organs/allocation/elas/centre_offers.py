"""Offers to a centre instead of a patient: which candidates they cover, and where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from organs.allocation.coded import Coded
from organs.allocation.decisions import DecisionTable, Fact
from organs.allocation.elas.centres import centre_of
from organs.allocation.elas.facts import Bools, ListFacts
from organs.allocation.ranking import Ranking
from organs.allocation.versions import DATA

RULES = DecisionTable.read(
    DATA / "elas_centre_offer_rules.csv", results=("kind", "same_offer_group_required", "seq")
)

KEYS = ("tier", "layer", "obligation_key", "meld_key", "regional_key", "wait_key_days", "last_key")
"""The columns by which the list is ordered."""


class OfferKind(StrEnum):
    """To a centre or to a patient; the order decides between two offers for one candidate."""

    PAEDIATRIC = "ped_center_offer"
    PAEDIATRIC_ABROAD = "ped_center_offer_int"
    CENTRE = "center_offer"
    CENTRE_ABROAD = "center_offer_int"
    PATIENT = "recipient"


CENTRE_KINDS = tuple(kind for kind in OfferKind if kind is not OfferKind.PATIENT)


@dataclass(frozen=True, slots=True)
class OfferListEntry:
    """One offer: its place from 1, kind, group of centres, and the candidates in the order of the list."""

    rank: int
    kind: OfferKind
    group: str
    candidate_ids: tuple[str, ...]


def offer_groups(facts: ListFacts) -> Coded:
    """The group of centres that each candidate's centre belongs to."""
    centres = facts.candidates.centre
    found = [centre_of(code, facts.parameters) for code in centres.values]
    names = [
        centre.offer_group if centre else code for centre, code in zip(found, centres.values, strict=True)
    ]
    values = tuple(dict.fromkeys(names))
    codes = np.array([values.index(name) for name in names], dtype=np.int32)
    return Coded(codes[centres.codes] if names else centres.codes, values)


def covered_by(facts: ListFacts, kind: OfferKind, *, is_elective: Bools, has_obligation: Bools) -> Bools:
    """Where a centre offer of this kind covers the candidate."""
    conditions: dict[str, Fact] = {**facts.by_name, "has_obligation": has_obligation}
    covered: Bools = np.zeros(len(facts), dtype=np.bool_)
    own_group = offer_groups(facts).among({facts.allocation_centre.offer_group})
    for needs_own_group, where in (("1", own_group), ("0", np.ones(len(facts), dtype=np.bool_))):
        table = RULES.where(kind=kind, same_offer_group_required=needs_own_group)
        covered |= where & (table.first_rows(conditions, len(facts)) >= 0)
    return covered & is_elective


def centre_offer_list(ranking: Ranking) -> tuple[OfferListEntry, ...]:
    """The list of offers: those whom one centre offer covers become one entry, where the first of them stood.

    A centre offer stands before a patient with equal keys; of two centre offers with equal keys the one
    whose first candidate ranks lower comes first.
    """
    columns = {name: column.tolist() for name, column in ranking.columns.items()}
    covered: dict[tuple[OfferKind, str, str], list[int]] = {}
    for place in range(len(ranking)):
        group = columns["offer_group"][place]
        kinds = [kind for kind in CENTRE_KINDS if columns[kind][place]]
        for kind in kinds:
            covered.setdefault((kind, group, ""), []).append(place)
        if not kinds:
            covered[OfferKind.PATIENT, group, columns["candidate_id"][place]] = [place]
    key_numbers = _number_keys(columns, len(ranking))
    in_order = sorted(covered.items(), key=lambda item: _place(item[0][0], item[1][0], key_numbers))
    return tuple(
        OfferListEntry(rank, kind, group, tuple(columns["candidate_id"][place] for place in places))
        for rank, ((kind, group, _), places) in enumerate(in_order, 1)
    )


def _number_keys(columns: Mapping[str, Sequence[Any]], size: int) -> list[int]:
    """A number for each row that grows with every change of the seven keys."""
    numbers: list[int] = []
    last = None
    for keys in zip(*(columns[name] for name in KEYS), strict=True):
        numbers.append(numbers[-1] + (keys != last) if numbers else 0)
        last = keys
    assert len(numbers) == size
    return numbers


def _place(kind: OfferKind, first: int, key_numbers: Sequence[int]) -> tuple[int, bool, int, int]:
    is_patient = kind is OfferKind.PATIENT
    return key_numbers[first], is_patient, first if is_patient else -first, list(OfferKind).index(kind)
