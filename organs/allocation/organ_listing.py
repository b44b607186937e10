"""What the policies for heart, lung, pancreas and intestine share: the list, its rows, their explanation."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.abo import ABORule, recipients
from organs.allocation.filtering import Filter
from organs.allocation.hla_columns import crossmatch_columns
from organs.allocation.organ import OrganInputs
from organs.allocation.ranking import Column, Ranking
from organs.allocation.steps import check_blood_group, require_active, require_criteria_met
from organs.allocation.versions import PolicyVersion

_DAY = 86_400


def begin_list(inputs: OrganInputs, parameters: Mapping[str, Any]) -> Filter:
    """Take out who isn't active or not compatible by blood group, and set aside who goes by another list."""
    check_blood_group(inputs.donor)
    candidates = inputs.candidates
    keep = Filter(candidates.candidate_id)
    require_active(keep, inputs, parameters)
    missing = np.isnat(candidates.listing_date)
    keep.take_out(missing, "data_incomplete", "The date of registration is missing.")
    compatible = recipients(ABORule.COMPATIBLE)[inputs.donor.blood_group]
    for group in candidates.blood_group.others(*compatible):
        text = f"Blood group {group} can't receive from {inputs.donor.blood_group}."
        keep.take_out(candidates.blood_group.among({group}), "abo_incompatible", text)
    for organ in candidates.goes_with.others(""):
        text = f"Waits for combined organs: the list of the {organ} decides, and takes this organ with it."
        keep.take_out(candidates.goes_with.among({organ}), "combined_organ", text, handle_first=True)
    return keep


def finish_list(keep: Filter, inputs: OrganInputs) -> NDArray[np.int64]:
    """Take out those whose criteria the donor doesn't meet; the places of those who stay."""
    require_criteria_met(keep, inputs)
    return keep.listed


def ranked(
    policy: PolicyVersion,
    inputs: OrganInputs,
    keep: Filter,
    *,
    order: NDArray[np.int64],
    values: Mapping[str, Column],
    csv_columns: tuple[str, ...],
) -> Ranking:
    """The ranking: the policy's own columns, and beside them those that all these lists have.

    `values` stand in the order of the input, `order` are the places in them by rank.
    """
    candidates, rows = inputs.candidates, keep.listed
    current = candidates.screening_is_current[rows]
    crossmatch = crossmatch_columns(candidates.unacceptable[:, rows], current, inputs.donor.hla)
    shared: dict[str, Column] = {
        "waiting_seconds": candidates.waiting_seconds[rows],
        "blood_group": candidates.blood_group[rows],
        "takes_with": candidates.takes_with[rows],
        "screening_is_current": current,
        "crossmatch": crossmatch.verdict,
        "crossmatch_antigens": crossmatch.antigens,
    }
    return Ranking(
        policy=policy,
        inputs=inputs,
        rows=rows[order],
        columns={
            "rank": np.arange(1, len(order) + 1),
            "candidate_id": candidates.candidate_id[rows[order]],
            **{name: column[order] for name, column in {**values, **shared}.items()},
        },
        csv_columns=csv_columns,
        excluded=keep.excluded,
        handle_first=keep.handle_first,
    )


def waiting_days(seconds: int) -> str:
    """A length of time in days: `412.5 days`."""
    return f"{seconds / _DAY:.1f} days"


def taken_along(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What an offer to this candidate takes with it."""
    if not row["takes_with"]:
        return ()
    return (
        f"Takes along, of the same donor: {row['takes_with']}. That organ's own list waits for this one.",
    )


def why_not_higher(row: Mapping[str, Any], above: Mapping[str, Any] | None, keys: Mapping[str, str]) -> str:
    """The first key in which the row above is ahead. `keys` are names with the words of what is ahead."""
    if row["rank"] == 1:
        return "First on the list."
    if above is None:
        return ""
    for name, words in keys.items():
        if above[name] != row[name]:
            return f"Rank {above['rank']} {words.format(above=above, row=row)}."
    return f"Rank {above['rank']} is equal in all of that and was registered earlier."
