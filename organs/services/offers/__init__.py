"""Offers: sent, answered in time, late or not at all, and what follows.

All that happens to the offers of one donor happens one after the other: each service first locks the donor,
then the candidate's patient, then the offer. So two people who act at once end in one result, and the other
one is told what it is.
"""

from organs.services.offers.answers import accept_offer, confirm_answer, decline_offer, say_provisional_yes
from organs.services.offers.clock import bypass_overdue, confirm_notification, extend_deadline
from organs.services.offers.ends import (
    end_acceptance,
    let_fall_through,
    let_go,
    promote_backup,
    stand_down_backups,
    stand_down_candidate,
    withdraw_all,
    withdraw_offer,
)
from organs.services.offers.sending import is_handled_first, send_offer
from organs.services.offers.steps import lock, locked_candidate

__all__ = [
    "accept_offer",
    "bypass_overdue",
    "confirm_answer",
    "confirm_notification",
    "decline_offer",
    "end_acceptance",
    "extend_deadline",
    "is_handled_first",
    "let_fall_through",
    "let_go",
    "lock",
    "locked_candidate",
    "promote_backup",
    "say_provisional_yes",
    "send_offer",
    "stand_down_backups",
    "stand_down_candidate",
    "withdraw_all",
    "withdraw_offer",
]
