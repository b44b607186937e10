"""What the roles of the database may and may not do: tried as the role itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tests.audit.ledger_reading import written
from tests.audit.things import Thing

pytestmark = pytest.mark.usefixtures("things")


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{role}"')
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def attempt(role: str, statement: str) -> None:
    """Run a statement as a role, in a savepoint of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        cursor.execute(statement)


APPLICATION_IS_REFUSED = [
    "SELECT * FROM audit_ledger",
    "SELECT * FROM audit_ledger_default",
    (
        "INSERT INTO audit_ledger (recorded_at, event, tx, kind, database_user, database_role)"
        " VALUES (now(), gen_random_uuid(), 1, 'read', '', '')"
    ),
    "UPDATE audit_ledger SET action = ''",
    "DELETE FROM audit_ledger",
    "TRUNCATE audit_ledger",
    "SELECT * FROM audit_tx",
    "UPDATE audit_tx SET n = 1",
    "DELETE FROM audit_tx",
    "UPDATE audit_head SET number = 0",
    "SELECT * FROM audit_head",
    "SELECT * FROM audit_key",
    "SELECT * FROM audit_reason",
    "UPDATE audit_table SET clear_columns = '{name}'",
    "INSERT INTO audit_exempt VALUES ('%', 'none of your business')",
    "UPDATE audit_relayed SET position = 0",
    "SELECT nextval('audit_ledger_sequence')",
    "SELECT setval('audit_ledger_sequence', 1)",
    "ALTER TABLE staff_hospital DISABLE TRIGGER audit_update",
    "ALTER TABLE staff_hospital DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_update ON staff_hospital",
    "TRUNCATE staff_hospital CASCADE",
    "SET session_replication_role = replica",
    "SELECT audit_attach()",
    "SELECT audit_key_of(gen_random_uuid())",
    "SELECT audit_digest('a', 'b', 'c')",
    "SELECT audit_make_months(current_date, 1)",
    "SELECT audit_grant('transplant_application', 'transplant_relay', 'transplant_auditor')",
    "DROP FUNCTION audit_capture_row() CASCADE",
    "DROP VIEW audit_entry",
    "CREATE TABLE audit_forged (id integer)",
    (
        "CREATE OR REPLACE FUNCTION audit_refuse_truncate() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NULL; END'"
    ),
    "INSERT INTO audit_entry (id) VALUES (1)",
    "DELETE FROM audit_entry",
    "SET CONSTRAINTS ALL DEFERRED; UPDATE audit_head SET number = 7",
    "ALTER TABLE audit_ledger DETACH PARTITION audit_ledger_default",
    "LOCK TABLE audit_ledger IN ACCESS EXCLUSIVE MODE",
    "LOCK TABLE audit_head IN ROW EXCLUSIVE MODE",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('audit', '0002', now())",
    "UPDATE django_migrations SET name = ''",
    "DELETE FROM django_migrations",
    "SELECT audit_record('change', '{\"action\": \"a\"}', '[]', '{}', '{}')",
    "SELECT audit_record('document', '{\"action\": \"a\"}', '[]', '{}', '{}')",
    "SELECT audit_record('mirror', '{\"action\": \"audit.mirror.cut\"}', '[]', '{}', '{}')",
    "CREATE FUNCTION audit_forged() RETURNS void LANGUAGE sql AS ''",
]


@pytest.mark.parametrize("statement", APPLICATION_IS_REFUSED)
def test_the_application_is_refused(statement: str) -> None:
    with pytest.raises(DatabaseError):
        attempt(settings.APPLICATION_DATABASE_ROLE, statement)


# What each role may do with the tables, views and sequences of the log; nothing else.
EVERYBODY_READS = (
    "audit_entry",
    "audit_place",
    "audit_progress",
    "audit_months",
    "audit_subtree",
    "audit_checkpoint",
    "audit_detached",
    "audit_detached_document",
    "audit_transaction",
)
ALLOWED = {
    "APPLICATION_DATABASE_ROLE": {name: {"SELECT"} for name in EVERYBODY_READS},
    "RELAY_DATABASE_ROLE": {
        **{
            name: {"SELECT"}
            for name in ("audit_ledger", "audit_tx", "audit_head", "audit_progress", "audit_detached")
        },
        "audit_relayed": {"SELECT", "UPDATE of hash, number, position, relayed_at"},
        "audit_relay_trouble": {"SELECT", "UPDATE of began_at, over_at, what"},
        "audit_subtree": {"SELECT", "INSERT"},
        "audit_checkpoint": {"SELECT", "INSERT"},
    },
    "AUDITOR_DATABASE_ROLE": {
        name: {"SELECT"}
        for name in (
            *EVERYBODY_READS,
            *("audit_ledger", "audit_tx", "audit_head", "audit_relayed", "audit_relay_trouble"),
            *("audit_table", "audit_exempt", "audit_captured", "audit_missing", "audit_unguarded"),
        )
    },
}


def privileges(role: str) -> dict[str, set[str]]:
    """Look up what a role may do with each table, view and sequence of the log."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p FROM pg_class AS c"
            " CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',"
            " 'TRIGGER']) AS p"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'audit\\_%%'"
            " AND c.relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege(%(role)s, c.oid, p)"
            " UNION ALL SELECT c.relname, p FROM pg_class AS c"
            " CROSS JOIN unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) AS p"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'audit\\_%%'"
            " AND c.relkind = 'S' AND has_sequence_privilege(%(role)s, c.oid, p)"
            " UNION ALL SELECT c.relname, p || ' of ' || string_agg(a.attname, ', ' ORDER BY a.attname)"
            " FROM pg_class AS c"
            " JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS p"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'audit\\_%%'"
            " AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT has_table_privilege(%(role)s, c.oid, p)"
            " AND has_column_privilege(%(role)s, c.oid, a.attnum, p) GROUP BY c.relname, p",
            {"role": role},
        )
        for name, privilege in cursor.fetchall():
            found.setdefault(name, set()).add(privilege)
    return found


@pytest.mark.parametrize("role", sorted(ALLOWED))
def test_a_role_may_do_with_the_log_what_is_listed_and_nothing_else(role: str) -> None:
    assert privileges(getattr(settings, role)) == ALLOWED[role]


@pytest.mark.parametrize("role", sorted(ALLOWED))
def test_no_role_but_the_owner_changes_the_schema_or_becomes_another(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls,"
            " has_schema_privilege(rolname, 'public', 'CREATE'),"
            " has_database_privilege(rolname, current_database(), 'CREATE'),"
            " EXISTS (SELECT FROM pg_auth_members WHERE member = r.oid),"
            " EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)"
            " OR EXISTS (SELECT FROM pg_proc WHERE proowner = r.oid),"
            " has_parameter_privilege(rolname, 'session_replication_role', 'SET')"
            " FROM pg_roles AS r WHERE rolname = %s",
            [getattr(settings, role)],
        )
        assert cursor.fetchone() == (False,) * 6


def executable(role: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND (proname LIKE 'audit\\_%%' OR prosecdef) AND has_function_privilege(%s, oid, 'EXECUTE')",
            [role],
        )
        return {name for (name,) in cursor.fetchall()}


def test_a_role_calls_the_functions_of_the_log_that_are_listed_and_no_other() -> None:
    harmless = {"audit_default_has_rows"}  # public: whether the default partition has rows
    assert executable(settings.APPLICATION_DATABASE_ROLE) == {
        *harmless,
        "new_reference",
        "audit_make_months_ahead",
        "audit_record",
    }
    assert executable(settings.RELAY_DATABASE_ROLE) == {*harmless, "audit_record"}
    assert executable(settings.AUDITOR_DATABASE_ROLE) == {*harmless, "audit_is_exempt"}


def test_what_befell_the_mirror_is_recorded_by_the_relay_and_the_owner() -> None:
    statement = "SELECT audit_record('mirror', '{\"action\": \"audit.mirror.cut\"}', '[]', '{}', '{}')"

    with written() as log:
        attempt(settings.RELAY_DATABASE_ROLE, statement)
        with connection.cursor() as cursor:
            cursor.execute(statement)

    assert [row.kind for row in log.rows] == ["mirror", "mirror"]


def test_the_application_reads_which_migrations_ran() -> None:
    attempt(settings.APPLICATION_DATABASE_ROLE, "SELECT * FROM django_migrations")


def test_the_application_writes_ordinary_tables_and_the_ledger_through_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT ALL ON thing TO "{settings.APPLICATION_DATABASE_ROLE}"')

    with written() as log, acting_as(settings.APPLICATION_DATABASE_ROLE):
        Thing.objects.create()

    (row,) = log.rows
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT database_user, database_role FROM audit_ledger WHERE sequence = %s", [row.sequence]
        )
        user, role = cursor.fetchone()
    assert role == settings.APPLICATION_DATABASE_ROLE
    assert user != role


def test_the_application_records_events_and_reads_the_view() -> None:
    attempt(
        settings.APPLICATION_DATABASE_ROLE,
        "SELECT audit_record('read', '{\"action\": \"things.read\"}', '[]', '{}', '{}')",
    )
    attempt(settings.APPLICATION_DATABASE_ROLE, "SELECT * FROM audit_entry ORDER BY timestamp DESC LIMIT 5")
    attempt(settings.APPLICATION_DATABASE_ROLE, "SELECT * FROM audit_progress")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_ledger SET action = ''",
        "DELETE FROM audit_ledger",
        "UPDATE audit_head SET number = 0",
        "SELECT * FROM audit_key",
        "SELECT * FROM staff_staffmember",
        "INSERT INTO audit_relayed (position, number, hash) VALUES (1, 1, '')",
        "DELETE FROM audit_relayed",
        "UPDATE audit_relayed SET series = series + 1",
        "UPDATE audit_relayed SET position = position - 1",
        "UPDATE audit_checkpoint SET note = ''",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_subtree SET hash = ''",
        "TRUNCATE audit_subtree",
        "INSERT INTO documents_delivery (collection) VALUES ('communications')",
        "SET session_replication_role = replica",
        "SELECT audit_make_months_ahead()",
        "SELECT audit_record('change', '{\"action\": \"a\"}', '[]', '{}', '{}')",
    ],
)
def test_the_relay_is_refused(statement: str) -> None:
    with pytest.raises(DatabaseError):
        attempt(settings.RELAY_DATABASE_ROLE, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_tx (xid, n, first_at, last_at) VALUES ('1', 1, now(), now())",
        "DELETE FROM audit_ledger",
        "SELECT * FROM audit_key",
        "SELECT * FROM audit_reason",
        "SELECT * FROM patients_patient",
        "UPDATE audit_head SET number = 0",
        "UPDATE audit_relayed SET position = 0",
        "INSERT INTO audit_checkpoint (series, size, root, signed_at, note) VALUES (1, 1, '', now(), '')",
        "DELETE FROM audit_subtree",
        "UPDATE audit_exempt SET reason = ''",
        "SET session_replication_role = replica",
        "SELECT audit_make_months_ahead()",
        "SELECT audit_record('read', '{\"action\": \"a\"}', '[]', '{}', '{}')",
    ],
)
def test_the_auditor_is_refused(statement: str) -> None:
    with pytest.raises(DatabaseError):
        attempt(settings.AUDITOR_DATABASE_ROLE, statement)


@pytest.mark.parametrize("role", ["RELAY_DATABASE_ROLE", "AUDITOR_DATABASE_ROLE"])
def test_relay_and_auditor_read_the_ledger(role: str) -> None:
    for table in ("audit_ledger", "audit_tx", "audit_head", "audit_relayed"):
        attempt(getattr(settings, role), f"SELECT * FROM {table} LIMIT 1")


@pytest.mark.parametrize(
    "view",
    ["audit_entry", "audit_progress", "audit_months", "audit_captured", "audit_missing", "audit_unguarded"],
)
def test_the_auditor_reads_every_view_that_a_proof_needs(view: str) -> None:
    attempt(settings.AUDITOR_DATABASE_ROLE, f"SELECT * FROM {view} LIMIT 1")
