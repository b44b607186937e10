"""A frozen run takes no further rows, under any role, and its digests are compared."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from organs.models import MatchRun
from tests.factories import candidate, characterised_donor, coordinator, match_run


def run_of(candidates=1):
    by = coordinator()
    for _ in range(candidates):
        candidate(blood_group="A", vpra="0")
    return match_run(characterised_donor(by=by), by=by)


def add_a_row(run):
    row = run.candidates.first()
    other = candidate(blood_group="A", vpra="0")
    row.pk = None
    row.rank = 99
    row.registration = other
    row._state.adding = True
    with transaction.atomic():
        row.save(force_insert=True)


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_run_of_an_earlier_transaction_takes_no_further_rows():
    run = run_of()

    with pytest.raises(DatabaseError, match="The match run is frozen: organs_matchcandidate"):
        add_a_row(run)

    assert run.candidates.count() == 1


@pytest.mark.django_db
def test_a_run_takes_rows_in_its_own_transaction_and_in_savepoints_of_it():
    with transaction.atomic():
        run = run_of()
    with transaction.atomic():
        add_a_row(run)
    assert run.candidates.count() == 2


@pytest.mark.django_db
def test_evidence_is_fixed_under_the_replica_role_as_well():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
            " AND tgenabled = 'O' AND (tgtype & 32) = 0"
            " AND (tgfoid = 'refuse_change'::regproc OR tgfoid::regproc::text LIKE 'organs\\_keep\\_%')"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_runs_are_verified_against_their_digests():
    run = run_of(2)
    said = StringIO()
    for asked in ((), (run.reference.lower(),)):
        call_command("replay_match", *asked, stdout=said)
    assert said.getvalue() == 2 * "Verified 1 match run: inputs, rows and digests agree.\n"
    with pytest.raises(CommandError, match="no match run MTC-26-999999-0"):
        call_command("replay_match", run.reference, "MTC-26-999999-0")

    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE organs_matchcandidate DISABLE TRIGGER USER")
    sql("UPDATE organs_matchcandidate SET components = components || '{\"wait_points\": 1}'")

    with pytest.raises(CommandError, match="1 of 1 match runs"):
        call_command("replay_match", stdout=said)
    assert f"{MatchRun.objects.get(pk=run.pk).reference}: The stored rows differ" in said.getvalue()
