"""What only the owner of a table can do."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def tampering(table="documents_delivery"):
    """Take the triggers off a table for a while, as somebody with the owner's password would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'A'",
            [f"public.{table}"],
        )
        triggers = [name for (name,) in cursor.fetchall()]
        for name in triggers:
            cursor.execute(f'ALTER TABLE public.{table} DISABLE TRIGGER "{name}"')
        try:
            yield
        finally:
            for name in triggers:
                cursor.execute(f'ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER "{name}"')
