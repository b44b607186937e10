"""What every step of a shipment does: hold it, move it on, tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from messaging.services import notices
from organs.models import Donor, OrganPart, PartStatus, Rule
from organs.services.exceptions import record_exception
from organs.services.parts import move_part
from transplant_site import documents
from transplant_site.access.roles import Role
from transplant_site.documents import Collection
from transplant_site.staff.models import Hospital, StaffMember
from transport.models import SHIPMENT_LIFE, Shipment, ShipmentStatus, ShipmentStatusChange


def locked(shipment: Shipment) -> Shipment:
    return (
        Shipment.objects.select_for_update(of=("self",))
        .select_related("origin", "destination", "procurement_organisation", "carrier", "courier")
        .get(pk=shipment.pk)
    )


def move(
    shipment: Shipment,
    to: ShipmentStatus,
    *,
    by: StaffMember,
    at: datetime,
    occurred_at: datetime | None = None,
    reason: str = "",
) -> None:
    SHIPMENT_LIFE.check(shipment.status, to)
    happened_at = occurred_at or at
    ShipmentStatusChange.objects.create(
        shipment=shipment,
        from_status=shipment.status,
        to_status=to,
        occurred_at=happened_at,
        by=by,
        reason=reason,
    )
    shipment.status = to
    shipment.save(update_fields=["status"])
    tell_event(shipment, to.value, by=by, at=at, occurred_at=happened_at, note=reason or None)


def move_contents(shipment: Shipment, to: PartStatus, *, by: StaffMember, at: datetime) -> None:
    """Move the parts that are still meant for this way; what fell through meanwhile stays as it is."""
    for part in parts_on_the_way(shipment):
        move_part(part=part, to=to, by=by, at=at)


def parts_on_the_way(shipment: Shipment) -> list[OrganPart]:
    """Return the parts that are still meant for this way."""
    valid = shipment.contents.filter(ended_at__isnull=True).select_related("part").order_by("part")
    return [allocation.part for allocation in valid]


def give_to_courier(shipment: Shipment, courier: StaffMember, *, by: StaffMember, at: datetime) -> None:
    shipment.courier = courier
    shipment.save(update_fields=["courier"])
    tell_event(shipment, "courier_assigned", by=by, at=at, details={"courier_id": courier.pk})


def tell_event(
    shipment: Shipment,
    kind: str,
    *,
    by: StaffMember,
    at: datetime,
    occurred_at: datetime | None = None,
    note: str | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    documents.record(
        Collection.TRANSPORT_EVENTS,
        {
            "shipment_id": shipment.pk,
            "kind": kind,
            "occurred_at": occurred_at or at,
            "recorded_at": at,
            "recorded_by": by.pk,
            "note": note,
            "details": details,
        },
    )


def record_exceptions(
    shipment: Shipment, rules: Iterable[Rule], *, reason: str, by: StaffMember, at: datetime
) -> None:
    """Mark the shipment as standing against rules, and have organisation and centre know."""
    donors = Donor.objects.filter(organs__parts__allocations__shipments=shipment).distinct()
    for rule in rules:
        for donor in donors:
            exception = record_exception(
                rule=rule,
                subject=shipment,
                donor=donor,
                centre=shipment.destination,
                reason=reason.strip(),
                by=by,
            )
            words = {"shipment": shipment.reference, "rule": rule.label}
            text = _("%(shipment)s was recorded against a rule: %(rule)s") % words
            path = exception.get_absolute_url()
            notify(
                shipment,
                text,
                kind="rule_exception",
                centre=shipment.destination,
                path=path,
                is_urgent=True,
            )
        tell_event(shipment, "exception", by=by, at=at, note=str(rule.label))


def notify(
    shipment: Shipment,
    text: str,
    *,
    kind: str = "shipment",
    organisation: bool = False,
    centre: Hospital | None = None,
    people: Iterable[StaffMember] = (),
    path: str = "",
    is_urgent: bool = False,
) -> None:
    """Leave a notice for the coordinators who arranged it, the clinicians of a centre, and single people."""
    tell = partial(notices.tell, about=shipment, kind=kind, text=text, path=path, is_urgent=is_urgent)
    if organisation:
        tell(hospitals=[shipment.procurement_organisation], role=Role.COORDINATOR)
    if centre is not None:
        tell(hospitals=[centre], role=Role.CLINICIAN)
    tell(people=people)
