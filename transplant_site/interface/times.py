"""Writes and reads clinical dates and times: `22-Nov-2026 09:15 CET`, alike in every language and browser.

Reading accepts what can be understood in one way only. `03/04/2026` is refused, and so is the hour
that the end of summer time brings twice, unless its zone is said.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from django.utils import timezone as django_timezone
from django.utils.translation import gettext as _

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# Dutch and German spellings that differ from the English ones; none of them means two months.
OTHER_MONTHS = {
    "mrt": 3, "maart": 3, "mär": 3, "märz": 3, "maerz": 3, "mrz": 3, "mei": 5, "mai": 5, "juni": 6, "juli": 7,
    "okt": 10, "oktober": 10, "dez": 12, "dezember": 12, "januar": 1, "januari": 1, "jän": 1, "februar": 2,
    "februari": 2, "augustus": 8, "sept": 9,
}  # fmt: skip

DATE_EXAMPLE = "22-Nov-2026"
TIME_EXAMPLE = "22-Nov-2026 09:15"

_NAMED = re.compile(r"(?P<day>\d{1,2})[\s\-./]*(?P<month>[^\W\d_]{3,9})\.?[\s\-./]*(?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:\s*h)?")
_OFFSET = re.compile(r"(?:UTC|GMT)?(?P<sign>[+\-−])(?P<hours>\d{2}):?(?P<minutes>\d{2})?")
_NUMBERS_ONLY = re.compile(r"\d{1,4}[-./\s]\d{1,2}[-./\s]\d{1,4}")


YEARS = range(1850, 9999)
"""The years that a record can mean: others are slips, and at the calendar's ends no time can be moved."""


class NotUnderstood(ValueError):
    """What was typed can't be read, or can be read in two ways; the message says how to write it."""


def format_date(value: date) -> str:
    """Write a date with the month in letters."""
    return f"{value.day:02d}-{MONTHS[value.month - 1]}-{value.year:04d}"


def format_time(value: datetime, *, zone: tzinfo | None = None) -> str:
    """Write a moment in the site's time zone, with the zone."""
    local = value.astimezone(zone or django_timezone.get_current_timezone())
    return f"{format_date(local)} {local:%H:%M} {zone_name(local)}"


def format_input(value: datetime, *, zone: tzinfo | None = None) -> str:
    """Write a moment as a field shows it: without the zone, except in the hour that comes twice."""
    local = value.astimezone(zone or django_timezone.get_current_timezone())
    text = f"{format_date(local)} {local:%H:%M}"
    return f"{text} {zone_name(local)}" if _comes_twice(local) else text


def format_utc(value: datetime) -> str:
    """Write a moment for an export: ISO 8601 in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def zone_name(value: datetime) -> str:
    """Name the zone of an aware time: its letters, or its distance from UTC where it has none."""
    name = value.tzname() or ""
    return name if name[:1].isalpha() else f"UTC{name}"


def parse_date(text: str) -> date:
    """Read a date that can be understood in one way only."""
    day, rest = _split_date(text)
    if rest:
        raise NotUnderstood(_("Enter only a date here, like %(example)s.") % {"example": DATE_EXAMPLE})
    return day


def parse_time(text: str, *, zone: tzinfo | None = None) -> datetime:
    """Read a moment that can be understood in one way only; without a zone it is the site's time."""
    zone = zone or django_timezone.get_current_timezone()
    day, rest = _split_date(text)
    if not rest:
        raise NotUnderstood(_("Add the time of day, like %(example)s.") % {"example": TIME_EXAMPLE})
    clock = _CLOCK.match(rest)
    if clock is None:
        raise NotUnderstood(
            _("The time was not understood. Write it like %(example)s.") % {"example": TIME_EXAMPLE}
        )
    suffix = rest[clock.end() :].strip()
    if suffix.lower() in {"am", "pm", "a.m.", "p.m."}:
        raise NotUnderstood(_("Use the 24-hour clock, like %(example)s.") % {"example": TIME_EXAMPLE})
    try:
        of_day = time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0))
    except ValueError:
        raise NotUnderstood(_("There is no such time of day. Use 00:00 to 23:59.")) from None
    return _place(datetime.combine(day, of_day), suffix, zone)


def _split_date(text: str) -> tuple[date, str]:
    text = " ".join(text.split())
    iso = _ISO.match(text)
    match = iso or _NAMED.match(text)
    if match is None:
        if _NUMBERS_ONLY.match(text):
            raise NotUnderstood(
                _(
                    "Day and month could be mistaken for each other. "
                    "Write the month in letters, like %(example)s."
                )
                % {"example": DATE_EXAMPLE}
            )
        raise NotUnderstood(
            _("The date was not understood. Write it like %(example)s.") % {"example": DATE_EXAMPLE}
        )
    month = int(match["month"]) if iso else _month_number(match["month"])
    day: date | None
    try:
        day = date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise NotUnderstood(_("There is no such day: %(text)s.") % {"text": match[0]})
    return day, text[match.end() :].lstrip(" ,T")


def _month_number(word: str) -> int:
    word = word.lower()
    for number, name in enumerate(LONG_MONTHS, start=1):
        if word in (name, name[:3]):
            return number
    if word in OTHER_MONTHS:
        return OTHER_MONTHS[word]
    raise NotUnderstood(
        _("“%(word)s” is not a month. Write the date like %(example)s.")
        % {"word": word, "example": DATE_EXAMPLE}
    )


def _place(naive: datetime, suffix: str, zone: tzinfo) -> datetime:
    if suffix.upper() in {"Z", "UTC", "GMT"}:
        return naive.replace(tzinfo=UTC)
    if offset := _OFFSET.fullmatch(suffix):
        sign = 1 if offset["sign"] == "+" else -1
        distance = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        if distance >= timedelta(hours=24):
            raise NotUnderstood(_("There is no such time zone: %(zone)s.") % {"zone": suffix})
        return naive.replace(tzinfo=timezone(sign * distance))
    first = naive.replace(tzinfo=zone, fold=0)
    second = naive.replace(tzinfo=zone, fold=1)
    names = {zone_name(first).upper(): first, zone_name(second).upper(): second}
    if not _exists(first):
        raise NotUnderstood(
            _(
                "This time does not exist: the clocks went forward. "
                "Add the zone if it was noted in another one."
            )
        )
    if suffix:
        if suffix.upper() not in names:
            raise NotUnderstood(
                _(
                    "“%(zone)s” is not the zone at that time here. "
                    "Leave it out (%(here)s), or write UTC or +02:00."
                )
                % {"zone": suffix, "here": zone_name(first)}
            )
        return names[suffix.upper()]
    if first.utcoffset() != second.utcoffset():
        raise NotUnderstood(
            _(
                "The clocks went back, so this time came twice. "
                "Add %(first)s for the first or %(second)s for the second."
            )
            % {"first": zone_name(first), "second": zone_name(second)}
        )
    return first


def _exists(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def _comes_twice(local: datetime) -> bool:
    return _exists(local) and local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def age_in_years(born: date, on: date) -> int:
    """Count the full years between two days."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def format_age(born: date, on: date) -> str:
    """Say an age: in years, in months below two years, in days below two months."""
    years = age_in_years(born, on)
    if years >= 2:
        return _("%(count)d y") % {"count": years}
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months >= 2:
        return _("%(count)d months") % {"count": months}
    return _("%(count)d days") % {"count": (on - born).days}


def format_duration(length: timedelta) -> str:
    """Say a length of time in at most two units: `3 h 12 min`."""
    seconds = int(abs(length.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes = rest // 60
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}
    if minutes or seconds == 0:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("under 1 min")
