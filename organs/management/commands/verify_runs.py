"""Verify the frozen match runs against their digests."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organs.models import MatchRun
from organs.services.matching.replay import replay


class Command(BaseCommand):
    help = (
        "Compute every frozen match run anew from the inputs it kept, and compare digests and stored rows."
        " Ends with status 1 and the runs that differ when something is wrong."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        verified = 0
        wrong = []
        for run in (
            MatchRun.objects.select_related("inputs").order_by("created_at", "pk").iterator(chunk_size=20)
        ):
            differences = replay(run).differences
            verified += 1
            if differences:
                wrong.append(run.reference)
                self.stdout.write(f"{run.reference}: {' '.join(differences)}")
        if wrong:
            raise CommandError(f"{len(wrong)} of {verified} match runs are not what they were.", returncode=1)
        self.stdout.write(f"Verified {verified} match runs: inputs, rows and digests agree.")
