"""What this app does when another one announces something. Connected in `OrgansConfig.ready`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from organs.models import Donor, MatchRun, Offer
from organs.services import announcements, offers, safety
from organs.services.facts import change_candidate_facts
from organs.services.matching.locks import announce_candidates_change
from organs.signals import allocation_stopped, donor_facts_changed, finding_recorded, runs_invalidated
from patients.signals import Fact, matching_facts_changed
from transplant_site.staff.models import StaffMember

INVALIDATING = {
    Fact.BLOOD_GROUP: _("A candidate's blood group was corrected."),
    Fact.HLA: _("A candidate has another HLA typing."),
    Fact.UNACCEPTABLE_ANTIGENS: _("A candidate's unacceptable antigens changed."),
}
"""The facts of a candidate whose change makes an open run invalid, and what its readers are told."""


@receiver(matching_facts_changed)
def invalidate_runs_of_candidates(
    sender: Any,
    *,
    patient_ids: frozenset[UUID],
    facts: frozenset[Fact],
    by: StaffMember | None,
    at: datetime,
    **kwargs: Any,
) -> None:
    """Make the open runs invalid that rank or excluded these patients by facts that are no longer true."""
    announce_candidates_change()
    concerned = [because for fact, because in INVALIDATING.items() if fact in facts]
    if concerned:
        change_candidate_facts(
            patient_ids=patient_ids, facts=facts, because=" ".join(map(str, concerned)), by=by, at=at
        )


@receiver(donor_facts_changed)
def alert_centres_of_changed_facts(
    sender: Any, *, donor: Donor, because: str, by: StaffMember, at: datetime, **kwargs: Any
) -> None:
    """Tell every centre with an open or accepted offer, and every one that has received an organ."""
    announcements.facts_changed(Offer.objects.filter(run__donor=donor), because=because)
    text = _("The donor's facts have changed: judge what it means for your recipient.")
    safety.report_late_result(donor=donor, title=because, text=f"{because} {text}", by=by, at=at)


@receiver(finding_recorded)
def report_late_finding(
    sender: Any, *, donor: Donor, title: str, text: str, by: StaffMember, at: datetime, **kwargs: Any
) -> None:
    """Let a finding that changes no fact of the match reach every centre that has received an organ."""
    safety.report_late_result(donor=donor, title=title, text=text, by=by, at=at)


@receiver(allocation_stopped)
def withdraw_offers(
    sender: Any,
    *,
    donor: Donor,
    organ_kinds: Collection[str],
    because: str,
    by: StaffMember | None,
    at: datetime,
    **kwargs: Any,
) -> None:
    """Withdraw the open offers of what isn't allocated any more, and alert those who accepted one."""
    concerned = Offer.objects.filter(run__donor=donor, organ_kind__in=organ_kinds)
    offers.withdraw_all(offers=concerned, reason=because, by=by, at=at)
    announcements.facts_changed(concerned, because=because)


@receiver(runs_invalidated)
def alert_of_invalid_runs(sender: Any, *, runs: list[MatchRun], because: str, **kwargs: Any) -> None:
    """Tell the coordinators whose runs became invalid, and the centres that hold offers of them."""
    announcements.runs_invalid(runs, because=because)
    announcements.facts_changed(Offer.objects.filter(run__in=runs), because=because)
