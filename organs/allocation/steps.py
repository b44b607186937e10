"""Steps by which lists take candidates out, shared by the policies of several organs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from organs.allocation.abo import BLOOD_GROUPS
from organs.allocation.coded import Coded
from organs.allocation.columns import Dates
from organs.allocation.criteria import NO_CRITERIA, AcceptanceCriteria, MostMismatches
from organs.allocation.donor import OrganDonor
from organs.allocation.filtering import Filter
from organs.allocation.hla_columns import count_mismatches
from organs.allocation.ranking import Reason
from organs.allocation.versions import DonorRefused
from patients.hla.columns import Words
from patients.hla.typings import MATCHED_LOCI


class ListCandidates(Protocol):
    """The columns of candidates that the steps look at."""

    @property
    def urgency(self) -> Coded: ...

    @property
    def listing_date(self) -> Dates: ...

    @property
    def hla(self) -> Words: ...

    @property
    def criteria(self) -> tuple[AcceptanceCriteria, ...]: ...

    @property
    def programme_criteria(self) -> NDArray[np.int32]: ...

    @property
    def own_criteria(self) -> NDArray[np.int32]: ...


class ListInputs(Protocol):
    """What the steps look at."""

    @property
    def donor(self) -> OrganDonor: ...

    @property
    def candidates(self) -> ListCandidates: ...

    @property
    def at(self) -> datetime: ...


def check_blood_group(donor: OrganDonor) -> None:
    """Raise DonorRefused when the donor's blood group is none."""
    if donor.blood_group not in BLOOD_GROUPS:
        raise DonorRefused(f"The donor's blood group is {donor.blood_group!r}, not one of O, A, B, AB.")


def require_active(keep: Filter, inputs: ListInputs, parameters: Mapping[str, Any]) -> None:
    """Take out those registered later and those without an active urgency."""
    candidates = inputs.candidates
    too_late = candidates.listing_date > np.datetime64(inputs.at.date())
    keep.take_out(too_late, "not_registered_yet", "Registered after the moment of the match.")
    for urgency in candidates.urgency.others(*parameters["active_urgencies"]):
        text = f"Not active: urgency {urgency or 'not stated'}."
        keep.take_out(candidates.urgency.among({urgency}), "inactive", text)


def set_aside(keep: Filter, flags: NDArray[np.bool_], step: str, programme: str) -> None:
    """Show those of another programme above the list instead of ranking them."""
    keep.take_out(flags, step, f"{programme}: not ranked by this policy, handle first.", handle_first=True)


def require_criteria_met(keep: Filter, inputs: ListInputs) -> None:
    """Take out those whose programme's or own criteria the donor doesn't meet, naming every ground."""
    candidates = inputs.candidates
    has_criteria = (candidates.programme_criteria != NO_CRITERIA) | (candidates.own_criteria != NO_CRITERIA)
    rows = np.flatnonzero(keep.still_in & has_criteria)
    if not len(rows):
        return
    objections = criteria_objections(inputs, rows)
    reasons = [Reason("criteria", f"{text}.") for text in objections.values]
    objected = np.flatnonzero(~objections.among({""}))
    keep.take_out_each(rows[objected], [reasons[code] for code in objections.codes[objected].tolist()])


def criteria_objections(inputs: ListInputs, rows: NDArray[np.int64]) -> Coded:
    """What the programme's or the candidate's own criteria have against the donor: empty where nothing."""
    cases, case_of_row = _cases(inputs, rows)
    criteria = inputs.candidates.criteria
    of_donor = [one.objections(inputs.donor.profile) for one in criteria]
    texts = [_objections(inputs.donor, criteria, of_donor, *case) for case in cases]
    return Coded(case_of_row, tuple(texts))


def _cases(inputs: ListInputs, rows: NDArray[np.int64]) -> tuple[list[list[int]], NDArray[np.int64]]:
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
    donor: OrganDonor,
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


def _of_match(donor: OrganDonor, most: MostMismatches, *mismatches: int) -> list[str]:
    if most != MostMismatches() and (untyped := donor.hla.untyped_matched_loci):
        loci = ", ".join(locus.label for locus in untyped)
        return [f"the donor is not typed at {loci}, so mismatches can't be counted"]
    return most.objections(*mismatches)
