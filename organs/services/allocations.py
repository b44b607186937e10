"""An accepted organ part belongs to a candidate, until that falls through."""

from __future__ import annotations

from datetime import datetime

from organs.models import Allocation, Offer, OrganPart, PartStatus
from organs.policies.offers import OfferRefused
from organs.services.parts import move_part
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import StaffMember


@action("organs.allocation.made")
def allocate(*, offer: Offer, by: StaffMember, at: datetime) -> list[Allocation]:
    """Allocate each part of an accepted offer to its candidate, as of when the acceptance was given."""
    allocations = []
    accepted_at = offer.answered_at or at
    for part in locked_parts(offer):
        with refused_as(OfferRefused):
            allocations.append(
                Allocation.objects.create(offer=offer, part=part, accepted_at=accepted_at, accepted_by=by)
            )
        move_part(part=part, to=PartStatus.ALLOCATED, by=by, at=at, reason=offer.reference)
    return allocations


@action("organs.allocation.ended")
def end_allocations(
    *, offer: Offer, by: StaffMember, at: datetime, reason: str, parts_become: PartStatus
) -> list[Allocation]:
    """End the valid allocations of an offer; its parts become available again, or are given up."""
    valid = offer.allocations.select_for_update(of=("self",)).filter(ended_at__isnull=True)
    ended = list(valid.select_related("part").order_by("pk"))
    for allocation in sorted(ended, key=lambda one: one.part_id):
        allocation.ended_at, allocation.ended_by, allocation.ended_because = at, by, reason
        allocation.save(update_fields=["ended_at", "ended_by", "ended_because"])
        move_part(part=allocation.part, to=parts_become, by=by, at=at, reason=reason)
    return ended


def locked_parts(offer: Offer) -> list[OrganPart]:
    """Read an offer's parts anew, in one order for everyone, and hold them until the action ends."""
    return list(
        OrganPart.objects.select_for_update(of=("self",))
        .filter(offer_parts__offer=offer)
        .select_related("organ")
        .order_by("pk")
    )
