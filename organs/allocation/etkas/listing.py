"""Who is on the ETKAS list, and why not."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from organs.allocation.abo import may_receive
from organs.allocation.filtering import Filter
from organs.allocation.kidney import KidneyCandidates, KidneyDonor, KidneyInputs
from organs.allocation.kidney_listing import (
    require_dcd_accepted,
    require_identical_blood_group,
    require_valid_pra,
)
from organs.allocation.steps import (
    check_blood_group,
    require_active,
    require_criteria_met,
    set_aside,
)
from organs.allocation.versions import DonorRefused
from patients.hla.columns import split_words
from patients.hla.nomenclature import locus_mask
from patients.hla.typings import MATCHED_LOCI


def check_donor(donor: KidneyDonor, parameters: Mapping[str, Any]) -> None:
    """Raise DonorRefused when ETKAS is not for this donor, or a fact it needs is missing."""
    limit = parameters["donor_age_below"]
    if donor.age >= limit:
        raise DonorRefused(
            f"ETKAS is for donors below {limit}: a donor of {donor.age:g} goes to the senior programme (ESP)."
        )
    if donor.age < 0:
        raise DonorRefused(f"The donor's age is {donor.age:g}.")
    check_blood_group(donor)
    if untyped := donor.hla.untyped_matched_loci:
        loci = ", ".join(locus.label for locus in untyped)
        raise DonorRefused(f"The donor is not typed at {loci}: mismatches can't be counted.")


def filter_candidates(inputs: KidneyInputs, parameters: Mapping[str, Any]) -> Filter:
    """Take out who isn't on the ETKAS list; the first step that applies gives the reason."""
    candidates, donor = inputs.candidates, inputs.donor
    keep = Filter(candidates.candidate_id)
    require_active(keep, inputs, parameters)
    _set_aside_other_programmes(keep, candidates, donor)
    require_identical_blood_group(keep, inputs)
    require_dcd_accepted(keep, inputs, parameters)
    require_valid_pra(keep, candidates)
    _require_complete(keep, candidates)
    require_criteria_met(keep, inputs)
    return keep


def _set_aside_other_programmes(keep: Filter, candidates: KidneyCandidates, donor: KidneyDonor) -> None:
    can_receive = candidates.blood_group.map(
        lambda group: may_receive(group, donor=donor.blood_group), np.bool_
    )
    for flags, step, programme in (
        (
            candidates.acceptable_mismatch_programme,
            "acceptable_mismatch_programme",
            "Acceptable mismatch programme",
        ),
        (candidates.combined_organ, "combined_organ", "Waits for combined organs"),
    ):
        set_aside(keep, flags & can_receive, step, programme)


def _require_complete(keep: Filter, candidates: KidneyCandidates) -> None:
    for locus in MATCHED_LOCI:
        mask = np.uint64(split_words(locus_mask(locus))[locus.word])
        text = f"Not typed at {locus.label}: mismatches can't be counted."
        keep.take_out(candidates.hla[locus.word] & mask == 0, "data_incomplete", text)
    for missing, what in (
        (np.isnat(candidates.birth_date), "date of birth"),
        (np.isnat(candidates.listing_date), "date of registration"),
        (np.isnan(candidates.vpra), "vPRA"),
    ):
        keep.take_out(missing, "data_incomplete", f"The {what} is missing.")
