"""The heart status that holds at a moment, from what was stated over time."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple


class Stated(NamedTuple):
    """A status from a moment on; `until` is the first day on which it holds no more, None: no end."""

    status: str
    started_at: datetime
    until: date | None


class Present(NamedTuple):
    """The present status, since when without a break, and until when it was stated."""

    status: str
    since: datetime | None
    until: date | None


NOTHING = Present("", None, None)


def present_status(stated: Sequence[Stated], *, at: datetime) -> Present:
    """What holds at a moment. `stated` stand in the order in which they were recorded.

    Of statements that begin at one moment the one recorded last counts. The same status stated again before
    it ended renews it: the time at it runs on. Whether the status has ended is the policy's to say.
    """
    begun = {one.started_at: one for one in stated if one.started_at <= at}
    newest_first = [begun[moment] for moment in sorted(begun, reverse=True)]
    if not newest_first:
        return NOTHING
    present, *earlier = newest_first
    since = present.started_at
    for one in earlier:
        if one.status != present.status or (one.until is not None and one.until < since.date()):
            break
        since = one.started_at
    return Present(present.status, since, present.until)
