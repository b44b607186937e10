"""Everything that has a reference, and who reaches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from messaging import reach as messaging_reach
from organs import reach as organs_reach
from patients import reach as patients_reach
from transplant_site.records import references
from transplant_site.staff.models import StaffMember
from transport import reach as transport_reach

REACHED: Mapping[str, Callable[[StaffMember], QuerySet[Any]]] = {
    "PAT": patients_reach.patients,
    "REG": patients_reach.registrations,
    "DNR": organs_reach.donors,
    "ORG": organs_reach.organs,
    "MTC": organs_reach.match_runs,
    "OFR": organs_reach.offers,
    "TRP": organs_reach.transplants,
    "ADV": organs_reach.adverse_events,
    "SHP": transport_reach.shipments,
    "CNV": messaging_reach.conversations,
}
"""By the prefix of the reference: the records of its kind that a person reaches."""


def within(staff: StaffMember, reference: str) -> QuerySet[Any] | None:
    """Return the records of the reference's kind that the person reaches; none if it is no reference."""
    if not references.is_valid(reference):
        return None
    reached = REACHED.get(reference[:3])
    return reached(staff) if reached else None
