"""Patients as what conversations are about."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from messaging.models import SubjectKind
from messaging.subjects import StateChange, Subject
from patients import reach
from patients.models import StatusPeriod
from transplant_site.access.checks import find_or_404
from transplant_site.staff.models import StaffMember


def patient_subject(by: StaffMember, reference: str) -> Subject:
    """Find the patient that somebody wants to talk about."""
    patient = find_or_404(reach.patients(by).select_related("hospital"), reference=reference)
    return Subject(
        kind=SubjectKind.PATIENT,
        id=patient.pk,
        reference=patient.reference,
        path=patient.get_absolute_url(),
        hospitals=(patient.hospital,),
        patient_id=patient.pk,
    )


def patient_changes(by: StaffMember, patient_id: UUID) -> Iterator[StateChange]:
    """Tell the patient's statuses on the waiting lists that the person reaches."""
    periods = StatusPeriod.objects.filter(
        registration__in=reach.registrations(by).filter(patient=patient_id)
    ).select_related("registration", "recorded_by")
    for period in periods:
        words = {
            "organ": period.registration.get_organ_kind_display(),
            "status": period.get_status_display(),
        }
        yield StateChange(
            at=period.started_at,
            text=_("%(organ)s, waiting list: %(status)s") % words,
            reason=period.reason,
            by=period.recorded_by,
        )
