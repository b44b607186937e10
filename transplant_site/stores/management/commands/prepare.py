import hashlib
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from transplant_site.environment import Mode


class Command(BaseCommand):
    help = "Bring the stores and the static files up to date with the code. Run as the owner of the database."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Make tables, collections and static files what the code expects; repeating is harmless."""
        verbosity = options["verbosity"] - 1
        call_command("createcachetable", verbosity=verbosity)
        call_command("migrate", verbosity=verbosity, interactive=False)
        call_command("ensure_collections", verbosity=verbosity)
        if settings.EMBEDDED_STORES is not None and settings.AUDIT_FOLDER is not None:
            call_command("audit_key", "make", "--if-missing", stdout=io.StringIO())
        if settings.MODE is not Mode.DEVELOPMENT:
            _collect_static_files(verbosity)


def _collect_static_files(verbosity: int) -> None:
    """Collect and compress the static files, which takes seconds, unless none has changed."""
    stamp = Path(settings.STATIC_ROOT) / "collected-from"
    digest = _digest_of_static_files()
    if stamp.exists() and stamp.read_text() == digest:
        return
    call_command("collectstatic", verbosity=verbosity, interactive=False, clear=True)
    stamp.write_text(digest)


def _digest_of_static_files() -> str:
    """Give a digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
