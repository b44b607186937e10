"""May this event be reported, and who takes note of it?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from organs.models import AdverseEventNotice, Allocation, Donor
from transplant_site.access.permissions import Permission
from transplant_site.access.roles import Role
from transplant_site.audit import Refusal, allows
from transplant_site.interface.times import format_time
from transplant_site.records.models import CLOCK_TOLERANCE
from transplant_site.staff.models import StaffMember


class SafetyRefused(Refusal):
    """The event can't be reported or acknowledged like this."""


def concerns(donor: Donor, by: StaffMember) -> bool:
    """Say whether the donor's organs are the business of the person's hospital."""
    if by.hospital is None:
        return False
    if by.role == Role.COORDINATOR:
        return by.hospital.pk == donor.procurement_organisation_id
    return Allocation.objects.filter(part__organ__donor=donor, offer__centre=by.hospital).exists()


def check_can_report(
    donor: Donor, *, title: str, text: str, occurred_at: datetime, by: StaffMember, at: datetime
) -> None:
    """Refuse an event without words, in the future, or from a hospital that has nothing of the donor."""
    if not by.may(Permission.ADVERSE_EVENT_REPORT) or not concerns(donor, by):
        raise SafetyRefused(_("Your hospital has no organ of donor %(donor)s.") % {"donor": donor.reference})
    if occurred_at > at + CLOCK_TOLERANCE:
        raise SafetyRefused(_("This lies in the future: enter a time that has passed."), code="future")
    if not title.strip() or not text.strip():
        raise SafetyRefused(_("Say what happened: in one line, and in words."))


def check_can_acknowledge(notice: AdverseEventNotice, *, by: StaffMember) -> None:
    """Let the centre that was told acknowledge, once."""
    is_theirs = by.hospital is not None and by.hospital.pk == notice.hospital_id
    if not is_theirs or not by.may(Permission.ADVERSE_EVENT_READ):
        raise SafetyRefused(_("%(hospital)s acknowledges this.") % {"hospital": notice.hospital})
    if notice.acknowledged_at is not None:
        raise SafetyRefused(
            _("%(person)s acknowledged this on %(time)s.")
            % {"person": notice.acknowledged_by, "time": format_time(notice.acknowledged_at)}
        )


def can_acknowledge(notice: AdverseEventNotice, *, by: StaffMember) -> bool:
    return allows(check_can_acknowledge, notice, by=by)
