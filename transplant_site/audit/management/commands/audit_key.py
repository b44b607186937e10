"""The key that signs the audit log: make it, show it, let another one take over."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transplant_site.audit.proof.checkpoints import key_folder
from transplant_site.audit.proof.keys import KeyFolder, KeyUnusable


class Command(BaseCommand):
    help = (
        "The key that signs the audit log. `make` makes the first one, `show` prints the public keys that"
        " auditors should be given, `rotate` makes the key that takes over at the relay's next checkpoint."
        " Run it where the relay runs, as its account."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["make", "show", "rotate"])
        parser.add_argument(
            "--if-missing", action="store_true", help="with make: do nothing where there is a key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = key_folder()
        if folder is None:
            raise CommandError(
                "TRANSPLANT_AUDIT_FOLDER is not set: name a folder outside both databases that the relay's"
                " account alone can enter."
            )
        try:
            self._do(options["what"], folder, if_missing=options["if_missing"])
        except KeyUnusable as problem:
            raise CommandError(str(problem)) from problem
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def _do(self, what: str, folder: KeyFolder, *, if_missing: bool) -> None:
        if what == "make" and not (if_missing and folder.load() is not None):
            self.stdout.write(str(folder.make()))
        elif what == "rotate":
            self.stdout.write(str(folder.rotate()))
            self.stderr.write("It takes over at the relay's next checkpoint. Give auditors both keys.")
        elif what == "show":
            if not (keys := folder.public_keys()):
                raise CommandError("There is no key yet: manage.py audit_key make")
            self.stdout.write("\n".join(str(key) for key in keys))
