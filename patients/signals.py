"""What this app tells the apps above it, which it may not import.

`matching_facts_changed` is sent inside the transaction that changes what matching stands on, so that a
receiver's writes (invalidating open match runs, say) are part of the same action and are rolled back with
it. Whatever a receiver raises stops the change. Subscribe in `AppConfig.ready`:

    @receiver(matching_facts_changed)
    def invalidate_runs(sender, *, patient_ids, facts, by, at, **kwargs): ...

`patient_ids`  frozenset of the patients' primary keys
`facts`        frozenset of `Fact`: what changed
`by`, `at`     who changed it (None for a command) and when
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.dispatch import Signal

from transplant_site.staff.models import StaffMember


class Fact(StrEnum):
    BLOOD_GROUP = "blood_group"
    HLA = "hla"
    UNACCEPTABLE_ANTIGENS = "unacceptable_antigens"
    SCREENING = "screening"
    STATUS = "status"
    CRITERIA = "criteria"
    KIDNEY = "kidney"
    URGENCY = "urgency"


matching_facts_changed = Signal()


def announce(patient_ids: Iterable[UUID], *facts: Fact, by: StaffMember | None, at: datetime) -> None:
    """Tell whoever listens that these facts of these patients changed; silent when there are none."""
    ids = frozenset(patient_ids)
    if ids:
        matching_facts_changed.send(sender=Fact, patient_ids=ids, facts=frozenset(facts), by=by, at=at)
