"""Write docs/documents.md from the declared collections."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from transplant_site.documents import describing


class Command(BaseCommand):
    help = "Write docs/documents.md from the collections as they are declared."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit code 1 if the document is out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "documents.md"
        text = describing.page()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            self.stdout.write("Everything is up to date.")
        elif options["check"]:
            raise CommandError("docs/documents.md is out of date. Run bin/manage describe_documents.")
        else:
            path.write_text(text, encoding="utf-8")
            self.stdout.write("Written: docs/documents.md.")
