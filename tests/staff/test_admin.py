"""Django admin of hospitals and staff: usable, and unable to rewrite what held."""

import html
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from transplant_site.access.roles import Role
from transplant_site.audit import action
from transplant_site.staff.models import (
    Hospital,
    LaboratoryAgreement,
    Membership,
    Programme,
    ProgrammeCriteria,
    StaffMember,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> StaffMember:
    return factories.staff_member(Role.ADMINISTRATOR)


@pytest.fixture
def administration(administrator: StaffMember, client_as: Callable[..., Client]) -> Client:
    return client_as(administrator)


def url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


PREFIXES = ("programmes", "laboratory_agreements", "memberships", "criteria")
EMPTY = {
    f"{prefix}-{name}": "0"
    for one in PREFIXES
    for prefix in (one, f"{one}-2")  # those that stand, and those to be added
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def added(prefix: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """The fields of rows that are added to a record on its own page."""
    fields = {
        f"{prefix}-2-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()
    }
    return {**EMPTY, **fields, f"{prefix}-2-TOTAL_FORMS": str(len(rows))}


def errors_of(answer: Any) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_hospital_is_registered_and_says_what_it_is(administration: Client) -> None:
    asked = {"code": "GMZTP", "name": "Mainz", "country": "DE", **EMPTY}

    refused = administration.post(url(Hospital, "add"), asked)
    assert "at least one kind" in refused.content.decode()
    administration.post(url(Hospital, "add"), {**asked, "is_transplant_centre": "on"})

    assert Hospital.objects.get(code="GMZTP").is_transplant_centre


def test_a_person_is_registered_with_a_password_and_a_membership(administration: Client) -> None:
    centre = factories.hospital()
    asked = {
        "email": "New.Doctor@Example.org",
        "given_name": "New",
        "family_name": "Doctor",
        "profession": "surgeon",
        "usable_password": "true",
        "password1": "correct horse battery staple",
        "password2": "correct horse battery staple",
        **added("memberships", {"role": "clinician", "hospital": str(centre.pk), "valid_from": "2026-01-01"}),
    }
    refused = administration.post(url(StaffMember, "add"), asked)
    assert "licence number" in refused.content.decode()

    answer = administration.post(url(StaffMember, "add"), {**asked, "licence_number": "L-1"})
    assert answer.status_code == 302, answer.context["errors"]

    person = StaffMember.objects.get(email="new.doctor@example.org")
    assert person.check_password("correct horse battery staple")
    again = administration.post(url(StaffMember, "add"), {**asked, "licence_number": "L-2"})
    assert "has an account already" in again.content.decode()


def test_a_password_is_set_and_signs_the_person_out(
    administration: Client, client_as: Callable[..., Client]
) -> None:
    person = factories.staff_member()
    theirs = client_as(person)
    page = reverse("admin:auth_user_password_change", args=[person.pk])

    administration.post(page, {"usable_password": "true", "password1": "quite another pass phrase",
                        "password2": "quite another pass phrase"})  # fmt: skip

    person.refresh_from_db()
    assert person.check_password("quite another pass phrase")
    assert theirs.get(reverse("staff:profile")).status_code == 302


def test_a_membership_is_ended_and_not_rewritten(administration: Client) -> None:
    membership = factories.staff_member(Role.CLINICIAN).memberships.get()

    administration.post(
        url(Membership, "change", membership.pk),
        {
            "role": "administrator",
            "valid_from": "1999-01-01",
            "valid_until": "2030-01-01",
            "staff_member": str(membership.staff_member_id),
        },
    )

    membership.refresh_from_db()
    assert membership.role == Role.CLINICIAN
    assert membership.valid_from == date(2020, 1, 1)
    assert membership.valid_until == date(2030, 1, 1)


def test_overlapping_criteria_are_refused_with_a_sentence(administration: Client) -> None:
    criteria = ProgrammeCriteria.objects.create(programme=factories.programme(), valid_from=date(2020, 1, 1))

    answer = administration.post(
        url(ProgrammeCriteria, "add"),
        {"programme": str(criteria.programme_id), "valid_from": "2024-01-01", "accepts_dcd": "on"},
    )

    assert "other criteria for some of these days" in answer.content.decode()
    assert ProgrammeCriteria.objects.count() == 1


# What kind of place it must be


def test_a_programme_needs_a_transplant_centre(administration: Client) -> None:
    laboratory = factories.hospital("laboratory")
    asked = {"organ_kind": "kidney", "opened_on": "2026-01-01"}

    own_page = administration.post(url(Programme, "add"), {**asked, "hospital": str(laboratory.pk), **EMPTY})
    with_hospital = administration.post(
        url(Hospital, "change", laboratory.pk), {**described(laboratory), **added("programmes", asked)}
    )

    assert "is not a transplant centre" in errors_of(own_page)
    assert "is not a transplant centre" in errors_of(with_hospital)
    assert not Programme.objects.exists()


def test_an_agreement_needs_a_laboratory(administration: Client) -> None:
    centre, other = factories.hospital(), factories.hospital()
    asked = {"laboratory": str(other.pk), "valid_from": "2026-01-01"}

    own_page = administration.post(url(LaboratoryAgreement, "add"), {**asked, "hospital": str(centre.pk)})
    with_hospital = administration.post(
        url(Hospital, "change", centre.pk), {**described(centre), **added("laboratory_agreements", asked)}
    )

    assert "is not a laboratory" in errors_of(own_page)
    assert "is not a laboratory" in errors_of(with_hospital)
    assert not LaboratoryAgreement.objects.exists()


@pytest.mark.parametrize(
    ("role", "kind", "message"),
    [
        (Role.COORDINATOR, "transplant_centre", "is not a procurement organisation"),
        (Role.CLINICIAN, "laboratory", "is not a transplant centre"),
        (Role.LABORATORY, "transplant_centre", "is not a laboratory"),
        (Role.COURIER, "transplant_centre", "couriers to a carrier"),
        (Role.ADMINISTRATOR, "transplant_centre", "to neither"),
    ],
)
def test_a_role_is_held_where_it_belongs(
    role: Role, kind: str, message: str, administration: Client, administrator: StaffMember
) -> None:
    asked = {"role": role.value, "hospital": str(factories.hospital(kind).pk), "valid_from": "2026-01-01"}
    person = factories.staff_member()

    own_page = administration.post(url(Membership, "add"), {**asked, "staff_member": str(person.pk)})
    with_person = administration.post(
        url(StaffMember, "change", person.pk), {**written(person), **added("memberships", asked)}
    )

    assert message in errors_of(own_page)
    assert message in errors_of(with_person)
    assert person.memberships.count() == 1


def test_a_hospital_stays_what_its_programmes_need(administration: Client) -> None:
    programme = factories.programme()
    centre = programme.hospital
    laboratory_now = {**described(centre), "is_laboratory": "on"}
    del laboratory_now["is_transplant_centre"]

    refused = administration.post(url(Hospital, "change", centre.pk), {**laboratory_now, **EMPTY})
    assert "close them first" in errors_of(refused)
    Programme.objects.update(closed_on=timezone.localdate())
    administration.post(url(Hospital, "change", centre.pk), {**laboratory_now, **EMPTY})

    centre.refresh_from_db()
    assert (centre.is_transplant_centre, centre.is_laboratory) == (False, True)


def described(hospital: Hospital) -> dict[str, Any]:
    kinds = ("is_transplant_centre", "is_donor_hospital", "is_laboratory", "is_procurement_organisation")
    return {"name": hospital.name, "country": str(hospital.country)} | {
        kind: "on" for kind in kinds if getattr(hospital, kind)
    }


def written(person: StaffMember) -> dict[str, Any]:
    names = ("email", "given_name", "family_name", "profession", "licence_number")
    return {name: getattr(person, name) for name in names} | {"is_active": "on"}


# What holds from one day to another


def test_days_in_the_wrong_order_are_an_error_on_both_ways(administration: Client) -> None:
    programme, person = factories.programme(), factories.staff_member()
    laboratory = factories.hospital("laboratory")
    wrong = {"valid_from": "2026-05-01", "valid_until": "2026-04-01"}
    agreement = {"laboratory": str(laboratory.pk), **wrong}
    membership = {"role": "regulator", **wrong}
    centre = programme.hospital

    answers = [
        administration.post(url(ProgrammeCriteria, "add"), {"programme": str(programme.pk), **wrong}),
        administration.post(url(LaboratoryAgreement, "add"), {"hospital": str(centre.pk), **agreement}),
        administration.post(url(Membership, "add"), {"staff_member": str(person.pk), **membership}),
        administration.post(
            url(Programme, "change", programme.pk), {"opened_on": "2020-01-01", **added("criteria", wrong)}
        ),
        administration.post(
            url(Hospital, "change", centre.pk), described(centre) | added("laboratory_agreements", agreement)
        ),
        administration.post(
            url(StaffMember, "change", person.pk), written(person) | added("memberships", membership)
        ),
    ]

    assert all("The end comes after the first day." in errors_of(answer) for answer in answers)


def test_rows_that_overlap_are_an_error_with_the_record_they_belong_to(administration: Client) -> None:
    programme, person = factories.programme(), factories.staff_member(Role.REGULATOR)
    ProgrammeCriteria.objects.create(programme=programme, valid_from=date(2020, 1, 1))
    laboratory, centre = factories.hospital("laboratory"), programme.hospital
    agreement = {"laboratory": str(laboratory.pk), "valid_from": "2026-01-01"}
    role = {"role": "regulator", "valid_from": "2026-01-01"}

    with_standing = administration.post(
        url(Programme, "change", programme.pk), added("criteria", {"valid_from": "2026-01-01"})
    )
    with_each_other = administration.post(
        url(Hospital, "change", centre.pk),
        described(centre) | added("laboratory_agreements", agreement, agreement),
    )
    without_a_place = administration.post(
        url(StaffMember, "change", person.pk), written(person) | added("memberships", role)
    )
    second_programme = administration.post(
        url(Hospital, "change", centre.pk),
        described(centre)
        | added("programmes", {"organ_kind": programme.organ_kind, "opened_on": "2026-01-01"}),
    )

    assert "other criteria for some of these days" in errors_of(with_standing)
    assert "Two of these rows hold on the same day" in errors_of(with_each_other)
    assert "has this role there already" in errors_of(without_a_place)
    assert "a programme for this organ already" in errors_of(second_programme)


def test_rows_are_added_with_the_record_they_belong_to(
    administration: Client, administrator: StaffMember
) -> None:
    programme = factories.programme()
    first = {"valid_from": "2026-01-01", "valid_until": "2026-02-01", "accepts_hcv_viraemic": "on"}
    second = {"valid_from": "2026-02-01", "donor_weight_min_kg": "10"}

    answer = administration.post(url(Programme, "change", programme.pk), added("criteria", first, second))

    assert answer.status_code == 302
    one, two = programme.criteria.order_by("valid_from")
    assert (one.accepts_hcv_viraemic, one.accepts_dcd, one.recorded_by) == (True, False, administrator)
    assert two.donor_weight_min_kg == 10


def test_an_end_that_has_passed_stays(administration: Client) -> None:
    today = timezone.localdate()
    membership = factories.staff_member(Role.CLINICIAN).memberships.get()
    page = url(Membership, "change", membership.pk)

    past = administration.post(page, {"valid_until": str(today - timedelta(days=1))})
    assert "What has been is not rewritten" in errors_of(past)
    administration.post(page, {"valid_until": str(today)})
    administration.post(page, {"valid_until": ""})
    administration.post(page, {"valid_until": str(today + timedelta(days=400))})

    membership.refresh_from_db()
    assert membership.valid_until == today


def test_an_open_programme_opened_when_it_did(administration: Client) -> None:
    programme = factories.programme(opened_on=date(2020, 1, 1))
    page = url(Programme, "change", programme.pk)

    administration.post(page, {"opened_on": "2025-01-01", "organ_kind": "liver", **EMPTY})
    past = administration.post(page, {"closed_on": "2024-01-01", **EMPTY})

    assert "What has been is not rewritten" in errors_of(past)
    programme.refresh_from_db()
    assert (programme.opened_on, programme.organ_kind, programme.closed_on) == (
        date(2020, 1, 1),
        "kidney",
        None,
    )


def test_only_clinicians_of_the_centre_are_told_of_its_offers(administration: Client) -> None:
    programme = factories.programme()
    colleague = factories.staff_member(hospital=programme.hospital)
    stranger = factories.staff_member()
    page = url(Programme, "change", programme.pk)

    refused = administration.post(page, {"on_call": [str(colleague.pk), str(stranger.pk)], **EMPTY})
    assert f"today: {stranger.display_name}" in errors_of(refused)
    administration.post(page, {"on_call": [str(colleague.pk)], **EMPTY})

    assert programme.on_call.get() == colleague


def test_half_a_position_is_refused(administration: Client) -> None:
    centre = factories.hospital()

    answer = administration.post(
        url(Hospital, "change", centre.pk), described(centre) | EMPTY | {"longitude": "5"}
    )

    assert "or both empty" in errors_of(answer)


@pytest.mark.django_db(transaction=True)
def test_rows_that_were_saved_meanwhile_are_an_error_with_what_was_typed(
    client_as: Callable[..., Client],
) -> None:
    administration = client_as(factories.staff_member(Role.ADMINISTRATOR))
    programme = factories.programme()
    asked = {"programme": str(programme.pk), "valid_from": "2024-01-01", "accepts_dcd": "on"}
    is_saved, other_ends = threading.Event(), threading.Event()

    def save_first() -> None:
        with transaction.atomic(), action("tests.criteria.saved"):
            ProgrammeCriteria.objects.create(programme=programme, valid_from=date(2020, 1, 1))
            is_saved.set()
            # The other's form has been checked by now, and waits for this row.
            other_ends.wait(1)
        connection.close()

    first = threading.Thread(target=save_first)
    first.start()
    is_saved.wait(10)
    answer = administration.post(url(ProgrammeCriteria, "add"), asked)
    other_ends.set()
    first.join()

    assert "other criteria for some of these days" in errors_of(answer)
    assert 'value="2024-01-01"' in answer.content.decode()
    assert ProgrammeCriteria.objects.count() == 1
