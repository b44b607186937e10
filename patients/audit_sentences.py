"""What the actions of this app mean, for people who read the audit log."""

from django.utils.translation import gettext_lazy as _

from transplant_site.audit import registry

PATIENT = "patients.patient"
REGISTRATION = "patients.registration"

ABOUT_PATIENTS = {
    "patients.patient.registered": _("{subject} was registered"),
    "patients.patient.corrected": _("Blood group or body of {subject} was corrected"),
    "patients.patient.death_recorded": _("The death of {subject} was recorded: {died_on}"),
    "patients.identity.erased": _(
        "The identity of {subject} was erased: who it was, nobody can tell any more"
    ),
    "patients.identity.corrected": _("The identity of {subject} was corrected; the earlier version stays"),
    "patients.hla_typing.recorded": _("An HLA typing of {subject} was recorded: {antigens}"),
    "patients.unacceptable_antigens.listed": _("Unacceptable antigens of {subject} were listed"),
    "patients.unacceptable_antigens.removed": _("Unacceptable antigens of {subject} were removed"),
    "patients.antibody_screening.recorded": _("An antibody screening of {subject} was recorded: vPRA {vpra}"),
    "patients.laboratory_value.recorded": _("Laboratory values of {subject} were recorded"),
    "patients.patient.read": _("{subject} was shown"),
    "patients.patients.listed": _("A list of patients was shown"),
    "patients.doubles.shown": _("Patients of the same name and birth date were shown"),
    "patients.patient.subject_access": _("All that is held about {subject} was written into a file"),
    "patients.patients.exported": _("A list of patients was exported"),
    "patients.waiting_list.listed": _("The waiting list was shown"),
    "patients.waiting_list.exported": _("The waiting list was exported"),
    "patients.candidates.imported": _("Candidates were imported from a file"),
}
ABOUT_REGISTRATIONS = {
    "patients.candidate.registered": _("{subject} was put on the waiting list"),
    "patients.candidate.transferred": _("{subject} was handed over to another centre"),
    "patients.registration.status_changed": _("{subject} was given the status {status}"),
    "patients.registration.date_corrected": _("The day of registration of {subject} was corrected"),
    "patients.kidney_facts.recorded": _("Dialysis or consents of {subject} were recorded"),
    "patients.heart_status.stated": _("The heart status of {subject} was stated"),
    "patients.lung_score.entered": _("A composite score of {subject} was entered"),
    "patients.combined_organs.approved": _("{subject} was combined with another organ"),
    "patients.combined_organs.ended": _("{subject} is combined with another organ no more"),
    "patients.candidate_criteria.set": _("Acceptance criteria of {subject} were set"),
    "patients.candidate_criteria.corrected": _("Acceptance criteria of {subject} were corrected"),
    "patients.registration.read": _("{subject} was shown"),
}

for action, sentence in ABOUT_PATIENTS.items():
    registry.describe(action, sentence, about=PATIENT)
for action, sentence in ABOUT_REGISTRATIONS.items():
    registry.describe(action, sentence, about=REGISTRATION)
