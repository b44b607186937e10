"""Verify the audit log: chain, tree and signatures, numbers and counts, and its equality with PostgreSQL."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from transplant_site.audit.proof.checkpoints import CheckpointFile, key_folder
from transplant_site.audit.proof.keys import KeyUnusable, read_public_keys
from transplant_site.audit.proof.walk import Trust
from transplant_site.audit.verifier import NoSuchPosition, Verdict, verify
from transplant_site.documents import StoreAway


class Command(BaseCommand):
    help = (
        "Recompute every entry of audit_log, compare it with PostgreSQL in order, and with what was signed."
        " Ends with status 1 and the first wrong position when something is wrong, 2 when it can't verify."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object as result")
        parser.add_argument(
            "--from",
            type=int,
            default=1,
            dest="first",
            metavar="POSITION",
            help="begin at this entry; what stands before is taken as it is kept in the tree",
        )
        parser.add_argument(
            "--keys",
            type=Path,
            help="a file of public keys to trust, one a line; otherwise those of the relay's folder",
        )
        parser.add_argument(
            "--checkpoints",
            type=Path,
            help="a file of checkpoints from outside both databases; otherwise that of the relay's folder",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tell = None if options["as_json"] or options["verbosity"] == 0 else self._tell
        try:
            verdict = verify(first=options["first"], trust=_trust(options), tell=tell)
        except (KeyUnusable, NoSuchPosition) as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except StoreAway as away:
            raise CommandError(str(away), returncode=2) from away
        except DatabaseError as error:
            raise CommandError(
                f"PostgreSQL refused or is away: {str(error).strip()}\nRun it as a role that may read"
                " the ledger (TRANSPLANT_DATABASE_ROLE=auditor).",
                returncode=2,
            ) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(verdict.as_json(), default=str))
        else:
            self._say(verdict)
        if verdict.problem is not None:
            raise CommandError(
                f"Position {verdict.problem.position:,} is wrong: {verdict.problem.text}", returncode=1
            )

    def _tell(self, verified: int, entries: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{verified:,} of {entries:,} entries", ending="")
            self.stderr.flush()
            if verified >= entries:
                self.stderr.write("")

    def _say(self, verdict: Verdict) -> None:
        if verdict.is_clean:
            self.stdout.write(
                f"Verified {verdict.entries:,} entries of {verdict.transactions:,} transactions: hashes,"
                " chain, tree, numbers and counts are right, and PostgreSQL holds the same."
            )
        else:
            self.stdout.write(f"Right up to entry {verdict.first + verdict.entries - 1:,}.")
        if verdict.detached_entries:
            self.stdout.write(
                f"{verdict.detached_entries:,} of them, of {', '.join(verdict.detached_months)}, were"
                " detached from PostgreSQL: they were held against the chain, the tree and what was signed."
            )
        proven = verdict.proven
        if proven.signed_at is not None:
            signer = proven.key or "a key that is not known here"
            self.stdout.write(
                f"{proven.checkpoints:,} checkpoints hold. The last covers entry {proven.size:,}, signed"
                f" {proven.signed_at:%Y-%m-%d %H:%M:%S} UTC by {signer}."
            )
        for warning in verdict.warnings:
            self.stdout.write(warning)
        if verdict.waiting:
            self.stdout.write(f"{verdict.waiting:,} entries wait for the relay.")


def _trust(options: dict[str, Any]) -> Trust:
    """Give the keys and checkpoints of the files that are named, else those of the relay's folder."""
    folder = key_folder()
    file: Path | None
    keys = read_public_keys(options["keys"]) if options["keys"] else folder.public_keys() if folder else []
    file = options["checkpoints"] or (folder.checkpoints if folder else None)
    if options["checkpoints"] and not options["checkpoints"].exists():
        raise KeyUnusable(f"There is no file {file}.")
    return Trust(keys, CheckpointFile(file) if file and file.exists() else None)
