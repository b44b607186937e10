"""Take a month of the ledger out of PostgreSQL, or bring it back."""

import re
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from transplant_site.audit.detaching import NotDetachable, attach_month, detach_month
from transplant_site.documents import StoreAway

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class Command(BaseCommand):
    help = (
        "Detach a month of the audit ledger from PostgreSQL, when it is long over, mirrored and covered by a"
        " signed checkpoint. Its entries stay in audit_log and verifiable; the table audit_detached_YYYY_MM"
        " can be dumped and dropped. Run it as the owner (TRANSPLANT_DATABASE_ROLE=owner). It is recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="such as 2026-03")
        parser.add_argument("--reason", default="", help="why; its digest enters the log")
        parser.add_argument("--undo", action="store_true", help="bring the month back into the ledger")
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, *args: Any, **options: Any) -> None:
        month = _month(options["month"])
        word = "attach" if options["undo"] else "detach"
        if not options["yes"] and input(f"Type {word} to {word} {month:%Y-%m}: ").strip() != word:
            raise CommandError("Nothing was done.")
        try:
            if options["undo"]:
                attach_month(month, reason=options["reason"].strip())
                self.stdout.write(f"{month:%Y-%m} stands in the ledger again.")
                return
            detached = detach_month(month, reason=options["reason"].strip(), at=timezone.now())
        except NotDetachable as problem:
            raise CommandError(f"{problem} Nothing was done.") from problem
        except StoreAway as away:
            raise CommandError(f"MongoDB does not answer: {away}") from away
        except DatabaseError as error:
            raise CommandError(
                f"PostgreSQL refused or is busy: {str(error).strip()}\n"
                "Run it as the owner, and again if the ledger was locked."
            ) from error
        self.stdout.write(
            f"{detached.entries:,} entries of {detached} were detached (entries {detached.first_position:,}"
            f" to {detached.last_position:,}). Dump the table audit_detached_{month:%Y_%m}, run manage.py"
            " verify_audit, and drop it if you need the space."
        )


def _month(text: str) -> date:
    found = MONTH.fullmatch(text.strip())
    if found is None:
        raise CommandError("Name a month such as 2026-03.")
    return date(int(found[1]), int(found[2]), 1)
