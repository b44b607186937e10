"""Fills the audit ledger of a scratch site through the real capture, in many transactions."""

import json

EVENTS_PER_TRANSACTION = 5
CONTEXT = {"action": "bench.changed", "actor_name": "Demo", "actor_role": "coordinator"}

# Each transaction changes another set of rows, as many as it has events.
CHANGE = """
DO $$
DECLARE
    keys uuid[] := ARRAY(SELECT registration_id FROM patients_kidneyprofile ORDER BY registration_id);
    n int := cardinality(keys);
BEGIN
    FOR i IN 1..%(transactions)s LOOP
        PERFORM set_config('transplant.context', '%(context)s', true);
        UPDATE patients_kidneyprofile SET returned_wait_days = coalesce(returned_wait_days, 0) + 1
            WHERE registration_id = ANY (ARRAY(
                SELECT keys[1 + (%(events)s * i + k) %% n] FROM generate_series(0, %(events)s - 1) AS k));
        COMMIT;
    END LOOP;
END
$$
"""


def fill(entries: int) -> None:
    """Have so many more entries captured, EVENTS_PER_TRANSACTION to a commit; needs kidney candidates."""
    from django.db import connection

    transactions = entries // EVENTS_PER_TRANSACTION
    parts = {
        "transactions": transactions,
        "events": EVENTS_PER_TRANSACTION,
        "context": json.dumps(CONTEXT),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # for the filling alone
        cursor.execute(CHANGE % parts)
        cursor.execute("RESET synchronous_commit")
