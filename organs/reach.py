"""Which donors, runs, offers and transplants a person reaches: everything else does not exist for them.

A coordinator reaches the donors of the own procurement organisation and all that follows from them,
without the identity of recipients. A clinician reaches the offers and transplants of the own centre, and
of a donor what stands in an offer.
"""

from django.db.models import QuerySet

from organs.models import (
    AdverseEvent,
    CrossmatchRequest,
    Donor,
    MatchCandidate,
    MatchRun,
    Offer,
    Organ,
    OrganPart,
    RuleException,
    Transplant,
)
from organs.models.donors import OPEN_DONORS
from organs.models.matching import CrossmatchRequestQuerySet, MatchCandidateQuerySet
from organs.models.offers import OfferQuerySet
from patients import reach as patients_reach
from patients.models import Registration, RegistrationQuerySet
from transplant_site.access.roles import Role
from transplant_site.records.vocabulary import CrossmatchVerdict
from transplant_site.staff.models import StaffMember


def donors(staff: StaffMember) -> QuerySet[Donor]:
    """Return the donors of the coordinator's procurement organisation."""
    if staff.role == Role.COORDINATOR:
        return Donor.objects.filter(procurement_organisation=staff.hospital)
    return Donor.objects.none()


def match_runs(staff: StaffMember) -> QuerySet[MatchRun]:
    """Return the runs for the donors that the person reaches."""
    return MatchRun.objects.filter(donor__in=donors(staff))


def offers(staff: StaffMember) -> OfferQuerySet:
    """Return the offers of the coordinator's donors, or those made to the clinician's centre."""
    if staff.role == Role.COORDINATOR:
        return Offer.objects.filter(run__donor__procurement_organisation=staff.hospital)
    if staff.role == Role.CLINICIAN:
        return Offer.objects.filter(centre=staff.hospital)
    return Offer.objects.none()


def parts(staff: StaffMember) -> QuerySet[OrganPart]:
    """Return the parts of the coordinator's donors, or those in an open or accepted offer to the centre.

    A centre that declined, or was passed by, doesn't follow the organ any further: what it was shown
    stands in its offer.
    """
    if staff.role == Role.COORDINATOR:
        return OrganPart.objects.filter(organ__donor__procurement_organisation=staff.hospital)
    return OrganPart.objects.filter(pk__in=offers(staff).live().values("parts"))


def organs(staff: StaffMember) -> QuerySet[Organ]:
    """Return the organs of the coordinator's donors, or those of which the centre reaches a part."""
    if staff.role == Role.COORDINATOR:
        return Organ.objects.filter(donor__procurement_organisation=staff.hospital)
    return Organ.objects.filter(pk__in=parts(staff).values("organ"))


def transplants(staff: StaffMember) -> QuerySet[Transplant]:
    """Return the transplants at the clinician's centre, or of organs of the coordinator's donors."""
    if staff.role == Role.COORDINATOR:
        return Transplant.objects.filter(offer__run__donor__procurement_organisation=staff.hospital)
    if staff.role == Role.CLINICIAN:
        return Transplant.objects.filter(hospital=staff.hospital)
    return Transplant.objects.none()


def adverse_events(staff: StaffMember) -> QuerySet[AdverseEvent]:
    """Return the events of the coordinator's donors, or those of which the clinician's centre was told."""
    if staff.role == Role.COORDINATOR:
        return AdverseEvent.objects.filter(donor__procurement_organisation=staff.hospital)
    if staff.role == Role.CLINICIAN:
        told = AdverseEvent.objects.filter(notices__hospital=staff.hospital)
        reported = AdverseEvent.objects.filter(reported_from=staff.hospital)
        return (told | reported).distinct()
    return AdverseEvent.objects.none()


def crossmatches(staff: StaffMember) -> MatchCandidateQuerySet:
    """Return the ranked candidates of valid runs, in the care of hospitals the laboratory works for.

    Only those whose crossmatch the run could not exclude: of the others laboratory staff see nothing.
    """
    if staff.role != Role.LABORATORY:
        return MatchCandidate.objects.none()
    return MatchCandidate.objects.filter(
        run__invalidated_at__isnull=True,
        run__donor__status__in=sorted(OPEN_DONORS),
        crossmatch=CrossmatchVerdict.CANNOT_BE_EXCLUDED,
        registration__in=patients_reach.registrations(staff),
    )


def crossmatch_requests(staff: StaffMember) -> CrossmatchRequestQuerySet:
    """Return what a laboratory is asked on candidates of its hospitals whom valid runs don't rank."""
    if staff.role != Role.LABORATORY:
        return CrossmatchRequest.objects.none()
    return CrossmatchRequest.objects.filter(
        run__invalidated_at__isnull=True,
        run__donor__status__in=sorted(OPEN_DONORS),
        registration__in=patients_reach.registrations(staff),
    )


def candidates_for(staff: StaffMember, run: MatchRun) -> RegistrationQuerySet:
    """Return the candidates, of whichever centre, to whom the run's coordinators may offer: who waits."""
    if not match_runs(staff).filter(pk=run.pk).exists():
        return Registration.objects.none()
    return Registration.objects.open().for_organ(run.organ_kind)


def rule_exceptions(staff: StaffMember) -> QuerySet[RuleException]:
    """Return what was recorded against a rule of the coordinator's donors, or of what the centre received."""
    if staff.role == Role.COORDINATOR:
        return RuleException.objects.filter(donor__procurement_organisation=staff.hospital)
    if staff.role == Role.CLINICIAN:
        return RuleException.objects.filter(centre=staff.hospital)
    return RuleException.objects.none()
