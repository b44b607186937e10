"""Patients and who they are."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from patients.models import Patient
from patients.models.patients import OLDEST_BIRTH
from patients.policies.refusals import PatientsRefusal
from transplant_site.audit import allows
from transplant_site.interface.times import format_date
from transplant_site.records.days import day_of
from transplant_site.staff.models import Hospital


class PatientRefused(PatientsRefusal):
    """A patient, or who a patient is, can't be recorded like this."""


def check_can_register_patient(
    hospital: Hospital, *, birth_date: date, died_on: date | None = None, at: datetime
) -> None:
    """Refuse patients of a hospital that doesn't transplant, and birth dates that can't be."""
    if not hospital.is_transplant_centre:
        raise PatientRefused(
            _("%(hospital)s is not a transplant centre: patients are registered by their own centre.")
            % {"hospital": hospital},
            code="not_a_centre",
        )
    check_birth_date(birth_date, at=at)


def check_birth_date(birth_date: date, *, at: datetime) -> None:
    """Refuse a birth in the future, and one longer ago than anyone lives."""
    if birth_date > day_of(at):
        raise PatientRefused(
            _("The birth date lies in the future."), field="birth_date", code="birth_in_the_future"
        )
    if birth_date < OLDEST_BIRTH:
        raise PatientRefused(
            _("The birth date lies before 1900."), field="birth_date", code="birth_before_1900"
        )


def check_is_alive(patient: Patient, *, refused: type[PatientsRefusal] = PatientRefused) -> None:
    """Refuse what only makes sense for the living."""
    if patient.died_on is not None:
        raise refused(
            _("%(patient)s died on %(day)s.")
            % {"patient": patient.reference, "day": format_date(patient.died_on)},
            code="patient_died",
        )


def check_can_record_death(patient: Patient, *, died_on: date, born_on: date | None, at: datetime) -> None:
    """Refuse a second death, one to come, and one before birth."""
    check_is_alive(patient)
    if died_on > day_of(at):
        raise PatientRefused(_("This day lies in the future."), field="died_on", code="in_the_future")
    if born_on is not None and died_on < born_on:
        raise PatientRefused(_("This day lies before the birth date."), field="died_on", code="before_birth")


def can_record_death(patient: Patient) -> bool:
    return allows(check_is_alive, patient)
