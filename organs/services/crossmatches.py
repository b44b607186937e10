"""The laboratory is asked for its word, and says it, where the virtual crossmatch cannot exclude."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from organs.models import CrossmatchAssessment, CrossmatchRequest, MatchRun
from organs.policies.matching import CrossmatchRefused, check_can_ask, check_can_assess
from organs.services import announcements
from organs.services.events import Told, event_fields
from organs.virtual_crossmatch import crossmatch_of, crossmatches_of
from patients.models import Registration
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import CrossmatchVerdict
from transplant_site.staff.models import StaffMember


@action("organs.crossmatch.assessed")
def assess_crossmatch(
    *,
    run: MatchRun,
    registration: Registration,
    method: str,
    verdict: str,
    reason: str,
    occurred_at: datetime,
    by: StaffMember,
    at: datetime,
    told: Told | None = None,
) -> CrossmatchAssessment:
    """Record the laboratory's word on a donor and a candidate, beside the run, which stays as it is."""
    run = MatchRun.objects.select_for_update().get(pk=run.pk)
    candidate = run.candidates.filter(registration=registration).first()
    is_asked_for = run.crossmatch_requests.filter(registration=registration).exists()
    check_can_assess(run, candidate, is_asked_for=is_asked_for)
    with refused_as(CrossmatchRefused):
        return CrossmatchAssessment.objects.create(
            donor_id=run.donor_id,
            registration=registration,
            method=method,
            verdict=verdict,
            reason=reason,
            **event_fields(occurred_at=occurred_at, by=by, at=at, told=told),
        )


@action("organs.crossmatch.asked")
def ask_laboratory(
    *, run: MatchRun, registration: Registration, by: StaffMember, at: datetime
) -> CrossmatchRequest:
    """Ask the laboratory for its word on a candidate whom the run doesn't rank."""
    run = (
        MatchRun.objects.select_for_update(of=("self",))
        .select_related("donor__procurement_organisation")
        .get(pk=run.pk)
    )
    candidate = run.candidates.filter(registration=registration).first()
    known = crossmatch_of(run.donor, registration, on=day_of(at))
    check_can_ask(run, registration, candidate, known, by=by)
    with refused_as(CrossmatchRefused):
        request = CrossmatchRequest.objects.create(
            run=run, registration=registration, reason=known.reason, asked_at=at, asked_by=by
        )
    announcements.crossmatch_asked(request, on=day_of(at))
    return request


def ask_for_unranked(run: MatchRun, *, by: StaffMember | None, at: datetime) -> None:
    """Ask about those to handle first, and again about those asked for before whom the run doesn't rank.

    Part of the action that makes the run.
    """
    wanted = Registration.objects.filter(pk__in=run.exclusions.handle_first().values("registration"))
    if run.previous_run is not None:
        asked = run.previous_run.crossmatch_requests.values("registration")
        wanted |= Registration.objects.open().filter(pk__in=asked)
    _ask(run, wanted.exclude(pk__in=run.candidates.values("registration")), by=by, at=at)


def _ask(
    run: MatchRun, registrations: Iterable[Registration], *, by: StaffMember | None, at: datetime
) -> None:
    unranked = list(registrations)
    known = crossmatches_of(run.donor, unranked, on=day_of(at))
    CrossmatchRequest.objects.bulk_create(
        CrossmatchRequest(run=run, registration=one, reason=known[one.pk].reason, asked_at=at, asked_by=by)
        for one in unranked
        if known[one.pk].virtual == CrossmatchVerdict.CANNOT_BE_EXCLUDED
    )
