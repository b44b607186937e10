"""A truth table of who reads a donor as part of the work; the demo's rules say 90 days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organs import profile
from organs.models import DonorStatus
from organs.policies.reading import ReasonNeeded, check_may_read, is_routine
from organs.services import donors
from tests.factories import coordinator, donor

pytestmark = pytest.mark.django_db

DAYS = timedelta(days=90)


@pytest.fixture
def ended_at():
    return timezone.now()


@pytest.fixture
def ended(ended_at):
    by = coordinator()
    return donors.move_donor(
        donor=donor(by=by), to=DonorStatus.NOT_PROCEEDING, reason="No consent", by=by, at=ended_at
    )


@pytest.mark.parametrize(
    ("after", "routine"),
    [(timedelta(0), True), (DAYS - timedelta(seconds=1), True), (DAYS, False), (4 * DAYS, False)],
)
def test_routine_access_ends_so_many_days_after_the_case(ended, ended_at, after, routine):
    assert is_routine(ended, at=ended_at + after) is routine


def test_a_donor_whose_case_goes_on_is_read_routinely():
    assert is_routine(donor(), at=timezone.now() + 10 * DAYS)


@pytest.mark.parametrize("text", ["", "[donors]\n"])
def test_without_a_rule_routine_access_does_not_end(ended, ended_at, settings, tmp_path, text):
    file = tmp_path / "rules.toml"
    file.write_text('[profile]\nname = "Ours"\nsource = "Us"\nversion = "1"\n' + text)
    settings.RULES_FILE = file if text else None
    profile._read_once.cache_clear()
    assert is_routine(ended, at=ended_at + 10 * DAYS)


@pytest.mark.parametrize(
    ("opened_for", "asked"),
    [(None, True), (timedelta(hours=1), False), (timedelta(0), True), (timedelta(hours=-1), True)],
)
def test_a_reason_holds_until_its_time_is_over(ended, ended_at, opened_for, asked):
    at = ended_at + DAYS
    until = None if opened_for is None else at + opened_for
    if asked:
        with pytest.raises(ReasonNeeded):
            check_may_read(ended, opened_until=until, at=at)
    else:
        check_may_read(ended, opened_until=until, at=at)
