"""Start and stop the embedded servers together."""

import shutil
from dataclasses import dataclass, replace
from enum import StrEnum

from transplant_site import environment
from transplant_site.stores import places
from transplant_site.stores.mongodb import EmbeddedMongoDB
from transplant_site.stores.postgresql import EmbeddedPostgreSQL
from transplant_site.stores.processes import answers
from transplant_site.stores.state import Role, StateFolder


class Store(StrEnum):
    """The embedded servers, as commands name them."""

    POSTGRESQL = "postgresql"
    MONGODB = "mongodb"

    @property
    def label(self) -> str:
        return "PostgreSQL" if self is Store.POSTGRESQL else "MongoDB-wire server"

    @property
    def variable(self) -> str:
        """The variable that puts a server of one's own in its place."""
        return "DATABASE_URL" if self is Store.POSTGRESQL else "MONGODB_URI"


@dataclass(frozen=True)
class Status:
    """Which of the embedded servers run, and where."""

    postgresql_port: int | None
    mongodb_port: int | None

    def port(self, store: Store) -> int | None:
        return self.postgresql_port if store is Store.POSTGRESQL else self.mongodb_port

    @property
    def is_complete(self) -> bool:
        return all(self.port(store) is not None for store in Store)


class EmbeddedStores:
    """The two embedded servers of one data folder."""

    def __init__(self, state: StateFolder | None = None) -> None:
        self.state = state or StateFolder(places.data_folder())

    @property
    def postgresql(self) -> EmbeddedPostgreSQL:
        return EmbeddedPostgreSQL(self.state)

    @property
    def mongodb(self) -> EmbeddedMongoDB:
        return EmbeddedMongoDB(self.state)

    def is_replaced(self, store: Store) -> bool:
        """Tell whether the environment names another server in this one's place."""
        address = environment.text(store.variable)
        return address is not None and not self.state.is_ours(address)

    def start(self, *stores: Store) -> Status:
        """Start what doesn't run yet: the named servers, or both."""
        with self.state.locked():
            for store in stores or Store:
                self._start(store)
        return self.status()

    def stop(self, *stores: Store) -> list[str]:
        """Stop what runs, of the named servers or both, and name it. A stopped server is not revived."""
        stopped = []
        with self.state.locked():
            for store in reversed(stores or tuple(Store)):
                self._want(store, False)
                if (self.postgresql if store is Store.POSTGRESQL else self.mongodb).stop():
                    stopped.append(store.label)
        return stopped

    def revive(self) -> list[str]:
        """Start again what died without being stopped, and name it."""
        with self.state.locked():
            dead = [store for store in Store if self._is_missing(store)]
            for store in dead:
                self._start(store)
        return [store.label for store in dead]

    def _start(self, store: Store) -> None:
        known = self.state.addresses()
        if store is Store.POSTGRESQL:
            known = replace(known, postgresql_port=self.postgresql.start(known.postgresql_port))
        else:
            port, pid = self.mongodb.start(known.mongodb_port)
            known = replace(known, mongodb_port=port, mongodb_pid=pid)
        self.state.remember(known)
        self._want(store, True)

    def _want(self, store: Store, is_wanted: bool) -> None:
        self.state.remember(replace(self.state.addresses(), **{f"{store}_is_wanted": is_wanted}))

    def _is_missing(self, store: Store) -> bool:
        is_wanted = getattr(self.state.addresses(), f"{store}_is_wanted") and not self.is_replaced(store)
        return is_wanted and not self._is_running(store)

    def _is_running(self, store: Store) -> bool:
        if store is Store.POSTGRESQL:
            return self.postgresql.postmaster() is not None
        return self.mongodb.is_running

    def erase(self) -> None:
        """Forget all data and secrets; the servers must not be running."""
        with self.state.locked():
            assert not self.mongodb.is_running
            assert self.postgresql.postmaster() is None
            for folder in (self.mongodb.data, self.postgresql.data):
                shutil.rmtree(folder, ignore_errors=True)
            for file in (self.state.secrets_file, self.state.addresses_file):
                file.unlink(missing_ok=True)

    def status(self) -> Status:
        """Tell which servers run and accept connections."""
        postmaster = self.postgresql.postmaster()
        mongodb_port = self.state.addresses().mongodb_port if self.mongodb.is_running else None
        return Status(
            postgresql_port=postmaster.port if postmaster and answers(postmaster.port) else None,
            mongodb_port=mongodb_port if mongodb_port and answers(mongodb_port) else None,
        )

    def environment(self, role: Role) -> dict[str, str]:
        """Give the variables that lead a program to the embedded servers that run, as any of the roles."""
        variables = {"TRANSPLANT_MODE": environment.mode().value, "TRANSPLANT_DATA": str(self.state.folder)}
        status = self.status()
        if status.postgresql_port:
            variables["DATABASE_URL"] = self.state.database_url(role)
            for other in (Role.OWNER, Role.RELAY, Role.AUDITOR):
                variables[environment.database_variable(other)] = self.state.database_url(other)
        if status.mongodb_port:
            variables["MONGODB_URI"] = self.state.mongodb_uri(role)
            variables["MONGODB_OWNER_URI"] = self.state.mongodb_uri(Role.OWNER)
        return variables
