"""Who somebody is to a shipment, and how a shipment says no."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from organs.models import Rule
from transplant_site.access.permissions import Permission
from transplant_site.audit import Refusal
from transplant_site.staff.models import StaffMember
from transport.models import Shipment


class ShipmentRefused(Refusal):
    """The shipment can't do this now; the text says why and what to do."""


def objection(check: Callable[[], None]) -> str:
    """Return the sentence with which a check refuses, or nothing."""
    try:
        check()
    except ShipmentRefused as refusal:
        return str(refusal)
    return ""


def arranges(shipment: Shipment, person: StaffMember) -> bool:
    """Say whether the person acts for the procurement organisation that arranged the shipment."""
    return acts_for(shipment.procurement_organisation_id, person, Permission.SHIPMENT_PLAN)


def receives(shipment: Shipment, person: StaffMember) -> bool:
    """Say whether the person acts for the centre that the shipment goes to."""
    return acts_for(shipment.destination_id, person, Permission.ARRIVAL_CHECK)


def acts_for(hospital_id: object, person: StaffMember, permission: Permission) -> bool:
    return person.hospital is not None and person.hospital.pk == hospital_id and person.may(permission)


def check_arranges(shipment: Shipment, *, by: StaffMember) -> None:
    """Refuse what only those decide who arranged the shipment."""
    if not arranges(shipment, by):
        raise ShipmentRefused(
            _("Only coordinators of %(organisation)s decide on this shipment.")
            % {"organisation": shipment.procurement_organisation.name},
            code="not_arranger",
        )


def check_receives(shipment: Shipment, *, by: StaffMember) -> None:
    """Refuse what only those say who receive the shipment."""
    if not receives(shipment, by):
        raise ShipmentRefused(
            _("Only clinicians of %(hospital)s can say this.") % {"hospital": shipment.destination.name},
            code="not_receiver",
        )


def refuse_status(shipment: Shipment, what: str) -> None:
    raise ShipmentRefused(
        _("Shipment %(reference)s is “%(status)s”: %(what)s")
        % {"reference": shipment.reference, "status": shipment.get_status_display(), "what": what},
        code="wrong_status",
    )


def check_is_explained(broken: Mapping[Rule, str], reason: str) -> None:
    """Refuse what stands against rules unless it is recorded as an exception, with its reason."""
    if broken and not reason.strip():
        words = " ".join(broken.values())
        raise ShipmentRefused(
            words + " " + _("If it has happened all the same, record it as an exception: say why."),
            code="exception_needs_reason",
        )
