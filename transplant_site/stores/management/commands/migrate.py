from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import atomic


class WholeMigrations(MigrationExecutor):
    """Commits a migration together with the record that it ran.

    Django commits the tables first and records them afterwards, where constraints come at the end: killed in
    between, it can never migrate that database again.
    """

    def apply_migration(self, state: Any, migration: Any, *args: Any, **options: Any) -> Any:
        if not migration.atomic:
            return super().apply_migration(state, migration, *args, **options)
        with atomic(self.connection.alias):
            return super().apply_migration(state, migration, *args, **options)


migrate.MigrationExecutor = WholeMigrations  # type: ignore[misc,attr-defined]  # the command has no other door
Command = migrate.Command
