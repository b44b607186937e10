from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatientsConfig(AppConfig):
    name = "patients"
    verbose_name = _("Patients and waiting list")

    def ready(self) -> None:
        from messaging import subjects
        from messaging.models import SubjectKind
        from patients import looks
        from patients.conversations import patient_changes, patient_subject
        from transplant_site.access.permissions import Permission
        from transplant_site.interface import navigation
        from transplant_site.interface.navigation import Entry, Section

        looks.register()
        subjects.register(SubjectKind.PATIENT, patient_subject, changes=patient_changes)
        navigation.register(
            Entry(
                _("Patients"),
                "patients:patient_list",
                icon="people",
                section=Section.PEOPLE,
                permission=Permission.PATIENT_READ,
                order=10,
            ),
            Entry(
                _("Waiting list"),
                "patients:waiting_list",
                icon="hourglass-split",
                section=Section.PEOPLE,
                permission=Permission.PATIENT_READ,
                order=20,
            ),
        )
