"""Who is on the ESP list, and why not."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.filtering import Filter
from organs.allocation.kidney import KidneyDonor, KidneyInputs
from organs.allocation.kidney_listing import (
    require_dcd_accepted,
    require_identical_blood_group,
    require_valid_pra,
)
from organs.allocation.steps import check_blood_group, require_active, set_aside
from organs.allocation.versions import DonorRefused

_DAY = 86_400


def check_donor(donor: KidneyDonor, parameters: Mapping[str, Any]) -> None:
    """Raise DonorRefused when ESP is not for this donor."""
    limit = parameters["donor_age_from"]
    if donor.age < limit:
        raise DonorRefused(
            f"ESP is for donors of {limit} and more: the kidneys of a donor of {donor.age:g} go by ETKAS."
        )
    check_blood_group(donor)


def filter_candidates(inputs: KidneyInputs, parameters: Mapping[str, Any]) -> Filter:
    """Take out who isn't on the ESP list; the first step that applies gives the reason."""
    candidates = inputs.candidates
    keep = Filter(candidates.candidate_id)
    require_active(keep, inputs, parameters)
    require_identical_blood_group(keep, inputs)
    require_dcd_accepted(keep, inputs, parameters)
    _require_eligible(keep, inputs, parameters)
    set_aside(
        keep,
        candidates.acceptable_mismatch_programme,
        "acceptable_mismatch_programme",
        "Acceptable mismatch programme",
    )
    set_aside(keep, candidates.combined_organ, "combined_organ", "Waits for combined organs")
    require_valid_pra(keep, candidates)
    return keep


def age_seconds(inputs: KidneyInputs) -> NDArray[np.int64]:
    """Each candidate's age at the match, from midnight (UTC) of the birth date; 0 without one."""
    born = inputs.candidates.birth_date
    days = np.where(np.isnat(born), 0, born.astype(np.int64))
    return np.where(np.isnat(born), 0, int(inputs.at.timestamp()) - days * _DAY)


def is_senior(inputs: KidneyInputs, parameters: Mapping[str, Any]) -> NDArray[np.bool_]:
    """True from the age of 65 on, in years of 365.25 days."""
    limit = parameters["senior_from_years"] * parameters["days_per_year"] * _DAY
    return np.asarray(age_seconds(inputs) >= limit)


def _require_eligible(keep: Filter, inputs: KidneyInputs, parameters: Mapping[str, Any]) -> None:
    candidates = inputs.candidates
    missing = np.isnat(candidates.birth_date)
    keep.take_out(missing, "data_incomplete", "The date of birth is missing.")
    below = ~is_senior(inputs, parameters) & (candidates.accepts_extended_esp != 1)
    text = f"Below {parameters['senior_from_years']}, and extended ESP is not accepted."
    keep.take_out(below, "not_esp_eligible", text)
