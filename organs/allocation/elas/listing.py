"""Who is on the liver list, and why not."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from organs.allocation.abo import BLOOD_GROUPS, ABORule
from organs.allocation.coded import Coded
from organs.allocation.decisions import DecisionTable
from organs.allocation.elas.centres import Centre, centre_of
from organs.allocation.elas.facts import ListFacts
from organs.allocation.filtering import Filter
from organs.allocation.liver import OFFER_CODES, LiverDonor
from organs.allocation.versions import DATA, DonorRefused

ABO_CHOICE = DecisionTable.read(DATA / "elas_abo_choice_rules.csv", results=("seq", "result"))

RULES = {"full": ABORule.COMPATIBLE, "type1": ABORule.LIVER_1, "type2": ABORule.LIVER_2}
RULE_WORDS = {
    "full": "compatible",
    "type1": "identical, O to B, or A and B to AB",
    "type2": "identical, or A and B to AB",
}


def check_donor(donor: LiverDonor, parameters: Mapping[str, Any]) -> Centre:
    """The centre whose list it is; raises DonorRefused when ELAS is not for this donor."""
    if donor.blood_group not in BLOOD_GROUPS:
        raise DonorRefused(f"The donor's blood group is {donor.blood_group!r}, not one of O, A, B, AB.")
    if donor.offer_code not in OFFER_CODES:
        codes = ", ".join(f"{code} {name}" for code, name in OFFER_CODES.items())
        raise DonorRefused(f"{donor.offer_code} is not a code of what is offered: expected {codes}.")
    centre = centre_of(donor.allocation_centre, parameters)
    if centre is None:
        raise DonorRefused(f"{donor.allocation_centre!r} is not a centre of a country with this list.")
    return centre


def filter_candidates(facts: ListFacts) -> Filter:
    """Take out who isn't on the list; the first step that applies gives the reason."""
    candidates, donor, parameters = facts.candidates, facts.donor, facts.parameters
    keep = Filter(candidates.candidate_id)
    too_late = candidates.listing_date > np.datetime64(facts.inputs.at.date())
    keep.take_out(too_late, "not_registered_yet", "Registered after the moment of the match.")
    for urgency in candidates.urgency.others(*parameters["active_urgencies"]):
        text = f"Not active: urgency {urgency or 'not stated'}."
        keep.take_out(candidates.urgency.among({urgency}), "inactive", text)
    _require_complete(keep, facts)
    for group in candidates.blood_group.values:
        text = f"Blood group {group} can't receive from {donor.blood_group}."
        incompatible = ~facts.may_receive(ABORule.COMPATIBLE) & candidates.blood_group.among({group})
        keep.take_out(incompatible, "abo_incompatible", text)
    if donor.is_dcd:
        for country in candidates.country.others(*parameters["countries_accepting_dcd"]):
            text = f"Donation after circulatory death is not accepted in {country}."
            keep.take_out(candidates.country.among({country}), "dcd_country", text)
    _require_abo_rule(keep, facts)
    return keep


def _require_complete(keep: Filter, facts: ListFacts) -> None:
    candidates = facts.candidates
    for missing, what in (
        (np.isnat(candidates.birth_date), "date of birth"),
        (np.isnat(candidates.listing_date), "date of registration"),
        (~candidates.blood_group.among(BLOOD_GROUPS), "blood group"),
        (facts.high_urgency & np.isnat(candidates.hu_since), "day of high urgency"),
    ):
        keep.take_out(missing, "data_incomplete", f"The {what} is missing.")


def _require_abo_rule(keep: Filter, facts: ListFacts) -> None:
    rules = abo_rules(facts)
    for name, rule in RULES.items():
        allowed = facts.may_receive(rule)
        for group in facts.candidates.blood_group.values:
            text = (
                f"Blood group {group} from {facts.donor.blood_group}: this list asks for {RULE_WORDS[name]}."
            )
            refused = rules.among({name}) & ~allowed & facts.candidates.blood_group.among({group})
            keep.take_out(refused, "abo_rule", text)


def abo_rules(facts: ListFacts) -> Coded:
    """The blood group rule for each candidate: full, type1 or type2."""
    conditions = facts.by_name
    names = tuple(RULES)
    codes = np.full(len(facts), -1, dtype=np.int32)
    tables = ABO_CHOICE.where(step="table", table="")
    chosen = tables.first_rows(conditions, len(facts))
    for place, row in enumerate(tables.rows):
        of_table: NDArray[np.bool_] = chosen == place
        if not of_table.any():
            continue
        rules = ABO_CHOICE.where(step="rule", table=row["result"])
        results = np.array([names.index(rule["result"]) for rule in rules.rows], dtype=np.int32)
        codes[of_table] = results[rules.first_rows(conditions, len(facts))][of_table]
    return Coded(codes, names)


def abo_priority(facts: ListFacts) -> NDArray[np.int64]:
    """1 from national MELD 30 on if type1 holds, else 2 if type2 holds, else 3."""
    table = ABO_CHOICE.where(step="priority", table="")
    results = np.array([int(row["result"]) for row in table.rows], dtype=np.int64)
    priorities: NDArray[np.int64] = results[table.first_rows(facts.by_name, len(facts))]
    return priorities
