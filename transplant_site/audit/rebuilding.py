"""The mirror is made anew from the ledger, after a restore has left the two stores at different moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from transplant_site import documents
from transplant_site.audit import chain, ledger
from transplant_site.audit.context import action
from transplant_site.audit.kinds import Kind
from transplant_site.audit.proof.checkpoints import next_series
from transplant_site.audit.recording import record
from transplant_site.audit.relay import Relay, leading


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Under which name the former log is kept, and how many entries the new one holds."""

    kept_as: str
    entries: int


class MonthsAreDetached(Exception):
    """The ledger no longer holds all entries."""


def rebuild_mirror(*, reason: str, at: datetime) -> Rebuilt:
    """Keep the present `audit_log` under another name, make it anew and fill it from the ledger.

    Its checkpoints begin anew as well, as those of another log. The ledger tells of it first. Whoever is
    interrupted calls it again, or lets the relay fill the rest.
    """
    if months := ledger.detached_months():
        raise MonthsAreDetached(
            f"PostgreSQL doesn't hold the entries of {', '.join(months)}: audit_log can't be made anew"
            " without them. Attach these months again first (manage.py detach_month --undo)."
        )
    kept_as = f"audit_log_until_{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with leading():
        tail = documents.audit_tail()
        with action("audit.mirror.rebuilt", reason=reason):
            record(
                Kind.MIRROR,
                details={"kept_as": kept_as, "ended_at": tail["position"] if tail else 0},
            )
        documents.set_audit_log_aside(kept_as)
        _begin_series(next_series())
        return Rebuilt(kept_as=kept_as, entries=Relay().catch_up())


def _begin_series(series: int) -> None:
    """Let what is signed from now on be another log: it is no continuation of the former one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.audit_relayed SET series = %s, position = 0, number = 0, hash = %s WHERE is_only",
            [series, chain.GENESIS],
        )
