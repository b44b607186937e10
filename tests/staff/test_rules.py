"""What must always be true of hospitals, programmes and memberships, whatever writes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import factories
from transplant_site.access.roles import Role
from transplant_site.staff import services
from transplant_site.staff.models import (
    Hospital,
    LaboratoryAgreement,
    Membership,
    Programme,
    ProgrammeCriteria,
)
from transplant_site.staff.policies import StaffRefused

pytestmark = pytest.mark.django_db
SINCE = date(2020, 1, 1)


def refused_by(constraint: str, write: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    assert error.value.__cause__.diag.constraint_name == constraint


def membership(role: Role, **place: Any) -> Membership:
    return Membership(staff_member=factories.staff_member(), role=role, valid_from=SINCE, **place)


@pytest.mark.parametrize("place", [{"latitude": 50}, {"longitude": 5}, {"latitude": 91, "longitude": 5}])
def test_a_hospital_has_a_whole_position_or_none(place: dict[str, int]) -> None:
    centre = factories.hospital()

    refused_by("staff_hospital_lies_on_earth", lambda: Hospital.objects.filter(pk=centre.pk).update(**place))


@pytest.mark.parametrize("role", [Role.COURIER, Role.REGULATOR, Role.ADMINISTRATOR, Role.CLINICIAN])
def test_nobody_has_a_role_at_one_place_twice_at_a_time(role: Role) -> None:
    held = factories.staff_member(role).memberships.get()
    again = Membership(
        staff_member=held.staff_member, role=role, hospital=held.hospital, carrier=held.carrier,
        valid_from=date(2024, 1, 1),
    )  # fmt: skip

    refused_by("staff_membership_once_at_a_time", again.save)


def test_a_courier_may_work_for_two_carriers() -> None:
    held = factories.staff_member(Role.COURIER).memberships.get()

    Membership.objects.create(
        staff_member=held.staff_member, role=Role.COURIER, carrier=factories.carrier(), valid_from=SINCE
    )

    assert held.staff_member.memberships.count() == 2


def test_programmes_agreements_and_roles_need_the_right_kind_of_hospital() -> None:
    centre, laboratory = factories.hospital(), factories.hospital("laboratory")
    rows = [
        Programme(hospital=laboratory, organ_kind="kidney", opened_on=SINCE),
        LaboratoryAgreement(hospital=laboratory, laboratory=centre, valid_from=SINCE),
        membership(Role.COORDINATOR, hospital=centre),
        membership(Role.CLINICIAN, hospital=laboratory),
        membership(Role.LABORATORY, hospital=centre),
    ]

    for row in rows:
        refused_by(f"{row._meta.db_table}_fits_kind_of_hospital", row.save)


def test_services_say_so_in_a_sentence() -> None:
    laboratory = factories.hospital("laboratory")

    with pytest.raises(StaffRefused, match="is not a transplant centre"):
        factories.programme(laboratory)
    with pytest.raises(StaffRefused, match="is not a procurement organisation"):
        factories.staff_member(Role.COORDINATOR, hospital=laboratory)


def test_a_hospital_stays_what_others_need_it_to_be() -> None:
    programme = factories.programme()
    laboratory = factories.hospital("laboratory", "donor_hospital")
    organisation = factories.staff_member(Role.COORDINATOR).hospital
    LaboratoryAgreement.objects.create(hospital=programme.hospital, laboratory=laboratory, valid_from=SINCE)
    kinds = {
        programme.hospital: "is_transplant_centre",
        laboratory: "is_laboratory",
        organisation: "is_procurement_organisation",
    }

    for hospital, kind in kinds.items():
        rows = Hospital.objects.filter(pk=hospital.pk)
        refused_by(
            "staff_hospital_keeps_kinds", partial(rows.update, **{kind: False}, is_donor_hospital=True)
        )

    today = timezone.localdate()
    programme.closed_on = today
    programme.save()
    LaboratoryAgreement.objects.update(valid_until=today)
    Membership.objects.update(valid_until=today)
    for hospital, kind in kinds.items():
        Hospital.objects.filter(pk=hospital.pk).update(**{kind: False}, is_donor_hospital=True)


def dated_rows() -> list[Any]:
    programme, laboratory = factories.programme(), factories.hospital("laboratory")
    return [
        ProgrammeCriteria.objects.create(programme=programme, valid_from=SINCE),
        LaboratoryAgreement.objects.create(
            hospital=programme.hospital, laboratory=laboratory, valid_from=SINCE
        ),
        factories.staff_member(Role.REGULATOR).memberships.get(),
    ]


def test_what_is_dated_ends_after_it_begins() -> None:
    for row in dated_rows():
        row.valid_until = row.valid_from
        refused_by(f"{row._meta.db_table}_ends_after_it_begins", row.save)


def test_what_is_dated_is_not_rewritten() -> None:
    for row in dated_rows():
        row.valid_from = date(2019, 1, 1)
        refused_by(f"{row._meta.db_table}_is_not_rewritten", row.save)


def test_an_end_that_has_passed_is_not_moved() -> None:
    for row in dated_rows():
        row.valid_until = timezone.localdate() - timedelta(days=3)
        row.save()
        row.valid_until = None
        refused_by(f"{row._meta.db_table}_stays_ended", row.save)


def test_second_factors_are_reset_by_someone_else() -> None:
    administrator = factories.staff_member(Role.ADMINISTRATOR)

    with pytest.raises(StaffRefused, match="Someone else"):
        services.reset_second_factors(
            members=[administrator], reason="Lost", by=administrator, at=timezone.now()
        )
