"""Who a patient or a donor is, is erased: the clinical record and the log stay."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from organs.models import Donor
from organs.policies.erasure import ErasureRefused, check_can_erase_donor, check_can_erase_patient
from patients.models import Patient
from transplant_site.audit import action
from transplant_site.audit.erasing import erase_versions
from transplant_site.staff.models import StaffMember


def erase_identity(*, reference: str, reason: str, by: StaffMember | None, at: datetime) -> int:
    """Erase who the patient or donor with this reference is; return how many versions there were."""
    if not reason.strip():
        raise ErasureRefused(_("Say why the identity is erased."), code="no_reason")
    if patient := Patient.objects.filter(reference=reference).first():
        return erase_patient(patient=patient, reason=reason, by=by, at=at)
    if donor := Donor.objects.filter(reference=reference).first():
        return erase_donor(donor=donor, reason=reason, by=by, at=at)
    raise ErasureRefused(
        _("There is no patient and no donor %(reference)s.") % {"reference": reference}, code="unknown"
    )


@action("patients.identity.erased")
def erase_patient(*, patient: Patient, reason: str, by: StaffMember | None, at: datetime) -> int:
    """Delete all versions of who the patient is, and what their digests in the log were made with."""
    # Whoever adds a row for the patient, a version or a registration, waits for the end and sees it.
    patient = Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
    check_can_erase_patient(patient, at=at)
    patient.identity_erased_at = at
    patient.save(update_fields=["identity_erased_at"])
    return erase_versions(patient.identities.all(), subject=patient.pk)


@action("organs.donor.identity_erased")
def erase_donor(*, donor: Donor, reason: str, by: StaffMember | None, at: datetime) -> int:
    """Delete all versions of who the donor is, and what their digests in the log were made with."""
    donor = Donor.objects.select_for_update(of=("self",)).get(pk=donor.pk)
    check_can_erase_donor(donor, at=at)
    donor.identity_erased_at = at
    donor.save(update_fields=["identity_erased_at"])
    return erase_versions(donor.identities.all(), subject=donor.pk)
