"""manage.py replay_match: compute frozen match runs anew, and compare."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organs.models import MatchRun
from organs.services.matching.replay import replay


class Command(BaseCommand):
    help = (
        "Compute frozen match runs anew from the inputs they kept, by the version of the policy that ran, and"
        " compare digests, rows and exclusions. Ends with status 1 and the runs that differ when something is"
        " wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("runs", nargs="*", metavar="RUN", help="MTC-...; without one, every run there is")

    def handle(self, *args: Any, **options: Any) -> None:
        found = MatchRun.objects.select_related("inputs").order_by("created_at", "pk")
        if wanted := {run.strip().upper() for run in options["runs"]}:
            found = found.filter(reference__in=wanted)
            if missing := wanted - set(found.values_list("reference", flat=True)):
                raise CommandError(f"There is no match run {', '.join(sorted(missing))}.")
        verified = 0
        wrong = []
        for run in found.iterator(chunk_size=20):
            differences = replay(run).differences
            verified += 1
            if differences:
                wrong.append(run.reference)
                self.stdout.write(f"{run.reference}: {' '.join(differences)}")
        if wrong:
            raise CommandError(f"{len(wrong)} of {verified} match runs are not what they were.", returncode=1)
        runs = "match run" if verified == 1 else "match runs"
        self.stdout.write(f"Verified {verified} {runs}: inputs, rows and digests agree.")
