"""manage.py score: compute a score for each case of a file."""

import csv
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from organs.imports.score_cases import KINDS, column_names, score_file
from organs.scores import ScoreNotInForce
from patients.imports.tables import FileRefused


class Command(BaseCommand):
    help = (
        "Print the score of each case of a CSV file. Only the scores go to standard output. "
        "A column may carry its unit in its name, such as creatinine_umol_l."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = "; ".join(f"{kind}: {', '.join(column_names(kind))}" for kind in KINDS)
        parser.add_argument("--kind", choices=list(KINDS), required=True, help=f"columns by kind: {kinds}")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            scored = score_file(path, options["kind"])
        except FileRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(f"{path}: {problem}")
            count = len(refusal.problems)
            raise CommandError(
                f"Nothing was computed: {count} {'problem' if count == 1 else 'problems'}."
            ) from refusal
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        for note in scored.notes:
            self.stderr.write(note)
        self._say_version(scored.version, timezone.localdate())
        writer = csv.DictWriter(self.stdout, fieldnames=list(scored.rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(scored.rows)

    def _say_version(self, version: Any, today: date) -> None:
        self.stderr.write(f"{version.label}.")
        try:
            version.check_in_force(today)
        except ScoreNotInForce as reason:
            self.stderr.write(f"{reason} Computed as of its time.")
