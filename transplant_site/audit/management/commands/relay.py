"""Run the relay: the ledger into MongoDB's audit_log, and waiting documents after it."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from transplant_site.audit.relay import AnotherLeads, RelayHalted, RelayService, run_once
from transplant_site.documents import StoreAway


class Command(BaseCommand):
    help = (
        "Mirror the audit ledger into MongoDB's audit_log in commit order, and deliver waiting documents,"
        " until stopped. Any number may run: one leads, the others stand by."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="deliver what waits now, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["once"]:
                entries, deliveries = run_once()
                self.stdout.write(f"{entries} entries mirrored, {deliveries} deliveries of documents done.")
            else:
                self._run_until_stopped()
        except AnotherLeads as other:
            raise CommandError(f"{other} It mirrors and delivers by itself.") from other
        except RelayHalted as halted:
            raise CommandError(f"The relay stopped: {halted}") from halted
        except StoreAway as away:
            raise CommandError(str(away)) from away
        except DatabaseError as error:
            raise CommandError(f"PostgreSQL refused or is away: {error}") from error

    def _run_until_stopped(self) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("The relay runs.")
        RelayService(stop).run()
        self.stdout.write("The relay has stopped.")
