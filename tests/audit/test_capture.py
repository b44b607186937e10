"""Every kind of write that changes rows appears in the ledger, each row once; those that don't, don't."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, F, OuterRef, Subquery, Value, When

from tests.audit.ledger_reading import Row, written
from tests.audit.things import TABLES as THINGS
from tests.audit.things import Label, Pair, Part, Piece, Thing
from transplant_site.audit import clear_fields

pytestmark = pytest.mark.usefixtures("things")

Expected = dict[tuple[str, str], int]


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


def things(count: int) -> list[Thing]:
    return Thing.objects.bulk_create([Thing(name=f"thing {nth}") for nth in range(count)])


def labelled() -> tuple[Thing, list[Label]]:
    thing = Thing.objects.create()
    labels = Label.objects.bulk_create([Label(word=str(nth)) for nth in range(3)])
    thing.labels.set(labels[:2])
    return thing, list(labels)


# Each returns what to do after the preparation, and what must then stand in the ledger.
Kind = Callable[[], tuple[Callable[[], object], Expected]]


def create() -> tuple[Callable[[], object], Expected]:
    return lambda: Thing.objects.create(name="new"), {("thing", "insert"): 1}


def save_new() -> tuple[Callable[[], object], Expected]:
    return lambda: Thing(name="new").save(), {("thing", "insert"): 1}


def save_changed() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create()
    thing.count = 5
    return thing.save, {("thing", "update"): 1}


def save_update_fields() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create()
    thing.count = 5
    thing.name = "not written"
    return lambda: thing.save(update_fields=["count"]), {("thing", "update"): 1}


def save_with_expression() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create(count=1)
    thing.count = F("count") + 1
    return thing.save, {("thing", "update"): 1}


def bulk_create() -> tuple[Callable[[], object], Expected]:
    return lambda: things(5), {("thing", "insert"): 5}


def bulk_create_in_batches() -> tuple[Callable[[], object], Expected]:
    new = [Thing() for _ in range(7)]
    return lambda: Thing.objects.bulk_create(new, batch_size=2), {("thing", "insert"): 7}


def bulk_create_ignoring_conflicts() -> tuple[Callable[[], object], Expected]:
    one = Thing.objects.create()
    new = [Thing(pk=one.pk), Thing()]
    return lambda: Thing.objects.bulk_create(new, ignore_conflicts=True), {("thing", "insert"): 1}


def bulk_create_updating_conflicts() -> tuple[Callable[[], object], Expected]:
    one = Thing.objects.create(count=1)
    new = [Thing(pk=one.pk, count=9), Thing()]

    def upsert() -> None:
        Thing.objects.bulk_create(new, update_conflicts=True, unique_fields=["id"], update_fields=["count"])

    return upsert, {("thing", "insert"): 1, ("thing", "update"): 1}


def bulk_update() -> tuple[Callable[[], object], Expected]:
    many = things(4)
    for nth, thing in enumerate(many, start=1):
        thing.count = nth
    return lambda: Thing.objects.bulk_update(many, ["count"]), {("thing", "update"): 4}


def queryset_update() -> tuple[Callable[[], object], Expected]:
    things(6)
    return lambda: Thing.objects.update(count=3), {("thing", "update"): 6}


def queryset_update_of_some() -> tuple[Callable[[], object], Expected]:
    things(6)
    Thing.objects.filter(name="thing 1").update(count=3)
    return lambda: Thing.objects.update(count=3), {("thing", "update"): 5}


def update_with_expression() -> tuple[Callable[[], object], Expected]:
    things(3)
    return lambda: Thing.objects.update(count=F("count") + 1), {("thing", "update"): 3}


def update_with_case() -> tuple[Callable[[], object], Expected]:
    things(3)
    chosen = Case(When(name="thing 1", then=Value(8)), default=F("count"))
    return lambda: Thing.objects.update(count=chosen), {("thing", "update"): 1}


def update_with_subquery() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create(count=4)
    Thing.objects.create(parent=thing)
    inherited = Subquery(Thing.objects.filter(pk=OuterRef("parent_id")).values("count")[:1])
    return (
        lambda: Thing.objects.filter(parent__isnull=False).update(count=inherited),
        {("thing", "update"): 1},
    )


def get_or_create() -> tuple[Callable[[], object], Expected]:
    return lambda: Thing.objects.get_or_create(name="wanted"), {("thing", "insert"): 1}


def update_or_create_new() -> tuple[Callable[[], object], Expected]:
    return (
        lambda: Thing.objects.update_or_create(name="wanted", defaults={"count": 1}),
        {("thing", "insert"): 1},
    )


def update_or_create_existing() -> tuple[Callable[[], object], Expected]:
    Thing.objects.create(name="wanted")
    return (
        lambda: Thing.objects.update_or_create(name="wanted", defaults={"count": 1}),
        {("thing", "update"): 1},
    )


def delete() -> tuple[Callable[[], object], Expected]:
    return Thing.objects.create().delete, {("thing", "delete"): 1}


def queryset_delete() -> tuple[Callable[[], object], Expected]:
    things(5)
    return lambda: Thing.objects.all().delete(), {("thing", "delete"): 5}


def raw_delete() -> tuple[Callable[[], object], Expected]:
    things(5)
    all_things = Thing.objects.all()
    return lambda: all_things._raw_delete(all_things.db), {("thing", "delete"): 5}


def delete_cascading_in_django() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create()
    Part.objects.bulk_create([Part(thing=thing), Part(thing=thing)])
    return thing.delete, {("thing_part", "delete"): 2, ("thing", "delete"): 1}


def delete_cascading_in_the_database() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create()
    Piece.objects.bulk_create([Piece(thing=thing), Piece(thing=thing), Piece(thing=thing)])
    return thing.delete, {("thing_piece", "delete"): 3, ("thing", "delete"): 1}


def delete_setting_null() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create()
    Thing.objects.bulk_create([Thing(parent=thing), Thing(parent=thing)])
    return thing.delete, {("thing", "update"): 2, ("thing", "delete"): 1}


def many_to_many_add() -> tuple[Callable[[], object], Expected]:
    thing, labels = labelled()
    return lambda: thing.labels.add(labels[1], labels[2]), {("thing_labels", "insert"): 1}


def many_to_many_remove() -> tuple[Callable[[], object], Expected]:
    thing, labels = labelled()
    return lambda: thing.labels.remove(labels[0]), {("thing_labels", "delete"): 1}


def many_to_many_set() -> tuple[Callable[[], object], Expected]:
    thing, labels = labelled()
    return (
        lambda: thing.labels.set([labels[0], labels[2]]),
        {("thing_labels", "insert"): 1, ("thing_labels", "delete"): 1},
    )


def many_to_many_clear() -> tuple[Callable[[], object], Expected]:
    thing, _labels = labelled()
    return thing.labels.clear, {("thing_labels", "delete"): 2}


def many_to_many_create() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create()
    return (
        lambda: thing.labels.create(word="new"),
        {("thing_label", "insert"): 1, ("thing_labels", "insert"): 1},
    )


def reverse_foreign_key_set() -> tuple[Callable[[], object], Expected]:
    thing = Thing.objects.create()
    child = Thing.objects.create()
    return lambda: thing.children.set([child]), {("thing", "update"): 1}


def raw_insert() -> tuple[Callable[[], object], Expected]:
    statement = (
        "INSERT INTO thing (id, name, count, is_good)"
        " SELECT gen_random_uuid(), '', 0, true FROM generate_series(1, 3)"
    )
    return lambda: sql(statement), {("thing", "insert"): 3}


def raw_update() -> tuple[Callable[[], object], Expected]:
    things(2)
    return lambda: sql("UPDATE thing SET count = count + 1"), {("thing", "update"): 2}


def raw_upsert() -> tuple[Callable[[], object], Expected]:
    one = Thing.objects.create()
    statement = (
        "INSERT INTO thing (id, name, count, is_good) VALUES (%s, '', 0, true)"
        " ON CONFLICT (id) DO UPDATE SET count = 7"
    )
    return lambda: sql(statement, one.pk), {("thing", "update"): 1}


def merge() -> tuple[Callable[[], object], Expected]:
    kept, gone = things(2)
    statement = """
        MERGE INTO thing
        USING (VALUES (%s::uuid, 1), (%s::uuid, 2), (gen_random_uuid(), 3)) AS given (id, what)
        ON thing.id = given.id
        WHEN MATCHED AND what = 1 THEN UPDATE SET count = 9
        WHEN MATCHED THEN DELETE
        WHEN NOT MATCHED THEN
            INSERT (id, name, count, is_good) VALUES (given.id, '', 0, true)"""
    return (
        lambda: sql(statement, kept.pk, gone.pk),
        {("thing", "insert"): 1, ("thing", "update"): 1, ("thing", "delete"): 1},
    )


def writing_cte() -> tuple[Callable[[], object], Expected]:
    Thing.objects.create()
    statement = """
        WITH gone AS (DELETE FROM thing RETURNING *), labels AS (
            INSERT INTO thing_label SELECT id, 'was a thing' FROM gone RETURNING 1)
        SELECT count(*) FROM labels"""
    return lambda: sql(statement), {("thing", "delete"): 1, ("thing_label", "insert"): 1}


def copy_in() -> tuple[Callable[[], object], Expected]:
    def copy() -> None:
        with connection.cursor() as cursor, cursor.copy("COPY thing_label (id, word) FROM STDIN") as lines:
            for nth in range(4):
                lines.write_row((uuid.uuid4(), f"copied {nth}"))

    return copy, {("thing_label", "insert"): 4}


def executemany() -> tuple[Callable[[], object], Expected]:
    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO thing_label VALUES (%s, %s)", [(uuid.uuid4(), str(nth)) for nth in range(3)]
            )

    return execute, {("thing_label", "insert"): 3}


def inside_a_do_block() -> tuple[Callable[[], object], Expected]:
    things(2)
    return lambda: sql("DO $$ BEGIN UPDATE thing SET count = 4; END $$"), {("thing", "update"): 2}


def released_savepoint() -> tuple[Callable[[], object], Expected]:
    def save() -> None:
        with transaction.atomic():
            Thing.objects.create()

    return save, {("thing", "insert"): 1}


def composite_key() -> tuple[Callable[[], object], Expected]:
    Pair.objects.bulk_create([Pair(left=1, right=nth) for nth in range(3)])
    return (
        lambda: Pair.objects.filter(right__gt=0).update(word="new"),
        {("thing_pair", "update"): 2},
    )


KINDS_THAT_CHANGE: list[Kind] = [
    create,
    save_new,
    save_changed,
    save_update_fields,
    save_with_expression,
    bulk_create,
    bulk_create_in_batches,
    bulk_create_ignoring_conflicts,
    bulk_create_updating_conflicts,
    bulk_update,
    queryset_update,
    queryset_update_of_some,
    update_with_expression,
    update_with_case,
    update_with_subquery,
    get_or_create,
    update_or_create_new,
    update_or_create_existing,
    delete,
    queryset_delete,
    raw_delete,
    delete_cascading_in_django,
    delete_cascading_in_the_database,
    delete_setting_null,
    many_to_many_add,
    many_to_many_remove,
    many_to_many_set,
    many_to_many_clear,
    many_to_many_create,
    reverse_foreign_key_set,
    raw_insert,
    raw_update,
    raw_upsert,
    merge,
    writing_cte,
    copy_in,
    executemany,
    inside_a_do_block,
    released_savepoint,
    composite_key,
]


@pytest.mark.parametrize("kind", KINDS_THAT_CHANGE, ids=lambda kind: kind.__name__)
def test_each_changed_row_appears_once(kind: Kind) -> None:
    write, expected = kind()

    with written() as log:
        write()

    found: Expected = {}
    for row in log.rows:
        found[row.table or "", row.operation or ""] = found.get((row.table or "", row.operation or ""), 0) + 1
    assert found == expected
    assert len({(row.table, row.pk, row.operation) for row in log.rows}) == len(log.rows)


def unchanged_save() -> Callable[[], object]:
    return Thing.objects.create(weight=Decimal("1.50"), facts={"a": 1}).save


def unchanged_update() -> Callable[[], object]:
    things(3)
    return lambda: Thing.objects.update(count=F("count"))


def rolled_back_savepoint() -> Callable[[], object]:
    def roll_back() -> None:
        with transaction.atomic():
            Thing.objects.create()
            transaction.set_rollback(True)

    return roll_back


def delete_of_nothing() -> Callable[[], object]:
    return lambda: Thing.objects.filter(name="none").delete()


@pytest.mark.parametrize(
    "kind",
    [unchanged_save, unchanged_update, rolled_back_savepoint, delete_of_nothing],
    ids=lambda kind: kind.__name__,
)
def test_what_changes_no_row_does_not_appear(kind: Callable[[], Callable[[], object]]) -> None:
    write = kind()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_ledger")
        before = cursor.fetchone()[0]
        write()
        cursor.execute("SELECT count(*) FROM audit_ledger")
        assert cursor.fetchone()[0] == before


def test_the_triggers_fire_under_the_replica_role_as_well() -> None:
    # Only a superuser may take that role; that the triggers always fire is what counts.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger"
            " WHERE tgrelid = 'thing'::regclass AND tgenabled <> 'A' AND NOT tgisinternal"
        )
        assert cursor.fetchall() == []


def test_an_insert_enters_as_the_row_and_a_delete_as_the_row_it_was() -> None:
    with written() as log:
        thing = Thing.objects.create(count=3, weight=Decimal("1.50"), facts={"b": [1, 2.5]})
        key = str(thing.pk)
        thing.delete()

    inserted, deleted = log.rows
    assert inserted.changes is not None
    assert inserted.changes == deleted.changes
    assert inserted.changes["count"] == 3
    assert inserted.changes["weight"] == 1.5
    assert inserted.changes["facts"] == {"b": [1, 2.5]}
    assert inserted.pk == deleted.pk == key


def test_an_update_enters_with_old_and_new_value_of_what_changed_alone() -> None:
    thing = Thing.objects.create(count=3, weight=Decimal("1.50"))

    with written() as log:
        thing.count = 4
        thing.weight = None
        thing.save()

    assert log.rows[0].changes == {"count": [3, 4], "weight": [1.5, None]}


def test_the_value_of_an_expression_enters_not_its_text() -> None:
    thing = Thing.objects.create(count=3)
    thing.count = F("count") * 2

    with written() as log:
        thing.save()

    assert log.rows[0].changes == {"count": [3, 6]}


def test_two_changes_of_one_row_enter_as_two() -> None:
    thing = Thing.objects.create(count=1)

    with written() as log:
        for count in (2, 3):
            thing.count = count
            thing.save()

    assert [row.changes for row in log.rows] == [{"count": [1, 2]}, {"count": [2, 3]}]


def test_moments_enter_in_utc_whatever_the_session_says() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'Asia/Tokyo'")
        with written() as log:
            Thing.objects.create(at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))

    assert log.rows[0].changes is not None
    assert log.rows[0].changes["at"] == "2026-11-22T09:00:00+00:00"


def test_one_row_updates_stay_right_when_the_plan_was_made_for_one(django_assert_num_queries: object) -> None:
    things(1)[0].save()
    Thing.objects.update(count=1)
    things(1500)

    with written() as log:
        Thing.objects.update(count=5)

    assert len(log.rows) == 1501


def test_the_key_of_a_row_never_changes() -> None:
    things(1)

    with pytest.raises(DatabaseError, match="primary key of thing never changes"):
        sql("UPDATE thing SET id = gen_random_uuid()")


def refusing_truncate() -> None:
    """Put the refusal back that the tests' database does without, for this transaction."""
    statements = Path("transplant_site/audit/migrations/sql/capture.sql").read_text()
    start = statements.index("CREATE FUNCTION public.audit_refuse_truncate()")
    end = statements.index("$$;", statements.index("$$", start) + 2) + 3
    sql(statements[start:end].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


@pytest.mark.parametrize("table", ["thing", "thing_labels", "staff_hospital", "audit_table"])
def test_truncate_is_refused(table: str) -> None:
    refusing_truncate()

    with pytest.raises(DatabaseError, match=r"TRUNCATE of .* is refused"):
        sql(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "table", ["audit_ledger", "audit_ledger_default", "audit_tx", "audit_head", "audit_relayed"]
)
def test_the_ledger_is_not_truncated_by_its_owner_either(table: str) -> None:
    with pytest.raises(DatabaseError, match=r"is refused|pending trigger events"):
        sql(f"TRUNCATE {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_ledger SET action = 'another'",
        "DELETE FROM audit_ledger",
        "DELETE FROM audit_tx",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 0",
        "INSERT INTO audit_head (is_only, number, entries) VALUES (false, 0, 0)",
        "UPDATE audit_relayed SET position = -1",
    ],
)
def test_what_is_written_stays(statement: str) -> None:
    Thing.objects.create()

    with pytest.raises(DatabaseError, match="is refused"):
        sql(statement)


def test_a_numbered_transaction_is_fixed() -> None:
    Thing.objects.create()
    connection.check_constraints()

    with pytest.raises(DatabaseError, match="is refused"):
        sql("UPDATE audit_tx SET n = n + 1 WHERE number IS NOT NULL")


def test_each_table_has_its_triggers_always_enabled() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, trigger_name FROM audit_missing")
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM audit_captured")
        assert cursor.fetchone()[0] > 60


OWN_TRIGGERS = [
    *(("audit_tx", name) for name in ("close", "number", "is_fixed", "stays", "no_truncate")),
    *(("audit_head", name) for name in ("goes_forward", "stays")),
    *(("audit_relayed", name) for name in ("goes_forward", "stays")),
    *(("audit_ledger", name) for name in ("is_fixed", "stays")),
    *((table, "stays") for table in ("audit_subtree", "audit_checkpoint")),
]


def unguarded() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, trigger_name FROM audit_unguarded ORDER BY 1, 2")
        return cursor.fetchall()


@pytest.mark.parametrize(("table", "name"), OWN_TRIGGERS)
@pytest.mark.parametrize("how", ["DROP TRIGGER {0} ON {1}", "ALTER TABLE {1} DISABLE TRIGGER {0}"])
def test_a_trigger_of_the_log_itself_that_is_gone_or_asleep_is_found(table: str, name: str, how: str) -> None:
    assert unguarded() == []
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(how.format(f"{table}_{name}", table))
    found = unguarded()
    assert (table, f"{table}_{name}") in found
    assert {trigger for _table, trigger in found} == {f"{table}_{name}"}


def test_a_trigger_of_the_log_itself_that_was_hollowed_out_is_found() -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("DROP TRIGGER audit_tx_stays ON audit_tx")
    sql(
        "CREATE TRIGGER audit_tx_stays BEFORE DELETE ON audit_tx FOR EACH ROW WHEN (false)"
        " EXECUTE FUNCTION refuse_change()"
    )
    sql("ALTER TABLE audit_tx ENABLE ALWAYS TRIGGER audit_tx_stays")
    assert unguarded() == [("audit_tx", "audit_tx_stays")]


def test_a_month_whose_rows_may_be_changed_is_found() -> None:
    sql("SELECT audit_make_months('2030-01-01', 1)")
    assert unguarded() == []
    sql("ALTER TABLE audit_ledger_2030_01 DISABLE TRIGGER audit_ledger_stays")
    assert unguarded() == [("audit_ledger_2030_01", "audit_ledger_stays")]


def test_a_new_table_is_found_wanting_until_it_is_attached() -> None:
    sql("CREATE TABLE thing_new (id uuid PRIMARY KEY)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT table_name FROM audit_missing")
        assert cursor.fetchall() == [("thing_new",)]
        cursor.execute("SELECT audit_attach()")
        assert cursor.fetchone() == (5,)
        cursor.execute("SELECT DISTINCT table_name FROM audit_missing")
        assert cursor.fetchall() == []

    with written() as log:
        sql("INSERT INTO thing_new VALUES (gen_random_uuid())")

    assert [row.table for row in log.rows] == ["thing_new"]


def test_a_disabled_trigger_is_found_and_enabled_again() -> None:
    sql("ALTER TABLE thing DISABLE TRIGGER audit_update")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, trigger_name, is_disabled FROM audit_missing")
        assert cursor.fetchall() == [("thing", "audit_update", True)]
        cursor.execute("SELECT audit_attach()")
        cursor.execute("SELECT count(*) FROM audit_missing")
        assert cursor.fetchone() == (0,)


HOLLOW = {
    "another function": "audit_update AFTER INSERT ON thing FOR EACH ROW WHEN (false)",
    "no transition tables": "audit_update AFTER UPDATE ON thing FOR EACH STATEMENT",
    "exchanged transition tables": (
        "audit_update AFTER UPDATE ON thing REFERENCING OLD TABLE AS new_rows NEW TABLE AS old_rows"
        " FOR EACH STATEMENT"
    ),
    "a condition that never holds": (
        "audit_update AFTER UPDATE ON thing REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
        " FOR EACH STATEMENT WHEN (false)"
    ),
    "a key that may change": "audit_key_is_fixed BEFORE UPDATE OF id ON thing FOR EACH ROW WHEN (false)",
    "another column": (
        "audit_key_is_fixed BEFORE UPDATE OF name ON thing FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id)"
    ),
    "too late": "audit_no_truncate AFTER TRUNCATE ON thing FOR EACH STATEMENT",
}
FUNCTIONS = {
    "audit_update": "audit_capture_update",
    "audit_key_is_fixed": "audit_refuse_new_key",
    "audit_no_truncate": "audit_refuse_truncate",
}


@pytest.mark.parametrize("hollow", HOLLOW)
def test_a_trigger_that_was_hollowed_out_is_found_and_made_anew(hollow: str) -> None:
    name = HOLLOW[hollow].split()[0]
    function = "refuse_change" if hollow == "another function" else FUNCTIONS[name]
    sql(f"DROP TRIGGER {name} ON thing")
    sql(f"CREATE TRIGGER {HOLLOW[hollow]} EXECUTE FUNCTION {function}()")
    sql(f"ALTER TABLE thing ENABLE ALWAYS TRIGGER {name}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, trigger_name, is_changed FROM audit_missing")
        assert cursor.fetchall() == [("thing", name, True)]
        cursor.execute("SELECT audit_attach()")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM audit_missing")
        assert cursor.fetchone() == (0,)
    thing = Thing.objects.create()
    with written() as log:
        Thing.objects.update(count=5)
    assert [row.pk for row in log.rows] == [str(thing.pk)]


def test_capture_covers_every_table_of_django_that_is_not_exempt() -> None:
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    patterns = [
        re.compile(re.sub(r"%", ".*", pattern.replace("\\_", "_"))) for pattern in clear_fields.EXEMPT
    ]
    wanted = {table for table in tables if not any(pattern.fullmatch(table) for pattern in patterns)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM audit_captured")
        captured = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
            " WHERE tgname IN ('audit_insert', 'audit_document') AND tgenabled = 'A'"
        )
        attached = {name for (name,) in cursor.fetchall()}

    assert len(wanted) > 60
    assert wanted - captured == set()
    assert captured - attached == set()
    assert captured - wanted <= {"audit_table", "audit_exempt", "records_reference", *THINGS}


def test_a_table_without_a_key_is_refused() -> None:
    sql("CREATE TABLE thing_keyless (word text)")

    with pytest.raises(DatabaseError, match="has no primary key"):
        sql("SELECT audit_attach()")


def row_of(log_rows: list[Row], table: str) -> Row:
    (found,) = [row for row in log_rows if row.table == table]
    return found


def test_a_composite_key_names_the_row() -> None:
    with written() as log:
        Pair.objects.create(left=3, right=4)

    assert row_of(log.rows, "thing_pair").pk == "3|4"


def test_a_column_added_later_is_masked_until_it_is_listed() -> None:
    sql("ALTER TABLE thing ADD COLUMN diary text")

    with written() as log:
        sql(
            "INSERT INTO thing (id, name, count, is_good, diary)"
            " VALUES (gen_random_uuid(), '', 0, true, 'dear diary')"
        )

    assert log.rows[0].changes is not None
    assert log.rows[0].changes["diary"].startswith("masked:")


def test_a_secret_column_added_later_never_enters() -> None:
    sql("ALTER TABLE thing ADD COLUMN api_token text")

    with written() as log:
        sql(
            "INSERT INTO thing (id, name, count, is_good, api_token)"
            " VALUES (gen_random_uuid(), '', 0, true, 's3cret')"
        )
        sql("UPDATE thing SET api_token = 'an0ther'")
        sql("DELETE FROM thing")

    inserted, updated, deleted = [row.changes or {} for row in log.rows]
    assert inserted["api_token"] == deleted["api_token"] == "(withheld)"
    assert updated == {"api_token": ["(withheld)", "(withheld)"]}


def test_a_column_renamed_later_is_masked_until_it_is_listed() -> None:
    sql("ALTER TABLE thing RENAME COLUMN count TO counted_by_name")

    with written() as log:
        sql("INSERT INTO thing (id, name, counted_by_name, is_good) VALUES (gen_random_uuid(), '', 7, true)")

    assert log.rows[0].changes is not None
    assert log.rows[0].changes["counted_by_name"].startswith("masked:")
