"""Keeps a run and a change of what it reads from passing one another unseen."""

from django.db import connection

_CANDIDATES = 0x6D617463  # any number of our own: "matc"


def hold_candidates() -> None:
    """Until the transaction ends, let nobody commit a change of candidates' facts that runs depend on.

    Without it a run could read a candidate as they were, and the change, committing before the run does,
    would find no run to make invalid.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CANDIDATES])


def announce_candidates_change() -> None:
    """Wait for runs that are being made; whoever changes candidates waits for no other who does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_CANDIDATES])
