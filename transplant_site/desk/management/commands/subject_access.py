"""manage.py subject_access: write all that is held about a patient into a file."""

import os
from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from patients.models import Patient
from transplant_site.desk.subject_access import gather, note_subject_access
from transplant_site.documents import StoreAway
from transplant_site.staff.management.ordered import add_by, ordered_by


class Command(BaseCommand):
    help = (
        "Write all that is held about a patient into a zip file, to read (report.html) and for programs"
        " (data.json): every row in words, messages about them, and who read or changed their record."
        " It is recorded as an export."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="PAT-...")
        parser.add_argument(
            "--out", type=Path, required=True, help="the file to write; it must not exist yet"
        )
        add_by(parser)
        parser.add_argument("--reason", default="", help="why; its digest enters the log")

    def handle(self, *args: Any, **options: Any) -> None:
        by, reference = ordered_by(options["by"]), options["reference"].strip().upper()
        patient = Patient.objects.filter(reference=reference).first()
        if patient is None:
            raise CommandError(f"There is no patient {reference}.")
        try:
            access = gather(patient, at=timezone.now())
        except StoreAway as away:
            raise CommandError(f"{away} Nothing was written.") from away
        content = BytesIO()
        access.write(content)
        note_subject_access(patient, reason=options["reason"].strip(), by=by)
        try:
            # For its owner alone, and never over another file.
            with os.fdopen(
                os.open(options["out"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(content.getvalue())
        except OSError as error:
            raise CommandError(f"{options['out']} can't be written: {error.strerror}.") from error
        rows = sum(len(table.rows) for table in access.tables)
        self.stdout.write(
            f"{options['out']}: {rows:,} rows of {len(access.tables)} kinds,"
            f" {len(access.messages):,} messages, {len(access.log):,} entries of the log."
        )
