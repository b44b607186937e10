"""Compare PostgreSQL and MongoDB."""

from collections import Counter
from datetime import timedelta
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from transplant_site import documents
from transplant_site.documents.reconciliation import LATE_AFTER, Finding, NoLedger, reconcile


class Command(BaseCommand):
    help = (
        "Compare both stores: every document that the audit ledger knows stands in MongoDB or waits for it, "
        "unaltered, and there is no other. Exits with 1 and the findings when something is wrong, with 2 "
        "when the stores can't be compared now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object per finding and a last one")
        parser.add_argument(
            "--late-after",
            type=int,
            default=int(LATE_AFTER.total_seconds()),
            metavar="SECONDS",
            help="how long a document may wait for MongoDB (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found: Counter[str] = Counter()
        try:
            for finding in reconcile(late_after=timedelta(seconds=options["late_after"]), at=timezone.now()):
                found[finding.fault.value] += 1
                self.stdout.write(_as_json(finding) if options["json"] else _as_text(finding))
        except documents.StoreAway as away:
            raise CommandError(str(away), returncode=2) from away
        except NoLedger as nothing:
            raise CommandError(str(nothing), returncode=2) from nothing
        if options["json"]:
            self.stdout.write(orjson.dumps({"findings": found.total(), **found}).decode())
        elif not found:
            self.stdout.write("Both stores agree.")
        if found:
            counts = ", ".join(f"{count} {fault.replace('_', ' ')}" for fault, count in sorted(found.items()))
            raise CommandError(f"{found.total()} findings: {counts}.")


def _as_text(finding: Finding) -> str:
    return f"{finding.fault}: {finding.collection} {finding.id}: {finding.explanation}"


def _as_json(finding: Finding) -> str:
    return orjson.dumps(
        {
            "fault": finding.fault,
            "collection": finding.collection,
            "id": str(finding.id),
            "explanation": finding.explanation,
        }
    ).decode()
