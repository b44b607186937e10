"""Exchange balances of a file in the database: kept once, never overwritten, all or none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from organs.models import BalanceSheet, ExchangeBalance
from tests.audit.ledger_reading import written
from tests.organs.imports.test_balances_file import facts, text_of
from tests.taking_in import Taker

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_in(tmp_path: Path) -> Taker:
    return Taker(tmp_path, "import_balances", "balances.json")


def test_balances_are_kept_as_of_the_moment_of_the_file(take_in):
    told = take_in(text_of(facts()))

    assert (told.out, told.errors, told.code) == (["8 balances kept"], [], 0)
    sheet = BalanceSheet.objects.get()
    assert (sheet.organ_kind, sheet.source) == ("kidney", "balances.json")
    assert sheet.valid_at == datetime(2023, 9, 1, 12, tzinfo=UTC)
    assert ExchangeBalance.objects.get(donor_age_group="0-17", centre="AOETP").value == -1.5


def test_the_same_balances_again_change_nothing_and_leave_no_trace(take_in):
    take_in(text_of(facts()))
    spelt_otherwise = {**facts(), "match_datetime": "2023-09-01T14:00:00+02:00"}

    with written() as log:
        told = take_in(text_of(spelt_otherwise).replace("-1.5", "-1.50"))

    assert told.out == ["0 balances kept", "8 unchanged"]
    assert log.rows == []


def test_other_balances_of_the_same_moment_are_refused(take_in):
    take_in(text_of(facts()))
    told = take_in(text_of(facts(**{"0-17": {"national_normalised": {"Germany": 9}}})))

    assert "Other balances of 2023-09-01T12:00:00+00:00 are here already" in told.errors[0]
    assert (told.out, told.code) == ([], 1)
    assert ExchangeBalance.objects.count() == 8


def test_other_balances_of_another_moment_or_organ_stand_beside_them(take_in):
    take_in(text_of(facts()))
    assert take_in(text_of({**facts(), "match_datetime": "2024-09-01"})).out == ["8 balances kept"]
    assert take_in(text_of(facts()), "--organ", "liver").out == ["8 balances kept"]
    assert BalanceSheet.objects.count() == 3


def test_one_bad_last_value_leaves_nothing(take_in):
    told = take_in(text_of(facts(**{"≥65": {"national_normalised": {"Germany": "2"}}})))

    assert told.errors[0].startswith("balances.json, line ")
    assert 'balances.≥65.national_normalised.Germany: “"2"” is not a number' in told.errors[0]
    assert (told.out, told.code) == ([], 1)
    assert not BalanceSheet.objects.exists()
