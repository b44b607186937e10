"""May this organ be offered to this candidate, and may this step be taken with the offer?

Each step has its pair: `check_can_...` raises why not, `can_...` answers a page; both look at the person and
at the state alone. What is entered for a step is looked at apart. Answers stand in `answers`.
"""

from organs.policies.offers.clock import (
    NO_ANSWER_IN_TIME,
    can_bypass,
    can_confirm_notification,
    can_extend,
    check_can_bypass,
    check_can_confirm_notification,
    check_can_extend,
    check_extension,
    check_has_happened,
    check_is_the_deadline_seen,
    check_notification_time,
    to_the_minute,
)
from organs.policies.offers.ends import (
    can_fall_through,
    can_promote,
    can_withdraw,
    check_can_fall_through,
    check_can_promote,
    check_can_withdraw,
)
from organs.policies.offers.people import check_is_a_party, is_of_centre, is_of_procurement
from organs.policies.offers.refusals import FactsChanged, OfferRefused
from organs.policies.offers.sending import (
    check_can_send,
    check_code_is_explained,
    check_part_is_available,
    check_reason_to_add,
    check_reason_to_skip,
)
from organs.policies.offers.state import (
    check_facts_as_seen,
    check_is_accepted,
    check_is_open,
    check_run_holds,
    check_says_why,
)

__all__ = [
    "NO_ANSWER_IN_TIME",
    "FactsChanged",
    "OfferRefused",
    "can_bypass",
    "can_confirm_notification",
    "can_extend",
    "can_fall_through",
    "can_promote",
    "can_withdraw",
    "check_can_bypass",
    "check_can_confirm_notification",
    "check_can_extend",
    "check_can_fall_through",
    "check_can_promote",
    "check_can_send",
    "check_can_withdraw",
    "check_code_is_explained",
    "check_extension",
    "check_facts_as_seen",
    "check_has_happened",
    "check_is_a_party",
    "check_is_accepted",
    "check_is_open",
    "check_is_the_deadline_seen",
    "check_notification_time",
    "check_part_is_available",
    "check_reason_to_add",
    "check_reason_to_skip",
    "check_run_holds",
    "check_says_why",
    "is_of_centre",
    "is_of_procurement",
    "to_the_minute",
]
