from patients.models.immunology import AntibodyScreening, HlaMethod, HlaTyping, UnacceptableAntigen
from patients.models.laboratory import Analyte, LaboratoryValue
from patients.models.patients import Patient, PatientIdentity, PatientQuerySet
from patients.models.waiting_list import (
    LISTED,
    WAITING_LIST,
    CandidateCriteria,
    KidneyProfile,
    KidneyProgramme,
    Registration,
    RegistrationQuerySet,
    RegistrationStatus,
    StatusPeriod,
)

__all__ = [
    "LISTED",
    "WAITING_LIST",
    "Analyte",
    "AntibodyScreening",
    "CandidateCriteria",
    "HlaMethod",
    "HlaTyping",
    "KidneyProfile",
    "KidneyProgramme",
    "LaboratoryValue",
    "Patient",
    "PatientIdentity",
    "PatientQuerySet",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationStatus",
    "StatusPeriod",
    "UnacceptableAntigen",
]
