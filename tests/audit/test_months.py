"""The months of the ledger are made ahead, and each entry stands in its own."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests.audit.test_roles import acting_as, attempt
from transplant_site.audit import tasks
from transplant_site.audit.months import month_warnings
from transplant_site.audit.verifier import verify

pytestmark = pytest.mark.django_db


def sql(statement: str, *parameters: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else None


def enter(moment: str) -> None:
    sql(
        "INSERT INTO audit_ledger (recorded_at, event, tx, kind, database_user, database_role)"
        " VALUES (%s, gen_random_uuid(), 0, 'read', '', '')",
        moment,
    )


def place_of(moment: str) -> str:
    ((name,),) = sql("SELECT tableoid::regclass::text FROM audit_ledger WHERE recorded_at = %s", moment)
    return str(name)


def months() -> list[str]:
    return [
        name
        for (name,) in sql(
            "SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid"
            " WHERE inhparent = 'audit_ledger'::regclass AND relname <> 'audit_ledger_default' ORDER BY 1"
        )
    ]


@pytest.fixture
def no_months() -> None:
    """A ledger whose months have run out, in a transaction that is rolled back."""
    for name in months():
        sql(f"ALTER TABLE audit_ledger DETACH PARTITION {name}")
        sql(f"ALTER TABLE {name} RENAME TO gone_{name}")


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2030-11-30 23:59:59.999999+00", "audit_ledger_default"),
        ("2030-12-01 00:00:00+00", "audit_ledger_2030_12"),
        ("2030-12-31 23:59:59.999999+00", "audit_ledger_2030_12"),
        ("2031-01-01 00:00:00+00", "audit_ledger_2031_01"),
        ("2031-01-01 00:30:00+01", "audit_ledger_2030_12"),
        ("2031-01-31 23:59:59.999999+00", "audit_ledger_2031_01"),
        ("2031-02-01 00:00:00+00", "audit_ledger_2031_02"),
    ],
)
def test_an_entry_stands_in_its_month_at_every_boundary(moment: str, month: str) -> None:
    sql("SELECT audit_make_months('2030-12-15', 3)")

    enter(moment)

    assert place_of(moment) == month


def test_the_worker_makes_the_months_of_the_coming_year_as_the_application(no_months: None) -> None:
    with acting_as(settings.APPLICATION_DATABASE_ROLE):
        tasks.make_months(timestamp=0)
        assert month_warnings() == []

    now = datetime.now(UTC)
    assert len(months()) == 13
    assert months()[0] == f"audit_ledger_{now:%Y_%m}"
    assert months()[-1] == f"audit_ledger_{now.year + 1}_{now:%m}"
    enter(now.isoformat())
    with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
        sql("UPDATE audit_ledger SET action = 'x'")


def test_it_is_told_in_time_that_the_months_run_out(no_months: None) -> None:
    (warning,) = month_warnings()
    assert warning.startswith("The ledger has 0 months ahead")
    enter("2031-01-15 12:00:00+00")
    assert len(month_warnings()) == 2


def test_the_verifier_tells_it_and_calls_nothing_wrong(no_months: None, document_store: object) -> None:
    assert verify().warnings[0].startswith("The ledger has 0 months ahead")


def test_months_are_made_although_the_default_partition_holds_their_rows(no_months: None) -> None:
    moments = ["2030-12-31 23:59:59+00", "2031-01-01 00:00:00+00", "2031-01-20 00:00:00+00"]
    for moment in moments:
        enter(moment)
    before = sql("SELECT * FROM audit_ledger ORDER BY recorded_at, sequence")
    sql("SELECT audit_make_months('2030-12-01', 2)")
    assert months() == []

    assert sql("SELECT audit_settle_default()") == [(3,)]

    assert [place_of(moment) for moment in moments] == [
        "audit_ledger_2030_12",
        "audit_ledger_2031_01",
        "audit_ledger_2031_01",
    ]
    assert sql("SELECT * FROM audit_ledger ORDER BY recorded_at, sequence") == before
    assert sql("SELECT audit_settle_default()") == [(0,)]
    enter("2040-01-01 00:00:00+00")
    for table in ("audit_ledger_2031_01", "audit_ledger_default"):
        for refused in ("UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(DatabaseError, match="is refused"), transaction.atomic():
                sql(refused.format(table))
    assert sql(
        "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'"
        " AND tgrelid::regclass::text LIKE 'audit\\_ledger%'"
    ) == [(0,)]


def test_the_application_may_not_settle_the_default_partition() -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        attempt(settings.APPLICATION_DATABASE_ROLE, "SELECT audit_settle_default()")
