"""What a liver candidate's dated updates amount to at a moment.

`status_at` plays the updates, and the upgrades that exceptions bring with them, in the order of time, and
gives the candidate's urgency, scores and waiting time. Times are kept in whole seconds since midnight (UTC)
of the listing date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import floor

from organs.allocation.elas.exceptions import (
    HIGHEST_MELD,
    LOWEST_MELD,
    ExceptionKind,
    ExceptionRule,
    exception_rules,
    meld_of_mortality,
    mortality_of_meld,
)
from organs.scores.meld import UNOS_MELD, LiverScore, LiverValues
from organs.scores.rounding import half_up_whole

DAY = 86_400
DAYS_PER_YEAR = 365.25
TRANSPLANTABLE = ("T", "HU")


@dataclass(frozen=True, slots=True)
class UrgencySet:
    """The candidate's urgency from a moment on: T, HU, NT, R, D or FU."""

    at: datetime
    urgency: str


@dataclass(frozen=True, slots=True)
class LaboratoryReport:
    """New laboratory values. They don't lift a downmark: that is an update of its own."""

    at: datetime
    values: LiverValues


@dataclass(frozen=True, slots=True)
class CombinedOrgansSet:
    """Whether the candidate is approved for combined organs (ACO)."""

    at: datetime
    is_approved: bool


@dataclass(frozen=True, slots=True)
class ExceptionGranted:
    """An exception by the number of its rule; initial_percent None means the rule's own."""

    at: datetime
    rule_id: int
    initial_percent: float | None = None


@dataclass(frozen=True, slots=True)
class ExceptionWithdrawn:
    at: datetime
    kind: ExceptionKind


@dataclass(frozen=True, slots=True)
class DownmarkSet:
    """Whether the laboratory score lapsed because it was not certified again in time."""

    at: datetime
    is_downmarked: bool


StatusUpdate = (
    UrgencySet | LaboratoryReport | CombinedOrgansSet | ExceptionGranted | ExceptionWithdrawn | DownmarkSet
)


@dataclass(frozen=True, slots=True)
class RunningException:
    """A grant as it stands: the rule it follows now, its mortality in per cent, and its MELD."""

    rule: ExceptionRule
    percent: float
    meld: float


@dataclass(frozen=True, slots=True)
class LiverStatus:
    """A candidate at a moment.

    lab_meld is UNOS-MELD before rounding, None without laboratory values. hu_since and aco_since are None for
    candidates who are not HU or ACO now. seconds_at_... is the time the match MELD has been at or above its
    present value without a break, without the time not transplantable.
    """

    urgency: str
    lab_meld: float | None
    is_downmarked: bool
    exception: RunningException | None
    paediatric: RunningException | None
    meld_national: int
    meld_international: int
    hu_since: datetime | None
    aco_since: datetime | None
    seconds_at_national: int
    seconds_at_international: int

    @property
    def is_active(self) -> bool:
        return self.urgency in TRANSPLANTABLE

    @property
    def is_high_urgency(self) -> bool:
        return self.urgency == "HU"

    @property
    def is_aco(self) -> bool:
        return self.aco_since is not None


def status_at(
    updates: Iterable[StatusUpdate],
    *,
    at: datetime,
    listing_date: date,
    birth_date: date,
    lab_score: LiverScore = UNOS_MELD,
) -> LiverStatus:
    """The candidate at a moment, from the updates up to it; times need a zone.

    Updates of the same moment count in the order given. An update before the listing date is refused with a
    ValueError.
    """
    listed_at = datetime.combine(listing_date, time(), UTC)
    course = _Course(listed_at, (listing_date - birth_date).days, lab_score)
    for update in sorted(updates, key=lambda update: update.at):
        if update.at > at:
            break
        if update.at < listed_at:
            raise ValueError(f"An update of {update.at:%Y-%m-%d} lies before the listing of {listing_date}.")
        course.advance_to(_seconds(update.at - listed_at))
        course.take(update)
    course.advance_to(_seconds(at - listed_at))
    return course.status()


@dataclass(slots=True)
class _Stay:
    """A stretch of time with one national and one international match MELD."""

    start: int
    national: int
    international: int
    counts: bool


@dataclass(slots=True)
class _Grant:
    rule: ExceptionRule
    percent: float
    next_upgrade: int | None = None

    def meld(self, lab_meld: float) -> float:
        if self.rule.is_bonus:
            return _within(meld_of_mortality(mortality_of_meld(lab_meld) + self.percent))
        return meld_of_mortality(self.percent)


@dataclass(slots=True)
class _Course:
    """A candidate's way through time."""

    listed_at: datetime
    days_old_at_listing: int
    lab_score: LiverScore
    now: int = 0
    urgency: str = ""
    hu_since: int | None = None
    aco_since: int | None = None
    lab_meld: float | None = None
    is_downmarked: bool = False
    exception: _Grant | None = None
    paediatric: _Grant | None = None
    stays: list[_Stay] = field(default_factory=list)

    def advance_to(self, moment: int) -> None:
        """Let time pass, with the upgrades that fall due."""
        while (due := self._next_due(moment)) is not None:
            grant, at = due
            self.now = at
            grant.percent = grant.rule.upgraded(grant.percent)
            self._book_upgrade(grant)
            self._note_stay()
        self.now = moment

    def _next_due(self, moment: int) -> tuple[_Grant, int] | None:
        due = [
            (grant, grant.next_upgrade)
            for grant in (self.exception, self.paediatric)
            if grant is not None and grant.next_upgrade is not None and grant.next_upgrade <= moment
        ]
        return min(due, key=lambda pair: pair[1], default=None)

    def _book_upgrade(self, grant: _Grant) -> None:
        """Book the next upgrade, if the rule, or the one that replaces it at that age, has one."""
        at = self.now + grant.rule.upgrade_every_days * DAY
        age = floor((self.days_old_at_listing + at / DAY) / DAYS_PER_YEAR)
        limit, replaced_by = grant.rule.upgrade_only_below_age, grant.rule.replaced_by
        is_outgrown = limit is not None and age >= limit
        if replaced_by is not None and is_outgrown and grant.percent < grant.rule.highest_percent:
            grant.rule = exception_rules()[replaced_by]
            at = self.now + grant.rule.upgrade_every_days * DAY
        grant.next_upgrade = at if grant.rule.may_grow(grant.percent, age) else None

    def take(self, update: StatusUpdate) -> None:
        match update:
            case UrgencySet(urgency=urgency):
                self._set_urgency(urgency)
            case LaboratoryReport(values=values):
                self.lab_meld = self.lab_score.score(values).unrounded
            case CombinedOrgansSet(is_approved=is_approved):
                self.aco_since = self.now if is_approved else None
            case ExceptionGranted():
                self._grant(update)
            case ExceptionWithdrawn(kind=ExceptionKind.PAEDIATRIC):
                self.paediatric = None
            case ExceptionWithdrawn():
                self.exception = None
            case DownmarkSet(is_downmarked=is_downmarked):
                self.is_downmarked = is_downmarked
        self._note_stay()

    def _set_urgency(self, urgency: str) -> None:
        if urgency == "HU":
            self.hu_since = self.now
        self.urgency = urgency

    def _grant(self, granted: ExceptionGranted) -> None:
        rule = exception_rules().get(granted.rule_id)
        if rule is None:
            raise ValueError(f"There is no exception rule {granted.rule_id}.")
        percent = rule.initial_percent if granted.initial_percent is None else granted.initial_percent
        if not 0 < percent <= rule.highest_percent:
            raise ValueError(
                f"An exception of {percent:g} per cent: expected more than 0, up to {rule.highest_percent:g}."
            )
        grant = _Grant(rule, percent)
        self._book_upgrade(grant)
        if rule.kind is ExceptionKind.PAEDIATRIC:
            self.paediatric = grant
        else:
            self.exception = grant

    def _melds(self) -> tuple[int, int]:
        """(national, international) match MELD."""
        lab = LOWEST_MELD if self.lab_meld is None or self.is_downmarked else self.lab_meld
        unmarked = LOWEST_MELD if self.lab_meld is None else self.lab_meld
        abroad = lab if self.paediatric is None else max(lab, self.paediatric.meld(unmarked))
        national = abroad if self.exception is None else max(abroad, self.exception.meld(unmarked))
        return half_up_whole(_within(national)), half_up_whole(_within(abroad))

    def _note_stay(self) -> None:
        stay = _Stay(self.now, *self._melds(), self.urgency in TRANSPLANTABLE)
        if self.stays and self.stays[-1].start == self.now:
            self.stays.pop()
        self.stays.append(stay)

    def _waited(self, attribute: str) -> int:
        """Seconds at or above the present match MELD without a break, those that count."""
        waited, end = 0, self.now
        for stay in reversed(self.stays):
            if getattr(stay, attribute) < getattr(self.stays[-1], attribute):
                break
            waited += (end - stay.start) * stay.counts
            end = stay.start
        return waited

    def status(self) -> LiverStatus:
        national, international = self._melds()
        lab_meld = self.lab_meld
        return LiverStatus(
            urgency=self.urgency,
            lab_meld=lab_meld,
            is_downmarked=self.is_downmarked,
            exception=self._running(self.exception),
            paediatric=self._running(self.paediatric),
            meld_national=national,
            meld_international=international,
            hu_since=self._moment(self.hu_since if self.urgency == "HU" else None),
            aco_since=self._moment(self.aco_since),
            seconds_at_national=self._waited("national"),
            seconds_at_international=self._waited("international"),
        )

    def _running(self, grant: _Grant | None) -> RunningException | None:
        if grant is None:
            return None
        lab_meld = LOWEST_MELD if self.lab_meld is None else self.lab_meld
        return RunningException(grant.rule, grant.percent, grant.meld(lab_meld))

    def _moment(self, seconds: int | None) -> datetime | None:
        return None if seconds is None else self.listed_at + timedelta(seconds=seconds)


def _within(meld: float) -> float:
    return min(HIGHEST_MELD, max(LOWEST_MELD, meld))


def _seconds(span: timedelta) -> int:
    return span // timedelta(seconds=1)
