"""Patients and candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from patients.models import Patient, Registration, RegistrationStatus, UnacceptableAntigen
from patients.services import immunology, laboratory, patients, waiting_list
from tests.factories.numbers import next_number
from tests.factories.people import hospital as make_hospital
from tests.factories.people import programme as make_programme
from tests.factories.people import staff_member as make_staff
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import Hospital, Programme, StaffMember

HLA = "A1 A2 B7 B8 DR15(2) DR17(3)"


def patient(
    hospital: Hospital | None = None,
    *,
    hla: str = HLA,
    unacceptable: str = "",
    vpra: Decimal | str | None = None,
    by: StaffMember | None = None,
    sampled_on: date = date(2020, 1, 15),
    **fields: Any,
) -> Patient:
    """Make a patient with an identity, a typing, and antibodies asked for; `hla=""`: untyped."""
    number = next_number()
    at = timezone.now()
    person = patients.Person(
        given_name=fields.pop("given_name", "Demo"),
        family_name=fields.pop("family_name", f"Patient {number:04d}"),
        birth_date=fields.pop("birth_date", date(1970, 3, 14)),
        **{name: fields.pop(name) for name in list(fields) if name in patients.Person.__dataclass_fields__},
    )
    facts = patients.ClinicalFacts(
        sex=fields.pop("sex", "female"), blood_group=fields.pop("blood_group", "A"), **fields
    )
    centre = hospital or make_hospital()
    made = patients.register_patient(
        patient=patients.NewPatient(hospital=centre, person=person, facts=facts), by=by, at=at
    )
    report = immunology.Report(occurred_at=datetime.combine(sampled_on, time.min, UTC))
    if hla:
        immunology.record_hla_typing(patient=made, antigens=hla, report=report, by=by, at=at)
    if unacceptable:
        immunology.list_unacceptable_antigens(
            patient=made,
            antigens=unacceptable,
            source=UnacceptableAntigen.Source.SINGLE_ANTIGEN_BEADS,
            listed_on=sampled_on,
            by=by,
            at=at,
        )
    if vpra is not None:
        immunology.record_antibody_screening(patient=made, vpra=Decimal(vpra), report=report, by=by, at=at)
    return made


def candidate(
    programme: Programme | None = None,
    *,
    of: Patient | None = None,
    registered_on: date = date(2021, 6, 1),
    status: str = RegistrationStatus.T,
    reason: str = "",
    first_dialysis_on: date | None = date(2020, 2, 1),
    returned_wait_days: int = 0,
    acceptable_mismatch_since: date | None = None,
    combined_organs_since: date | None = None,
    external_id: str | None = None,
    by: StaffMember | None = None,
    **patient_fields: Any,
) -> Registration:
    """Put a patient (a new one unless `of` names one) on the list of a programme (a new one likewise)."""
    if programme is None:
        programme = make_programme(of.hospital if of else patient_fields.pop("hospital", None))
    waiting = of or patient(programme.hospital, by=by, **patient_fields)
    kidney = (
        waiting_list.KidneyFacts(
            first_dialysis_on=first_dialysis_on,
            returned_wait_days=returned_wait_days,
            acceptable_mismatch_since=acceptable_mismatch_since,
            combined_organs_since=combined_organs_since,
        )
        if programme.organ_kind == OrganKind.KIDNEY
        else None
    )
    new = waiting_list.NewCandidate(
        patient=waiting,
        programme=programme,
        registered_on=registered_on,
        status=status,
        reason=reason,
        external_id=external_id,
        kidney=kidney,
    )
    return waiting_list.register_candidate(candidate=new, by=by, at=timezone.now())


def more_findings(registration: Registration, times: int = 4) -> None:
    """Give a candidate a longer history: typings, screenings, values, statuses, criteria, identities."""
    patient = registration.patient
    person = patients.Person.of(patient.identities.get(superseded_at__isnull=True))
    recorder = make_staff(hospital=patient.hospital)
    for number in range(times):
        at = timezone.now()
        report = immunology.Report(occurred_at=at)
        immunology.record_hla_typing(patient=patient, antigens=HLA, report=report, by=recorder, at=at)
        immunology.record_antibody_screening(
            patient=patient, vpra=Decimal("0.9"), report=report, by=recorder, at=at
        )
        values = [
            laboratory.NewValue(
                patient=patient, analyte=analyte, value=Decimal("1.2"), unit=unit, report=report
            )
            for analyte, unit in (("creatinine", "mg/dL"), ("inr", "1"))
        ]
        laboratory.record_laboratory_values(values=values, by=recorder, at=at)
        at = timezone.now()  # a status begins after the one before
        waiting_list.change_status(
            registration=registration, status=("NT", "HU")[number % 2], reason="Tried", by=recorder, at=at
        )
        waiting_list.set_candidate_criteria(
            registration=registration,
            criteria=waiting_list.Criteria(donor_age_max=60 + number),
            by=recorder,
            at=at,
        )
        patients.correct_identity(
            patient=patient,
            person=replace(person, telephone=f"+32 2 555 {number:04d}"),
            reason="New number",
            by=recorder,
            at=at,
        )
