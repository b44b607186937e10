"""Who records how an organ part was kept, and at which times?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from organs.models import Allocation, OrganPart
from organs.policies.offers import is_of_procurement
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal, allows
from transplant_site.records.models import CLOCK_TOLERANCE
from transplant_site.staff.models import StaffMember


class PreservationRefused(Refusal):
    """This can't be recorded of how the part was kept."""


def check_can_record(part: OrganPart, *, by: StaffMember) -> None:
    """Let the donor's coordinators and the centre that accepted the part record how it was kept."""
    if is_of_procurement(part.organ.donor, by) or is_accepted_by(part, by):
        return
    raise PreservationRefused(
        _("Coordinators of %(hospital)s and the centre that accepted the organ record this.")
        % {"hospital": part.organ.donor.procurement_organisation},
        code="not_concerned",
    )


def can_record(part: OrganPart, *, by: StaffMember) -> bool:
    return allows(check_can_record, part, by=by)


def is_accepted_by(part: OrganPart, by: StaffMember) -> bool:
    if by.hospital is None or not by.may(Permission.TRANSPLANT_RECORD):
        return False
    return Allocation.objects.filter(part=part, offer__centre=by.hospital, ended_at__isnull=True).exists()


def check_times(occurred_at: datetime, ended_at: datetime | None, *, at: datetime) -> None:
    """Refuse times in the future, and an end before the beginning."""
    for name, moment in (("occurred_at", occurred_at), ("ended_at", ended_at)):
        if moment is not None and moment > at + CLOCK_TOLERANCE:
            raise PreservationRefused(
                _("This lies in the future: enter a time that has passed."), code=f"future_{name}"
            )
    if ended_at is not None and ended_at < occurred_at:
        raise PreservationRefused(_("It can't end before it began."), code="ends_before")
