"""A site with embedded stores of its own, which begins empty and is gone with the run."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


@contextmanager
def scratch_site() -> Iterator[Path]:
    """Start empty stores, prepare them, and set Django up as the site's application."""
    for name in [
        name for name in os.environ if name.startswith(("TRANSPLANT_DATABASE", "DATABASE_", "MONGODB_"))
    ]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="transplant-bench-"))
    folder.chmod(0o755)
    os.environ |= {"TRANSPLANT_MODE": "demo", "TRANSPLANT_DATA": str(folder)}
    from transplant_site.stores.launcher import EmbeddedStores
    from transplant_site.stores.state import StateFolder

    stores = EmbeddedStores(StateFolder(folder))
    try:
        stores.start()
        manage("prepare", role="owner")
        os.environ["DJANGO_SETTINGS_MODULE"] = "transplant_site.settings"
        import django

        django.setup()
        yield folder
    finally:
        stores.stop()
        shutil.rmtree(folder, ignore_errors=True)


def manage(*arguments: str, role: str = "application") -> None:
    """Run a command of manage.py on the scratch site, in a process of its own; its output is not shown."""
    command = [sys.executable, "manage.py", *arguments]
    environment = {**os.environ, "TRANSPLANT_DATABASE_ROLE": role}
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, stdout=subprocess.DEVNULL)
