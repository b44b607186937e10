"""Moments are kept in UTC; a day is the one on the calendar of the place where the site is used."""

from datetime import date, datetime

from django.utils import timezone


def day_of(at: datetime) -> date:
    """Return the day that a moment lies in, by the site's own time zone."""
    return timezone.localdate(at)
