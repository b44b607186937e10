"""Tier, layer and the other keys of the liver list, and its order."""

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from organs.allocation.columns import Dates
from organs.allocation.decisions import DecisionTable
from organs.allocation.elas.centre_offers import CENTRE_KINDS, covered_by, offer_groups
from organs.allocation.elas.facts import Bools, Ints, ListFacts
from organs.allocation.elas.listing import abo_priority, abo_rules
from organs.allocation.ranking import Column
from organs.allocation.versions import DATA

TIERS = DecisionTable.read(
    DATA / "elas_tier_rules.csv", results=("offer", "seq", "urgency_class", "printed_tier")
)
LAYERS = DecisionTable.read(
    DATA / "elas_layer_rules.csv", results=("offer", "urgency_class", "alloc_country", "seq", "layer")
)

CLASSES = ("A", "B", "C", "D", "E", "F")
ELECTIVE = {"whole": "D", "split": "F"}
"""The class of everyone who is neither HU nor ACO there, by what is offered."""

_DAY = 86_400


@cache
def _tiers(offer: str) -> DecisionTable:
    return TIERS.where(offer=offer)


@cache
def _layers(offer: str, urgency_class: str, country: str) -> DecisionTable:
    return LAYERS.where(offer=offer, urgency_class=urgency_class, alloc_country=country)


class Listed:
    """The candidates on the list with their keys, in the order of the input."""

    def __init__(self, facts: ListFacts) -> None:
        self.facts = facts
        self.candidates = facts.candidates
        self.offer = "split" if facts.donor.is_split else "whole"

    def __len__(self) -> int:
        return len(self.facts)

    @cached_property
    def _tier_rows(self) -> Ints:
        rows: Ints = self._tiers.first_rows(self.facts.by_name, len(self))
        return rows

    @property
    def _tiers(self) -> DecisionTable:
        return _tiers(self.offer)

    @cached_property
    def urgency_class(self) -> Coded:
        """A to F; A comes first."""
        codes = [CLASSES.index(row["urgency_class"]) for row in self._tiers.rows]
        return Coded(np.array(codes, dtype=np.int32)[self._tier_rows], CLASSES)

    @cached_property
    def tier(self) -> Coded:
        """The letter that is printed; later letters come first."""
        codes = [CLASSES.index(row["printed_tier"]) for row in self._tiers.rows]
        return Coded(np.array(codes, dtype=np.int32)[self._tier_rows], CLASSES)

    @cached_property
    def is_elective(self) -> Bools:
        return self.urgency_class.among({ELECTIVE[self.offer]})

    @cached_property
    def abo_priority(self) -> Ints:
        return abo_priority(self.facts)

    @cached_property
    def layer(self) -> Ints:
        """The first layer whose conditions hold, by class and country; 0 where none does."""
        layers = np.zeros(len(self), dtype=np.int64)
        conditions = {**self.facts.by_name, "abo_priority": self.abo_priority}
        for urgency_class in CLASSES:
            of_class = self.urgency_class.among({urgency_class})
            if not of_class.any():
                continue
            table = _layers(self.offer, urgency_class, self.facts.list_country)
            results = np.array([int(row["layer"]) for row in table.rows] + [0], dtype=np.int64)
            layers[of_class] = results[table.first_rows(conditions, len(self))][of_class]
        return layers

    @cached_property
    def obligation_key(self) -> Ints:
        """The obligation's number, for whole livers of the elective class where the country counts it."""
        donor, parameters = self.facts.donor, self.facts.parameters
        brain_death_only = parameters["countries_with_obligations_after_brain_death_only"]
        if donor.is_split or (donor.is_dcd and self.facts.list_country in brain_death_only):
            return np.zeros(len(self), dtype=np.int64)
        return np.where(self.is_elective, self.facts.obligation_numbers, 0)

    @cached_property
    def meld_key(self) -> Ints:
        """National MELD at home and for obligations, international abroad; 0 in the classes A and B."""
        counts_national = (self.obligation_key > 0) | self.facts.national
        meld = np.where(counts_national, self.candidates.meld_national, self.candidates.meld_international)
        return np.where(self.urgency_class.among({"A", "B"}), 0, meld)

    @cached_property
    def regional_key(self) -> Ints:
        return np.asarray(self.facts.regional & self.is_elective).astype(np.int64)

    @cached_property
    def wait_key_days(self) -> Ints:
        """Whole days: since ACO, else since HU, else at the match MELD (rounded up)."""
        candidates = self.candidates
        at_meld = np.where(
            self.facts.national, candidates.seconds_at_national, candidates.seconds_at_international
        )
        days = -(-at_meld // _DAY)
        days = np.where(self.facts.high_urgency, self._seconds_since(candidates.hu_since) // _DAY, days)
        return np.where(self.facts.aco, self._seconds_since(candidates.aco_since) // _DAY, days)

    def _seconds_since(self, since: Dates) -> Ints:
        at = np.datetime64(self.facts.inputs.at.replace(tzinfo=None), "s")
        seconds: Ints = (at - since).astype(np.int64)
        return seconds

    @cached_property
    def last_key(self) -> Ints:
        """Class A: seconds from listing to HU; class B: to ACO; else the listing date. Later comes first."""
        listed = self.candidates.listing_date.astype("datetime64[s]")
        until_hu = (self.candidates.hu_since - listed).astype(np.int64)
        until_aco = (self.candidates.aco_since - listed).astype(np.int64)
        last = listed.astype(np.int64)
        last = np.where(self.urgency_class.among({"B"}), until_aco, last)
        return np.where(self.urgency_class.among({"A"}), until_hu, last)

    @property
    def keys(self) -> tuple[Ints, ...]:
        """The seven keys, most important first; higher comes first in each."""
        return (
            self.tier.codes.astype(np.int64),
            self.layer,
            self.obligation_key,
            self.meld_key,
            self.regional_key,
            self.wait_key_days,
            self.last_key,
        )

    def order(self) -> Ints:
        """The seven keys descending, then the earlier registration."""
        descending = [-key for key in reversed(self.keys)]
        places: Ints = np.lexsort((self.candidates.registration, *descending))
        return places

    def columns(self, order: Ints) -> dict[str, Column]:
        """All columns in order of rank."""
        facts, candidates = self.facts, self.candidates
        columns: dict[str, Column] = {
            "candidate_id": candidates.candidate_id,
            "tier": self.tier,
            "urgency_class": self.urgency_class,
            "layer": self.layer,
            "obligation_key": self.obligation_key,
            "meld_key": self.meld_key,
            "regional_key": self.regional_key,
            "wait_key_days": self.wait_key_days,
            "last_key": self.last_key,
            "meld_national": candidates.meld_national,
            "meld_international": candidates.meld_international,
            "bg_rule": abo_rules(facts),
            "bg_priority": self.abo_priority,
            "distance_class": facts.distance_class,
            "urgency": candidates.urgency,
            "aco": facts.aco,
            "national": facts.national,
            "local": facts.local,
            "paediatric": facts.cand_ped,
            "low_weight": facts.lowweight,
            "obligation_number": facts.obligation_numbers,
            "blood_group": candidates.blood_group,
            "centre": candidates.centre,
            "country": candidates.country,
            "offer_group": offer_groups(facts),
        }
        columns |= {
            kind.value: covered_by(
                facts, kind, is_elective=self.is_elective, has_obligation=self.obligation_key > 0
            )
            for kind in CENTRE_KINDS
        }
        ordered = {name: column[order] for name, column in columns.items()}
        return {
            "rank": np.arange(1, len(order) + 1),
            **ordered,
            "match_code": match_codes(ordered),
        }


def match_codes(columns: Mapping[str, Any]) -> NDArray[np.object_]:
    """Tier, layer, obligation, MELD and waiting days, each filled up to three places with "_".

    Texts are made once for each different start (all but the days) and each different number of days.
    """
    starts = columns["tier"].codes.astype(np.int64)
    for name in ("layer", "obligation_key", "meld_key"):
        starts = starts * _MORE_THAN_ANY_KEY + columns[name]
    codes: NDArray[np.object_] = _texts(starts, _start_of_code) + _texts(columns["wait_key_days"], _padded)
    return codes


_MORE_THAN_ANY_KEY = 1_000


def _start_of_code(number: int) -> str:
    parts = []
    for _ in range(3):
        number, key = divmod(number, _MORE_THAN_ANY_KEY)
        parts.append(_padded(key))
    return "".join([_padded(CLASSES[number]), *reversed(parts)])


def _padded(value: int | str) -> str:
    return str(value).ljust(3, "_")


def _texts(numbers: NDArray[np.int64], write: Callable[[int], str]) -> NDArray[np.object_]:
    """The text of each number, written once for each different one."""
    different, places = np.unique(numbers, return_inverse=True)
    texts = np.empty(len(different), dtype=object)
    texts[:] = [write(number) for number in different.tolist()]
    return texts[places]
