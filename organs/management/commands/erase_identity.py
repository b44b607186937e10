"""manage.py erase_identity: delete who a patient or donor is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from django.utils import timezone

from organs.policies.erasure import ErasureRefused
from organs.services.erasure import erase_identity
from transplant_site.staff.management.ordered import add_by, ordered_by

WORD = "erase"


class Command(BaseCommand):
    help = (
        "Delete every version of who a patient or a donor is, and the key of their digests in the audit log."
        " The clinical record and the log stay, and the log stays verifiable. Run it as the owner"
        " (TRANSPLANT_DATABASE_ROLE=owner). It is recorded and can't be undone; backups still hold it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="PAT-... or DNR-...")
        parser.add_argument("--reason", required=True, help="why; its digest enters the log")
        add_by(parser)
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, *args: Any, **options: Any) -> None:
        by, reference = ordered_by(options["by"]), options["reference"].strip().upper()
        if not options["yes"] and input(f"Type {WORD} to erase who {reference} is: ").strip() != WORD:
            raise CommandError("Nothing was done.")
        try:
            versions = erase_identity(
                reference=reference, reason=options["reason"].strip(), by=by, at=timezone.now()
            )
        except ErasureRefused as refusal:
            raise CommandError(f"{refusal} Nothing was erased.") from refusal
        except ProgrammingError as error:
            raise CommandError(
                f"PostgreSQL refused: {str(error).strip()}\n"
                "Run it as the owner (TRANSPLANT_DATABASE_ROLE=owner)."
            ) from error
        self.stdout.write(
            f"The identity of {reference} is erased: {versions} {'version' if versions == 1 else 'versions'}."
            " Erase it from backups as your rules say, and look for names in messages and notes."
        )
