"""Deliver what waits in PostgreSQL to MongoDB, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transplant_site import documents
from transplant_site.documents.delivery import offer_again


class Command(BaseCommand):
    help = "Deliver the documents that wait for MongoDB, once. The relay does this all the time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="offer refused deliveries once more as well")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            self.stdout.write(f"{offer_again()} refused deliveries are offered again.")
        delivered = refused = 0
        while True:
            report = documents.deliver_waiting()
            if report.is_away:
                raise CommandError("MongoDB does not answer; the documents go on waiting in PostgreSQL.")
            delivered += report.delivered
            refused += report.refused
            if not report.handled:
                break
        self.stdout.write(f"{delivered} deliveries confirmed, {refused} refused.")
        if refused:
            raise CommandError("MongoDB refused some: `bin/manage reconcile` names them.")
