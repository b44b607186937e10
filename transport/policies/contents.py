"""What is in the box: still meant for this way, and verified by two people?"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from organs.models import Allocation, CheckStage, TwoPersonCheck
from transplant_site.audit import allows
from transport.models import Shipment
from transport.policies.people import ShipmentRefused


def contents_of(shipment: Shipment) -> list[Allocation]:
    return list(shipment.contents.select_related("part__organ").order_by("pk"))


def check_is_valid(allocation: Allocation) -> None:
    """Refuse to send what nobody waits for any more."""
    if not allocation.is_valid:
        raise ShipmentRefused(
            _("The acceptance of %(part)s fell through: there is nothing to send.")
            % {"part": allocation.part},
            code="fell_through",
        )


def check_is_checked(shipment: Shipment, stage: CheckStage) -> None:
    """Refuse to go on while contents are not verified by two people who agree."""
    contents = [one for one in contents_of(shipment) if one.is_valid]
    newest = TwoPersonCheck.objects.filter(stage=stage, allocation__in=contents)
    if stage == CheckStage.ARRIVAL and shipment.arrived_at is not None:
        newest = newest.filter(started_at__gte=shipment.arrived_at)
    status = dict(
        newest.order_by("allocation_id", "-attempt")
        .distinct("allocation_id")
        .values_list("allocation", "status")
    )
    if TwoPersonCheck.Status.DISAGREED in status.values():
        raise ShipmentRefused(
            _("Two people disagree on what is in the box. Stop, find out why, and check again together."),
            code="disagreed",
        )
    missing = [one for one in contents if status.get(one.pk) != TwoPersonCheck.Status.AGREED]
    if missing:
        raise ShipmentRefused(
            _("Two people must verify %(contents)s first (%(stage)s).")
            % {"contents": names(missing), "stage": CheckStage(stage).label.lower()},
            code="not_checked",
        )


def is_checked(shipment: Shipment, stage: CheckStage) -> bool:
    return allows(check_is_checked, shipment, stage)


def names(allocations: Iterable[Allocation]) -> str:
    return ", ".join(str(allocation.part) for allocation in allocations)
