"""Django admin of patients: corrections go through the services, and looking is recorded."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from patients.models import (
    HlaTyping,
    KidneyProfile,
    Patient,
    PatientIdentity,
    Registration,
    StatusPeriod,
)
from tests import factories
from transplant_site.access.roles import Role
from transplant_site.audit.kinds import Kind
from transplant_site.audit.models import LedgerEntry

pytestmark = pytest.mark.django_db

NO_INLINES = {
    f"{prefix}-{name}": "0"
    for prefix in (
        "identities",
        "registrations",
        "hla_typings",
        "unacceptable_antigens",
        "antibody_screenings",
        "laboratory_values",
    )
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


@pytest.fixture
def administration(client_as: Callable[..., Client]) -> Client:
    return client_as(factories.staff_member(Role.ADMINISTRATOR))


def url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:patients_{model._meta.model_name}_{page}", args=args)


def test_a_corrected_identity_is_a_new_version(administration: Client) -> None:
    patient = factories.patient(family_name="Doe", given_name="Jane")
    present = patient.identities.get()

    administration.post(
        url(PatientIdentity, "change", present.pk),
        {"family_name": "Smith", "given_name": "Jane", "birth_date": "1970-03-14", "reason": "Married"},
    )

    present.refresh_from_db()
    assert present.family_name == "Doe"
    assert present.superseded_at is not None
    assert patient.identities.get(superseded_at__isnull=True).family_name == "Smith"
    assert [entry.object_repr for entry in LogEntry.objects.all()] == [patient.reference]


def test_a_correction_needs_a_reason_and_a_change(administration: Client) -> None:
    identity = factories.patient(family_name="Doe", given_name="Jane").identities.get()
    same = {"family_name": "Doe", "given_name": "Jane", "birth_date": "1970-03-14"}

    without = administration.post(url(PatientIdentity, "change", identity.pk), {**same, "family_name": "X"})
    assert "This field is required" in without.content.decode()
    nothing = administration.post(
        url(PatientIdentity, "change", identity.pk), {**same, "reason": "Because"}, follow=True
    )
    assert "Nothing was changed" in nothing.content.decode()
    assert "Because" in nothing.content.decode()
    assert PatientIdentity.objects.count() == 1


def test_an_earlier_version_cannot_be_changed(administration: Client) -> None:
    patient = factories.patient(family_name="Doe")
    first = patient.identities.get()
    change = {"family_name": "Smith", "given_name": "Jane", "birth_date": "1970-03-14", "reason": "x"}
    administration.post(url(PatientIdentity, "change", first.pk), change)

    answer = administration.post(
        url(PatientIdentity, "change", first.pk), {**change, "family_name": "Forged"}
    )

    assert answer.status_code == 403
    assert not PatientIdentity.objects.filter(family_name="Forged").exists()
    assert administration.get(url(PatientIdentity, "change", first.pk)).status_code == 200


def test_a_corrected_blood_group_goes_through_the_service(administration: Client) -> None:
    from tests.patients.test_patients import heard

    patient = factories.patient(blood_group="A")
    with heard() as told:
        administration.post(
            url(Patient, "change", patient.pk),
            {
                "sex": "female",
                "blood_group": "O",
                "rhesus": "unknown",
                "reason": "Second sample",
                **NO_INLINES,
            },
        )

    patient.refresh_from_db()
    assert patient.blood_group == "O"
    assert len(told) == 1


@pytest.mark.parametrize("model", [Registration, StatusPeriod, HlaTyping])
def test_what_a_life_cycle_rules_is_read_only(model: Any, administration: Client) -> None:
    factories.candidate()
    row = model.objects.first()

    assert administration.post(url(model, "change", row.pk), {"status": "R"}).status_code == 403
    assert administration.get(url(model, "add")).status_code == 403


def test_kidney_facts_are_checked_by_the_service(administration: Client) -> None:
    profile = factories.candidate(first_dialysis_on=date(2020, 2, 1)).kidney_profile

    refused = administration.post(
        url(KidneyProfile, "change", profile.pk),
        {"first_dialysis_on": "1965-01-01", "returned_wait_days": "0"},
        follow=True,
    )
    assert "before the patient was born" in refused.content.decode()
    administration.post(
        url(KidneyProfile, "change", profile.pk),
        {"first_dialysis_on": "2019-01-01", "returned_wait_days": "12"},
    )

    profile.refresh_from_db()
    assert profile.first_dialysis_on == date(2019, 1, 1)


def test_looking_at_a_patient_is_recorded(administration: Client) -> None:
    patient = factories.patient()

    administration.get(url(Patient, "change", patient.pk))
    administration.get(url(PatientIdentity, "changelist"))

    reads = LedgerEntry.objects.filter(kind=Kind.READ)
    assert {entry.action_name for entry in reads} >= {
        "admin.patients.patient.read",
        "admin.patients.patientidentity.listed",
    }
