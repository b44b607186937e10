"""What must stand before the first offer: two checklists, and the facts that never may be missing."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from django.utils.translation import gettext as _

from organs.models import Donor, DonorKind, PreAllocationChecklist
from organs.models.donors import ConsentPurpose, DeathDeclaration
from organs.policies.donors import DonorRefused, check_abo_is_confirmed, check_is_open, serology_advice
from transplant_site.audit import Refusal, allows
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import StaffMember

CHECKLISTS_NEEDED = 2


class ChecklistRefused(Refusal):
    """A checklist can't be completed by this person, or not with what was entered."""


class NotReadyForOffers(Refusal):
    """Something that must never be missing is missing: no offer may be sent yet."""

    def __init__(self, stops: list[str]) -> None:
        self.stops = stops
        super().__init__(" ".join(stops), code="not_ready")


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What a coordinator has seen with their own eyes."""

    consent_seen: bool
    death_declaration_seen: bool
    serology_seen: bool
    hla_seen: bool
    identity_verified: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stops the offers of a donor's organ, and what a coordinator should know before sending them."""

    stops: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return not self.stops


def readiness(donor: Donor, organ_kind: str) -> Readiness:
    """Say what stops offers of this kind of organ and what is still open."""
    stops = [*_facts_missing(donor, organ_kind)]
    done = checklists(donor, organ_kind)
    if (missing := CHECKLISTS_NEEDED - len(done)) > 0:
        stops.append(
            _("The pre-allocation checklist needs two coordinators: %(count)d missing.") % {"count": missing}
        )
    return Readiness(stops=stops, advice=serology_advice(donor.tests.filter(is_current=True)))


def check_ready_for_offers(donor: Donor, organ_kind: str) -> None:
    """Refuse offers of a donor's organ while something that must never be missing is missing."""
    found = readiness(donor, organ_kind)
    if not found.is_ready:
        raise NotReadyForOffers(found.stops)


def is_ready_for_offers(donor: Donor, organ_kind: str) -> bool:
    return readiness(donor, organ_kind).is_ready


def checklists(donor: Donor, organ_kind: str) -> list[PreAllocationChecklist]:
    """Return the checklists that hold for the donor's facts as they are now."""
    return list(
        donor.checklists.filter(organ_kind=organ_kind, facts_version=donor.facts_version)
        .select_related("completed_by")
        .order_by("completed_at")
    )


def check_can_complete(donor: Donor, organ_kind: str, *, by: StaffMember) -> None:
    """Refuse a checklist of a closed case, or a second one of the same person."""
    try:
        check_is_open(donor)
    except DonorRefused as refusal:
        raise ChecklistRefused(str(refusal), code=refusal.code) from refusal
    if any(checklist.completed_by_id == by.pk for checklist in checklists(donor, organ_kind)):
        raise ChecklistRefused(
            _("You have completed this checklist: a colleague completes the other."), code="second_time"
        )


def can_complete(donor: Donor, organ_kind: str, *, by: StaffMember) -> bool:
    return allows(check_can_complete, donor, organ_kind, by=by)


def check_all_seen(donor: Donor, checked: Checked) -> None:
    """Refuse a checklist that leaves something out, naming it."""
    not_seen = [
        str(PreAllocationChecklist._meta.get_field(each.name).verbose_name)  # type: ignore[union-attr]
        for each in fields(Checked)
        if not getattr(checked, each.name)
        and (each.name != "death_declaration_seen" or needs_declaration(donor))
    ]
    if not_seen:
        raise ChecklistRefused(
            _("Not everything was checked: %(items)s.") % {"items": ", ".join(not_seen)}, code="incomplete"
        )


def check_blood_group_agrees(donor: Donor, blood_group: str) -> None:
    """Stop when the ABO that was read from its source is not the one on record."""
    if blood_group != donor.blood_group:
        raise ChecklistRefused(
            _("Stop: this is not the ABO on record. Compare the source document with the record, together."),
            code="abo_differs",
        )


def needs_declaration(donor: Donor) -> bool:
    """After circulatory death, offers go out before death; it is declared before anything is recovered."""
    return donor.kind == DonorKind.DBD


def _facts_missing(donor: Donor, organ_kind: str) -> list[str]:
    stops = []
    for check in (_check_open, _check_consent, _check_death, _check_abo, _check_hla):
        try:
            check(donor, organ_kind)
        except DonorRefused as refusal:
            stops.append(str(refusal))
    return stops


def _check_open(donor: Donor, organ_kind: str) -> None:
    check_is_open(donor)


def _check_consent(donor: Donor, organ_kind: str) -> None:
    word = donor.consents.filter(
        organ_kind=organ_kind, purpose=ConsentPurpose.TRANSPLANT, is_withdrawn=False
    ).first()
    organ = OrganKind(organ_kind).label
    if word is None:
        raise DonorRefused(_("No consent to transplant is recorded: %(organ)s.") % {"organ": organ})
    if not word.is_given:
        raise DonorRefused(_("Consent to transplant was refused: %(organ)s.") % {"organ": organ})


def _check_death(donor: Donor, organ_kind: str) -> None:
    if needs_declaration(donor) and not DeathDeclaration.objects.filter(donor=donor).exists():
        raise DonorRefused(_("The declaration of death is not recorded."))


def _check_abo(donor: Donor, organ_kind: str) -> None:
    check_abo_is_confirmed(donor, donor.abo_samples.all())


def _check_hla(donor: Donor, organ_kind: str) -> None:
    if not donor.hla_typings.filter(is_current=True).exists():
        raise DonorRefused(_("The donor has no HLA typing."))
