"""Two-person checks: who may make one, and what the two must agree on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from organs.models import (
    Allocation,
    CheckEntry,
    CheckStage,
    PartStatus,
    PartStatusChange,
    TwoPersonCheck,
)
from organs.policies.offers import is_of_centre, is_of_procurement
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal, allows
from transplant_site.staff.models import Profession, StaffMember

MAY_LEAVE = frozenset({PartStatus.ALLOCATED, PartStatus.DELIVERED})
"""What a part may be when it is checked for departure; one that was delivered can travel on."""


class CheckRefused(Refusal):
    """This person can't make this check now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one person read from label, papers and organ, not from the screen."""

    donor_reference: str
    blood_group: str
    contents_right: bool
    packaging_sound: bool
    documents_present: bool
    recipient_reference: str = ""
    recipient_blood_group: str = ""
    note: str = ""

    @classmethod
    def of(cls, entry: CheckEntry) -> Reading:
        return cls(**{name: getattr(entry, name) for name in cls.__dataclass_fields__})


def record_of(allocation: Allocation, stage: str) -> Reading:
    """Give what both must have read, according to the record."""
    donor, registration = allocation.part.organ.donor, allocation.offer.registration
    is_arrival = stage == CheckStage.ARRIVAL
    return Reading(
        donor_reference=donor.reference,
        blood_group=donor.blood_group,
        contents_right=True,
        packaging_sound=True,
        documents_present=True,
        recipient_reference=registration.reference if is_arrival else "",
        recipient_blood_group=registration.patient.blood_group if is_arrival else "",
    )


def differences(readings: Iterable[Reading], record: Reading) -> list[str]:
    """Name what a reading has otherwise than the record; empty when all agree."""
    labels = {
        "donor_reference": _("donor ID"),
        "blood_group": _("donor's ABO"),
        "contents_right": _("contents"),
        "packaging_sound": _("packaging"),
        "documents_present": _("documents"),
        "recipient_reference": _("recipient's number"),
        "recipient_blood_group": _("recipient's ABO"),
    }
    found = {
        name for reading in readings for name in labels if getattr(reading, name) != getattr(record, name)
    }
    return [str(label) for name, label in labels.items() if name in found]


def check_may_check(
    allocation: Allocation, stage: str, *, by: StaffMember, earlier: Iterable[StaffMember]
) -> None:
    """Let two different people check, of the kinds that the stage asks for.

    On departure one of them is of the procurement organisation (42 CFR 486.346); on arrival one is a surgeon
    and both are licensed (42 CFR 482.92).
    """
    first = next(iter(earlier), None)
    if first is not None and first.pk == by.pk:
        raise CheckRefused(
            _("You have made your check: the second one is made by someone else, signed in as themselves."),
            code="same_person",
        )
    if stage == CheckStage.DEPARTURE:
        _check_departure(allocation, by=by, first=first)
    else:
        _check_arrival(allocation, by=by, first=first)


def _check_departure(allocation: Allocation, *, by: StaffMember, first: StaffMember | None) -> None:
    donor = allocation.part.organ.donor
    is_procurement = is_of_procurement(donor, by) and by.may(Permission.DEPARTURE_CHECK)
    is_receiver = is_of_centre(allocation.offer, by) and by.is_licensed
    if not (is_procurement or is_receiver):
        raise CheckRefused(
            _("On departure, coordinators of %(hospital)s check, and licensed staff of the receiving centre.")
            % {"hospital": donor.procurement_organisation}
        )
    if first is not None and not is_procurement and not is_of_procurement(donor, first):
        raise CheckRefused(
            _("One of the two must be of %(hospital)s.") % {"hospital": donor.procurement_organisation},
            code="needs_procurement",
        )


def _check_arrival(allocation: Allocation, *, by: StaffMember, first: StaffMember | None) -> None:
    if not (is_of_centre(allocation.offer, by) and by.may(Permission.ARRIVAL_CHECK)):
        raise CheckRefused(
            _("On arrival, %(centre)s checks.") % {"centre": allocation.offer.centre}, code="other_centre"
        )
    if not by.is_licensed:
        raise CheckRefused(_("Only a surgeon, physician or nurse checks on arrival."), code="not_licensed")
    surgeons = Profession.SURGEON in (by.profession, first.profession if first else Profession.SURGEON)
    if not surgeons:
        raise CheckRefused(
            _("%(person)s is not a surgeon: the second check must be the surgeon's.") % {"person": first},
            code="needs_surgeon",
        )


def may_check(allocation: Allocation, stage: str, *, by: StaffMember, earlier: Iterable[StaffMember]) -> bool:
    return allows(check_may_check, allocation, stage, by=by, earlier=earlier)


def check_is_due(allocation: Allocation, stage: str) -> None:
    """Refuse a check of what fell through or is not at hand."""
    if not allocation.is_valid:
        raise CheckRefused(
            _("The acceptance fell through: %(because)s") % {"because": allocation.ended_because},
            code="ended",
        )
    part = allocation.part
    is_here = has_arrived(allocation) if stage == CheckStage.ARRIVAL else part.status in MAY_LEAVE
    if not is_here:
        raise CheckRefused(
            _("%(part)s can't be checked now: %(status)s.")
            % {"part": part, "status": str(part.get_status_display()).lower()},
            code="not_due",
        )


def is_due(allocation: Allocation, stage: str) -> bool:
    return allows(check_is_due, allocation, stage)


def has_arrived(allocation: Allocation) -> bool:
    """Say whether the part is at the centre that accepted it; in the donor's own hospital it always was."""
    part, donor = allocation.part, allocation.part.organ.donor
    stays = donor.hospital_id == allocation.offer.centre_id
    return part.status == PartStatus.DELIVERED or (part.status == PartStatus.ALLOCATED and stays)


def verified_on_arrival(
    allocations: Iterable[Allocation], *, before: datetime | None = None
) -> frozenset[UUID]:
    """Return the allocations whose part two people verified after it arrived, and before a moment.

    Moments are typed in whole minutes: a check of the same minute is in time.
    """
    arrivals = PartStatusChange.objects.filter(
        part=OuterRef("allocation__part"), to_status=PartStatus.DELIVERED
    ).order_by("-occurred_at")
    agreed = TwoPersonCheck.objects.filter(
        allocation__in=list(allocations), stage=CheckStage.ARRIVAL, status=TwoPersonCheck.Status.AGREED
    ).annotate(arrived_at=Subquery(arrivals.values("occurred_at")[:1]))
    in_time = agreed.filter(Q(arrived_at__isnull=True) | Q(started_at__gte=F("arrived_at")))
    if before is not None:
        in_time = in_time.filter(finished_at__lt=before + timedelta(minutes=1))
    return frozenset(in_time.values_list("allocation", flat=True))


def check_may_begin(last: TwoPersonCheck | None, *, retry_reason: str) -> None:
    """Refuse a new check after one that agreed; after a disagreement only with what was found out."""
    if last is None or last.status == TwoPersonCheck.Status.OPEN:
        return
    if last.status == TwoPersonCheck.Status.AGREED:
        raise CheckRefused(_("Two people have checked this and agree."), code="agreed")
    if not retry_reason.strip():
        raise CheckRefused(
            _("The last check disagreed: stop. Say what was found out before it is made again."),
            code="stopped",
        )


def check_words(stage: str, reading: Reading) -> None:
    """Refuse a reading that leaves out what its stage asks for."""
    if stage == CheckStage.ARRIVAL and not (reading.recipient_reference and reading.recipient_blood_group):
        raise CheckRefused(_("On arrival the recipient's number and ABO are read as well."))
