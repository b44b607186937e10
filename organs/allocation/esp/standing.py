"""Tier, points and order of the ESP list, and to whom of it kidneys may be offered."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from organs.allocation.esp.listing import age_seconds, is_senior
from organs.allocation.esp.places import LOCATIONS, Places
from organs.allocation.esp.tiers import TIERS, tiers_of
from organs.allocation.hla_columns import count_mismatches, crossmatch_columns
from organs.allocation.kidney import KidneyInputs
from organs.allocation.ranking import Column
from organs.allocation.steps import criteria_objections
from organs.allocation.versions import PolicyVersion
from organs.allocation.waiting_time import seconds_since, waiting_points
from patients.hla import Locus
from patients.hla.columns import split_words
from patients.hla.nomenclature import locus_mask
from patients.hla.typings import MATCHED_LOCI

COMPONENTS = ("wait_points",)
"""The columns that are summed to total_points."""

_DAY = 86_400
_MISMATCHES = {Locus.A: "mm_broad_a", Locus.B: "mm_broad_b", Locus.DR: "mm_split_dr"}

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Listed:
    """The candidates on the list, each value a column in the order of the input."""

    def __init__(self, inputs: KidneyInputs, rows: Ints, facts: PolicyVersion) -> None:
        self.rows = rows
        self.facts = facts
        self.parameters = facts.parameters
        self.inputs = inputs
        self.values: dict[str, NDArray[Any]] = {}
        self.places = Places(inputs, rows, facts)
        self._measure()
        self._score()
        self._judge_offers()

    def order(self) -> Ints:
        """Tier, high urgency, points, earlier registration."""
        values = self.values
        return np.lexsort(
            (
                self.inputs.candidates.registration[self.rows],
                -values["total_points"],
                -values["hu"],
                values["tier"],
            )
        )

    def columns(self, order: Ints) -> dict[str, Column]:
        """All columns in order of rank, codes turned into their names."""
        columns: dict[str, Column] = {"rank": np.arange(1, len(order) + 1)}
        columns["candidate_id"] = self.inputs.candidates.candidate_id[self.rows[order]]
        columns |= {name: column[order] for name, column in self.values.items()}
        columns["tier"] = Coded(self.values["tier"][order], TIERS)
        columns["location"] = Coded(self.values["location"][order], LOCATIONS)
        columns["extended_rank"] = _extended_ranks(columns["extended_priority"])
        columns["kidney_programme"] = self.inputs.candidates.kidney_programme[self.rows[order]]
        columns["objections"] = self.objections[order]
        columns["crossmatch"] = self.crossmatch.verdict[order]
        columns["crossmatch_antigens"] = self.crossmatch.antigens[order]
        return columns

    def _measure(self) -> None:
        candidates, rows, values, places = self.inputs.candidates, self.rows, self.values, self.places
        age = age_seconds(self.inputs)[rows]
        values["age_years"] = (age / (self.parameters["days_per_year"] * _DAY)).astype(np.int64)
        values["senior"] = is_senior(self.inputs, self.parameters)[rows].astype(np.int8)
        values["hu"] = candidates.urgency[rows].among({"HU"}).astype(np.int8)
        values["dialysis_seconds"] = seconds_since(candidates.first_dialysis_date[rows], self.inputs.at)
        values["previous_wait_days"] = candidates.previous_wait_days[rows]
        values["location"] = places.location()
        values["same_subregion"] = places.in_subregion.astype(np.int8)
        values["extended_priority"] = places.extended_priority()
        values["accepts_esp"] = candidates.accepts_esp[rows]
        values["accepts_extended_esp"] = candidates.accepts_extended_esp[rows]
        values["vpra"] = _or_none(candidates.vpra[rows], np.isnan(candidates.vpra[rows]))
        values |= self._mismatches()
        values["screening_is_current"] = candidates.screening_is_current[rows]
        self.crossmatch = crossmatch_columns(
            candidates.unacceptable[:, rows], values["screening_is_current"], self.inputs.donor.hla
        )
        values["unacceptable_clear"] = self.crossmatch.is_clear.astype(np.int8)

    def _mismatches(self) -> dict[str, NDArray[Any]]:
        """For information, they count for nothing; None where either side is not typed at the locus."""
        donor, words = self.inputs.donor.hla, self.inputs.candidates.hla[:, self.rows]
        columns: dict[str, NDArray[Any]] = {}
        unknown = np.zeros(len(self.rows), dtype=bool)
        total = np.zeros(len(self.rows), dtype=np.int64)
        for locus in MATCHED_LOCI:
            counted = count_mismatches(donor, words, locus)
            total += counted
            untyped = words[locus.word] & np.uint64(split_words(locus_mask(locus))[locus.word]) == 0
            untyped |= not donor.is_typed_at(locus)
            unknown |= untyped
            columns[_MISMATCHES[locus]] = _or_none(counted, untyped)
        return columns | {"mm_total": _or_none(total, unknown)}

    def _score(self) -> None:
        values, parameters = self.values, self.parameters
        values["wait_points"] = waiting_points(
            values["dialysis_seconds"],
            values["previous_wait_days"],
            per_year=parameters["waiting_points_per_year"],
            days_per_year=parameters["days_per_year"],
        )
        values["total_points"] = np.sum([values[name] for name in COMPONENTS], axis=0)
        chose_esp = self.inputs.candidates.kidney_programme[self.rows].among({"ESP"}).astype(np.int8)
        table = tiers_of(self.facts.tables["tiers"], self.inputs.donor.country)
        tier = table[values["senior"], values["location"], chose_esp, values["same_subregion"]]
        if np.any(tier < 0):
            raise ValueError(f"The tiers of {self.facts.label} have no rule for some of the candidates.")
        values["tier"] = tier

    def _judge_offers(self) -> None:
        """Who may be offered to: in the standard allocation, and after it in the extended one."""
        values = self.values
        self.objections = criteria_objections(self.inputs, self.rows)
        refuses_extended = values["accepts_extended_esp"] == 0
        profile = self.objections.among({""}) & ~refuses_extended & (values["accepts_esp"] != 0)
        standard = Coded(values["tier"], TIERS).among(self.parameters["tiers_in_standard_allocation"])
        is_clear = self.crossmatch.is_clear
        values["profile_compatible"] = profile.astype(np.int8)
        values["offerable_standard"] = (is_clear & profile & standard).astype(np.int8)
        values["offerable_extended"] = (is_clear & ~refuses_extended).astype(np.int8)


def _extended_ranks(priority: Column) -> Ints:
    """Each rank's place when the list is sorted anew by extended priority, equals as they stand."""
    assert isinstance(priority, np.ndarray)
    ranks = np.empty(len(priority), dtype=np.int64)
    ranks[np.argsort(-priority, kind="stable")] = np.arange(1, len(priority) + 1)
    return ranks


def _or_none(values: NDArray[Any], where: Bools) -> NDArray[np.object_]:
    """The values as plain ones, None where the condition holds."""
    column = values.astype(object)
    column[where] = None
    return column
