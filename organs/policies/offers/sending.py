"""May these parts be offered to this candidate?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from organs.models import (
    Donor,
    MatchCandidate,
    MatchRun,
    Offer,
    OfferKind,
    OrganPart,
    PartStatus,
    RefusalCode,
)
from organs.policies.candidates import (
    check_blood_groups,
    check_crossmatch,
    check_holds_no_other,
    check_is_listed,
)
from organs.policies.checklists import check_ready_for_offers
from organs.policies.offers.people import check_coordinates
from organs.policies.offers.refusals import OfferRefused
from organs.policies.offers.state import check_run_holds
from organs.profile import RuleProfile
from patients.models import Registration
from transplant_site.interface.times import format_time
from transplant_site.records.days import day_of
from transplant_site.staff.models import StaffMember


def check_can_send(
    *,
    run: MatchRun,
    donor: Donor,
    registration: Registration,
    candidate: MatchCandidate | None,
    parts: Collection[OrganPart],
    kind: str,
    rules: RuleProfile,
    by: StaffMember,
    at: datetime,
) -> None:
    """Refuse an offer that isn't safe or isn't due."""
    check_coordinates(donor, by)
    check_ready_for_offers(donor, run.organ_kind)
    check_run_holds(run, donor)
    check_has_no_live_offer(run, registration)
    check_is_listed(registration, at=at)
    if registration.organ_kind != run.organ_kind:
        raise OfferRefused(_("The candidate waits for another organ."))
    check_holds_no_other(registration, run.organ_kind)
    check_blood_groups(donor, registration, run.organ_kind, rules=rules, on=day_of(at))
    check_crossmatch(run, registration, candidate, on=day_of(at))
    check_parts_fit(run, parts)
    check_parts_can_be_offered(parts, kind, rules=rules)


def check_has_no_live_offer(run: MatchRun, registration: Registration) -> None:
    """Refuse a second live offer of a run to one candidate, saying who sent the first."""
    live = Offer.objects.live().filter(run=run, registration=registration).select_related("sent_by").first()
    if live is not None:
        raise OfferRefused(
            _("Candidate %(candidate)s has offer %(offer)s already: %(person)s sent it on %(time)s.")
            % {
                "candidate": registration.reference,
                "offer": live.reference,
                "person": live.sent_by,
                "time": format_time(live.sent_at),
            },
            code="offered_already",
        )


def check_reason_to_skip(
    skipped: Collection[MatchCandidate],
    first: Collection[Registration],
    *,
    code: RefusalCode | None,
    text: str,
) -> None:
    """Refuse to pass over candidates without a code for bypasses and, where it asks, a text.

    `skipped` have a better rank; `first` come before the list.
    """
    if not skipped and not first:
        return
    if code is None:
        raise OfferRefused(
            " ".join([*_passed_over(skipped, first), _("Say why: a bypass code is needed.")]),
            code="bypass_needs_reason",
            field="bypass_code",
        )
    if not code.is_bypass:
        raise OfferRefused(
            _("Code %(code)s is a refusal, not a bypass.") % {"code": code.code}, field="bypass_code"
        )
    check_code_is_explained([code], text, field="bypass_text")


def _passed_over(skipped: Collection[MatchCandidate], first: Collection[Registration]) -> Iterator[str]:
    if first:
        yield _("To handle first, and not handled yet: %(candidates)s.") % {
            "candidates": ", ".join(one.reference for one in first)
        }
    if skipped:
        yield _(
            "%(count)d candidate(s) with a better rank would be passed over, the first at rank %(rank)s."
        ) % {"count": len(skipped), "rank": min(one.rank for one in skipped)}


def check_reason_to_add(run: MatchRun, registration: Registration, reason: str) -> None:
    """Refuse to add a candidate whom the run doesn't name without saying why."""
    if not reason.strip():
        raise OfferRefused(
            _("Candidate %(candidate)s isn't ranked by run %(run)s. Say why they are offered to.")
            % {"candidate": registration.reference, "run": run.reference},
            code="addition_needs_reason",
            field="addition_reason",
        )


def check_code_is_explained(codes: Collection[RefusalCode], text: str, *, field: str) -> None:
    unexplained = [code.code for code in codes if code.needs_text and not text.strip()]
    if unexplained:
        raise OfferRefused(
            _("Code %(code)s asks to specify: write a text.") % {"code": ", ".join(unexplained)},
            code="code_needs_text",
            field=field,
        )


def check_parts_fit(run: MatchRun, parts: Collection[OrganPart]) -> None:
    """Refuse an offer of nothing, of another donor's organ, or of another kind of organ."""
    if not parts:
        raise OfferRefused(_("Choose at least one organ part."))
    for part in parts:
        if part.organ.donor_id != run.donor_id or part.organ.kind != run.organ_kind:
            raise OfferRefused(
                _("%(part)s doesn't belong to run %(run)s.") % {"part": part, "run": run.reference}
            )


def check_parts_can_be_offered(parts: Collection[OrganPart], kind: str, *, rules: RuleProfile) -> None:
    """Refuse parts that are gone; allocated ones, or ones offered to as many as allowed, as a backup only."""
    for part in parts:
        if kind == OfferKind.BACKUP and part.status in (PartStatus.AVAILABLE, PartStatus.ALLOCATED):
            continue
        check_part_is_available(part)
    if kind == OfferKind.BACKUP:
        return
    rivals = open_primary_offers(parts)
    most = rules.primary_offers_at_once
    if len(rivals) >= most:
        raise OfferRefused(
            _(
                "%(part)s is offered already: %(offers)s. Wait for the answer, bypass the offer once it is "
                "overdue, or send this one as a backup."
            )
            % {
                "part": ", ".join(str(part) for part in parts),
                "offers": ", ".join(offer.reference for offer in rivals),
            },
            code="offered_already",
        )


def check_part_is_available(part: OrganPart) -> None:
    if part.status != PartStatus.AVAILABLE:
        raise OfferRefused(
            _("%(part)s isn't available: %(status)s.")
            % {"part": part, "status": str(part.get_status_display()).lower()},
            code="part_not_available",
        )


def open_primary_offers(parts: Collection[OrganPart]) -> list[Offer]:
    """Return the primary offers for one of the parts that wait for an answer."""
    return list(
        Offer.objects.open()
        .filter(parts__in=list(parts), kind=OfferKind.PRIMARY)
        .order_by("sent_at", "id")
        .distinct()
    )
