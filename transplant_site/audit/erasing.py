"""What makes digests in the log meaningless for ever: the key of an erased subject is deleted."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet


def erase_versions(versions: QuerySet[models.Model], *, subject: UUID) -> int:
    """Delete the versions of who somebody is, the key of their digests, and the reasons of corrections.

    The owner alone may do this. The log keeps its entries: that there were versions, when they changed and
    who changed them. The key goes last, so that the deletion itself enters with it. A reason that other
    entries give in the same words stays. Returns how many versions there were.
    """
    table = versions.model._meta.db_table
    keys = [str(key) for key in versions.values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM public.audit_reason AS r WHERE r.digest IN"
            " (SELECT reason FROM public.audit_ledger"
            " WHERE table_name = %(table)s AND object_pk = ANY(%(keys)s))"
            " AND NOT EXISTS (SELECT FROM public.audit_ledger AS l WHERE l.reason = r.digest"
            " AND NOT (l.table_name = %(table)s AND l.object_pk = ANY(%(keys)s)))",
            {"table": table, "keys": keys},
        )
        count, _by_model = versions.delete()
        cursor.execute("DELETE FROM public.audit_key WHERE subject = %s", [subject])
    return count
