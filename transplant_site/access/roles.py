"""Who may do what: one readable class for each role.

A role grants permissions; which patients, donors or shipments they reach to is
decided by each app's `reach` module, from the hospital or carrier of the person.
"""

from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from transplant_site.access.permissions import Permission


class RoleDefinition:
    display_name: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    permissions: ClassVar[frozenset[Permission]]


class Coordinator(RoleDefinition):
    display_name = _("Coordinator")
    description = _("Works for a procurement organisation: donors, match runs, offers, shipments.")
    permissions = frozenset(
        {
            Permission.DONOR_READ,
            Permission.DONOR_EDIT,
            Permission.MATCH_READ,
            Permission.MATCH_RUN,
            Permission.CHECKLIST_COMPLETE,
            Permission.OFFER_READ,
            Permission.OFFER_SEND,
            Permission.DEPARTURE_CHECK,
            Permission.SHIPMENT_READ,
            Permission.SHIPMENT_PLAN,
            Permission.TRANSPLANT_READ,
            Permission.ADVERSE_EVENT_READ,
            Permission.ADVERSE_EVENT_REPORT,
            Permission.CONVERSATION_READ,
            Permission.CONVERSATION_WRITE,
            Permission.DATA_EXPORT,
        }
    )


class Clinician(RoleDefinition):
    display_name = _("Clinician")
    description = _("Works at a transplant centre: its own patients, answers to offers, transplants.")
    permissions = frozenset(
        {
            Permission.PATIENT_READ,
            Permission.PATIENT_EDIT,
            Permission.LABORATORY_VALUE_EDIT,
            Permission.REGISTRATION_EDIT,
            Permission.OFFER_READ,
            Permission.OFFER_ANSWER,
            Permission.ARRIVAL_CHECK,
            Permission.SHIPMENT_READ,
            Permission.TRANSPLANT_READ,
            Permission.TRANSPLANT_RECORD,
            Permission.FOLLOW_UP_RECORD,
            Permission.ADVERSE_EVENT_READ,
            Permission.ADVERSE_EVENT_REPORT,
            Permission.CONVERSATION_READ,
            Permission.CONVERSATION_WRITE,
            Permission.DATA_EXPORT,
        }
    )


class Laboratory(RoleDefinition):
    display_name = _("Laboratory")
    description = _("Works at a laboratory: HLA typings, antibodies, crossmatches, laboratory values.")
    permissions = frozenset(
        {
            Permission.PATIENT_READ,
            Permission.HLA_EDIT,
            Permission.LABORATORY_VALUE_EDIT,
            Permission.CROSSMATCH_ASSESS,
            Permission.CONVERSATION_READ,
            Permission.CONVERSATION_WRITE,
        }
    )


class Courier(RoleDefinition):
    display_name = _("Courier")
    description = _("Works for a carrier: the shipments assigned to them, never a recipient.")
    permissions = frozenset(
        {
            Permission.SHIPMENT_READ,
            Permission.SHIPMENT_CARRY,
            Permission.CONVERSATION_READ,
            Permission.CONVERSATION_WRITE,
        }
    )


class Regulator(RoleDefinition):
    display_name = _("Regulator")
    description = _("Reads the audit pages and changes nothing.")
    permissions = frozenset({Permission.AUDIT_READ})


class Administrator(RoleDefinition):
    display_name = _("Administrator")
    description = _("Runs the system in Django admin: hospitals, programmes, staff.")
    permissions = frozenset({Permission.ADMIN_USE})


class Role(StrEnum):
    COORDINATOR = "coordinator"
    CLINICIAN = "clinician"
    LABORATORY = "laboratory"
    COURIER = "courier"
    REGULATOR = "regulator"
    ADMINISTRATOR = "administrator"

    @property
    def definition(self) -> type[RoleDefinition]:
        return DEFINITIONS[self]


DEFINITIONS: dict[Role, type[RoleDefinition]] = {
    Role.COORDINATOR: Coordinator,
    Role.CLINICIAN: Clinician,
    Role.LABORATORY: Laboratory,
    Role.COURIER: Courier,
    Role.REGULATOR: Regulator,
    Role.ADMINISTRATOR: Administrator,
}

ROLE_CHOICES = [(role.value, definition.display_name) for role, definition in DEFINITIONS.items()]
