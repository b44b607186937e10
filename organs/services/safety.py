"""Adverse events and late results reach every centre that received an organ of the donor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from organs.models import (
    AdverseEvent,
    AdverseEventNotice,
    Allocation,
    Donor,
    Offer,
    PartStatus,
    PartStatusChange,
)
from organs.policies.safety import SafetyRefused, check_can_acknowledge, check_can_report
from organs.services import announcements
from organs.services.donors import lock
from organs.services.events import Told, told_fields
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import Hospital, StaffMember

LEFT = (PartStatus.IN_TRANSIT, PartStatus.DELIVERED, PartStatus.TRANSPLANTED)


@action("organs.adverse_event.reported")
def report_adverse_event(
    *,
    donor: Donor,
    kind: str,
    title: str,
    text: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    told: Told | None = None,
) -> AdverseEvent:
    """Record an event that concerns a donor's organs, and tell every centre that received one."""
    donor = lock(donor)
    check_can_report(donor, title=title, text=text, occurred_at=occurred_at, by=by, at=at)
    assert by.hospital is not None  # else nothing of the donor concerns them
    with refused_as(SafetyRefused):
        event = AdverseEvent.objects.create(
            donor=donor,
            reported_from=by.hospital,
            kind=kind,
            title=title,
            text=text,
            occurred_at=occurred_at,
            recorded_by=by,
            **told_fields(told),
        )
    _tell_receivers(event, by=by, at=at)
    return event


@action("organs.adverse_event.reported")
def report_late_result(
    *, donor: Donor, title: str, text: str, by: StaffMember, at: datetime
) -> AdverseEvent | None:
    """Let what becomes known of a donor reach every centre that received an organ; before that, nobody.

    Part of the action that records the result.
    """
    if not receiving_centres(donor):
        return None
    event = AdverseEvent.objects.create(
        donor=donor,
        reported_from=donor.procurement_organisation,
        kind=AdverseEvent.Kind.LATE_RESULT,
        title=title[:120],
        text=text,
        occurred_at=at,
        recorded_by=by,
    )
    _tell_receivers(event, by=by, at=at)
    return event


def _tell_receivers(event: AdverseEvent, *, by: StaffMember, at: datetime) -> None:
    centres = receiving_centres(event.donor)
    AdverseEventNotice.objects.bulk_create(_notice(event, centre, by=by, at=at) for centre in centres)
    announcements.adverse_event(event, [c for c in centres if c.pk != event.reported_from_id])
    announcements.adverse_event_reported(event)


def _notice(event: AdverseEvent, centre: Hospital, *, by: StaffMember, at: datetime) -> AdverseEventNotice:
    """Tell a centre; the one that reports knows already."""
    is_reporter = centre.pk == event.reported_from_id
    return AdverseEventNotice(
        event=event,
        hospital=centre,
        acknowledged_at=at if is_reporter else None,
        acknowledged_by=by if is_reporter else None,
    )


@action("organs.adverse_event.acknowledged")
def acknowledge(*, notice: AdverseEventNotice, by: StaffMember, at: datetime) -> AdverseEventNotice:
    """Record that a centre has taken note of an event."""
    notice = (
        AdverseEventNotice.objects.select_for_update(of=("self",))
        .select_related("hospital")
        .get(pk=notice.pk)
    )
    check_can_acknowledge(notice, by=by)
    notice.acknowledged_at, notice.acknowledged_by = at, by
    notice.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return notice


def receiving_centres(donor: Donor) -> list[Hospital]:
    """Return the centres that have an organ of the donor, had one, or are about to receive one."""
    left_for_it = PartStatusChange.objects.filter(
        Q(occurred_at__lte=OuterRef("ended_at")) | Q(occurred_at__isnull=True),
        part=OuterRef("part"),
        to_status__in=LEFT,
        occurred_at__gte=OuterRef("accepted_at"),
    )
    allocations = Allocation.objects.filter(
        Q(ended_at__isnull=True) | Exists(left_for_it), part__organ__donor=donor
    )
    return list(
        Hospital.objects.filter(pk__in=allocations.values(centre=F("offer__centre"))).order_by("code")
    )


def tell_late_receiver(*, offer: Offer, at: datetime) -> None:
    """Tell a centre that accepts an organ of the events known of its donor. Part of the acceptance."""
    untold = AdverseEvent.objects.filter(donor=offer.run.donor_id).exclude(notices__hospital=offer.centre_id)
    events: Iterable[AdverseEvent] = list(untold.select_related("donor"))
    for event in events:
        AdverseEventNotice.objects.create(event=event, hospital=offer.centre)
        announcements.adverse_event(event, [offer.centre])
