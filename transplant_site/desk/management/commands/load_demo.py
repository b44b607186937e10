"""manage.py load_demo: put the demonstration into the database, and say who can sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from transplant_site.desk import demo


class Command(BaseCommand):
    help = "Load made-up hospitals, people, candidates, donors and cases, once; then print the accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MODE.has_embedded_stores:
            raise CommandError("The demonstration is for demo and development: production holds real people.")
        demo.load(at=timezone.now())
        self.stdout.write("Made-up people to sign in as:")
        for account in demo.accounts():
            self.stdout.write(f"  {account.email:28} {account.what}")
        self.stdout.write(f"Their password: {demo.PASSWORD}")
