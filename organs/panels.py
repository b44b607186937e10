"""Places on this app's pages that apps above it fill, without this one knowing them.

    panels.on_donor_page(shipments_of_donor)      # in AppConfig.ready

A filler takes the person and what the page is about; it returns a Panel, or None when there is nothing to
show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from organs.models import Donor, Offer, Organ
from transplant_site.staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled part of the page, made by a template of the app that fills it."""

    title: str
    icon: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


DonorFiller = Callable[[StaffMember, Donor], Panel | None]
OrganFiller = Callable[[StaffMember, Organ], Panel | None]
OfferFiller = Callable[[StaffMember, Offer], Panel | None]

_on_donor_page: list[DonorFiller] = []
_on_organ_page: list[OrganFiller] = []
_on_offer_page: list[OfferFiller] = []


def on_donor_page(filler: DonorFiller) -> None:
    """Let a function add a panel to the page of a donor."""
    if filler not in _on_donor_page:
        _on_donor_page.append(filler)


def on_organ_page(filler: OrganFiller) -> None:
    """Let a function add a panel to the page of an organ."""
    if filler not in _on_organ_page:
        _on_organ_page.append(filler)


def on_offer_page(filler: OfferFiller) -> None:
    """Let a function add a panel to the page of an offer."""
    if filler not in _on_offer_page:
        _on_offer_page.append(filler)


def of_donor(staff: StaffMember, donor: Donor) -> list[Panel]:
    """Ask all fillers for their panels on the donor's page."""
    return [panel for filler in _on_donor_page if (panel := filler(staff, donor)) is not None]


def of_organ(staff: StaffMember, organ: Organ) -> list[Panel]:
    """Ask all fillers for their panels on the organ's page."""
    return [panel for filler in _on_organ_page if (panel := filler(staff, organ)) is not None]


def of_offer(staff: StaffMember, offer: Offer) -> list[Panel]:
    """Ask all fillers for their panels on the offer's page."""
    return [panel for filler in _on_offer_page if (panel := filler(staff, offer)) is not None]
