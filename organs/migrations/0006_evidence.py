"""What was ranked, read, decided, shown or marked is evidence: the database refuses to rewrite or delete it."""

from django.db import migrations

# Rows that nothing ever changes.
FIXED = (
    "organs_matchinputs",
    "organs_matchcandidate",
    "organs_matchexclusion",
    "organs_preallocationchecklist",
    "organs_checkentry",
    "organs_donorstatuschange",
    "organs_partstatuschange",
    "organs_offerstatuschange",
    "organs_offerdeadline",
)

# Rows of which only some columns are ever written later.
KEPT_BUT_FOR = {
    "organs_matchaddition": ("confirmed_at",),
    "organs_matchbypass": ("confirmed_at",),
    "organs_organrecovery": ("confirmed_at",),
    "organs_ruleexception": ("reviewed_at", "reviewed_by_id", "review"),
}

# Rows of a run, which are written with it.
ROWS_OF_RUN = ("organs_matchinputs", "organs_matchcandidate", "organs_matchexclusion")

# Whether a row's xmin is of the running transaction or a savepoint in it. A row that is seen and whose writer
# is still in progress was written by ourselves.
IS_OF_THIS_TRANSACTION = """
CREATE FUNCTION public.is_of_this_transaction(written_by xid) RETURNS boolean
LANGUAGE sql VOLATILE STRICT
SET search_path = pg_catalog, pg_temp
RETURN coalesce(pg_xact_status((
    (pg_current_xact_id()::text::bigint >> 32 << 32) + written_by::text::bigint)::text::xid8) = 'in progress', false);
"""

# The rows of a run are written with it, in one transaction; later ones would change what it said.
KEEP_ROWS_OF_RUN = """
CREATE FUNCTION public.organs_keep_rows_of_run() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT run_id FROM new_rows) AS n
        JOIN public.organs_matchrun AS r ON r.id = n.run_id
        WHERE NOT public.is_of_this_transaction(r.xmin)) THEN
        RAISE EXCEPTION 'The match run is frozen: % takes no further rows of it.', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
"""

# Of a run only that it became invalid, and why, is ever written; and that only once.
KEEP_RUN = """
CREATE FUNCTION public.organs_keep_run() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.invalidated_at IS NOT NULL THEN
        RAISE EXCEPTION 'Match run % has ended: it stays as it is.', OLD.reference
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_jsonb(OLD) - 'invalidated_at' - 'invalidated_because'
        <> to_jsonb(NEW) - 'invalidated_at' - 'invalidated_because' THEN
        RAISE EXCEPTION 'Match run % is frozen: only its end may be recorded.', OLD.reference
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
"""

KEEP_BUT_FOR = """
CREATE FUNCTION public.organs_keep_but_for() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - TG_ARGV::text[] <> to_jsonb(NEW) - TG_ARGV::text[] THEN
        RAISE EXCEPTION 'A row of % is evidence: only % may be written.', TG_TABLE_NAME, array_to_string(TG_ARGV, ', ')
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
"""

# A finished check stays as it ended, and so do what it is of and when it began.
KEEP_CHECK = """
CREATE FUNCTION public.organs_keep_check() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.finished_at IS NOT NULL
        OR to_jsonb(OLD) - '{status,finished_at}'::text[] <> to_jsonb(NEW) - '{status,finished_at}'::text[] THEN
        RAISE EXCEPTION 'A two-person check is evidence: only its end may be written, once.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
"""

# What an offer showed when it was sent never changes; what it showed when it was answered, only with another
# answer.
KEEP_OFFER = """
CREATE FUNCTION public.organs_keep_offer() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.facts_when_sent <> OLD.facts_when_sent
        OR (OLD.facts_when_answered IS NOT NULL AND NEW.status = OLD.status
            AND NEW.facts_when_answered IS DISTINCT FROM OLD.facts_when_answered) THEN
        RAISE EXCEPTION 'Offer %: the facts it showed are evidence.', OLD.reference
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
"""


def function(make, signature):
    return migrations.RunSQL(make, f"DROP FUNCTION public.{signature};")


def trigger(table, name, event, rows, call):
    """Have a function called for what happens to a table, under every role."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {event} ON {table} {rows} EXECUTE FUNCTION public.{call};"
        f" ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};",
        f"DROP TRIGGER {name} ON {table};",
    )


def fix(table):
    """Let no row of a table be changed or deleted."""
    return [
        trigger(table, "evidence_is_fixed", "BEFORE UPDATE OR DELETE", "FOR EACH ROW", "refuse_change()"),
        trigger(table, "evidence_stays", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "refuse_change()"),
    ]


def keep(table, name, call):
    """Let a function judge each change of a table's rows, and none be deleted."""
    return [
        trigger(table, name, "BEFORE UPDATE", "FOR EACH ROW", call),
        trigger(table, "evidence_is_fixed", "BEFORE DELETE", "FOR EACH ROW", "refuse_change()"),
        trigger(table, "evidence_stays", "BEFORE TRUNCATE", "FOR EACH STATEMENT", "refuse_change()"),
    ]


def keep_but_for(table, columns):
    """Let only these columns of a table be written later."""
    arguments = ", ".join(f"'{column}'" for column in columns)
    return keep(table, "evidence_is_kept", f"organs_keep_but_for({arguments})")


def complete(table):
    """Let a run take no rows after the transaction that made it."""
    rows = "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
    return trigger(table, "evidence_is_complete", "AFTER INSERT", rows, "organs_keep_rows_of_run()")


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_ledger"),
        ("organs", "0005_transplants"),
    ]

    operations = [
        function(IS_OF_THIS_TRANSACTION, "is_of_this_transaction(xid)"),
        function(KEEP_ROWS_OF_RUN, "organs_keep_rows_of_run()"),
        function(KEEP_RUN, "organs_keep_run()"),
        function(KEEP_BUT_FOR, "organs_keep_but_for()"),
        function(KEEP_CHECK, "organs_keep_check()"),
        function(KEEP_OFFER, "organs_keep_offer()"),
        *(operation for table in FIXED for operation in fix(table)),
        *(complete(table) for table in ROWS_OF_RUN),
        *keep("organs_matchrun", "run_is_frozen", "organs_keep_run()"),
        *keep("organs_twopersoncheck", "check_is_kept", "organs_keep_check()"),
        *keep("organs_offer", "facts_are_kept", "organs_keep_offer()"),
        *(operation for table, columns in KEPT_BUT_FOR.items() for operation in keep_but_for(table, columns)),
    ]
