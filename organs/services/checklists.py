"""Two coordinators, each on their own, check the donor's papers before the first offer."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from organs.models import Donor, PreAllocationChecklist
from organs.policies.checklists import (
    Checked,
    ChecklistRefused,
    check_all_seen,
    check_blood_group_agrees,
    check_can_complete,
)
from organs.services.donors import lock
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import StaffMember


@action("organs.checklist.completed")
def complete_checklist(
    *, donor: Donor, organ_kind: str, blood_group: str, checked: Checked, by: StaffMember, at: datetime
) -> PreAllocationChecklist:
    """Complete one of the two checklists, the ABO as this coordinator read it from its source.

    Nothing is kept of one whose ABO differs from the record, beside the refusal in the audit log: the
    stop stands until the source and the record have been compared.
    """
    donor = lock(donor)
    check_can_complete(donor, organ_kind, by=by)
    check_all_seen(donor, checked)
    check_blood_group_agrees(donor, blood_group)
    with refused_as(ChecklistRefused):
        return PreAllocationChecklist.objects.create(
            donor=donor,
            organ_kind=organ_kind,
            facts_version=donor.facts_version,
            blood_group=blood_group,
            completed_by=by,
            completed_at=at,
            **asdict(checked),
        )
