"""Whether a donor may be matched, and whether a crossmatch may be asked for and assessed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organs.allocation import policy_names
from organs.models import Donor, MatchCandidate, MatchRun
from organs.policies.donors import DonorRefused, abo_disagreement, check_consent_not_refused, check_is_open
from organs.policies.offers import is_of_procurement
from organs.virtual_crossmatch import Known
from patients.models import Registration
from transplant_site.audit import Refusal, allows
from transplant_site.records.vocabulary import CrossmatchVerdict
from transplant_site.staff.models import StaffMember


class MatchRefused(Refusal):
    """No match run can be made now."""


class CrossmatchRefused(Refusal):
    """The crossmatch stands against an offer, or an assessment can't be recorded."""


# Runs


def check_can_match(donor: Donor, organ_kind: str, *, policy: str) -> None:
    """Refuse a run of a closed case, against consent, with disagreeing ABO, or for another organ."""
    if policy not in policy_names(organ_kind):
        raise MatchRefused(
            _("There is no policy “%(policy)s” for this organ.") % {"policy": policy}, code="no_policy"
        )
    try:
        check_is_open(donor)
        check_consent_not_refused(donor, organ_kind)
    except DonorRefused as refusal:
        raise MatchRefused(str(refusal), code=refusal.code) from refusal
    if disagreement := abo_disagreement(donor, donor.abo_samples.all()):
        raise MatchRefused(disagreement, code="abo_disagrees")


def check_is_the_run_seen(seen: MatchRun | None, present: MatchRun | None) -> None:
    """Refuse a run whose starter didn't know of one that somebody else has made meanwhile."""
    if present is None or present == seen:
        return
    who = present.created_by.display_name if present.created_by else _("someone")
    raise MatchRefused(
        _("%(who)s has made run %(run)s since you opened this page. Look at it before you start another.")
        % {"who": who, "run": present.reference},
        code="made_meanwhile",
    )


# Crossmatches


def check_can_assess(run: MatchRun, candidate: MatchCandidate | None, *, is_asked_for: bool) -> None:
    """Refuse an assessment for a run that is not valid any more, or that nobody asks for."""
    check_is_valid(run)
    if candidate is None and not is_asked_for:
        raise CrossmatchRefused(_("Nobody has asked for a word on this candidate."), code="not_asked_for")
    if candidate is not None and candidate.crossmatch == CrossmatchVerdict.NEGATIVE:
        raise CrossmatchRefused(_("The virtual crossmatch is negative: there is nothing to assess."))


def can_assess(run: MatchRun, candidate: MatchCandidate | None, *, is_asked_for: bool) -> bool:
    return allows(check_can_assess, run, candidate, is_asked_for=is_asked_for)


def check_can_ask(
    run: MatchRun,
    registration: Registration,
    candidate: MatchCandidate | None,
    known: Known,
    *,
    by: StaffMember,
) -> None:
    """Refuse to ask the laboratory about a candidate who needs no word of it to be offered to."""
    if not is_of_procurement(run.donor, by):
        raise CrossmatchRefused(
            _("Only a coordinator of %(hospital)s can ask.")
            % {"hospital": run.donor.procurement_organisation}
        )
    check_is_valid(run)
    if candidate is not None:
        raise CrossmatchRefused(
            _("Run %(run)s ranks this candidate: the laboratory sees them.") % {"run": run.reference}
        )
    if not registration.is_listed or registration.organ_kind != run.organ_kind:
        raise CrossmatchRefused(_("This candidate doesn't wait for the organ now."), code="not_listed")
    if not known.waits_for_laboratory:
        raise CrossmatchRefused(_("The crossmatch is known: there is nothing to assess."))


def can_ask(
    run: MatchRun,
    registration: Registration,
    candidate: MatchCandidate | None,
    known: Known,
    *,
    by: StaffMember,
) -> bool:
    return allows(check_can_ask, run, registration, candidate, known, by=by)


def check_is_valid(run: MatchRun) -> None:
    if not run.is_valid:
        raise CrossmatchRefused(
            _("Run %(run)s is no longer valid: %(because)s")
            % {"run": run.reference, "because": run.invalidated_because},
            code="invalid_run",
        )
