"""The demonstration's staff: one of every role, two where two people are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from transplant_site.access.roles import Role
from transplant_site.audit import action
from transplant_site.desk.demo.places import SINCE, Places
from transplant_site.staff import services
from transplant_site.staff.models import Hospital, Membership, Profession, StaffMember

DOMAIN = "@demo.example"
PASSWORD = "transplant-demo"  # noqa: S105 - printed by bin/serve; demo and development only
COORDINATOR = f"coordinator{DOMAIN}"


@dataclass(frozen=True, slots=True)
class _Person:
    email: str
    name: str
    role: Role
    profession: Profession
    place: str = ""

    @property
    def is_doctor(self) -> bool:
        return self.profession in (Profession.SURGEON, Profession.PHYSICIAN)


_PEOPLE = (
    _Person("coordinator", "Coordinator One", Role.COORDINATOR, Profession.COORDINATOR, "PO1"),
    _Person("coordinator2", "Coordinator Two", Role.COORDINATOR, Profession.COORDINATOR, "PO1"),
    _Person("coordinator3", "Coordinator Three", Role.COORDINATOR, Profession.COORDINATOR, "PO2"),
    _Person("laboratory", "Laboratory One", Role.LABORATORY, Profession.LABORATORY_SCIENTIST, "LAB"),
    _Person("courier", "Courier One", Role.COURIER, Profession.COURIER),
    _Person("courier2", "Courier Two", Role.COURIER, Profession.COURIER),
    _Person("regulator", "Regulator One", Role.REGULATOR, Profession.INSPECTOR),
    _Person("administrator", "Administrator One", Role.ADMINISTRATOR, Profession.ADMINISTRATOR),
)

_CLINICIANS = (
    _Person("clinician", "Clinician One", Role.CLINICIAN, Profession.PHYSICIAN),
    _Person("surgeon", "Surgeon One", Role.CLINICIAN, Profession.SURGEON),
    _Person("nurse", "Nurse One", Role.CLINICIAN, Profession.NURSE),
)
"""They work at the centres of the candidates who are first in turn: several memberships each."""


def make(places: Places, *, at: datetime) -> Mapping[str, StaffMember]:
    """Register everybody but the clinicians, whose centres come later; by the first word of their address."""
    return {person.email: _register(person, places, at=at) for person in _PEOPLE}


def employ_clinicians(hospitals: Iterable[Hospital], *, at: datetime) -> dict[str, StaffMember]:
    """Let the demonstration's clinicians work at these centres; the first is where they act at first."""
    found = {}
    for person in _CLINICIANS:
        member = StaffMember.objects.filter(email=f"{person.email}{DOMAIN}").first()
        missing = [
            hospital
            for hospital in hospitals
            if member is None or not member.memberships.filter(hospital=hospital).exists()
        ]
        if member is None:
            memberships = [services.NewMembership(role=Role.CLINICIAN, hospital=one) for one in missing]
            member = _register_with(person, memberships, at=at)
        elif missing:
            with action("staff.membership.granted"):
                Membership.objects.bulk_create(
                    Membership(staff_member=member, role=Role.CLINICIAN, hospital=one, valid_from=SINCE)
                    for one in missing
                )
        found[person.email] = member
    return found


def acting_at(member: StaffMember, hospital: Hospital) -> StaffMember:
    """Give the person as they act at one of their hospitals."""
    person = StaffMember.objects.get(pk=member.pk)
    return person.act_as(person.memberships.select_related("hospital", "carrier").get(hospital=hospital))


def _register(person: _Person, places: Places, *, at: datetime) -> StaffMember:
    membership = services.NewMembership(
        role=person.role,
        hospital=places[person.place] if person.place else None,
        carrier=places.carrier if person.role == Role.COURIER else None,
    )
    return _register_with(person, [membership], at=at)


def _register_with(
    person: _Person, memberships: list[services.NewMembership], *, at: datetime
) -> StaffMember:
    return services.register_staff_member(
        email=f"{person.email}{DOMAIN}",
        given_name="Demo",
        family_name=person.name,
        profession=person.profession,
        licence_number=f"DEMO-{person.email.upper()}" if person.is_doctor or person.email == "nurse" else "",
        memberships=memberships,
        valid_from=SINCE,
        password=PASSWORD,
        by=None,
        at=at,
    )
