"""Donors and offers as what conversations are about."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from messaging.models import SubjectKind
from messaging.subjects import StateChange, Subject
from organs import reach
from organs.models import DonorStatus, OfferStatus, OfferStatusChange, PartStatus, PartStatusChange
from transplant_site.access.checks import find_or_404
from transplant_site.records.models import StatusChange
from transplant_site.staff.models import StaffMember


def donor_subject(by: StaffMember, reference: str) -> Subject:
    """Find the donor that somebody wants to talk about."""
    within = reach.donors(by).select_related("hospital", "procurement_organisation")
    donor = find_or_404(within, reference=reference)
    return Subject(
        kind=SubjectKind.DONOR,
        id=donor.pk,
        reference=donor.reference,
        path=donor.get_absolute_url(),
        hospitals=(donor.procurement_organisation, donor.hospital),
    )


def offer_subject(by: StaffMember, reference: str) -> Subject:
    """Find the offer that somebody wants to talk about."""
    within = reach.offers(by).select_related("centre", "registration", "run__donor__procurement_organisation")
    offer = find_or_404(within, reference=reference)
    return Subject(
        kind=SubjectKind.OFFER,
        id=offer.pk,
        reference=offer.reference,
        path=offer.get_absolute_url(),
        hospitals=(offer.centre, offer.run.donor.procurement_organisation),
        patient_id=offer.registration.patient_id,
    )


def donor_changes(by: StaffMember, donor_id: UUID) -> Iterator[StateChange]:
    """Tell what became of the donor and of each organ part."""
    for donor in reach.donors(by).filter(pk=donor_id):
        for change in donor.status_changes.select_related("by"):
            yield _told(change, _("Donor"), DonorStatus)
        parts = PartStatusChange.objects.filter(part__organ__donor=donor)
        for part_change in parts.select_related("by", "part__organ"):
            yield _told(part_change, str(part_change.part), PartStatus)


def offer_changes(by: StaffMember, offer_id: UUID) -> Iterator[StateChange]:
    """Tell what became of the offer."""
    changes = OfferStatusChange.objects.filter(offer__in=reach.offers(by).filter(pk=offer_id))
    for change in changes.select_related("by"):
        yield _told(change, _("Offer"), OfferStatus)


def _told(change: StatusChange, what: str, statuses: type[TextChoices]) -> StateChange:
    return StateChange(
        at=change.occurred_at,
        text=f"{what}: {statuses(change.to_status).label}",
        reason=change.reason,
        by=change.by,
    )
