"""Patients: registered, their identity and their clinical facts corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from patients.models import Patient, PatientIdentity
from patients.policies import patients as policies
from patients.policies.patients import PatientRefused
from patients.signals import Fact, announce
from transplant_site.audit import action
from transplant_site.interface.times import format_time
from transplant_site.records.vocabulary import RhesusFactor
from transplant_site.staff.models import Hospital, StaffMember

BATCH = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Who somebody is."""

    given_name: str
    family_name: str
    birth_date: date
    national_number: str = ""
    hospital_number: str = ""
    address: str = ""
    telephone: str = ""
    email: str = ""

    @classmethod
    def of(cls, identity: PatientIdentity) -> Person:
        return cls(**{name: getattr(identity, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True, kw_only=True, slots=True)
class ClinicalFacts:
    """What of a patient's body every organ's allocation asks for."""

    sex: str
    blood_group: str
    blood_subgroup: str = ""
    rhesus: str = RhesusFactor.UNKNOWN
    height_cm: int | None = None
    weight_kg: Decimal | None = None

    @classmethod
    def of(cls, patient: Patient) -> ClinicalFacts:
        return cls(**{name: getattr(patient, name) for name in cls.__dataclass_fields__})

    @property
    def fingerprint(self) -> str:
        """A text that differs when any of the facts does: a page carries it to say what it showed."""
        return "|".join("" if value is None else str(value) for value in asdict(self).values())


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPatient:
    hospital: Hospital
    person: Person
    facts: ClinicalFacts


@action("patients.patient.registered")
def register_patient(
    *, patient: NewPatient, by: StaffMember | None, at: datetime, is_somebody_else: bool = False
) -> Patient:
    """Register one patient, unless the hospital has them already.

    `is_somebody_else` says that a person looked at a patient of the same name and birth date and that this
    is another one; the same national number is never another one.
    """
    # Two registrations of one person at once would not see each other without this lock.
    hospital = Hospital.objects.select_for_update(no_key=True).get(pk=patient.hospital.pk)
    _refuse_double(hospital, patient.person, is_somebody_else=is_somebody_else)
    return register_patients(patients=[patient], by=by, at=at)[0]


@action("patients.patient.registered")
def register_patients(
    *, patients: Sequence[NewPatient], by: StaffMember | None, at: datetime
) -> list[Patient]:
    """Register patients with their identities."""
    for new in patients:
        policies.check_can_register_patient(new.hospital, birth_date=new.person.birth_date, at=at)

    made = Patient.objects.bulk_create(
        (Patient(hospital=new.hospital, registered_by=by, **asdict(new.facts)) for new in patients),
        batch_size=BATCH,
    )
    PatientIdentity.objects.bulk_create(
        (
            PatientIdentity(patient=patient, recorded_by=by, **asdict(new.person))
            for patient, new in zip(made, patients, strict=True)
        ),
        batch_size=BATCH,
    )
    return made


def find_doubles(hospital: Hospital, person: Person) -> list[Patient]:
    """List the hospital's patients with the same national number, or the same name and birth date."""
    present = PatientIdentity.objects.filter(patient__hospital=hospital, superseded_at__isnull=True)
    same = present.filter(
        family_name__iexact=person.family_name.strip(),
        given_name__iexact=person.given_name.strip(),
        birth_date=person.birth_date,
    )
    found = list(same.values_list("patient_id", flat=True))
    if person.national_number:
        found += present.filter(national_number=person.national_number).values_list("patient_id", flat=True)
    return list(Patient.objects.filter(pk__in=found).with_identity())


def _refuse_double(hospital: Hospital, person: Person, *, is_somebody_else: bool) -> None:
    for patient in find_doubles(hospital, person):
        identity = patient.identity
        same_number = bool(
            identity and person.national_number and identity.national_number == person.national_number
        )
        if same_number:
            raise PatientRefused(
                _("%(patient)s has this national number already.") % {"patient": patient.reference},
                field="national_number",
                code="same_national_number",
            )
        if not is_somebody_else:
            raise PatientRefused(
                _(
                    "%(patient)s has the same name and birth date. "
                    "If this is somebody else, say so; if not, use that record."
                )
                % {"patient": patient.reference},
                field="is_somebody_else",
                code="same_name_and_birth_date",
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityCorrection:
    """`replaces` is the version that was looked at; None takes whichever is the present one."""

    patient: Patient
    person: Person
    replaces: UUID | None = None


@action("patients.identity.corrected")
def correct_identity(
    *,
    patient: Patient,
    person: Person,
    reason: str,
    by: StaffMember | None,
    at: datetime,
    replaces: UUID | None = None,
) -> PatientIdentity:
    """Add a version of who the patient is, which replaces the present one."""
    correction = IdentityCorrection(patient=patient, person=person, replaces=replaces)
    return correct_identities(corrections=[correction], reason=reason, by=by, at=at)[0]


@action("patients.identity.corrected")
def correct_identities(
    *, corrections: Sequence[IdentityCorrection], reason: str, by: StaffMember | None, at: datetime
) -> list[PatientIdentity]:
    """Add a version of each patient's identity; the earlier ones stay, dated."""
    lock_patients(correction.patient.pk for correction in corrections)
    present = _lock_identities(correction.patient.pk for correction in corrections)
    for correction in corrections:
        _check_can_correct(correction, present.get(correction.patient.pk), at=at)

    PatientIdentity.objects.filter(pk__in=[identity.pk for identity in present.values()]).update(
        superseded_at=Now()
    )
    return PatientIdentity.objects.bulk_create(
        (
            PatientIdentity(patient=correction.patient, recorded_by=by, **asdict(correction.person))
            for correction in corrections
        ),
        batch_size=BATCH,
    )


def _lock_identities(patients: Iterable[UUID]) -> dict[UUID, PatientIdentity]:
    locked = (
        PatientIdentity.objects.select_for_update(of=("self",))
        .select_related("recorded_by")
        .filter(patient__in=list(patients), superseded_at__isnull=True)
        .order_by("patient")
    )
    return {identity.patient_id: identity for identity in locked}


def _check_can_correct(
    correction: IdentityCorrection, present: PatientIdentity | None, *, at: datetime
) -> None:
    policies.check_birth_date(correction.person.birth_date, at=at)
    if present is None:
        raise PatientRefused(
            _("The identity of %(patient)s was erased.") % {"patient": correction.patient.reference},
            code="erased",
        )
    if correction.replaces is not None and present.pk != correction.replaces:
        raise PatientRefused(
            _("%(who)s changed this at %(time)s, after you opened it. Look at it again.")
            % {
                "who": present.recorded_by or _("An import"),
                "time": format_time(present.recorded_at),
            },
            code="changed_meanwhile",
        )
    if Person.of(present) == correction.person:
        raise PatientRefused(_("Nothing was changed."), code="unchanged")


@dataclass(frozen=True, kw_only=True, slots=True)
class FactsCorrection:
    """`seen` is the fingerprint of what was looked at; None corrects whatever stands there."""

    patient: Patient
    facts: ClinicalFacts
    seen: str | None = None


@action("patients.patient.corrected")
def correct_clinical_facts(
    *,
    patient: Patient,
    facts: ClinicalFacts,
    reason: str,
    by: StaffMember | None,
    at: datetime,
    seen: str | None = None,
) -> Patient:
    """Correct a patient's blood group, sex or measures."""
    correction = FactsCorrection(patient=patient, facts=facts, seen=seen)
    return correct_many_clinical_facts(corrections=[correction], reason=reason, by=by, at=at)[0]


@action("patients.patient.corrected")
def correct_many_clinical_facts(
    *, corrections: Sequence[FactsCorrection], reason: str, by: StaffMember | None, at: datetime
) -> list[Patient]:
    """Correct clinical facts; a blood group that changes is announced to what matched with it."""
    locked = lock_patients(correction.patient.pk for correction in corrections)
    other_group = []
    for correction in corrections:
        patient = locked[correction.patient.pk]
        before = ClinicalFacts.of(patient)
        if correction.seen is not None and before.fingerprint != correction.seen:
            raise PatientRefused(
                _("Somebody changed this after you opened it. Look at it again."), code="changed_meanwhile"
            )
        if before == correction.facts:
            raise PatientRefused(_("Nothing was changed."), code="unchanged")
        if _group_of(before) != _group_of(correction.facts):
            other_group.append(patient.pk)
        for name, value in asdict(correction.facts).items():
            setattr(patient, name, value)

    changed = list(locked.values())
    Patient.objects.bulk_update(changed, list(ClinicalFacts.__dataclass_fields__), batch_size=BATCH)
    announce(other_group, Fact.BLOOD_GROUP, by=by, at=at)
    return changed


def _group_of(facts: ClinicalFacts) -> tuple[str, str]:
    return facts.blood_group, facts.blood_subgroup


def birth_dates(patients: Iterable[UUID]) -> dict[UUID, date]:
    """Look up when patients were born; who was erased has none."""
    present = PatientIdentity.objects.filter(patient__in=set(patients), superseded_at__isnull=True)
    return dict(present.values_list("patient_id", "birth_date"))


def lock_patients(patients: Iterable[UUID]) -> dict[UUID, Patient]:
    """Lock patients, always in the same order; rows that refer to them may still be added by others."""
    locked = (
        Patient.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=list(patients))
        .order_by("pk")
    )
    return {patient.pk: patient for patient in locked}
