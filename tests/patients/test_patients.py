"""Patients: registered once, their identity kept in versions, their blood group corrected with a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from patients.models import Patient, PatientIdentity
from patients.policies.patients import PatientRefused
from patients.services import patients as services
from patients.services import waiting_list
from patients.signals import Fact, matching_facts_changed
from tests import factories
from transplant_site.staff.models import Hospital, StaffMember

pytestmark = pytest.mark.django_db

JANE = services.Person(given_name="Jane", family_name="Doe", birth_date=date(1980, 2, 29))
FACTS = services.ClinicalFacts(sex="female", blood_group="O")


@contextmanager
def heard() -> Iterator[list[dict[str, Any]]]:
    """Listen to what is announced about facts that matching stands on."""
    told: list[dict[str, Any]] = []

    def listen(**kwargs: Any) -> None:
        told.append(kwargs)

    matching_facts_changed.connect(listen)
    try:
        yield told
    finally:
        matching_facts_changed.disconnect(listen)


def register(hospital: Hospital, person: services.Person = JANE, **kwargs: Any) -> Patient:
    new = services.NewPatient(hospital=hospital, person=person, facts=FACTS)
    return services.register_patient(patient=new, by=None, at=timezone.now(), **kwargs)


def test_a_patient_has_a_reference_and_one_identity(centre: Hospital) -> None:
    patient = register(centre)

    assert patient.reference.startswith("PAT-")
    assert patient.identity is not None
    assert patient.identity.full_name == "Jane Doe"


def test_the_same_name_and_birth_date_is_asked_about(centre: Hospital) -> None:
    first = register(centre)

    with pytest.raises(PatientRefused, match=first.reference):
        register(centre, replace(JANE, given_name="JANE"))

    assert register(centre, is_somebody_else=True).pk != first.pk


def test_the_same_national_number_is_never_somebody_else(centre: Hospital) -> None:
    register(centre, replace(JANE, national_number="80.02.29-123"))

    with pytest.raises(PatientRefused, match="national number"):
        register(
            centre,
            replace(JANE, given_name="Janet", national_number="80.02.29-123"),
            is_somebody_else=True,
        )


def test_another_hospital_may_know_the_same_person(centre: Hospital) -> None:
    register(centre)

    assert register(factories.hospital()).pk


def test_only_transplant_centres_register_patients() -> None:
    with pytest.raises(PatientRefused, match="not a transplant centre"):
        register(factories.hospital("laboratory"))


@pytest.mark.parametrize(
    ("born", "why"),
    [(timezone.localdate() + timedelta(days=1), "future"), (date(1899, 12, 31), "before 1900")],
)
def test_impossible_birth_dates_are_refused(centre: Hospital, born: date, why: str) -> None:
    with pytest.raises(PatientRefused, match=why):
        register(centre, replace(JANE, birth_date=born))
    assert not Patient.objects.exists()


def test_a_corrected_identity_is_a_new_version_and_the_old_one_stays(
    centre: Hospital, clinician: StaffMember
) -> None:
    patient = register(centre)

    services.correct_identity(
        patient=patient,
        person=replace(JANE, family_name="Smith"),
        reason="Married",
        by=clinician,
        at=timezone.now(),
    )

    versions = list(PatientIdentity.objects.filter(patient=patient).order_by("recorded_at", "id"))
    assert [version.family_name for version in versions] == ["Doe", "Smith"]
    assert versions[0].superseded_at is not None
    assert versions[1].superseded_at is None
    assert Patient.objects.with_identity().get().identity == versions[1]


def test_a_correction_of_an_older_version_is_refused_and_says_who_was_first(
    centre: Hospital, clinician: StaffMember
) -> None:
    patient = register(centre)
    opened = patient.identity
    assert opened is not None
    services.correct_identity(
        patient=patient,
        person=replace(JANE, family_name="Smith"),
        reason="x",
        by=clinician,
        at=timezone.now(),
    )

    with pytest.raises(PatientRefused, match=clinician.display_name):
        services.correct_identity(
            patient=patient,
            person=replace(JANE, family_name="Jones"),
            replaces=opened.pk,
            reason="x",
            by=clinician,
            at=timezone.now(),
        )


def test_a_correction_that_changes_nothing_is_refused(centre: Hospital, clinician: StaffMember) -> None:
    patient = register(centre)

    with pytest.raises(PatientRefused, match="Nothing"):
        services.correct_identity(patient=patient, person=JANE, reason="x", by=clinician, at=timezone.now())


def test_an_erased_identity_is_not_corrected(centre: Hospital, clinician: StaffMember) -> None:
    patient = register(centre)
    patient.identities.all().delete()

    with pytest.raises(PatientRefused, match="erased"):
        services.correct_identity(patient=patient, person=JANE, reason="x", by=clinician, at=timezone.now())


def test_a_corrected_blood_group_is_announced(centre: Hospital, clinician: StaffMember) -> None:
    patient = register(centre)

    with heard() as told:
        services.correct_clinical_facts(
            patient=patient,
            facts=replace(FACTS, blood_group="A", blood_subgroup="A2"),
            reason="Second sample",
            by=clinician,
            at=timezone.now(),
        )

    assert Patient.objects.get().blood_group == "A"
    assert [(call["patient_ids"], call["facts"]) for call in told] == [
        (frozenset({patient.pk}), frozenset({Fact.BLOOD_GROUP}))
    ]


def test_a_corrected_weight_concerns_no_match_run(centre: Hospital, clinician: StaffMember) -> None:
    patient = register(centre)

    with heard() as told:
        services.correct_clinical_facts(
            patient=patient, facts=replace(FACTS, height_cm=170), reason="x", by=clinician, at=timezone.now()
        )

    assert told == []


def test_facts_that_changed_meanwhile_are_not_overwritten(centre: Hospital, clinician: StaffMember) -> None:
    patient = register(centre)
    seen = services.ClinicalFacts.of(patient).fingerprint
    services.correct_clinical_facts(
        patient=patient, facts=replace(FACTS, height_cm=170), reason="x", by=clinician, at=timezone.now()
    )

    with pytest.raises(PatientRefused, match="after you opened it"):
        services.correct_clinical_facts(
            patient=patient,
            facts=replace(FACTS, blood_group="B"),
            seen=seen,
            reason="x",
            by=clinician,
            at=timezone.now(),
        )


def test_death_closes_the_registrations(clinician: StaffMember) -> None:
    waiting = factories.candidate()

    waiting_list.record_death(
        patient=waiting.patient,
        died_on=timezone.localdate(),
        reason="Sepsis",
        by=clinician,
        at=timezone.now(),
    )

    waiting.refresh_from_db()
    assert waiting.status == "D"
    assert waiting.closed_at is not None
    with pytest.raises(PatientRefused, match="died on"):
        waiting_list.record_death(
            patient=waiting.patient,
            died_on=timezone.localdate(),
            reason="again",
            by=clinician,
            at=timezone.now(),
        )


@pytest.mark.parametrize(
    ("day", "why"),
    [(timezone.localdate() + timedelta(days=1), "future"), (date(1950, 1, 1), "before the birth")],
)
def test_impossible_deaths_are_refused(clinician: StaffMember, day: date, why: str) -> None:
    patient = factories.patient()

    with pytest.raises(PatientRefused, match=why):
        waiting_list.record_death(patient=patient, died_on=day, reason="", by=clinician, at=timezone.now())
