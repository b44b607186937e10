"""Offers are sent; who is passed over for them and who is added by hand is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from organs import profile, turn
from organs.models import (
    DonorStatus,
    MatchAddition,
    MatchBypass,
    MatchCandidate,
    MatchExclusion,
    MatchRun,
    Offer,
    OfferKind,
    OfferPart,
    OfferStatus,
    OfferStatusChange,
    OrganPart,
    RefusalCode,
)
from organs.policies import offers as policies
from organs.policies.offers import OfferRefused
from organs.services import announcements, donors
from organs.services.facts import donor_facts, facts_digest
from organs.services.offers.steps import locked_candidate, withdraw
from patients.models import Registration
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.records.days import day_of
from transplant_site.staff.models import StaffMember


@action("organs.offer.sent")
def send_offer(
    *,
    run: MatchRun,
    registration: Registration,
    parts: Sequence[OrganPart],
    by: StaffMember,
    at: datetime,
    kind: str = OfferKind.PRIMARY,
    bypass_code: RefusalCode | None = None,
    bypass_text: str = "",
    addition_reason: str = "",
    seen: str | None = None,
) -> Offer:
    """Offer organ parts to a candidate; those passed over and one not ranked are recorded with the reason.

    `seen` is the digest of the donor's facts that the page showed to whoever sends.
    """
    rules = profile.current()
    donor = donors.lock(run.donor)
    registration = locked_candidate(registration)
    run = MatchRun.objects.select_related("donor").get(pk=run.pk)
    locked = _locked(parts)
    candidate = run.candidates.filter(registration=registration).first()
    policies.check_can_send(
        run=run,
        donor=donor,
        registration=registration,
        candidate=candidate,
        parts=locked,
        kind=kind,
        rules=rules,
        by=by,
        at=at,
    )
    facts = donor_facts(donor)
    policies.check_facts_as_seen(seen, facts_digest(facts, organ_kind=run.organ_kind))
    if candidate is not None:
        _pass_over(run, candidate, code=bypass_code, text=bypass_text, by=by, at=at)
    elif not is_handled_first(run, registration):
        _add_by_hand(run, registration, reason=addition_reason, by=by, at=at)
    _withdraw_outdated(run, registration, by=by, at=at)

    with refused_as(OfferRefused):
        offer = Offer.objects.create(
            run=run,
            registration=registration,
            centre=registration.programme.hospital,
            organ_kind=run.organ_kind,
            rank=candidate.rank if candidate else None,
            kind=kind,
            sent_at=at,
            sent_by=by,
            facts_when_sent=facts,
        )
    OfferPart.objects.bulk_create(OfferPart(offer=offer, part=part) for part in locked)
    OfferStatusChange.objects.create(offer=offer, to_status=OfferStatus.SENT, occurred_at=at, by=by)
    if donor.status == DonorStatus.REGISTERED:
        donors.move_donor(donor=donor, to=DonorStatus.IN_ALLOCATION, by=by, at=at)
    announcements.offer_sent(offer)
    return offer


def is_handled_first(run: MatchRun, registration: Registration) -> bool:
    """Say whether the run names the candidate before its list."""
    return MatchExclusion.objects.handle_first().filter(run=run, registration=registration).exists()


def _add_by_hand(
    run: MatchRun, registration: Registration, *, reason: str, by: StaffMember, at: datetime
) -> None:
    if run.additions.filter(registration=registration).exists():
        return
    policies.check_reason_to_add(run, registration, reason)
    MatchAddition.objects.create(
        run=run, registration=registration, reason=reason, occurred_at=at, recorded_by=by
    )


def _pass_over(
    run: MatchRun,
    candidate: MatchCandidate,
    *,
    code: RefusalCode | None,
    text: str,
    by: StaffMember,
    at: datetime,
) -> None:
    skipped = list(turn.skipped_before(run, rank=candidate.rank))
    first = turn.to_handle_first(run, on=day_of(at))
    policies.check_reason_to_skip(skipped, first, code=code, text=text)
    if code is None:
        return
    MatchBypass.objects.bulk_create(
        MatchBypass(
            run=run,
            registration_id=passed,
            code=code,
            reason=text,
            occurred_at=at,
            recorded_by=by,
        )
        for passed in [*(one.pk for one in first), *(row.registration_id for row in skipped)]
    )


def _withdraw_outdated(run: MatchRun, registration: Registration, *, by: StaffMember, at: datetime) -> None:
    """Let an offer of this run take the place of one that an earlier, invalid run left open."""
    outdated = Offer.objects.open().filter(
        run__donor=run.donor_id, organ_kind=run.organ_kind, registration=registration
    )
    reason = _("An offer of run %(run)s takes its place.") % {"run": run.reference}
    withdraw(outdated.exclude(run=run), by=by, at=at, reason=reason)


def _locked(parts: Sequence[OrganPart]) -> list[OrganPart]:
    return list(
        OrganPart.objects.select_for_update(of=("self",))
        .filter(pk__in=[part.pk for part in parts])
        .select_related("organ")
        .order_by("pk")
    )
