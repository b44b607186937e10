"""The months of the ledger: made ahead, so that no row has to stand in the default partition."""

from django.db import DEFAULT_DB_ALIAS, connections

FEWEST_AHEAD = 2


def make_months_ahead() -> int:
    """Make the months of the coming year that are missing, and return how many were made."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT public.audit_make_months_ahead()")
        return int(cursor.fetchone()[0])


def month_warnings(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Say what someone should look after, while there is time."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT months_ahead, default_has_rows FROM public.audit_months")
        ahead, default_has_rows = cursor.fetchone()
    found = []
    if ahead < FEWEST_AHEAD:
        found.append(
            f"The ledger has {ahead} months ahead, at least {FEWEST_AHEAD} are wanted: does the worker run?"
        )
    if default_has_rows:
        found.append("Entries stand in the ledger's default partition: run manage.py migrate as the owner.")
    return found
