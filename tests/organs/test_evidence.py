"""Evidence can't be changed, by anyone, in any way that SQL has."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from organs.models import (
    CheckEntry,
    DonorStatusChange,
    MatchAddition,
    MatchBypass,
    MatchCandidate,
    MatchExclusion,
    MatchInputs,
    OfferStatusChange,
    PartStatusChange,
    PreAllocationChecklist,
    RefusalCode,
    Rule,
)
from organs.services.exceptions import record_exception
from tests.factories import candidate, coordinator, donor_ready_for_offers, match_run, offer_case
from tests.factories.offers import transplanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    by = coordinator()
    candidate(blood_group="A", vpra="0")
    candidate(blood_group="B", vpra="0")
    return match_run(donor_ready_for_offers(by=by), by=by)


@pytest.mark.parametrize("model", [MatchCandidate, MatchExclusion, MatchInputs, PreAllocationChecklist])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_rows_of_evidence_are_neither_changed_nor_deleted(run, model, statement):
    assert model.objects.exists()
    column = model._meta.pk.column
    sql = statement.format(table=model._meta.db_table, column=column)
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_run_is_not_deleted(run):
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM organs_matchrun")


def test_of_a_run_only_its_end_is_recorded_and_that_once(run):
    run.candidates_count = 7
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        run.save(update_fields=["candidates_count"])

    run.invalidated_at, run.invalidated_because = timezone.now(), "The ABO changed."
    run.save(update_fields=["invalidated_at", "invalidated_because"])
    run.invalidated_at, run.invalidated_because = None, ""
    with pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
        run.save(update_fields=["invalidated_at", "invalidated_because"])


@pytest.fixture
def transplant():
    case = offer_case(1)
    made = transplanted(case)
    record_exception(
        rule=Rule.ARRIVED, subject=made, donor=case.donor, reason="Told by telephone", by=case.coordinator
    )
    return made


def run_sql(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "model", [CheckEntry, DonorStatusChange, PartStatusChange, OfferStatusChange], ids=lambda m: m.__name__
)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_was_read_and_every_step_of_a_life_stay_as_they_are(transplant, model, statement):
    assert model.objects.exists()
    with pytest.raises(DatabaseError, match="refused"):
        run_sql(statement.format(table=model._meta.db_table, column=model._meta.pk.column))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE organs_twopersoncheck SET status = 'disagreed'",
        "UPDATE organs_offer SET facts_when_sent = '{}'",
        "UPDATE organs_offer SET facts_when_answered = '{}'",
        "UPDATE organs_ruleexception SET reason = 'Something else'",
        "UPDATE organs_organrecovery SET recovered_at = NULL",
    ],
)
def test_of_other_evidence_only_what_comes_later_is_written(transplant, change):
    with pytest.raises(DatabaseError, match="evidence"):
        run_sql(change)


@pytest.mark.parametrize(
    "table", ["organs_twopersoncheck", "organs_offer", "organs_ruleexception", "organs_organrecovery"]
)
def test_other_evidence_is_not_deleted(transplant, table):
    with pytest.raises(DatabaseError, match="refused"):
        run_sql(f"DELETE FROM {table}")


def test_why_candidates_were_passed_over_or_added_stays_as_it_is():
    case = offer_case(2)
    case.send(1, bypass_code=RefusalCode.objects.get(pk="861"), bypass_text="Transport by air is out")
    MatchAddition.objects.create(
        run=case.run,
        registration=candidate(blood_group="A", vpra="0"),
        reason="Asked for",
        occurred_at=timezone.now(),
        recorded_by=case.coordinator,
    )
    for model in (MatchBypass, MatchAddition):
        assert model.objects.exists()
        with pytest.raises(DatabaseError, match="evidence"):
            run_sql(f"UPDATE {model._meta.db_table} SET reason = 'Something else'")
        with pytest.raises(DatabaseError, match="refused"):
            run_sql(f"DELETE FROM {model._meta.db_table}")
        run_sql(f"UPDATE {model._meta.db_table} SET confirmed_at = now()")
