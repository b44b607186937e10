"""Who acts on an offer: its centre, and the coordinators of the donor."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organs.models import Donor, Offer
from organs.policies.offers.refusals import OfferRefused
from transplant_site.access.permissions import Permission
from transplant_site.staff.models import StaffMember


def is_of_procurement(donor: Donor, by: StaffMember) -> bool:
    """Say whether the person coordinates for the donor's procurement organisation."""
    return (
        by.may(Permission.OFFER_SEND)
        and by.hospital is not None
        and by.hospital.pk == donor.procurement_organisation_id
    )


def is_of_centre(offer: Offer, by: StaffMember) -> bool:
    """Say whether the person may answer for the centre that the offer was made to."""
    return by.may(Permission.OFFER_ANSWER) and by.hospital is not None and by.hospital.pk == offer.centre_id


def check_coordinates(donor: Donor, by: StaffMember) -> None:
    if not is_of_procurement(donor, by):
        raise OfferRefused(
            _("Only a coordinator of %(hospital)s can do this.")
            % {"hospital": donor.procurement_organisation}
        )


def check_is_a_party(offer: Offer, by: StaffMember, refusal: str) -> None:
    """Refuse whoever is neither of the centre nor a coordinator of the donor."""
    if not (is_of_centre(offer, by) or is_of_procurement(offer.run.donor, by)):
        raise OfferRefused(refusal)
