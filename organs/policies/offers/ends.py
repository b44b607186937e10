"""May this offer be taken back, fall through, or take the place of another?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from organs.models import Donor, Offer, OfferKind
from organs.policies.offers.people import check_coordinates, check_is_a_party
from organs.policies.offers.refusals import OfferRefused
from organs.policies.offers.sending import check_parts_can_be_offered
from organs.policies.offers.state import check_is_accepted, check_is_open, check_run_holds
from organs.profile import RuleProfile
from transplant_site.audit import allows
from transplant_site.staff.models import StaffMember


def check_can_withdraw(offer: Offer, *, by: StaffMember | None) -> None:
    """Let a coordinator, or the system, take back what isn't accepted."""
    if by is not None:
        check_coordinates(offer.run.donor, by)
    check_is_open(offer)


def can_withdraw(offer: Offer, *, by: StaffMember) -> bool:
    return allows(check_can_withdraw, offer, by=by)


def check_can_fall_through(offer: Offer, *, by: StaffMember) -> None:
    """Let one of the two sides end an acceptance while the organ isn't transplanted."""
    check_is_a_party(offer, by, _("You can't end this acceptance."))
    check_is_accepted(offer)


def can_fall_through(offer: Offer, *, by: StaffMember) -> bool:
    return allows(check_can_fall_through, offer, by=by)


def check_can_promote(offer: Offer, *, donor: Donor, rules: RuleProfile, by: StaffMember) -> None:
    """Refuse to make a backup the primary offer while its organ isn't free, or is offered to others."""
    check_coordinates(donor, by)
    check_is_open(offer)
    check_run_holds(offer.run, donor)
    if offer.kind != OfferKind.BACKUP:
        raise OfferRefused(_("Offer %(offer)s is a primary offer already.") % {"offer": offer.reference})
    parts = list(offer.parts.select_related("organ"))
    check_parts_can_be_offered(parts, OfferKind.PRIMARY, rules=rules)


def can_promote(offer: Offer, *, donor: Donor, rules: RuleProfile, by: StaffMember) -> bool:
    return allows(check_can_promote, offer, donor=donor, rules=rules, by=by)
