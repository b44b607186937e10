"""Clinical times: written alike everywhere, read when they can mean one thing only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transplant_site.interface import times
from transplant_site.interface.times import NotUnderstood, format_input, format_time, parse_date, parse_time

BRUSSELS = ZoneInfo("Europe/Brussels")
KATHMANDU = ZoneInfo("Asia/Kathmandu")


def test_a_time_is_written_with_the_month_in_letters_and_its_zone():
    assert format_time(datetime(2026, 11, 22, 8, 15, tzinfo=UTC), zone=BRUSSELS) == "22-Nov-2026 09:15 CET"
    assert format_time(datetime(2026, 7, 1, 22, 5, tzinfo=UTC), zone=BRUSSELS) == "02-Jul-2026 00:05 CEST"


def test_a_zone_without_letters_says_its_distance():
    assert format_time(datetime(2026, 11, 22, 8, 15, tzinfo=UTC), zone=KATHMANDU).endswith("14:00 UTC+0545")


@pytest.mark.parametrize(
    "text",
    [
        "22-Nov-2026 09:15",
        "22-nov-2026 9:15",
        "22 November 2026 09:15",
        "22 Nov 2026, 0915",
        "22.Nov.2026 09.15",
        "22nov2026 09:15",
        "2026-11-22 09:15",
        "2026-11-22T09:15",
        "2026-11-22T09:15:00",
        "22-Nov-2026 09:15 CET",
        "22-Nov-2026 09:15 h",
        "22-Nov-2026 08:15 UTC",
        "2026-11-22T08:15:00Z",
        "2026-11-22T09:15:00.000+01:00",
        "22-Nov-2026 14:00 +05:45",
        "  22-Nov-2026   09:15  ",
    ],
)
def test_what_means_one_thing_is_understood(text):
    assert parse_time(text, zone=BRUSSELS) == datetime(2026, 11, 22, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "month"), [("mrt", 3), ("mei", 5), ("okt", 10), ("Dez", 12), ("März", 3), ("sept", 9)]
)
def test_months_in_dutch_and_german_are_understood(word, month):
    assert parse_date(f"5-{word}-2026") == date(2026, month, 5)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("03/04/2026 09:15", "Write the month in letters"),
        ("3-4-2026 09:15", "Write the month in letters"),
        ("22/11/2026 09:15", "Write the month in letters"),
        ("22-Nov-2026", "Add the time of day"),
        ("22-Nov-2026 9:15 PM", "24-hour clock"),
        ("22-Nov-2026 24:00", "no such time of day"),
        ("22-Nov-2026 quarter past nine", "not understood"),
        ("31-Nov-2026 09:15", "no such day"),
        ("2026-02-30 09:15", "no such day"),
        ("22-Nov-26 09:15", "not understood"),
        ("22-Nvo-2026 09:15", "not a month"),
        ("tomorrow", "not understood"),
        ("22-Nov-2026 09:15 EST", "not the zone"),
        ("22-Nov-2026 09:15 CEST", "not the zone"),
        ("22-Nov-2026 09:15 +99:00", "no such time zone"),
        ("-5-Nov-2026 09:15", "not understood"),
    ],
)
def test_the_rest_is_refused_with_the_way_to_write_it(text, advice):
    with pytest.raises(NotUnderstood, match=advice):
        parse_time(text, zone=BRUSSELS)


def test_the_hour_that_comes_twice_needs_its_zone():
    with pytest.raises(NotUnderstood, match="came twice"):
        parse_time("25-Oct-2026 02:30", zone=BRUSSELS)
    first = parse_time("25-Oct-2026 02:30 CEST", zone=BRUSSELS)
    second = parse_time("25-Oct-2026 02:30 CET", zone=BRUSSELS)
    assert second - first == timedelta(0)  # the same wall time ...
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)  # ... an hour apart


def test_the_hour_that_never_comes_is_refused():
    with pytest.raises(NotUnderstood, match="does not exist"):
        parse_time("29-Mar-2026 02:30", zone=BRUSSELS)


def test_a_date_field_takes_no_time():
    with pytest.raises(NotUnderstood, match="only a date"):
        parse_date("22-Nov-2026 09:15")


@given(st.integers(min_value=-20_000_000, max_value=70_000_000))
def test_what_a_field_shows_it_can_read(minutes):
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert parse_time(format_input(moment, zone=BRUSSELS), zone=BRUSSELS).astimezone(UTC) == moment


@pytest.mark.parametrize(
    ("born", "on", "words"),
    [
        (date(1961, 3, 14), date(2026, 3, 13), "64 y"),
        (date(1961, 3, 14), date(2026, 3, 14), "65 y"),
        (date(2024, 2, 29), date(2026, 2, 28), "23 months"),
        (date(2026, 11, 1), date(2026, 11, 22), "21 days"),
        (date(2025, 1, 31), date(2026, 11, 30), "21 months"),
    ],
)
def test_ages_are_said_in_the_unit_that_fits(born, on, words):
    assert times.format_age(born, on) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=3, minutes=12), "3 h 12 min"),
        (timedelta(hours=3, minutes=2), "3 h 02 min"),
        (timedelta(days=2, hours=5, minutes=59), "2 d 5 h"),
        (timedelta(minutes=7, seconds=59), "7 min"),
        (timedelta(seconds=20), "under 1 min"),
    ],
)
def test_lengths_of_time_have_at_most_two_units(length, words):
    assert times.format_duration(length) == words


@pytest.mark.parametrize("year", ["0001", "1849", "9999"])
def test_years_that_no_record_can_mean_are_refused(year):
    for text in (f"01-Jan-{year}", f"{year}-12-31"):
        with pytest.raises(NotUnderstood, match="no such day"):
            parse_date(text)
    for zone in ("", " +14:00", " -12:00"):
        with pytest.raises(NotUnderstood, match="no such day"):
            parse_time(f"31-Dec-{year} 23:59{zone}", zone=BRUSSELS)
