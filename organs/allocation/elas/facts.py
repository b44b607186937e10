"""What the decision tables of the liver list ask about: the donor, each candidate, and the two together."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.abo import ABORule, may_receive
from organs.allocation.coded import Coded
from organs.allocation.decisions import Fact
from organs.allocation.elas.centres import Centre, centre_of
from organs.allocation.liver import LiverCandidates, LiverInputs, Obligation

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


class ListFacts:
    """Donor and candidates as one list sees them; `rows` are the candidates' places in the input."""

    def __init__(
        self, inputs: LiverInputs, centre: Centre, parameters: Mapping[str, Any], rows: Ints | None = None
    ) -> None:
        self.inputs = inputs
        self.donor = inputs.donor
        self.allocation_centre = centre
        self.parameters = parameters
        self.rows = np.arange(len(inputs.candidates)) if rows is None else rows
        everyone = inputs.candidates
        self.candidates = everyone if rows is None else _only(everyone, rows)

    def __len__(self) -> int:
        return len(self.candidates)

    def only(self, rows: Ints) -> "ListFacts":
        """The same list with these candidates only."""
        return ListFacts(self.inputs, self.allocation_centre, self.parameters, rows)

    @property
    def list_country(self) -> str:
        return self.allocation_centre.country

    @property
    def donor_ped(self) -> bool:
        weight = self.donor.weight_kg
        return weight is not None and weight < self.parameters["paediatric_donor_below_kg"]

    @cached_property
    def national(self) -> Bools:
        return self.candidates.country.among({self.list_country})

    @cached_property
    def local(self) -> Bools:
        return self.national & self.candidates.centre.among({self.allocation_centre.code})

    @cached_property
    def regional(self) -> Bools:
        """Local or in the allocation centre's region, in countries with regions; nowhere else."""
        if self.list_country not in self.parameters["countries_with_regions"]:
            return np.zeros(len(self), dtype=np.bool_)
        region = self.allocation_centre.region
        return self.local | (self.national & self.candidates.region.among({region} if region else ()))

    @cached_property
    def distance_class(self) -> Coded:
        """A abroad, L at the procuring centre, R in the region, H elsewhere in the country."""
        codes = np.full(len(self), 3, dtype=np.int32)
        codes[self.regional] = 2
        codes[self.national & self.candidates.centre.among({self.donor.centre})] = 1
        codes[~self.national] = 0
        return Coded(codes, ("A", "L", "R", "H"))

    @cached_property
    def age_hundredths(self) -> Ints:
        """Age at the match in hundredths of a year, half up; years have 365.25 days."""
        day = np.datetime64(self.inputs.at.date(), "D")
        days = (day - self.candidates.birth_date).astype(np.float64)
        ages: Ints = np.floor(100 * (days / self.parameters["days_per_year"]) + 0.5).astype(np.int64)
        return ages

    @cached_property
    def cand_ped(self) -> Bools:
        up_to: int = self.parameters["paediatric_candidate_up_to_years"]
        return np.asarray(self.age_hundredths <= up_to * 100)

    @cached_property
    def lowweight(self) -> Bools:
        return np.asarray(self.candidates.weight_kg < self.parameters["low_weight_below_kg"])

    @cached_property
    def high_urgency(self) -> Bools:
        return self.candidates.urgency.among({"HU"})

    @cached_property
    def aco(self) -> Bools:
        return ~np.isnat(self.candidates.aco_since)

    @cached_property
    def abo_identical(self) -> Bools:
        return self.candidates.blood_group.among({self.donor.blood_group})

    def may_receive(self, rule: ABORule) -> Bools:
        """Where the candidate's blood group may receive from the donor's by a rule."""
        return self.candidates.blood_group.map(
            lambda group: may_receive(group, donor=self.donor.blood_group, rule=rule), np.bool_
        )

    @cached_property
    def abo_type1(self) -> Bools:
        return self.may_receive(ABORule.LIVER_1)

    @cached_property
    def abo_type2(self) -> Bools:
        return self.may_receive(ABORule.LIVER_2)

    @cached_property
    def meld_reaches_threshold(self) -> Bools:
        return np.asarray(self.candidates.meld_national >= self.parameters["type1_from_meld"])

    @cached_property
    def obligation_numbers(self) -> Ints:
        """The number of the obligation that each candidate's party holds against the list's, 0 for none."""
        held = obligation_numbers(self.inputs, self._debtor)
        by_centre = self.candidates.centre.map(
            lambda code: held.get(_party_of_centre(code, self.parameters), 0), np.int64
        )
        by_country = self.candidates.country.map(lambda country: held.get(country, 0), np.int64)
        are_centres = self.candidates.country.among(self.parameters["countries_with_centres_as_parties"])
        numbers: Ints = np.where(are_centres, by_centre, by_country)
        return numbers

    @property
    def _debtor(self) -> str:
        centres_are_parties = self.list_country in self.parameters["countries_with_centres_as_parties"]
        return self.allocation_centre.code if centres_are_parties else self.list_country

    @cached_property
    def by_name(self) -> Mapping[str, Fact]:
        """By the names of the tables' conditions, those known before tier and layer."""
        return {
            "offer": "split" if self.donor.is_split else "whole",
            "offer_code": self.donor.offer_code,
            "alloc_country": self.list_country,
            "recipient_country": self.candidates.country,
            "dcd": self.donor.is_dcd,
            "donor_ped": self.donor_ped,
            "cand_ped": self.cand_ped,
            "hu": self.high_urgency,
            "aco": self.aco,
            "local": self.local,
            "national": self.national,
            "international": ~self.national,
            "lowweight": self.lowweight,
            "abo_identical": self.abo_identical,
            "abo_type1": self.abo_type1,
            "abo_type2": self.abo_type2,
            "meld_ge_30": self.meld_reaches_threshold,
            "has_obligation": self.obligation_numbers > 0,
        }


def obligation_numbers(inputs: LiverInputs, debtor: str) -> dict[str, int]:
    """By creditor, the number of its oldest open obligation: the newest of them is 1, the oldest highest."""
    oldest: dict[str, Obligation] = {}
    for obligation in inputs.obligations:
        if (obligation.blood_group, obligation.debtor) != (inputs.donor.blood_group, debtor):
            continue
        if obligation.started_at > inputs.at:
            continue
        known = oldest.get(obligation.creditor)
        if known is None or obligation.started_at < known.started_at:
            oldest[obligation.creditor] = obligation
    newest_first = sorted(oldest.values(), key=lambda obligation: obligation.started_at, reverse=True)
    return {obligation.creditor: number for number, obligation in enumerate(newest_first, 1)}


def _party_of_centre(code: str, parameters: Mapping[str, Any]) -> str:
    centre = centre_of(code, parameters)
    return centre.obligation_party if centre else code


def _only(candidates: LiverCandidates, rows: Ints) -> LiverCandidates:
    return LiverCandidates(**{name: column[rows] for name, column in vars(candidates).items()})
