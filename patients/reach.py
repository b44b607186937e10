"""Which patients and registrations a person reaches: everything else does not exist for them."""

from django.utils import timezone

from patients.models import Patient, PatientQuerySet, Registration, RegistrationQuerySet
from transplant_site.access.roles import Role
from transplant_site.records.models import valid_on
from transplant_site.staff.models import Hospital, StaffMember


def hospitals(staff: StaffMember) -> list[Hospital]:
    """Return the hospitals whose patients the person works for.

    A clinician works for the own hospital; laboratory staff for it and for those it has an agreement with.
    """
    if staff.hospital is None:
        return []
    if staff.role == Role.CLINICIAN:
        return [staff.hospital]
    if staff.role == Role.LABORATORY:
        served = Hospital.objects.filter(
            valid_on(timezone.localdate(), through="laboratory_agreements__"),
            laboratory_agreements__laboratory=staff.hospital,
        )
        return [staff.hospital, *served.exclude(pk=staff.hospital.pk).distinct()]
    return []


def patients(staff: StaffMember) -> PatientQuerySet:
    """Return the patients in the care of the hospitals that the person works for."""
    return Patient.objects.filter(hospital__in=hospitals(staff))


def registrations(staff: StaffMember) -> RegistrationQuerySet:
    """Return the registrations with the programmes of the hospitals that the person works for."""
    return Registration.objects.filter(programme__hospital__in=hospitals(staff))
