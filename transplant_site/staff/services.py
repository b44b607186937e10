"""Hospitals, programmes and staff: registered, changed, ended. Django admin calls these, and imports do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from transplant_site.access.roles import Role
from transplant_site.audit import action
from transplant_site.staff import policies
from transplant_site.staff.models import Carrier, Hospital, Membership, Programme, StaffMember
from transplant_site.staff.policies import StaffRefused


@dataclass(frozen=True, kw_only=True, slots=True)
class NewHospital:
    code: str
    name: str
    country: str
    region: str = ""
    city: str = ""
    telephone: str = ""
    is_donor_hospital: bool = False
    is_transplant_centre: bool = False
    is_laboratory: bool = False
    is_procurement_organisation: bool = False


@action("staff.hospital.registered")
def register_hospitals(
    *, hospitals: Sequence[NewHospital], by: StaffMember | None, at: datetime
) -> list[Hospital]:
    """Register hospitals with the kinds of institution they are."""
    for new in hospitals:
        if not (
            new.is_donor_hospital
            or new.is_transplant_centre
            or new.is_laboratory
            or new.is_procurement_organisation
        ):
            raise StaffRefused(_("Say what %(code)s is: at least one kind.") % {"code": new.code})
    return Hospital.objects.bulk_create(
        Hospital(**{name: getattr(new, name) for name in NewHospital.__dataclass_fields__})
        for new in hospitals
    )


@action("staff.programme.opened")
def open_programmes(
    *, hospitals: Sequence[Hospital], organ_kind: str, opened_on: date, by: StaffMember | None, at: datetime
) -> list[Programme]:
    """Let hospitals transplant one kind of organ, from a day on."""
    for hospital in hospitals:
        policies.check_can_have_programme(hospital)
    return Programme.objects.bulk_create(
        Programme(hospital=hospital, organ_kind=organ_kind, opened_on=opened_on) for hospital in hospitals
    )


KINDS = ("is_donor_hospital", "is_transplant_centre", "is_laboratory", "is_procurement_organisation")


def ensure_hospitals(
    *, hospitals: Sequence[NewHospital], by: StaffMember | None, at: datetime
) -> dict[str, Hospital]:
    """Give the hospitals by code: unknown ones are registered, known ones gain kinds and a missing region."""
    known = {row.code: row for row in Hospital.objects.filter(code__in=[new.code for new in hospitals])}
    unknown = [new for new in hospitals if new.code not in known]
    if unknown:
        known |= {row.code: row for row in register_hospitals(hospitals=unknown, by=by, at=at)}
    widened = [known[new.code] for new in hospitals if _widen(known[new.code], new)]
    if widened:
        with action("staff.hospital.changed", by=by):
            Hospital.objects.bulk_update(widened, [*KINDS, "region"])
    return known


def _widen(hospital: Hospital, wanted: NewHospital) -> bool:
    lacking = [kind for kind in KINDS if getattr(wanted, kind) and not getattr(hospital, kind)]
    for kind in lacking:
        setattr(hospital, kind, True)
    needs_region = bool(wanted.region and not hospital.region)
    if needs_region:
        hospital.region = wanted.region
    return bool(lacking or needs_region)


def ensure_programmes(
    *, hospitals: Sequence[Hospital], organ_kind: str, opened_on: date, by: StaffMember | None, at: datetime
) -> dict[UUID, Programme]:
    """Give each hospital's programme for an organ, by the hospital's key; missing ones are opened."""
    known = {
        row.hospital_id: row
        for row in Programme.objects.filter(hospital__in=hospitals, organ_kind=organ_kind)
    }
    missing = [hospital for hospital in hospitals if hospital.pk not in known]
    if missing:
        opened = open_programmes(hospitals=missing, organ_kind=organ_kind, opened_on=opened_on, by=by, at=at)
        known |= {row.hospital_id: row for row in opened}
    return known


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMembership:
    role: Role
    hospital: Hospital | None = None
    carrier: Carrier | None = None


@action("staff.member.registered")
def register_staff_member(
    *,
    email: str,
    given_name: str,
    family_name: str,
    profession: str,
    memberships: Sequence[NewMembership],
    valid_from: date,
    by: StaffMember | None,
    at: datetime,
    password: str | None = None,
    licence_number: str = "",
    telephone: str = "",
) -> StaffMember:
    """Register a person with what they may act as; without a password they can't sign in yet."""
    if StaffMember.objects.filter(email__iexact=email).exists():
        raise StaffRefused(_("%(email)s has an account already.") % {"email": email})
    for new in memberships:
        policies.check_can_work_at(new.hospital, new.role)
    member = StaffMember.objects.create_user(
        email,
        password,
        given_name=given_name,
        family_name=family_name,
        profession=profession,
        licence_number=licence_number,
        telephone=telephone,
    )
    Membership.objects.bulk_create(
        Membership(
            staff_member=member,
            role=new.role,
            hospital=new.hospital,
            carrier=new.carrier,
            valid_from=valid_from,
        )
        for new in memberships
    )
    return member


@action("staff.password.set")
def set_password(*, member: StaffMember, password: str, by: StaffMember, at: datetime) -> StaffMember:
    """Give a person another password; who it was before is signed out everywhere."""
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise StaffRefused(" ".join(error.messages)) from error
    member.set_password(password)
    member.save(update_fields=["password"])
    return member


@action("staff.second_factor.reset")
def reset_second_factors(
    *, members: Sequence[StaffMember], reason: str, by: StaffMember, at: datetime
) -> list[StaffMember]:
    """Take away all second factors of people who lost theirs: a password is enough until they set up new."""
    if any(member.pk == by.pk for member in members):
        raise StaffRefused(_("Someone else resets your own second factors."))
    Authenticator.objects.filter(user__in=members).delete()
    return list(members)
