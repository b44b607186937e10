"""The collections exist as they are declared."""

from collections.abc import Iterator
from typing import Any

from pymongo.database import Database
from pymongo.errors import CollectionInvalid

from transplant_site.documents import connection
from transplant_site.documents.canonical import Document
from transplant_site.documents.collections import DECLARATIONS, Collection, Declaration, Index
from transplant_site.documents.connection import Patience


def ensure_collections() -> list[str]:
    """Make what is missing, change what differs, and say what was done; nothing is ever removed."""
    with connection.link(Patience.LONG).database() as database:
        return [done for declaration in DECLARATIONS.values() for done in _ensure(database, declaration)]


def set_audit_log_aside(name: str) -> None:
    """Keep the present audit log under another name, and make an empty one; takes the owner of the store."""
    with connection.link(Patience.LONG).database() as database:
        if database.list_collection_names(filter={"name": Collection.AUDIT_LOG.value}):
            database[Collection.AUDIT_LOG].rename(name)
    ensure_collections()


def _ensure(database: Database[Document], declaration: Declaration) -> Iterator[str]:
    yield from _ensure_collection(database, declaration)
    for index in declaration.indexes:
        yield from _ensure_index(database, declaration, index)


def _ensure_collection(database: Database[Document], declaration: Declaration) -> Iterator[str]:
    rules: dict[str, Any] = {
        "validator": {"$jsonSchema": declaration.schema},
        "validationLevel": "strict",
        "validationAction": "error",
    }
    standing = next(iter(database.list_collections(filter={"name": declaration.name})), None)
    if standing is None:
        try:
            database.create_collection(declaration.name, **rules)
        except CollectionInvalid:  # another process was faster
            standing = next(iter(database.list_collections(filter={"name": declaration.name})))
        else:
            yield f"{declaration.name}: collection made"
            return
    options = standing["options"]
    if {name: options.get(name) for name in rules} != rules:
        database.command("collMod", declaration.name, **rules)
        yield f"{declaration.name}: validator changed"


def _ensure_index(database: Database[Document], declaration: Declaration, index: Index) -> Iterator[str]:
    collection = database[declaration.name]
    keys = [(key, 1) for key in index.keys]
    standing = collection.index_information().get(index.name)
    if standing is not None:
        if standing["key"] == keys and bool(standing.get("unique")) == index.is_unique:
            return
        collection.drop_index(index.name)
    collection.create_index(keys, name=index.name, unique=index.is_unique)
    yield f"{declaration.name}: index {index.name} {'made' if standing is None else 'made anew'}"
