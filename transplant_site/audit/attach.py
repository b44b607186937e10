"""Capture on every table, and rights for every role: made good after each migrate."""

from __future__ import annotations

import json
from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.utils import timezone

from transplant_site.audit import clear_fields

MONTHS_AHEAD = 12


def attach(using: str = "default") -> int:
    """Give every table its triggers and every role its rights; return how many triggers were made.

    Run as the owner of the tables. Quick where nothing is missing.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('public.audit_attach(jsonb)') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return 0  # migrated to a point before the ledger
        cursor.execute("SELECT to_regprocedure('public.audit_settle_default()') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute("SELECT public.audit_settle_default()")
        cursor.execute("SELECT public.audit_make_months(%s, %s)", [first_of_month(), MONTHS_AHEAD + 1])
        cursor.execute("SELECT public.audit_attach(%s::jsonb)", [json.dumps(rules())])
        made = int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT public.audit_grant(%s, %s, %s)",
            [
                settings.APPLICATION_DATABASE_ROLE,
                settings.RELAY_DATABASE_ROLE,
                settings.AUDITOR_DATABASE_ROLE,
            ],
        )
    return made


def first_of_month() -> date:
    return timezone.now().date().replace(day=1)


def rules() -> dict[str, object]:
    """Say how each table is captured, in the words of audit_attach()."""
    return {
        "exempt": dict(clear_fields.EXEMPT),
        "everywhere": sorted(clear_fields.EVERYWHERE),
        "clear": {table: sorted(columns) for table, columns in clear_fields.CLEAR.items()},
        "secret": {table: sorted(columns) for table, columns in clear_fields.SECRET.items()},
        "subject": dict(clear_fields.SUBJECT),
        "documents": sorted(clear_fields.DOCUMENTS),
        "models": {
            model._meta.db_table: model._meta.label_lower
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy
        },
    }
