"""For how long a donor's pages are read as part of the work, and from when on for a reason only."""

from __future__ import annotations

from datetime import datetime, timedelta

from organs import profile
from organs.models import Donor, DonorStatus

SETTLED = frozenset({DonorStatus.RECOVERED, DonorStatus.CLOSED, DonorStatus.NOT_PROCEEDING})
"""From the last of these steps on the days count, be the case formally closed or not."""

OPENED_FOR = timedelta(hours=8)
"""A reason opens a donor's pages for a shift, not for good."""


class ReasonNeeded(Exception):
    """Routine access to this donor has ended: the reader has to say why first."""

    def __init__(self, donor: Donor) -> None:
        super().__init__(f"Reading donor {donor.reference} needs a reason.")
        self.donor = donor


def is_routine(donor: Donor, *, at: datetime) -> bool:
    """Say whether the donor's pages are still part of the work; without a rule they stay so."""
    rules = profile.configured()
    if rules is None or rules.routine_access_days is None or donor.status not in SETTLED:
        return True
    settled = donor.status_changes.filter(to_status=donor.status).last()
    return settled is None or at < settled.occurred_at + timedelta(days=rules.routine_access_days)


def check_may_read(donor: Donor, *, opened_until: datetime | None, at: datetime) -> None:
    """Ask for a reason once routine access has ended, unless one was given that still holds."""
    if opened_until is not None and at < opened_until:
        return
    if not is_routine(donor, at=at):
        raise ReasonNeeded(donor)
