"""A frozen run, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organs.allocation import Explanation, policy_of_version
from organs.models import MatchCandidate, MatchExclusion, MatchRun, Offer
from organs.services.matching import accepted_but_gone
from organs.virtual_crossmatch import Known, crossmatches_of
from patients.models import Registration

PRINTED_AT_MOST = 500
FIRST_AT_MOST = 100

STEPS = {
    "not_registered_yet": gettext_lazy("Registered later"),
    "inactive": gettext_lazy("Not active"),
    "acceptable_mismatch_programme": gettext_lazy("Acceptable mismatch programme"),
    "combined_organ": gettext_lazy("Combined organs"),
    "abo_not_identical": gettext_lazy("Blood group"),
    "not_esp_eligible": gettext_lazy("Not for the senior programme"),
    "dcd_country": gettext_lazy("Donation after circulatory death"),
    "pra_not_valid": gettext_lazy("Antibody screening"),
    "data_incomplete": gettext_lazy("Data missing"),
    "criteria": gettext_lazy("Acceptance criteria"),
    "abo_incompatible": gettext_lazy("Blood group not compatible"),
    "no_heart_status": gettext_lazy("No heart status"),
    "heart_status_ended": gettext_lazy("Heart status ended"),
    "other_country": gettext_lazy("Another country"),
    "no_score": gettext_lazy("No composite score"),
    "score_ended": gettext_lazy("Composite score ended"),
}


def candidates_of(run: MatchRun) -> QuerySet[MatchCandidate]:
    """The ranked rows, with the laboratory's word, offers of this organ and which are new: three queries."""
    before = MatchCandidate.objects.filter(run=run.previous_run_id, registration=OuterRef("registration"))
    return (
        run.candidates.with_verdict()
        .annotate(is_new=~Exists(before) if run.previous_run_id else Value(False))
        .select_related("registration")
        .prefetch_related(Prefetch("registration__offers", offers_of_donor(run), to_attr="offers_of_donor"))
        .order_by("rank")
    )


def offers_of_donor(run: MatchRun) -> QuerySet[Offer]:
    """The offers of the donor's organs of the kind, of whichever run, the newest first."""
    return Offer.objects.filter(run__donor=run.donor_id, organ_kind=run.organ_kind).order_by("-sent_at")


def exclusions_of(run: MatchRun) -> QuerySet[MatchExclusion]:
    """Those who are not ranked, without those who come before the list."""
    return (
        run.exclusions.left_out().select_related("registration__programme__hospital").order_by("step", "id")
    )


@dataclass(frozen=True, slots=True)
class First:
    """One candidate who comes before the list, and how things stand."""

    registration: Registration
    reason: str
    crossmatch: Known
    offer: Offer | None


REPLICAS = frozenset({"etkas", "esp", "elas"})
"""The policies that follow a simulator's rules."""


def heading_of(run: MatchRun) -> str:
    """What kind of rules a run followed."""
    return _("Replica of the simulator's rules") if run.policy in REPLICAS else _("Policy")


@dataclass
class RunPage:
    """What stands above the lists of a run."""

    run: MatchRun
    current: str

    @property
    def heading(self) -> str:
        return heading_of(self.run)

    @cached_property
    def policy(self) -> Any:
        return policy_of_version(self.run.policy, self.run.policy_version).facts

    @cached_property
    def first_count(self) -> int:
        return self.run.exclusions.handle_first().count()

    @cached_property
    def handle_first(self) -> list[First]:
        """The first of those who come before the list; `first_count` says how many there are."""
        rows = (
            self.run.exclusions.handle_first()
            .select_related("registration__programme__hospital")
            .prefetch_related(
                Prefetch("registration__offers", offers_of_donor(self.run), to_attr="offers_of_donor")
            )
            .order_by("id")[:FIRST_AT_MOST]
        )
        found = [(row.registration, row.reason) for row in rows]
        known = crossmatches_of(self.run.donor, [one for one, _reason in found], on=timezone.localdate())
        return [
            First(one, reason, known[one.pk], next(iter(getattr(one, "offers_of_donor", ())), None))
            for one, reason in found
        ]

    @cached_property
    def accepted_but_gone(self) -> list[Offer]:
        """The acceptances whose candidates this run names no more; of a run that stands, after another."""
        return accepted_but_gone(self.run) if self.run.previous_run_id and self.run.is_valid else []

    @cached_property
    def replaced_by(self) -> MatchRun | None:
        return self.run.reruns.order_by("created_at").first()

    @property
    def tabs(self) -> list[dict[str, Any]]:
        entries = [
            (_("Ranked"), "match_run", f"{self.run.candidates_count:,}"),
            (_("Excluded"), "match_run_excluded", f"{self.run.excluded_count - self.first_count:,}"),
        ]
        if self.run.previous_run_id:
            entries.append((_("Changes to the run before"), "match_run_changes", ""))
        parts = [
            {
                "label": label,
                "url": reverse(f"organs:{name}", args=[self.run.reference]),
                "is_current": name == self.current,
                "count": count,
            }
            for label, name, count in entries
        ]
        history = reverse("desk:history", args=[self.run.reference])
        return [*parts, {"label": _("History"), "url": history, "is_current": False, "count": ""}]


def explanation_of(candidate: MatchCandidate) -> Explanation:
    """Explain a frozen row from itself and the row above it."""
    run = candidate.run
    policy = policy_of_version(run.policy, run.policy_version)
    above = run.candidates.filter(rank=candidate.rank - 1).values_list("components", flat=True).first()
    return policy.explain(candidate.components, above)
