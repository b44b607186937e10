"""What of this app belongs to the case of a patient, and who a patient is, for those who inspect it."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from patients.models import (
    AntibodyScreening,
    CandidateCriteria,
    CombinedOrgans,
    HeartStatus,
    HlaTyping,
    KidneyProfile,
    LaboratoryValue,
    LungScore,
    PatientIdentity,
    Registration,
    StatusPeriod,
    UnacceptableAntigen,
)
from patients.presenters.history import NAMES
from transplant_site.audit import cases
from transplant_site.audit.cases import Case, Opened, Rows, Text
from transplant_site.interface.times import format_date


def of_patient(patient: UUID) -> Iterator[Rows]:
    yield PatientIdentity.objects.filter(patient=patient)
    yield HlaTyping.objects.filter(patient=patient)
    yield UnacceptableAntigen.objects.filter(patient=patient)
    yield AntibodyScreening.objects.filter(patient=patient)
    yield LaboratoryValue.objects.filter(patient=patient)
    yield Registration.objects.filter(patient=patient)
    yield StatusPeriod.objects.filter(registration__patient=patient)
    yield KidneyProfile.objects.filter(registration__patient=patient)
    yield HeartStatus.objects.filter(registration__patient=patient)
    yield LungScore.objects.filter(registration__patient=patient)
    yield CombinedOrgans.objects.filter(patient=patient)
    yield CandidateCriteria.objects.filter(registration__patient=patient)


def identity_of_patient(case: Case) -> Opened | None:
    """Give every version of who the patient is or was, newest first."""
    if case.label != "patients.patient":
        return None
    versions = (
        PatientIdentity.objects.filter(patient=UUID(case.key))
        .select_related("recorded_by")
        .order_by("-recorded_at", "-pk")
    )
    return Opened(_("Who the patient is"), [_text(one) for one in versions], [case.subject])


def _text(version: PatientIdentity) -> Text:
    lines = [(str(label), getattr(version, name)) for name, label in NAMES.items()]
    return Text(
        title=_("Replaced") if version.superseded_at else _("Valid now"),
        at=version.recorded_at,
        by=str(version.recorded_by or ""),
        lines=[
            (label, format_date(value) if label == str(NAMES["birth_date"]) else str(value))
            for label, value in lines
            if value
        ],
    )


cases.define("PAT", "patients.patient", shown_by_itself=True)
cases.gather("patients.patient", of_patient)
cases.reveal(identity_of_patient)
