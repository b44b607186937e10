"""manage.py import_balances: take in a set of exchange balances."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from organs.imports.balances import read_balances
from organs.services.imports import import_balances
from patients.management.files import FileCommand
from transplant_site.records.vocabulary import OrganKind


class Command(FileCommand):
    help = "Keep the exchange balances of a JSON file, as of the moment it states: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON file")
        parser.add_argument("--organ", choices=OrganKind.values, default=OrganKind.KIDNEY)

    def handle(self, *args: Any, **options: Any) -> None:
        path, at = options["file"], timezone.now()
        with self.refusals_of(path):
            file = read_balances(path, now=at)
            for note in file.notes:
                self.stderr.write(note)
            with self.progress_bar("Balances") as progress:
                is_new = import_balances(
                    file=file,
                    organ_kind=options["organ"],
                    source=path.name,
                    by=None,
                    at=at,
                    progress=progress,
                )
        count = len(file.rows)
        self.stdout.write(f"{count:,} balances kept" if is_new else f"0 balances kept\n{count:,} unchanged")
