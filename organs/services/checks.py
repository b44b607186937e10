"""Two people verify an organ on departure and on arrival, blind to each other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Max

from organs.models import Allocation, CheckEntry, Donor, TwoPersonCheck
from organs.policies import checks as policies
from organs.policies.checks import CheckRefused, Reading
from organs.services import announcements, donors
from transplant_site.audit import action
from transplant_site.records.constraints import refused_as
from transplant_site.staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check stands at after an entry: open, agreed, or disagreed and on what."""

    check: TwoPersonCheck
    differences: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.check.status == TwoPersonCheck.Status.OPEN

    @property
    def is_agreed(self) -> bool:
        return self.check.status == TwoPersonCheck.Status.AGREED


@action("organs.check.entered")
def enter_check(
    *,
    allocation: Allocation,
    stage: str,
    reading: Reading,
    by: StaffMember,
    at: datetime,
    retry_reason: str = "",
) -> Outcome:
    """Keep what one person read; the second one's reading decides whether both agree with the record."""
    allocation = _lock(allocation)
    policies.check_is_due(allocation, stage)
    policies.check_words(stage, reading)
    last = _last(allocation, stage)
    policies.check_may_begin(last, retry_reason=retry_reason)
    check = last if last is not None and last.status == TwoPersonCheck.Status.OPEN else None
    earlier = list(check.entries.select_related("person")) if check else []
    policies.check_may_check(allocation, stage, by=by, earlier=[entry.person for entry in earlier])

    with refused_as(CheckRefused):
        if check is None:
            check = _begin(allocation, stage, at=at, retry_reason=retry_reason)
        entry = CheckEntry.objects.create(check_made=check, person=by, made_at=at, **asdict(reading))
    if not earlier:
        return Outcome(check)
    return _finish(check, allocation, [*earlier, entry], at=at)


def _begin(allocation: Allocation, stage: str, *, at: datetime, retry_reason: str) -> TwoPersonCheck:
    made = TwoPersonCheck.objects.filter(allocation=allocation, stage=stage).aggregate(n=Max("attempt"))["n"]
    attempt = (made or 0) + 1
    return TwoPersonCheck.objects.create(
        allocation=allocation,
        stage=stage,
        attempt=attempt,
        started_at=at,
        retry_reason=retry_reason if attempt > 1 else "",
    )


def _finish(
    check: TwoPersonCheck, allocation: Allocation, entries: list[CheckEntry], *, at: datetime
) -> Outcome:
    found = policies.differences(
        [Reading.of(entry) for entry in entries], policies.record_of(allocation, check.stage)
    )
    check.status = TwoPersonCheck.Status.DISAGREED if found else TwoPersonCheck.Status.AGREED
    check.finished_at = at
    check.save(update_fields=["status", "finished_at"])
    if found:
        check.allocation = allocation
        announcements.check_disagreed(check, ", ".join(found))
    return Outcome(check, tuple(found))


def is_agreed(allocation: Allocation, stage: str) -> bool:
    """Say whether the newest check of this stage was agreed on by both."""
    last = _last(allocation, stage)
    return last is not None and last.status == TwoPersonCheck.Status.AGREED


def _last(allocation: Allocation, stage: str) -> TwoPersonCheck | None:
    return TwoPersonCheck.objects.filter(allocation=allocation, stage=stage).order_by("-attempt").first()


def _lock(allocation: Allocation) -> Allocation:
    """Read an allocation anew and hold it, with its donor, until the action ends."""
    donor = donors.lock(Donor.objects.get(organs__parts__allocations=allocation.pk))
    allocation = (
        Allocation.objects.select_for_update(of=("self",))
        .select_related(
            "part__organ", "offer__run", "offer__centre", "offer__registration__patient",
            "offer__registration__programme",
        )
        .get(pk=allocation.pk)
    )  # fmt: skip
    allocation.part.organ.donor = donor
    allocation.offer.run.donor = donor
    return allocation
