"""What of this app belongs to the case of a donor, an organ or a patient, for those who inspect it."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from organs.models import (
    AdverseEvent,
    AdverseEventNotice,
    Allocation,
    CheckEntry,
    CrossmatchAssessment,
    CrossmatchRequest,
    DeathDeclaration,
    DonorAboSample,
    DonorConsent,
    DonorFinding,
    DonorHlaTyping,
    DonorIdentity,
    DonorStatusChange,
    DonorTest,
    FollowUp,
    MatchRun,
    Offer,
    OfferDeadline,
    OfferPart,
    OfferStatusChange,
    Organ,
    OrganAssessment,
    OrganPart,
    OrganRecovery,
    PartStatusChange,
    PreAllocationChecklist,
    PreservationPeriod,
    RuleException,
    Transplant,
    TransplantTeamMember,
    TwoPersonCheck,
)
from organs.models.offers import OfferQuerySet
from transplant_site.audit import cases
from transplant_site.audit.cases import Case, Opened, Rows, Text
from transplant_site.interface.times import format_date


def of_donor(donor: UUID) -> Iterator[Rows]:
    for model in (
        DonorIdentity, DonorStatusChange, DonorConsent, DeathDeclaration, DonorAboSample, DonorTest,
        DonorFinding, DonorHlaTyping, OrganAssessment, PreAllocationChecklist, RuleException,
        CrossmatchAssessment, MatchRun, AdverseEvent,
    ):  # fmt: skip
        yield model.objects.filter(donor=donor)
    yield CrossmatchRequest.objects.filter(run__donor=donor)
    yield AdverseEventNotice.objects.filter(event__donor=donor)
    yield from _of_organs(Organ.objects.filter(donor=donor))
    yield from _of_offers(Offer.objects.filter(run__donor=donor))


def of_organ(organ: UUID) -> Iterator[Rows]:
    yield from _of_organs(Organ.objects.filter(pk=organ))
    yield from _of_offers(
        Offer.objects.filter(pk__in=OfferPart.objects.filter(part__organ=organ).values("offer"))
    )


def of_patient(patient: UUID) -> Iterator[Rows]:
    yield CrossmatchAssessment.objects.filter(registration__patient=patient)
    yield CrossmatchRequest.objects.filter(registration__patient=patient)
    yield from _of_offers(Offer.objects.filter(registration__patient=patient))


def _of_organs(organs: Rows) -> Iterator[Rows]:
    yield organs
    yield OrganRecovery.objects.filter(organ__in=organs)
    parts = OrganPart.objects.filter(organ__in=organs)
    yield parts
    yield PartStatusChange.objects.filter(part__in=parts)
    yield PreservationPeriod.objects.filter(part__in=parts)


def _of_offers(offers: OfferQuerySet) -> Iterator[Rows]:
    yield offers
    for model in (OfferPart, OfferDeadline, OfferStatusChange):
        yield model.objects.filter(offer__in=offers)
    allocations = Allocation.objects.filter(offer__in=offers)
    yield allocations
    yield TwoPersonCheck.objects.filter(allocation__in=allocations)
    yield CheckEntry.objects.filter(check_made__allocation__in=allocations)
    transplants = Transplant.objects.filter(offer__in=offers)
    yield transplants
    yield Transplant.allocations.through.objects.filter(transplant__in=transplants)
    yield TransplantTeamMember.objects.filter(transplant__in=transplants)
    yield FollowUp.objects.filter(transplant__in=transplants)


def identity_of_donor(case: Case) -> Opened | None:
    """Give every version of who the donor was, newest first."""
    if case.label != "organs.donor":
        return None
    versions = (
        DonorIdentity.objects.filter(donor=UUID(case.key))
        .select_related("recorded_by")
        .order_by("-recorded_at", "-pk")
    )
    return Opened(_("Who the donor was"), [_text(one) for one in versions], [case.subject])


def _text(version: DonorIdentity) -> Text:
    lines = [
        (_("Given name"), version.given_name),
        (_("Family name"), version.family_name),
        (_("Birth date"), format_date(version.birth_date) if version.birth_date else ""),
        (_("National number"), version.national_number),
        (_("Number in the hospital"), version.hospital_number),
    ]
    return Text(
        title=_("Replaced") if version.superseded_at else _("Valid now"),
        at=version.recorded_at,
        by=str(version.recorded_by or ""),
        lines=[(label, value) for label, value in lines if value],
    )


cases.define("DNR", "organs.donor")
cases.define("ORG", "organs.organ")
cases.gather("organs.donor", of_donor)
cases.gather("organs.organ", of_organ)
cases.gather("patients.patient", of_patient)
cases.reveal(identity_of_donor)
cases.lead("OFR", "organs:offer_as_shown")
