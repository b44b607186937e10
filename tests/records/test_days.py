"""A day is the one on the site's calendar, not the one of UTC."""

from datetime import UTC, date, datetime

import pytest

from transplant_site.records.days import day_of


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 1, 1, 22, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2)),
    ],
)
def test_the_day_of_a_moment_is_the_sites_own(settings, at, day):
    settings.TIME_ZONE = "Europe/Brussels"
    assert day_of(at) == day
