"""Whose turn it is: which candidate of a run is offered to next, and who comes before the list."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from organs.models import MatchBypass, MatchCandidate, MatchExclusion, MatchRun, Offer, OfferStatus
from organs.models.offers import OPEN_OFFERS
from organs.virtual_crossmatch import crossmatches_of
from patients.models import Registration
from patients.models.waiting_list import LISTED
from transplant_site.records.vocabulary import CrossmatchVerdict

Row = TypeVar("Row", MatchCandidate, MatchExclusion)

ANSWERED = frozenset(
    {OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.BYPASSED, OfferStatus.FELL_THROUGH}
)
"""With these an offer, of this run or of an earlier one for the same organ, has used the candidate's turn."""


def with_verdict(candidates: QuerySet[MatchCandidate]) -> QuerySet[MatchCandidate]:
    """Give each candidate `verdict`: the run's own or, where that can't exclude, the laboratory's word."""
    return candidates.with_verdict()  # type: ignore[attr-defined, no-any-return]  # the manager's queryset


def in_turn(candidates: QuerySet[MatchCandidate]) -> QuerySet[MatchCandidate]:
    """Leave the candidates, by rank, who are still to be offered to.

    Out of turn are, beside those of `waiting`, those with a positive crossmatch, and those to whom the
    policy's standard allocation doesn't offer.
    """
    return (
        waiting(with_verdict(candidates.filter(is_in_standard=True)))
        .exclude(verdict=CrossmatchVerdict.POSITIVE)  # type: ignore[misc]  # annotated above
        .order_by("rank")
    )


def waiting(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Leave the rows of a run whose candidates still wait for its organ.

    Not waiting are those not on the list any more, those passed over with a reason, those who hold an organ
    of the kind already, and those whose turn was used: an offer of this run is open, or an offer of this or
    an earlier run was answered or bypassed.
    """
    same_organ = Offer.objects.filter(
        registration=OuterRef("registration"),
        run__donor=OuterRef("run__donor"),
        organ_kind=OuterRef("run__organ_kind"),
    )
    used = same_organ.filter(
        Q(status__in=sorted(ANSWERED)) | Q(status__in=sorted(OPEN_OFFERS), run=OuterRef("run"))
    )
    passed_over = MatchBypass.objects.filter(run=OuterRef("run"), registration=OuterRef("registration"))
    holds_one = Offer.objects.filter(
        registration__patient=OuterRef("registration__patient"),
        organ_kind=OuterRef("run__organ_kind"),
        status=OfferStatus.ACCEPTED,
        transplant__isnull=True,
    )
    return rows.filter(
        ~Exists(used),
        ~Exists(passed_over),
        ~Exists(holds_one),
        registration__status__in=sorted(LISTED),
    )


def to_handle_first(run: MatchRun, *, on: date) -> list[Registration]:
    """Return those who come before the list and still wait, without those whose crossmatch is positive."""
    rows = waiting(run.exclusions.handle_first()).select_related("registration__programme__hospital")
    first = [row.registration for row in rows.order_by("id")]
    known = crossmatches_of(run.donor, first, on=on)
    return [registration for registration in first if not known[registration.pk].is_positive]


def next_candidate(run: MatchRun) -> MatchCandidate | None:
    """Return the candidate to whom the run's next offer goes, if there is one."""
    return _shown(in_turn(run.candidates.all())).first()


def next_candidates(runs: QuerySet[MatchRun]) -> list[MatchCandidate]:
    """Return the next candidate of each run that has one, in one query."""
    candidates = in_turn(MatchCandidate.objects.filter(run__in=runs))
    return list(_shown(candidates).order_by("run_id", "rank").distinct("run_id"))


def skipped_before(run: MatchRun, *, rank: int) -> QuerySet[MatchCandidate]:
    """Return the candidates in turn who would be passed over by an offer to this rank."""
    return in_turn(run.candidates.filter(rank__lt=rank))


def _shown(candidates: QuerySet[MatchCandidate]) -> QuerySet[MatchCandidate]:
    return candidates.select_related(
        "run__donor", "registration__programme__hospital", "registration__patient"
    )
