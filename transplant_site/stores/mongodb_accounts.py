"""The accounts of the embedded MongoDB-wire server.

The only import of PyMongo outside transplant_site/documents: it makes accounts on an empty server and touches
no document. mongodb_roles.js does the same on a real server.
"""

from typing import Any

from pymongo import MongoClient  # noqa: TID251
from pymongo.database import Database  # noqa: TID251

from transplant_site.stores.state import DATABASE

APPLICATION_ROLE = "transplant_documents"
RELAY_ROLE = "transplant_append_only"
READ = ("find", "listCollections", "listIndexes", "collStats", "dbStats")
# What services record; the audit log is the relay's alone.
RECORDED = ("transport_events", "communications")


def make_accounts(
    port: int, *, owner: tuple[str, str], application: tuple[str, str], relay: tuple[str, str]
) -> None:
    """Make the owner, who makes collections, and those who read and append only: application and relay."""
    with MongoClient[dict[str, Any]]("127.0.0.1", port, directConnection=True) as client:
        admin = client["admin"]
        _make_role(admin, APPLICATION_ROLE, {"": READ, **dict.fromkeys(RECORDED, (*READ, "insert"))})
        _make_role(admin, RELAY_ROLE, {"": (*READ, "insert")})
        _make(admin, *owner, role="root")
        _make(admin, *application, role=APPLICATION_ROLE)
        _make(admin, *relay, role=RELAY_ROLE)


def _make_role(admin: Database[dict[str, Any]], name: str, rights: dict[str, tuple[str, ...]]) -> None:
    """Make a role that may do some things to some collections; "" are all of the database."""
    privileges = [
        {"resource": {"db": DATABASE, "collection": collection}, "actions": list(actions)}
        for collection, actions in rights.items()
    ]
    admin.command("createRole", name, privileges=privileges, roles=[])


def _make(admin: Database[dict[str, Any]], name: str, password: str, *, role: str) -> None:
    admin.command("createUser", name, pwd=password, roles=[{"role": role, "db": "admin"}])
