import shlex
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from transplant_site import environment
from transplant_site.stores.launcher import EmbeddedStores, Status, Store
from transplant_site.stores.mongodb import MongoDBFailed
from transplant_site.stores.places import NoAccount
from transplant_site.stores.postgresql import PostgreSQLFailed
from transplant_site.stores.state import Role, StateUnreadable


class Command(BaseCommand):
    help = "Start, stop and show the embedded PostgreSQL and MongoDB-wire servers of demo and development."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        start = actions.add_parser("start", help="start the servers; what runs already is left alone")
        stop = actions.add_parser("stop", help="stop the servers; the data stays")
        for one in (start, stop):
            one.add_argument(
                "stores",
                nargs="*",
                type=Store,
                choices=[*Store, []],
                metavar="postgresql|mongodb",
                help="one of them alone (default: both)",
            )
        actions.add_parser("status", help="say which servers run; exit code 1 unless all that are needed do")
        env = actions.add_parser(
            "env", help='print what leads a shell to them: eval "$(bin/manage stores env)"'
        )
        env.add_argument(
            "--role",
            type=Role,
            choices=list(Role),
            default=Role.APPLICATION,
            help="whose addresses DATABASE_URL and MONGODB_URI are (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not environment.mode().has_embedded_stores:
            raise CommandError(
                "Embedded stores exist in the modes demo and development only, and TRANSPLANT_MODE says "
                "production (the default). Set TRANSPLANT_MODE=development, or DATABASE_URL and MONGODB_URI."
            )
        try:
            getattr(self, options["action"])(EmbeddedStores(), **options)
        except (PostgreSQLFailed, MongoDBFailed, NoAccount, StateUnreadable) as error:
            raise CommandError(str(error)) from error
        except PermissionError as error:
            raise CommandError(str(StateUnreadable.because(error))) from error

    def start(self, embedded: EmbeddedStores, *, stores: list[Store], **options: Any) -> None:
        self._show(embedded, embedded.start(*stores))

    def stop(self, embedded: EmbeddedStores, *, stores: list[Store], **options: Any) -> None:
        stopped = embedded.stop(*stores)
        self.stdout.write(f"Stopped: {' and '.join(stopped)}." if stopped else "Nothing was running.")

    def status(self, embedded: EmbeddedStores, **options: Any) -> None:
        status = embedded.status()
        self._show(embedded, status)
        if not all(status.port(store) or embedded.is_replaced(store) for store in Store):
            raise SystemExit(1)

    def env(self, embedded: EmbeddedStores, *, role: Role, **options: Any) -> None:
        status = embedded.status()
        if missing := [store for store in Store if not (status.port(store) or embedded.is_replaced(store))]:
            names = " and ".join(store.label for store in missing)
            raise CommandError(f"Not running: {names}. To start: bin/manage stores start")
        for name, value in embedded.environment(role).items():
            self.stdout.write(f"export {name}={shlex.quote(value)}")

    def _show(self, embedded: EmbeddedStores, status: Status) -> None:
        for store in Store:
            port = status.port(store)
            where = f"running on 127.0.0.1:{port}" if port else "not running"
            if not port and embedded.is_replaced(store):
                where += f", replaced by the server of {store.variable}"
            self.stdout.write(f"{store.label}: {where}")
        self.stdout.write(f"Data: {embedded.state.folder}")
