"""May this candidate receive this organ?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from organs.allocation import ABORule, may_receive
from organs.models import Donor, MatchCandidate, MatchRun, Offer, OfferStatus
from organs.profile import RuleProfile
from organs.virtual_crossmatch import crossmatch_of, decide
from patients.models import Analyte, LaboratoryValue, Registration
from transplant_site.audit import Refusal
from transplant_site.interface.times import format_date
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import BloodGroup, BloodSubgroup, CrossmatchVerdict, OrganKind
from transplant_site.staff.models import ProgrammeCriteria

WEAK_A = frozenset({BloodSubgroup.A2, BloodSubgroup.A2B})


class CandidateRefused(Refusal):
    """The organ must not go to this candidate, as things stand."""


def check_is_listed(registration: Registration, *, at: datetime) -> None:
    """Refuse a candidate who isn't on the active list, or whose programme is closed."""
    if not registration.is_listed:
        raise CandidateRefused(
            _("Candidate %(candidate)s isn't active on the waiting list: %(status)s.")
            % {"candidate": registration.reference, "status": registration.get_status_display()},
            code="not_listed",
        )
    if not registration.programme.is_open(day_of(at)):
        raise CandidateRefused(
            _("The programme %(programme)s is closed.") % {"programme": registration.programme},
            code="programme_closed",
        )


def check_holds_no_other(registration: Registration, organ_kind: str) -> None:
    """Refuse a candidate who has accepted an organ of the kind, at whichever centre."""
    accepted = Offer.objects.filter(
        registration__patient=registration.patient_id,
        organ_kind=organ_kind,
        status=OfferStatus.ACCEPTED,
        transplant__isnull=True,
    )
    if accepted.exists():
        raise CandidateRefused(
            _(
                "Candidate %(candidate)s has accepted another organ of this kind already. "
                "A candidate holds one acceptance: that one must fall through first."
            )
            % {"candidate": registration.reference},
            code="holds_another",
        )


def check_blood_groups(
    donor: Donor, registration: Registration, organ_kind: str, *, rules: RuleProfile, on: date
) -> None:
    """Refuse an organ that the candidate's blood group doesn't tolerate."""
    group = registration.patient.blood_group
    if may_receive(group, donor=donor.blood_group, rule=ABORule.COMPATIBLE):
        return
    weak = organ_kind == OrganKind.KIDNEY and donor.blood_subgroup in WEAK_A and group == BloodGroup.B
    if not weak:
        raise CandidateRefused(
            _("Blood groups don't fit: the donor is %(donor)s, the candidate %(candidate)s.")
            % {"donor": donor.blood_group, "candidate": group},
            code="abo_incompatible",
        )
    missing = missing_for_weak_a(registration, rules=rules, on=on)
    if missing:
        raise CandidateRefused(
            _("An %(subgroup)s kidney goes to a candidate of group B only with all safeguards. %(missing)s")
            % {"subgroup": donor.blood_subgroup, "missing": " ".join(missing)},
            code="a2_safeguards",
        )


def missing_for_weak_a(registration: Registration, *, rules: RuleProfile, on: date) -> list[str]:
    """Say which safeguards an A2 or A2B kidney for a B candidate lacks (OPTN policy 8.5)."""
    kidney = getattr(registration, "kidney_profile", None)
    return [
        *_consent_missing(kidney, rules, on),
        *_titre_missing(registration, rules, on),
    ]


def _consent_missing(kidney: object, rules: RuleProfile, on: date) -> list[str]:
    consent_on = getattr(kidney, "a2_consent_on", None)
    confirmed_on = getattr(kidney, "a2_reconfirmed_on", None)
    if consent_on is None or consent_on > on:
        return [_("The patient's written consent is missing.")]
    if rules.a2_reconfirmation_days is None:
        return [_("The rule-set profile doesn't say how long a reconfirmation holds.")]
    if confirmed_on is None or confirmed_on > on:
        return [_("The reconfirmation is missing.")]
    if on - confirmed_on > timedelta(days=rules.a2_reconfirmation_days):
        return [
            _("The reconfirmation of %(day)s is older than %(days)d days.")
            % {"day": format_date(confirmed_on), "days": rules.a2_reconfirmation_days}
        ]
    return []


def _titre_missing(registration: Registration, rules: RuleProfile, on: date) -> list[str]:
    criteria = ProgrammeCriteria.objects.valid_on(on).filter(programme=registration.programme_id).first()
    threshold = criteria.a2_titre_max if criteria else None
    if threshold is None:
        return [_("The programme has set no titre threshold.")]
    titre = (
        LaboratoryValue.objects.filter(patient=registration.patient_id, analyte=Analyte.ANTI_A_TITRE)
        .order_by("-occurred_at", "-id")
        .first()
    )
    if titre is None:
        return [_("There is no anti-A titre.")]
    if rules.a2_titre_days is None:
        return [_("The rule-set profile doesn't say how old a titre may be.")]
    if on - day_of(titre.occurred_at) > timedelta(days=rules.a2_titre_days):
        return [_("The newest anti-A titre is older than %(days)d days.") % {"days": rules.a2_titre_days}]
    if titre.value > threshold:
        return [
            _("The anti-A titre 1:%(titre)d is above the programme's 1:%(threshold)d.")
            % {"titre": titre.value, "threshold": threshold}
        ]
    return []


def crossmatch_verdict(
    run: MatchRun, registration: Registration, candidate: MatchCandidate | None, *, on: date
) -> str:
    """Give what is known of the crossmatch: of a ranked row the run's word, of others that of their data.

    Where it can't exclude, the laboratory's word decides, while it still counts.
    """
    known = crossmatch_of(run.donor, registration, on=on)
    return decide(candidate.crossmatch, known.word) if candidate is not None else known.verdict


def check_crossmatch(
    run: MatchRun, registration: Registration, candidate: MatchCandidate | None, *, on: date
) -> None:
    """Refuse a positive crossmatch, and one that can't be excluded without the laboratory's word."""
    verdict = crossmatch_verdict(run, registration, candidate, on=on)
    if verdict == CrossmatchVerdict.POSITIVE:
        raise CandidateRefused(
            _("The crossmatch of candidate %(candidate)s with this donor is positive.")
            % {"candidate": registration.reference},
            code="crossmatch_positive",
        )
    if verdict != CrossmatchVerdict.NEGATIVE:
        raise CandidateRefused(
            _(
                "A positive crossmatch of candidate %(candidate)s can't be excluded. "
                "The laboratory's word is needed first."
            )
            % {"candidate": registration.reference},
            code="crossmatch_unknown",
        )
