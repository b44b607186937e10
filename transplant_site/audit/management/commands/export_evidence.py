"""Export evidence: entries of the log with all that is needed to verify them elsewhere."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from transplant_site.audit import cases, queries
from transplant_site.audit.proof.evidence import (
    NotYetProven,
    Scope,
    TooManyEntries,
    entries_scope,
    export_evidence,
    period_scope,
)
from transplant_site.audit.proof.stored import TreeIncomplete
from transplant_site.documents import StoreAway

PREFIXES = {"donor": "DNR", "patient": "PAT", "organ": "ORG"}


class Command(BaseCommand):
    help = (
        "Write a bundle of evidence into a file: of one entry, of all that the log says of a donor, a patient"
        " or an organ, or of a period. It is recorded in the log first, and waits until a checkpoint covers"
        " that."
        " The bundle holds its own verifier, verify_evidence.py."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--entry", metavar="EVENT", help="the number of one event, as its page shows it")
        what.add_argument("--donor", metavar="REFERENCE", help="for example DNR-26-000042-K")
        what.add_argument("--patient", metavar="REFERENCE", help="for example PAT-26-000042-K")
        what.add_argument("--organ", metavar="REFERENCE", help="for example ORG-26-000042-K")
        what.add_argument("--since", metavar="DAY", help="the first day of a period, for example 2026-11-01")
        parser.add_argument(
            "--until", metavar="DAY", help="with --since: the last day, included; today if not said"
        )
        parser.add_argument(
            "--out", type=Path, required=True, metavar="FILE", help="a zip file that isn't there yet"
        )
        parser.add_argument("--reason", default="", help="why; it enters the log as a digest")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["until"] and not options["since"]:
            raise CommandError("--until is the end of a period: say its first day with --since.")
        out: Path = options["out"]
        try:
            scope = _scope(options)
            if not len(scope):
                raise CommandError("The log has no entry of that yet: nothing was written.")
            with _new_file(out) as file:
                export_evidence(scope, file, by=None, reason=options["reason"])
        except (NotYetProven, TooManyEntries, TreeIncomplete, StoreAway) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{len(scope):,} entries ({scope.words}) are in {out}.")
        self.stdout.write("Verify it: unzip it, then python verify_evidence.py BUNDLE --keys PUBLIC_KEYS")


def _scope(options: dict[str, Any]) -> Scope:
    if options["entry"]:
        try:
            event = UUID(options["entry"])
        except ValueError as error:
            raise CommandError(f"{options['entry']} is no number of an event.") from error
        return entries_scope(f"entry {event}", queries.entry_of(event))
    for name, prefix in PREFIXES.items():
        if options[name]:
            return _case_scope(name, prefix, options[name].strip().upper())
    first = _day(options["since"])
    last = _day(options["until"]) if options["until"] else timezone.localdate()
    if last < first:
        raise CommandError("The period ends before it begins.")
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1))
    )
    return period_scope(f"{first} to {last}", start, min(end, timezone.now()))


def _case_scope(name: str, prefix: str, reference: str) -> Scope:
    found = cases.find(reference) if reference.startswith(prefix) else None
    if found is None:
        raise CommandError(f"There is no {name} with the reference {reference}.")
    return entries_scope(f"case {reference}", queries.in_case(found, noise=True), [found.subject])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no day: write it as 2026-11-26.") from error


@contextlib.contextmanager
def _new_file(out: Path) -> Any:
    """Open a file that isn't there yet, and leave none behind if it could not be filled."""
    try:
        file = out.open("xb")
    except FileExistsError as error:
        raise CommandError(f"{out} exists already; nothing was changed.") from error
    except OSError as error:
        raise CommandError(f"{out}: {error.strerror}") from error
    try:
        with file:
            yield file
    except BaseException:
        out.unlink(missing_ok=True)
        raise
