"""What the page shows on which an offer is sent: the candidate, who is passed over, the crossmatch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from organs import turn
from organs.models import CrossmatchRequest, MatchCandidate, MatchExclusion, MatchRun
from organs.policies.candidates import check_crossmatch
from organs.policies.matching import can_ask
from organs.virtual_crossmatch import Known, crossmatch_of
from patients.models import Registration
from transplant_site.audit import allows
from transplant_site.staff.models import StaffMember

SKIPPED_SHOWN = 20


@dataclass
class Sending:
    """An offer of a run to one candidate, as it stands before it is sent."""

    run: MatchRun
    registration: Registration
    viewer: StaffMember
    on: date

    @cached_property
    def row(self) -> MatchCandidate | None:
        return turn.with_verdict(self.run.candidates.filter(registration=self.registration)).first()

    @cached_property
    def exclusion(self) -> MatchExclusion | None:
        return self.run.exclusions.filter(registration=self.registration).first()

    @property
    def is_first(self) -> bool:
        """Whether the candidate comes before the list."""
        return self.exclusion is not None and self.exclusion.is_handled_first

    @property
    def is_added(self) -> bool:
        """Whether the run names the candidate nowhere as one to offer to: a reason is asked for."""
        return self.row is None and not self.is_first

    @cached_property
    def first(self) -> list[Registration]:
        """Those who come before the list and still wait, whom an offer to a ranked candidate passes over."""
        return turn.to_handle_first(self.run, on=self.on) if self.row is not None else []

    @cached_property
    def skipped_count(self) -> int:
        return turn.skipped_before(self.run, rank=self.row.rank).count() if self.row is not None else 0

    @property
    def skipped(self) -> list[MatchCandidate]:
        if self.row is None:
            return []
        skipped = turn.skipped_before(self.run, rank=self.row.rank)
        return list(skipped.select_related("registration__programme__hospital")[:SKIPPED_SHOWN])

    @property
    def skips(self) -> bool:
        return bool(self.skipped_count or self.first)

    @cached_property
    def known(self) -> Known:
        """The crossmatch of a candidate whom the run doesn't rank."""
        return crossmatch_of(self.run.donor, self.registration, on=self.on)

    @property
    def fits(self) -> bool:
        return allows(check_crossmatch, self.run, self.registration, self.row, on=self.on)

    @cached_property
    def asked(self) -> CrossmatchRequest | None:
        """Return the request that the laboratory has, of this run."""
        return (
            self.run.crossmatch_requests.filter(registration=self.registration)
            .select_related("asked_by")
            .first()
        )

    @property
    def may_ask(self) -> bool:
        return self.asked is None and can_ask(
            self.run, self.registration, self.row, self.known, by=self.viewer
        )
