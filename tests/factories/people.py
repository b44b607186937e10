"""Hospitals, programmes, carriers and staff."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.factories.numbers import next_number
from transplant_site.access.roles import Role
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff import services
from transplant_site.staff.models import Carrier, Hospital, Profession, Programme, StaffMember

PASSWORD = "correct horse battery staple"

PROFESSIONS = {
    Role.COORDINATOR: Profession.COORDINATOR,
    Role.CLINICIAN: Profession.PHYSICIAN,
    Role.LABORATORY: Profession.LABORATORY_SCIENTIST,
    Role.COURIER: Profession.COURIER,
    Role.REGULATOR: Profession.INSPECTOR,
    Role.ADMINISTRATOR: Profession.ADMINISTRATOR,
}

KINDS = ("donor_hospital", "transplant_centre", "laboratory", "procurement_organisation")


def hospital(*kinds: str, code: str = "", country: str = "DE", region: str = "", **fields: Any) -> Hospital:
    """Make a hospital; of the kind transplant centre unless others are named (see KINDS)."""
    number = next_number()
    chosen = kinds or ("transplant_centre",)
    assert set(chosen) <= set(KINDS), f"{set(chosen) - set(KINDS)} are no kinds of hospital"
    new = services.NewHospital(
        code=code or f"H{number:05d}",
        name=fields.pop("name", f"Hospital {number}"),
        country=country,
        region=region,
        **{f"is_{kind}": True for kind in chosen},
        **fields,
    )
    return services.register_hospitals(hospitals=[new], by=None, at=timezone.now())[0]


def programme(
    at_hospital: Hospital | None = None,
    organ_kind: str = OrganKind.KIDNEY,
    opened_on: date = date(2010, 1, 1),
    closed_on: date | None = None,
) -> Programme:
    """Make a programme; at a new transplant centre unless one is given."""
    made = services.open_programmes(
        hospitals=[at_hospital or hospital()],
        organ_kind=organ_kind,
        opened_on=opened_on,
        by=None,
        at=timezone.now(),
    )[0]
    if closed_on is not None:
        made.closed_on = closed_on
        made.save()
    return made


def carrier(name: str = "") -> Carrier:
    return Carrier.objects.create(name=name or f"Carrier {next_number()}")


def staff_member(
    role: Role = Role.CLINICIAN,
    hospital: Hospital | None = None,  # the argument's name is what tests read
    carrier: Carrier | None = None,
    **fields: Any,
) -> StaffMember:
    """Make a person acting in a role at a hospital or carrier (made when the role needs one)."""
    number = next_number()
    at_hospital, at_carrier = hospital, carrier
    if role == Role.COURIER and at_carrier is None:
        at_carrier = Carrier.objects.create(name=f"Carrier {number}")
    if at_hospital is None:
        at_hospital = _place_for(role)
    profession = fields.pop("profession", PROFESSIONS[role])
    is_doctor = profession in {Profession.SURGEON, Profession.PHYSICIAN}
    return services.register_staff_member(
        email=fields.pop("email", f"{role}.{number}@example.org"),
        given_name=fields.pop("given_name", role.title()),
        family_name=fields.pop("family_name", f"Number{number}"),
        profession=profession,
        licence_number=fields.pop("licence_number", f"L{number}" if is_doctor else ""),
        password=fields.pop("password", PASSWORD),
        memberships=[services.NewMembership(role=role, hospital=at_hospital, carrier=at_carrier)],
        valid_from=fields.pop("valid_from", date(2020, 1, 1)),
        by=None,
        at=timezone.now(),
        **fields,
    )


def _place_for(role: Role) -> Hospital | None:
    kind = {
        Role.CLINICIAN: "transplant_centre",
        Role.COORDINATOR: "procurement_organisation",
        Role.LABORATORY: "laboratory",
    }.get(role)
    return hospital(kind) if kind else None


class WatchedClient(Client):
    """A browser that fails the test when a page wrote outside a named action."""

    def request(self, **request: Any) -> Any:
        before = newest_entry()
        response = super().request(**request)
        unnamed = unnamed_changes(before)
        assert unnamed == [], f"{request.get('PATH_INFO')} wrote outside a named action: {unnamed}"
        return response


def newest_entry() -> int:
    """Give the place of the log's newest entry."""
    return int(_ask("SELECT last_value FROM audit_ledger_sequence")[0][0])


def unnamed_changes(after: int) -> list[tuple[str, str]]:
    """Give table and operation of what was written since, outside a named action."""
    if connection.needs_rollback:
        return []  # nothing of it stays
    return _ask(
        "SELECT table_name, operation FROM audit_ledger"
        f" WHERE sequence > {after} AND kind = 'change' AND action IS NULL"
    )


def _ask(question: str) -> list[Any]:
    """Ask past Django, so that a test which counts queries doesn't count this one."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        return list(cursor.execute(question).fetchall())


def client_for(staff: StaffMember) -> Client:
    """Give a browser in which the person has signed in."""
    client = WatchedClient()
    client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
