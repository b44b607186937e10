"""The example lists, through files, database and commands: 1,393 rows, and everybody else with the reason."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organs.allocation.esp import ESP_2021
from organs.models import Donor, MatchRun
from organs.services.matching import replay
from patients.models import Registration
from tests.organs.allocation.esp_examples import DONORS, EXAMPLES, expected_exclusions, expected_lists

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    """The example files in the database, for the tests of this module; taken out at their end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        for command, name in (("import_candidates", "candidates.csv"), ("import_donors", "donors.csv")):
            call_command(command, EXAMPLES / name, stdout=StringIO(), stderr=StringIO())
        yield
        transaction.set_rollback(True)


def printed(*arguments):
    out, errors = StringIO(), StringIO()
    call_command("match", *arguments, "--policy", "esp", "--format", "csv", stdout=out, stderr=errors)
    return out.getvalue(), errors.getvalue()


@pytest.mark.parametrize("donor_id", DONORS)
def test_the_command_prints_the_example_list(imported, donor_id):
    rows = list(csv.DictReader(StringIO(printed(donor_id)[0])))
    expected = [{name: row[name] for name in ESP_2021.csv_columns} for row in expected_lists()[donor_id]]
    assert rows == expected


@pytest.mark.parametrize("donor_id", DONORS)
def test_the_command_prints_everybody_else_with_the_reason(imported, donor_id):
    rows = list(csv.DictReader(StringIO(printed(donor_id, "--show", "excluded")[0])))
    assert [(row["candidate_id"], row["reason"]) for row in rows] == expected_exclusions()[donor_id]
    assert all(row["explanation"] for row in rows)


def test_a_stored_run_prints_the_same_and_can_be_replayed(imported):
    listed, excluded = printed("4")[0], printed("4", "--show", "excluded")[0]
    stored, told = printed("4", "--store")
    run = MatchRun.objects.get(donor__external_id="4")

    assert stored == listed
    assert run.reference in told
    assert (run.policy, run.balance_sheet) == ("esp", None)
    assert replay(run).differences == []
    assert run.candidates_count + run.excluded_count == Registration.objects.open().count()
    assert printed("4", "--show", "excluded", "--store")[0] == excluded

    said = StringIO()
    call_command("replay_match", stdout=said)
    assert said.getvalue() == "Verified 2 match runs: inputs, rows and digests agree.\n"


def test_without_a_policy_the_donors_age_chooses(imported):
    out = StringIO()
    call_command("match", "6", stdout=out, stderr=StringIO())
    assert out.getvalue() == printed("6")[0]
    with pytest.raises(CommandError, match="goes to the senior programme"):
        call_command("match", "6", "--policy", "etkas", stdout=StringIO(), stderr=StringIO())


def test_the_moment_can_be_given(imported):
    donor = Donor.objects.get(external_id="6", external_organ_kind="kidney")
    assert printed(donor.reference, "--at", "2023-09-01T12:00:00")[0] == printed("6")[0]
    assert printed("6", "--at", "2024-09-01")[0] != printed("6")[0]


def test_the_files_read_again_change_nothing(imported):
    for command, name, said in (
        ("import_candidates", "candidates.csv", "0 candidates registered\n0 updated\n2,136 unchanged"),
        ("import_donors", "donors.csv", "0 donors registered\n12 unchanged"),
    ):
        out = StringIO()
        call_command(command, EXAMPLES / name, stdout=out, stderr=StringIO())
        assert out.getvalue().strip() == said
