"""May this transplant, this outcome or this follow-up be recorded?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from organs.models import (
    PART_LIFE,
    Allocation,
    Offer,
    OfferStatus,
    OrganPart,
    Rule,
    Transplant,
    TransplantOutcome,
    TransplantTeamMember,
)
from organs.policies.checks import has_arrived, verified_on_arrival
from organs.policies.offers import check_is_accepted, is_of_centre, is_of_procurement
from organs.policies.rules import unexplained
from patients.models import Registration
from transplant_site.access.permissions import Permission
from transplant_site.access.roles import Role
from transplant_site.audit import Refusal
from transplant_site.records.days import day_of
from transplant_site.records.models import CLOCK_TOLERANCE
from transplant_site.staff.models import Membership, Profession, StaffMember

LEAD = TransplantTeamMember.Part.LEAD_SURGEON
LOST = frozenset({TransplantOutcome.FAILED, TransplantOutcome.RECIPIENT_DIED})


class TransplantRefused(Refusal):
    """The transplant, or what became of it, can't be recorded like this."""

    def __init__(self, message: object = "", *, code: str = "", field: str = "") -> None:
        super().__init__(message, code=code)
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """When the parts of an operation happened, and who did them."""

    started_at: datetime
    removed_from_cooling_at: datetime
    reperfused_at: datetime
    ended_at: datetime | None = None
    team: Sequence[tuple[StaffMember, str]] = field(default_factory=tuple)
    notes: str = ""


def check_is_theirs(offer: Offer, by: StaffMember) -> None:
    if not (is_of_centre(offer, by) and by.may(Permission.TRANSPLANT_RECORD)):
        raise TransplantRefused(
            _("%(centre)s records this transplant.") % {"centre": offer.centre}, code="other_centre"
        )


def can_record_against_a_rule(offer: Offer, *, by: StaffMember) -> bool:
    """Say whether a transplant may be recorded although the offer isn't accepted."""
    if offer.status == OfferStatus.ACCEPTED:
        return False
    try:
        check_is_theirs(offer, by)
        check_not_transplanted(offer, [])
    except TransplantRefused:
        return False
    return True


def check_can_record(
    offer: Offer,
    operation: Operation,
    *,
    parts: Sequence[OrganPart],
    recipient: Registration,
    by: StaffMember,
    at: datetime,
) -> None:
    """Refuse a transplant that can't have been: of what is gone, of elsewhere, or with impossible times."""
    check_is_theirs(offer, by)
    check_not_transplanted(offer, parts)
    if recipient.programme_id != offer.registration.programme_id:
        raise TransplantRefused(
            _("Candidate %(candidate)s waits elsewhere.") % {"candidate": recipient.reference},
            field="recipient",
        )
    check_times(operation, parts=parts, at=at)
    check_team(offer, operation, at=at)


def check_not_transplanted(offer: Offer, parts: Sequence[OrganPart]) -> None:
    """Refuse a second transplant of the same organ, and one of what was given up or split."""
    if hasattr(offer, "transplant"):
        raise TransplantRefused(
            _("The organ of offer %(offer)s has been transplanted.") % {"offer": offer.reference},
            code="transplanted",
        )
    gone = next((part for part in parts if PART_LIFE.is_final(part.status)), None)
    if gone is not None:
        raise TransplantRefused(
            _("%(part)s: %(status)s.") % {"part": gone, "status": gone.get_status_display()}, code="gone"
        )


def check_times(operation: Operation, *, parts: Sequence[OrganPart], at: datetime) -> None:
    """Refuse times that lie in the future or in an order that can't be."""
    moments = [
        ("started_at", operation.started_at),
        ("removed_from_cooling_at", operation.removed_from_cooling_at),
        ("reperfused_at", operation.reperfused_at),
        ("ended_at", operation.ended_at),
    ]
    for name, moment in moments:
        if moment is not None and moment > at + CLOCK_TOLERANCE:
            raise TransplantRefused(
                _("This lies in the future: enter a time that has passed."), code="future", field=name
            )
    if operation.reperfused_at < operation.removed_from_cooling_at:
        raise TransplantRefused(
            _("Reperfusion doesn't come before the removal from cooling."), field="reperfused_at"
        )
    if operation.reperfused_at < operation.started_at:
        raise TransplantRefused(
            _("Reperfusion doesn't come before the operation begins."), field="reperfused_at"
        )
    if operation.ended_at is not None and operation.ended_at < operation.reperfused_at:
        raise TransplantRefused(_("The operation doesn't end before reperfusion."), field="ended_at")
    for part in parts:
        perfused_at = part.organ.cold_perfusion_at
        if perfused_at is not None and operation.removed_from_cooling_at < perfused_at:
            raise TransplantRefused(
                _("The organ was perfused cold only after that: check the time of removal from cooling."),
                field="removed_from_cooling_at",
            )


def check_team(offer: Offer, operation: Operation, *, at: datetime) -> None:
    """Refuse a team without one lead surgeon, with someone twice, or with people of elsewhere."""
    leads = [person for person, part in operation.team if part == LEAD]
    if len(leads) != 1:
        raise TransplantRefused(_("Name one lead surgeon."), field="lead_surgeon")
    if leads[0].profession != Profession.SURGEON:
        raise TransplantRefused(
            _("%(person)s is not a surgeon.") % {"person": leads[0]}, field="lead_surgeon"
        )
    people = [person.pk for person, _part in operation.team]
    if len(set(people)) != len(people):
        raise TransplantRefused(_("Each person of the team is named once."), field="lead_surgeon")
    at_centre = (
        Membership.objects.valid_on(day_of(at))
        .filter(staff_member__in=people, role=Role.CLINICIAN, hospital=offer.centre_id)
        .values_list("staff_member", flat=True)
    )
    strangers = [str(person) for person, _part in operation.team if person.pk not in set(at_centre)]
    if strangers:
        raise TransplantRefused(
            _("Not of %(centre)s: %(people)s.") % {"centre": offer.centre, "people": ", ".join(strangers)},
            field="lead_surgeon",
        )


def rules_not_kept(
    offer: Offer,
    allocations: Sequence[Allocation],
    *,
    recipient: Registration,
    removed_from_cooling_at: datetime | None = None,
) -> list[Rule]:
    """Name the rules that a transplant stands against; such a one needs a reason."""
    broken = []
    is_accepted = offer.status == OfferStatus.ACCEPTED
    if not is_accepted or recipient.pk != offer.registration_id:
        broken.append(Rule.ACCEPTED_OFFER)
    if not is_accepted or not all(has_arrived(allocation) for allocation in allocations):
        broken.append(Rule.ARRIVED)
    verified = verified_on_arrival(allocations, before=removed_from_cooling_at)
    if not is_accepted or any(allocation.pk not in verified for allocation in allocations):
        broken.append(Rule.ARRIVAL_CHECK)
    return broken


def check_exception_is_explained(rules: Sequence[Rule], reason: str) -> None:
    """Refuse what stands against a rule unless it is recorded as an exception, with its reason."""
    if words := unexplained(rules, reason):
        raise TransplantRefused(words, code="exception_needs_reason", field="exception_reason")


def check_can_give_up(offer: Offer, *, reason: str, by: StaffMember) -> None:
    """Refuse to give an organ up that isn't accepted, or without a reason."""
    if not (is_of_centre(offer, by) or is_of_procurement(offer.run.donor, by)):
        raise TransplantRefused(_("You can't decide on this organ."))
    check_is_accepted(offer)
    if not reason.strip():
        raise TransplantRefused(_("Say why the organ is not transplanted."), field="reason")


# Afterwards


def check_can_follow_up(
    transplant: Transplant,
    *,
    occurred_at: datetime,
    graft: str,
    recipient_alive: bool,
    creatinine_umol_l: Decimal | None,
    by: StaffMember,
    at: datetime,
) -> None:
    """Refuse a follow-up from elsewhere, of a wrong time, or of a graft that was lost before."""
    check_is_followed_here(transplant, by)
    if recipient_alive == (graft == TransplantOutcome.RECIPIENT_DIED):
        raise TransplantRefused(_("Is the recipient alive? The two answers disagree."), field="graft")
    if occurred_at > at + CLOCK_TOLERANCE:
        raise TransplantRefused(
            _("This lies in the future: enter a time that has passed."), code="future", field="occurred_at"
        )
    if occurred_at < transplant.occurred_at:
        raise TransplantRefused(_("This lies before the transplant."), field="occurred_at")
    if creatinine_umol_l is not None and creatinine_umol_l <= 0:
        raise TransplantRefused(_("Creatinine is above zero."), field="creatinine")
    lost_at = transplant.outcome_at
    is_after_loss = transplant.outcome in LOST and (lost_at is None or occurred_at >= lost_at)
    if is_after_loss and graft not in LOST:
        raise TransplantRefused(
            _("The graft was lost before: %(outcome)s. It can't function afterwards.")
            % {"outcome": str(transplant.get_outcome_display()).lower()},
            field="graft",
        )
    if transplant.outcome == TransplantOutcome.RECIPIENT_DIED and is_after_loss:
        raise TransplantRefused(_("The recipient died before that."), field="occurred_at")


def check_is_followed_here(transplant: Transplant, by: StaffMember) -> None:
    is_theirs = by.hospital is not None and by.hospital.pk == transplant.hospital_id
    if not is_theirs or not by.may(Permission.FOLLOW_UP_RECORD):
        raise TransplantRefused(
            _("%(hospital)s follows this transplant up.") % {"hospital": transplant.hospital}
        )
