"""How far candidates live from the donor, as ESP counts it, for its tiers and for extended allocation."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.kidney import KidneyInputs
from organs.allocation.versions import PolicyVersion

LOCATIONS = ("L", "S", "R", "H", "A")
"""Same centre, same subregion, same region, elsewhere in the country, abroad."""

SAME_COUNTRY, SAME_REGION, SAME_CENTRE = 2, 3, 4
"""Extended priority within the donor's country; the table's figures for others lie below."""

UNRANKED_COUNTRY = -2
"""Extended priority of a country that the table doesn't name."""

Bools = NDArray[np.bool_]
Small = NDArray[np.int8]


class Places:
    """Where the candidates of some rows live, seen from the donor."""

    def __init__(self, inputs: KidneyInputs, rows: NDArray[np.int64], facts: PolicyVersion) -> None:
        self._donor = inputs.donor
        self._parameters: Mapping[str, Any] = facts.parameters
        self._tables = facts.tables
        self._country = inputs.candidates.country[rows]
        self._region = inputs.candidates.region[rows]
        self._centre = inputs.candidates.centre[rows]
        self.in_country: Bools = self._country.among({self._donor.country})
        self.in_centre: Bools = self.in_country & self._centre.among({self._donor.centre})
        self.in_region: Bools = self._in_region()
        self.in_subregion: Bools = self._in_subregion()

    def location(self) -> Small:
        """Each candidate's place in LOCATIONS: the first that fits, as far as the donor's country has it."""
        cases = {
            "L": self.in_centre & self._has("countries_with_local_location"),
            "S": self.in_subregion,
            "R": self.in_region & self._has("countries_with_regional_location"),
            "H": self.in_country,
        }
        location = np.full(len(self.in_country), LOCATIONS.index("A"), dtype=np.int8)
        for name in reversed(cases):
            location[cases[name]] = LOCATIONS.index(name)
        return location

    def extended_priority(self) -> Small:
        """Highest first: same centre, same region, same country, then other countries by the table."""
        abroad = {
            row["candidate_country"]: int(row["priority"])
            for row in self._tables["extended_priority"]
            if row["donor_country"] == self._donor.country
        }
        priority = self._country.map(lambda country: abroad.get(country, UNRANKED_COUNTRY), np.int8)
        priority[self.in_country] = SAME_COUNTRY
        priority[self.in_region] = SAME_REGION
        priority[self.in_centre] = SAME_CENTRE
        return np.asarray(priority)

    def _in_region(self) -> Bools:
        if not self._has("countries_with_regions") or not self._donor.region:
            return np.zeros_like(self.in_country)
        return self.in_country & self._region.among({self._donor.region})

    def _in_subregion(self) -> Bools:
        """The candidate's centre and the donor's office (or centre) are in the same subregion."""
        subregions = {row["centre_or_office"]: row["subregion"] for row in self._tables["subregions"]}
        of_donor = subregions.get(self._donor.esp_office or self._donor.centre)
        if not self._has("countries_with_subregions") or of_donor is None:
            return np.zeros_like(self.in_country)
        centres = {centre for centre, subregion in subregions.items() if subregion == of_donor}
        return self.in_country & self._centre.among(centres)

    def _has(self, countries: str) -> bool:
        """Whether the donor's country is one of those that a parameter names."""
        return self._donor.country in self._parameters[countries]
