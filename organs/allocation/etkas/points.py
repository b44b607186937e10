"""The points of ETKAS and the order of its list."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.coded import Coded
from organs.allocation.hla_columns import count_mismatches, crossmatch_columns
from organs.allocation.kidney import KidneyInputs, age_group
from organs.allocation.mismatch_probability import abo_frequencies, is_homozygous, mismatch_probability
from organs.allocation.ranking import Column
from organs.allocation.rounding import half_up, half_up_each
from organs.allocation.waiting_time import seconds_since, waiting_points
from patients.hla import Locus
from patients.hla.columns import words_of
from patients.hla.typings import MATCHED_LOCI

TIERS = ("D3", "D2", "D1", "D0", "C", "B")
"""Best first."""

COMPONENTS = (
    "wait_points",
    "hla_points",
    "hla_ped_points",
    "mmp_points",
    "nat_balance_points",
    "reg_balance_points",
    "distance_points",
    "pediatric_bonus",
    "hu_bonus",
)
"""The columns that are summed to total_points."""

DISTANCES = ("L", "N", "I")
"""Local, national, international."""

_DAY = 86_400

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Listed:
    """The candidates on the list, each component a column in the order of the input."""

    def __init__(self, inputs: KidneyInputs, rows: Ints, parameters: Mapping[str, Any]) -> None:
        self.rows = rows
        self.parameters = parameters
        self.inputs = inputs
        self.donor = inputs.donor
        self.hla = inputs.candidates.hla[:, rows]
        self.country = inputs.candidates.country[rows]
        self.values: dict[str, NDArray[Any]] = {}
        self._measure()
        self._score()

    def order(self) -> Ints:
        """Tier, points, fewer mismatches, longer dialysis, earlier registration."""
        return np.lexsort(
            (
                self.inputs.candidates.registration[self.rows],
                -self.values["dialysis_seconds"],
                self.values["mm_total"],
                -self.values["total_points"],
                self.values["tier"],
            )
        )

    def columns(self, order: Ints) -> dict[str, Column]:
        """All columns in order of rank, codes turned into their names."""
        columns: dict[str, Column] = {"rank": np.arange(1, len(order) + 1)}
        columns["candidate_id"] = self.inputs.candidates.candidate_id[self.rows[order]]
        columns |= {name: column[order] for name, column in self.values.items()}
        columns["tier"] = Coded(self.values["tier"][order], TIERS)
        columns["distance"] = Coded(self.values["distance"][order], DISTANCES)
        columns["crossmatch"] = self.crossmatch.verdict[order]
        columns["crossmatch_antigens"] = self.crossmatch.antigens[order]
        return columns

    def _measure(self) -> None:
        """The raw values that points are given for."""
        candidates, rows, values = self.inputs.candidates, self.rows, self.values
        values["mm_broad_a"] = count_mismatches(self.donor.hla, self.hla, Locus.A)
        values["mm_broad_b"] = count_mismatches(self.donor.hla, self.hla, Locus.B)
        values["mm_split_dr"] = count_mismatches(self.donor.hla, self.hla, Locus.DR)
        values["mm_total"] = values["mm_broad_a"] + values["mm_broad_b"] + values["mm_split_dr"]
        values["dialysis_seconds"] = seconds_since(candidates.first_dialysis_date[rows], self.inputs.at)
        values["previous_wait_days"] = candidates.previous_wait_days[rows]
        values["vpra"] = candidates.vpra[rows]
        values["mmp_ten_thousandths"] = self._mismatch_probability()
        values["distance"] = self._distance()
        values |= self._paediatric()
        values["screening_is_current"] = candidates.screening_is_current[rows]
        self.crossmatch = crossmatch_columns(
            candidates.unacceptable[:, rows], values["screening_is_current"], self.donor.hla
        )
        values["unacceptable_clear"] = self.crossmatch.is_clear.astype(np.int8)

    def _score(self) -> None:
        values, parameters = self.values, self.parameters
        paediatric = values["paediatric"] != 0
        urgency = self.inputs.candidates.urgency[self.rows]
        values["wait_points"] = waiting_points(
            values["dialysis_seconds"],
            values["previous_wait_days"],
            per_year=parameters["waiting_points_per_year"],
            days_per_year=parameters["days_per_year"],
        )
        values["hla_points"] = self._hla_points()
        values["hla_ped_points"] = np.where(paediatric, values["hla_points"], 0)
        values["mmp_points"] = (values["mmp_ten_thousandths"] + 5_000) // 10_000
        values |= self._balance_points()
        points = [half_up(parameters["distance_points"][code]) for code in DISTANCES]
        values["distance_points"] = np.array(points, dtype=np.int64)[values["distance"]]
        values["pediatric_bonus"] = np.where(paediatric, half_up(parameters["paediatric_points"]), 0)
        values["hu_bonus"] = np.where(urgency.among({"HU"}), half_up(parameters["high_urgency_points"]), 0)
        values["total_points"] = np.sum([values[name] for name in COMPONENTS], axis=0)
        values |= self._tier(paediatric)

    def _mismatch_probability(self) -> Ints:
        candidates = self.inputs.candidates
        known = abo_frequencies()
        groups = candidates.blood_group[self.rows]
        frequency = groups.map(lambda group: known.get(group, 0.0), np.float64)
        return mismatch_probability(
            self.hla,
            frequency,
            candidates.vpra[self.rows],
            donors=self.parameters["mismatch_probability_donors"],
            unknown_frequency=self.parameters["unknown_antigen_frequency"],
        )

    def _distance(self) -> Ints:
        """0 local, 1 national, 2 international."""
        same_country = self.country.among({self.donor.country})
        local = same_country
        if self.donor.country in self.parameters["countries_with_regions"]:
            local = same_country & self.inputs.candidates.region[self.rows].among({self.donor.region})
        return np.where(local, 0, np.where(same_country, 1, 2))

    def _paediatric(self) -> dict[str, NDArray[Any]]:
        """1 if below 18 at the match, 2 if registered below 18 in a country that keeps the status, else 0."""
        candidates, parameters = self.inputs.candidates, self.parameters
        limit = parameters["paediatric_below_years"] * parameters["days_per_year"] * _DAY
        born = candidates.birth_date[self.rows].astype(np.int64) * _DAY
        registered = candidates.listing_date[self.rows].astype(np.int64) * _DAY
        keeps = ~self.country.among(set(parameters["countries_without_paediatric_status_kept"]))
        below_now = int(self.inputs.at.timestamp()) - born < limit
        below_then = keeps & (registered - born < limit)
        return {"paediatric": np.where(below_now, 1, np.where(below_then, 2, 0))}

    def _hla_points(self) -> Ints:
        parameters, values = self.parameters, self.values
        table = np.array(
            [
                half_up(
                    parameters["hla_points"]
                    - parameters["mismatch_points_a"] * a
                    - parameters["mismatch_points_b"] * b
                    - parameters["mismatch_points_dr"] * dr
                )
                for a in range(3)
                for b in range(3)
                for dr in range(3)
            ],
            dtype=np.int64,
        )
        points: Ints = table[values["mm_broad_a"] * 9 + values["mm_broad_b"] * 3 + values["mm_split_dr"]]
        return points

    def _balance_points(self) -> dict[str, NDArray[Any]]:
        """Points, and the balances they are given for."""
        balances, donor, parameters = self.inputs.balances, self.donor, self.parameters
        group = age_group(donor.age)
        national = self.country.map(lambda country: balances.of_country(group, country), np.float64)
        regional = np.zeros(len(self.rows))
        if donor.country in parameters["countries_with_regional_balance"]:
            centre = self.inputs.candidates.centre[self.rows]
            of_centre = centre.map(lambda name: balances.of_centre(group, donor.country, name), np.float64)
            regional = np.where(self.country.among({donor.country}), of_centre, 0.0)
        return {
            "nat_balance": national,
            "reg_balance": regional,
            "nat_balance_points": half_up_each(parameters["national_balance_points"] * national),
            "reg_balance_points": half_up_each(parameters["regional_balance_points"] * regional),
        }

    def _tier(self, paediatric: Bools) -> dict[str, NDArray[Any]]:
        """The tier as its place in TIERS; homozygous loci of a zero-mismatch candidate, -1 for others."""
        zero_mismatch = self.values["mm_total"] == 0
        level = np.zeros(len(self.rows), dtype=np.int64)
        donor = words_of([self.donor.hla.mask])
        if all(is_homozygous(donor, locus)[0] for locus in MATCHED_LOCI):
            for locus in MATCHED_LOCI:
                level += is_homozygous(self.hla, locus)
        is_child_to_child = paediatric & (self.donor.age < self.parameters["paediatric_below_years"])
        below = np.where(is_child_to_child, TIERS.index("C"), TIERS.index("B"))
        return {
            "tier": np.where(zero_mismatch, TIERS.index("D0") - level, below),
            "homozygous_loci": np.where(zero_mismatch, level, -1),
        }
