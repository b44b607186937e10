"""The example lists, through files, database and commands: 3,903 of 3,918 rows to the last figure."""

import csv
from io import StringIO

import pytest
from django.core.management import call_command

from organs.allocation.etkas import ETKAS_2021
from organs.models import Donor, MatchRun
from organs.services.matching import replay
from patients.models import Registration
from tests.organs.allocation.etkas_examples import DEMO, NOT_COMPARED, expected_lists

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

COLUMNS = [*ETKAS_2021.csv_columns]


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    """The example files in the database, for the tests of this module; taken out at their end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        for command, name in (
            ("import_candidates", "candidates.csv"),
            ("import_donors", "donors.csv"),
            ("import_balances", "balances.json"),
        ):
            call_command(command, DEMO / name, stdout=StringIO(), stderr=StringIO())
        yield
        transaction.set_rollback(True)


def printed(*arguments):
    out, errors = StringIO(), StringIO()
    call_command("match", *arguments, "--policy", "etkas", "--format", "csv", stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


@pytest.mark.parametrize("donor_id", ["1", "2", "4", "5", "10", "11"])
def test_the_command_prints_the_example_list(imported, donor_id):
    rows = list(csv.DictReader(StringIO(printed(donor_id)[0])))
    expected = expected_lists()[donor_id]
    assert list(rows[0]) == COLUMNS
    assert [row["rank"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]

    compared = [name for name in COLUMNS if name != "rank"]
    ours = [[row[name] for name in compared] for row in rows if row["candidate_id"] not in NOT_COMPARED]
    theirs = [[row[name] for name in compared] for row in expected if row["candidate_id"] not in NOT_COMPARED]
    assert ours == theirs


def test_a_stored_run_prints_the_same_list_and_can_be_replayed(imported):
    listed, _ = printed("1")
    stored, told = printed("1", "--store")
    run = MatchRun.objects.get(donor__external_id="1")
    assert stored == listed
    assert run.reference in told
    assert run.balance_sheet is not None
    assert replay(run).differences == []
    assert run.candidates_count + run.excluded_count == Registration.objects.open().count()


def test_a_donor_is_found_by_reference_too_and_the_moment_can_be_given(imported):
    donor = Donor.objects.get(external_id="2", external_organ_kind="kidney")
    assert printed(donor.reference)[0] == printed("2", "--at", "2023-09-01T12:00:00")[0]
    assert printed("2", "--at", "2023-09-01T14:00:00+02:00")[0] == printed("2")[0]
    assert printed("2", "--at", "2024-09-01")[0] != printed("2")[0]


def test_reading_candidates_takes_as_many_queries_for_one_as_for_all(imported, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        printed("1")


def test_a_file_read_again_changes_nothing(imported):
    for command, name, said in (
        ("import_donors", "donors.csv", "0 donors registered\n12 unchanged"),
        ("import_balances", "balances.json", "0 balances kept\n39 unchanged"),
    ):
        out = StringIO()
        call_command(command, DEMO / name, stdout=out, stderr=StringIO())
        assert out.getvalue().strip() == said
