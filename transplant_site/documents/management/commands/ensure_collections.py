"""Make the collections of MongoDB as they are declared."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from transplant_site import documents


class Command(BaseCommand):
    help = "Make the collections, validators and indexes of MongoDB as they are declared. May be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = documents.ensure_collections()
        except documents.StoreAway as away:
            raise CommandError(str(away)) from away
        for line in done or ["Everything is as declared."]:
            self.stdout.write(line)
