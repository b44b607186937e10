from patients.models.immunology import AntibodyScreening, HlaMethod, HlaTyping, UnacceptableAntigen
from patients.models.laboratory import Analyte, LaboratoryValue
from patients.models.organ_facts import (
    FOLLOWING,
    LEADING,
    CombinedOrgans,
    HeartStatus,
    HeartUrgency,
    LungScore,
)
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
    "FOLLOWING",
    "LEADING",
    "LISTED",
    "WAITING_LIST",
    "Analyte",
    "AntibodyScreening",
    "CandidateCriteria",
    "CombinedOrgans",
    "HeartStatus",
    "HeartUrgency",
    "HlaMethod",
    "HlaTyping",
    "KidneyProfile",
    "KidneyProgramme",
    "LaboratoryValue",
    "LungScore",
    "Patient",
    "PatientIdentity",
    "PatientQuerySet",
    "Registration",
    "RegistrationQuerySet",
    "RegistrationStatus",
    "StatusPeriod",
    "UnacceptableAntigen",
]
