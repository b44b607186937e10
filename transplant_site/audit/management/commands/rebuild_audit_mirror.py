"""Make the mirror of the audit log anew from the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from transplant_site.audit.rebuilding import MonthsAreDetached, rebuild_mirror
from transplant_site.audit.relay import AnotherLeads, RelayHalted
from transplant_site.documents import StoreAway

WORD = "rebuild"


class Command(BaseCommand):
    help = (
        "Keep the present audit_log under another name, make it anew and fill it from PostgreSQL's ledger."
        " For the time after a restore, when the two contradict each other. Run it as the owner of both"
        " stores (TRANSPLANT_DATABASE_ROLE=owner), with the relay stopped. It is recorded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help="why; its digest enters the log")
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["reason"].strip():
            raise CommandError("Say why the mirror is made anew: --reason '...'.")
        if not options["yes"] and input(f"Type {WORD} to go on: ").strip() != WORD:
            raise CommandError("Nothing was done.")
        try:
            rebuilt = rebuild_mirror(reason=options["reason"].strip(), at=timezone.now())
        except AnotherLeads as other:
            raise CommandError(f"{other} Stop it first.") from other
        except MonthsAreDetached as problem:
            raise CommandError(str(problem)) from problem
        except RelayHalted as halted:
            raise CommandError(f"The ledger itself is wrong: {halted}") from halted
        except StoreAway as away:
            raise CommandError(f"MongoDB does not answer, or refuses this account: {away}") from away
        except DatabaseError as error:
            raise CommandError(f"PostgreSQL refused or is away: {error}") from error
        self.stdout.write(
            f"audit_log holds {rebuilt.entries:,} entries. The former one is kept as {rebuilt.kept_as}."
            " Run manage.py verify_audit and manage.py reconcile."
        )
