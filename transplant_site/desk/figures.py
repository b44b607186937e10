"""The counts at the top of the desk: each leads to the list that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from messaging import reach as messaging_reach
from organs import reach as organs_reach
from organs.models import DonorStatus
from patients import reach as patients_reach
from patients.models import LISTED, RegistrationStatus
from transplant_site.access.roles import Role
from transplant_site.staff.models import StaffMember
from transport import reach as transport_reach
from transport.models import OPEN_SHIPMENTS

COUNTED_AT_MOST = 1_000
"""Counting stops here, so that the desk is as fast in a national system as in a small one."""


@dataclass(frozen=True)
class Figure:
    """One count and the list behind it."""

    label: str
    value: int
    path: str
    icon: str

    @property
    def text(self) -> str:
        return f"{COUNTED_AT_MOST:,}+" if self.value > COUNTED_AT_MOST else f"{self.value:,}"


def figures_of(staff: StaffMember) -> list[Figure]:
    """Return the counts that matter in the person's role."""
    if staff.role == Role.COORDINATOR:
        return [*_donor_figures(staff), *_offer_figures(staff), *_shipment_figures(staff), *_notices(staff)]
    if staff.role == Role.CLINICIAN:
        return [*_offer_figures(staff), *_waiting_figures(staff), *_shipment_figures(staff), *_notices(staff)]
    if staff.role == Role.LABORATORY:
        return [*_waiting_figures(staff), *_notices(staff)]
    if staff.role == Role.COURIER:
        return [*_shipment_figures(staff), *_notices(staff)]
    return []


def _up_to(queryset: QuerySet[Any]) -> int:
    return queryset.order_by()[: COUNTED_AT_MOST + 1].count()


def _donor_figures(staff: StaffMember) -> list[Figure]:
    donors = organs_reach.donors(staff).filter(status=DonorStatus.IN_ALLOCATION)
    path = f"{reverse('organs:donor_list')}?status={DonorStatus.IN_ALLOCATION}"
    return [Figure(_("Donors in allocation"), _up_to(donors), path, "heart-pulse")]


def _offer_figures(staff: StaffMember) -> list[Figure]:
    offers = organs_reach.offers(staff).open()
    return [
        Figure(_("Open offers"), _up_to(offers), f"{reverse('organs:offer_list')}?state=open", "envelope")
    ]


def _shipment_figures(staff: StaffMember) -> list[Figure]:
    shipments = transport_reach.shipments(staff).filter(status__in=sorted(OPEN_SHIPMENTS))
    path = f"{reverse('transport:shipment_list')}?is_open=true"
    return [Figure(_("Shipments under way or to come"), _up_to(shipments), path, "truck")]


def _waiting_figures(staff: StaffMember) -> list[Figure]:
    counted = dict(
        patients_reach.registrations(staff)
        .open()
        .order_by()
        .values_list("status")
        .annotate(number=Count("pk"))
    )
    listed = sum(number for status, number in counted.items() if status in LISTED)
    path = reverse("patients:waiting_list")
    return [
        Figure(_("Candidates on the list"), listed, path, "people"),
        Figure(
            _("High urgency"), counted.get(RegistrationStatus.HU, 0), f"{path}?status=HU", "lightning-charge"
        ),
        Figure(
            _("Temporarily not transplantable"),
            counted.get(RegistrationStatus.NT, 0),
            f"{path}?status=NT",
            "pause-circle",
        ),
    ]


def _notices(staff: StaffMember) -> list[Figure]:
    unseen = messaging_reach.notices(staff).unseen_by(staff)
    return [Figure(_("New notices"), _up_to(unseen), reverse("messaging:notice_list"), "bell")]
