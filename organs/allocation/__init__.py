"""Allocation: ranking the candidates for a donor's organ. Pure computation; imports no Django.

A caller reads the registrations once, hands them over as columns, and gets a ranking:

    policy = policy_in_force("etkas", at)
    inputs = KidneyInputs(
        donor=KidneyDonor(
            donor_id="1", blood_group="O", country="Germany", region="GMI", centre="GMZTP", age=48,
            hla=Typing.read("A23(9) A3 B27 B44(12) DR12(5) DR7"),
            findings={DonorProperty.DCD: Finding.ABSENT},
        ),
        candidates=KidneyCandidates.from_columns(candidate_id=[...], blood_group=[...], ...),
        balances=Balances(national={"18-49": {"Germany": 1}}),
        at=at,
    )
    ranking = policy.rank(inputs)      # raises PolicyRefused with a sentence for the user

- `len(ranking)`, `ranking.row(1)`, `ranking.as_rows(1, 50)`, `ranking.as_columns()`: ranked candidates with
  tier, components, total and the raw values behind them. `ranking.rows[i]` is the place in the input of
  rank i + 1.
- `ranking.excluded`, `ranking.handle_first`: (place in the input, candidate_id, Reason(step, text)) of each.
- `policy.explain(row, row_above)`: factors that sum to the total, and why not one higher. It needs the stored
  row only, so a frozen run explains itself.
- `ranking.to_csv()`; `inputs.to_bytes()`, `inputs.digest`, `ranking.to_bytes()`, `ranking.digest` for the
  frozen run. A replay is `policy_of_version(name, version)`, then
  `policy.rank(policy.read_inputs(frozen)).to_bytes()`.
"""

from organs.allocation.abo import BLOOD_GROUPS, ABORule, may_receive
from organs.allocation.criteria import (
    AcceptanceCriteria,
    DonorProperty,
    Finding,
    Limit,
    MostMismatches,
    number_criteria,
)
from organs.allocation.explanation import Explanation, Factor
from organs.allocation.kidney import (
    AGE_GROUPS,
    COUNTRIES,
    Balances,
    KidneyCandidates,
    KidneyDonor,
    KidneyInputs,
    age_group,
)
from organs.allocation.policy import Policy
from organs.allocation.ranking import LeftOut, Ranking, Reason
from organs.allocation.registry import (
    UnknownPolicy,
    kidney_policy,
    policy_in_force,
    policy_names,
    policy_of_version,
    policy_versions,
)
from organs.allocation.versions import DonorRefused, PolicyNotInForce, PolicyRefused, PolicyVersion
from organs.allocation.waiting_time import returned_share, returned_waiting_days

__all__ = [
    "AGE_GROUPS",
    "BLOOD_GROUPS",
    "COUNTRIES",
    "ABORule",
    "AcceptanceCriteria",
    "Balances",
    "DonorProperty",
    "DonorRefused",
    "Explanation",
    "Factor",
    "Finding",
    "KidneyCandidates",
    "KidneyDonor",
    "KidneyInputs",
    "LeftOut",
    "Limit",
    "MostMismatches",
    "Policy",
    "PolicyNotInForce",
    "PolicyRefused",
    "PolicyVersion",
    "Ranking",
    "Reason",
    "UnknownPolicy",
    "age_group",
    "kidney_policy",
    "may_receive",
    "number_criteria",
    "policy_in_force",
    "policy_names",
    "policy_of_version",
    "policy_versions",
    "returned_share",
    "returned_waiting_days",
]
