"""Steps by which kidney lists take candidates out, shared by their policies."""

from collections.abc import Mapping
from typing import Any

from organs.allocation.filtering import Filter
from organs.allocation.kidney import KidneyCandidates, KidneyInputs


def require_identical_blood_group(keep: Filter, inputs: KidneyInputs) -> None:
    """Take out those of another blood group than the donor's."""
    groups, donor = inputs.candidates.blood_group, inputs.donor
    for group in groups.others(donor.blood_group):
        text = f"Blood group {group} is not identical to the donor's {donor.blood_group}."
        keep.take_out(groups.among({group}), "abo_not_identical", text)


def require_dcd_accepted(keep: Filter, inputs: KidneyInputs, parameters: Mapping[str, Any]) -> None:
    """Take out those whose country takes no kidneys after circulatory death, if the donor's are."""
    if not inputs.donor.is_dcd:
        return
    countries = inputs.candidates.country
    for country in countries.others(*parameters["countries_accepting_dcd"]):
        text = f"Donation after circulatory death is not accepted in {country}."
        keep.take_out(countries.among({country}), "dcd_country", text)


def require_valid_pra(keep: Filter, candidates: KidneyCandidates) -> None:
    """Take out those whose antibody screening is not valid, or who have none."""
    keep.take_out(~candidates.valid_pra, "pra_not_valid", "The antibody screening (PRA) is not valid.")
