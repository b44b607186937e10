"""manage.py import_donors: take in the donors of a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from organs.imports.donors import read_donors
from organs.services.imports import find_procurement_organisation, import_donors
from patients.management.files import FileCommand
from patients.services.imports import country_codes
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import OrganKind


class Command(FileCommand):
    help = (
        "Register the donors of a CSV file: all lines, or none. A known donor with other values is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV file; its columns are found by name")
        parser.add_argument(
            "--organ",
            choices=OrganKind.values,
            default=OrganKind.KIDNEY,
            help="the organ of the list that the donors' numbers come from (default: kidney)",
        )
        parser.add_argument(
            "--procurement-organisation",
            metavar="CODE",
            help="whose donors they are (default: PO-<country>, which is made when it is missing)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, at = options["file"], timezone.now()
        with self.refusals_of(path):
            file = read_donors(path, today=day_of(at), countries=country_codes())
            for note in file.notes:
                self.stderr.write(note)
            code = options["procurement_organisation"]
            with self.progress_bar("Donors") as progress:
                report = import_donors(
                    file=file,
                    organ_kind=options["organ"],
                    by=None,
                    at=at,
                    procurement_organisation=find_procurement_organisation(code) if code else None,
                    progress=progress,
                )
        self.stdout.write(f"{report.created:,} donors registered\n{report.unchanged:,} unchanged")
