"""manage.py import_candidates: take in the candidates of a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from patients.imports.candidates import read_candidates
from patients.management.files import FileCommand
from patients.services.imports import ImportReport, country_codes, import_candidates
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import OrganKind

NAMED_AT_MOST = 5


class Command(FileCommand):
    help = "Register the candidates of a CSV file, or let known ones follow it: all lines, or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV file; its columns are found by name")
        parser.add_argument(
            "--organ", choices=OrganKind.values, default=OrganKind.KIDNEY, help="what the candidates wait for"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, organ, at = options["file"], options["organ"], timezone.now()
        with self.refusals_of(path):
            file = read_candidates(
                path,
                today=day_of(at),
                countries=country_codes(),
                needs_typing=organ == OrganKind.KIDNEY,
            )
            for note in file.notes:
                self.stderr.write(note)
            with self.progress_bar("Candidates") as progress:
                report = import_candidates(file=file, organ_kind=organ, by=None, at=at, progress=progress)
        self.show(report)

    def show(self, report: ImportReport) -> None:
        if report.centres:
            self.stdout.write(f"{report.centres:,} centres registered")
        self.stdout.write(f"{report.created:,} candidates registered")
        if report.updated:
            details = ", ".join(f"{column} {count:,}" for column, count in sorted(report.changes.items()))
            self.stdout.write(f"{report.updated:,} updated ({details})")
        else:
            self.stdout.write("0 updated")
        self.stdout.write(f"{report.unchanged:,} unchanged")
        for column, count in sorted(report.kept.items()):
            self.stdout.write(
                f"{column}: empty in {count:,} known candidates' lines, whose last report stays"
            )
        if report.left_closed:
            named = ", ".join(report.left_closed[:NAMED_AT_MOST])
            more = ", ..." if len(report.left_closed) > NAMED_AT_MOST else ""
            self.stdout.write(
                f"  closed here (transplanted, removed or died), and left so: "
                f"{len(report.left_closed):,} ({named}{more})"
            )
