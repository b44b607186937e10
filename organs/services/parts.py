"""Organ parts move along their life cycle, and each step leaves a row."""

from __future__ import annotations

from datetime import datetime

from organs.models import PART_LIFE, OrganPart, PartStatus, PartStatusChange
from transplant_site.audit import action
from transplant_site.staff.models import StaffMember


@action("organs.part.moved")
def move_part(
    *, part: OrganPart, to: PartStatus, by: StaffMember | None, at: datetime, reason: str = ""
) -> OrganPart:
    """Give a part its next status, or refuse a step that the life cycle doesn't hold."""
    part = OrganPart.objects.select_for_update().get(pk=part.pk)
    PART_LIFE.check(part.status, to)
    PartStatusChange.objects.create(
        part=part, from_status=part.status, to_status=to, occurred_at=at, by=by, reason=reason
    )
    part.status = to
    part.save(update_fields=["status"])
    return part
