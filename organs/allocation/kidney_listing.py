"""Steps by which kidney lists take candidates out, shared by their policies."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.abo import BLOOD_GROUPS
from organs.allocation.coded import Coded
from organs.allocation.criteria import AcceptanceCriteria, MostMismatches
from organs.allocation.filtering import Filter
from organs.allocation.hla_columns import count_mismatches
from organs.allocation.kidney import NO_CRITERIA, KidneyCandidates, KidneyDonor, KidneyInputs
from organs.allocation.versions import DonorRefused
from patients.hla.typings import MATCHED_LOCI


def check_blood_group(donor: KidneyDonor) -> None:
    """Raise DonorRefused when the donor's blood group is none."""
    if donor.blood_group not in BLOOD_GROUPS:
        raise DonorRefused(f"The donor's blood group is {donor.blood_group!r}, not one of O, A, B, AB.")


def require_active(keep: Filter, inputs: KidneyInputs, parameters: Mapping[str, Any]) -> None:
    """Take out those registered later and those without an active urgency."""
    candidates = inputs.candidates
    too_late = candidates.listing_date > np.datetime64(inputs.at.date())
    keep.take_out(too_late, "not_registered_yet", "Registered after the moment of the match.")
    for urgency in candidates.urgency.others(*parameters["active_urgencies"]):
        text = f"Not active: urgency {urgency or 'not stated'}."
        keep.take_out(candidates.urgency.among({urgency}), "inactive", text)


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


def set_aside(keep: Filter, flags: NDArray[np.bool_], step: str, programme: str) -> None:
    """Show those of another programme above the list instead of ranking them."""
    keep.take_out(flags, step, f"{programme}: not ranked by this policy, handle first.", handle_first=True)


def criteria_objections(inputs: KidneyInputs, rows: NDArray[np.int64]) -> Coded:
    """What the programme's or the candidate's own criteria have against the donor: empty where nothing."""
    cases, case_of_row = _cases(inputs, rows)
    criteria = inputs.candidates.criteria
    of_donor = [one.objections(inputs.donor.profile) for one in criteria]
    texts = [_objections(inputs.donor, criteria, of_donor, *case) for case in cases]
    return Coded(case_of_row, tuple(texts))


def _cases(inputs: KidneyInputs, rows: NDArray[np.int64]) -> tuple[list[list[int]], NDArray[np.int64]]:
    """The different (programme's, own criteria, A, B, DR mismatches), and which of them each row is."""
    candidates = inputs.candidates
    words = candidates.hla[:, rows]
    parts: list[NDArray[Any]] = [candidates.programme_criteria[rows], candidates.own_criteria[rows]]
    parts += [count_mismatches(inputs.donor.hla, words, locus) for locus in MATCHED_LOCI]
    size = len(candidates.criteria) + 1
    key = (parts[0].astype(np.int64) + 1) * size + parts[1] + 1
    for mismatches in parts[2:]:
        key = key * 3 + mismatches
    _, examples, case_of_row = np.unique(key, return_index=True, return_inverse=True)
    return [[int(part[example]) for part in parts] for example in examples.tolist()], case_of_row


def _objections(
    donor: KidneyDonor,
    criteria: Sequence[AcceptanceCriteria],
    of_donor: Sequence[tuple[str, ...]],
    programme: int,
    own: int,
    *mismatches: int,
) -> str:
    """Every ground of one case, as one text; empty when all criteria are met."""
    grounds = [
        f"{whose}: {ground}"
        for whose, number in (("Programme", programme), ("Candidate", own))
        if number != NO_CRITERIA
        for ground in (*of_donor[number], *_of_match(donor, criteria[number].most_mismatches, *mismatches))
    ]
    return "; ".join(grounds)


def _of_match(donor: KidneyDonor, most: MostMismatches, *mismatches: int) -> list[str]:
    if most != MostMismatches() and (untyped := donor.hla.untyped_matched_loci):
        loci = ", ".join(locus.label for locus in untyped)
        return [f"the donor is not typed at {loci}, so mismatches can't be counted"]
    return most.objections(*mismatches)
