"""The collections stand in MongoDB as they are declared."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pymongo.errors import DuplicateKeyError, WriteError

from transplant_site import documents
from transplant_site.documents import canonical, connection, ensuring, validation
from transplant_site.documents.collections import DECLARATIONS, RECORDED, Collection
from transplant_site.documents.connection import Patience


@pytest.fixture
def no_collections(settings):
    """A database without anything in it."""
    settings.MONGODB_DATABASE += "_bare"
    link = connection.link(Patience.LONG)
    yield link
    with link.database() as database:
        database.client.drop_database(database.name)
    link.close()


def test_everything_is_made_once(no_collections):
    assert documents.ensure_collections() == [
        "audit_log: collection made",
        "audit_log: index position made",
        "transport_events: collection made",
        "transport_events: index time_line made",
        "communications: collection made",
        "communications: index conversation made",
    ]
    assert documents.ensure_collections() == []


def test_what_differs_is_changed_and_nothing_is_lost(no_collections):
    documents.ensure_collections()
    declaration = Collection.COMMUNICATIONS.declaration
    with no_collections.database() as database:
        database.communications.insert_one(declaration.sample)
        database.command("collMod", "communications", validator={}, validationAction="warn")
        database.communications.drop_index("conversation")
        database.communications.create_index([("conversation_id", 1)], name="conversation")

    assert documents.ensure_collections() == [
        "communications: validator changed",
        "communications: index conversation made anew",
    ]
    assert documents.ensure_collections() == []
    with no_collections.database() as database, pytest.raises(WriteError):
        database.communications.insert_one({})


def test_an_index_that_becomes_unique_is_made_anew(no_collections, monkeypatch):
    documents.ensure_collections()
    declaration = Collection.TRANSPORT_EVENTS.declaration
    index = replace(declaration.indexes[0], is_unique=True)
    changed = {Collection.TRANSPORT_EVENTS: replace(declaration, indexes=[index])}
    monkeypatch.setattr(ensuring, "DECLARATIONS", changed)
    assert documents.ensure_collections() == ["transport_events: index time_line made anew"]


def test_the_command_says_what_it_did(no_collections):
    said = StringIO()
    call_command("ensure_collections", stdout=said)
    assert "communications: collection made" in said.getvalue()
    said = StringIO()
    call_command("ensure_collections", stdout=said)
    assert said.getvalue() == "Everything is as declared.\n"


def test_the_command_fails_when_mongodb_is_away(nobody_there):
    with pytest.raises(CommandError, match="does not answer"):
        call_command("ensure_collections")


@pytest.mark.parametrize("collection", list(DECLARATIONS))
def test_the_sample_is_a_document_that_mongodb_takes(collection, empty_collections):
    sample = collection.declaration.sample
    validation.check(collection, sample)
    with connection.collection(collection) as there:
        there.insert_one(dict(sample))
        assert there.find_one({"_id": sample["_id"]}) == canonical.normalised(sample)


@pytest.mark.parametrize("collection", list(DECLARATIONS))
def test_the_sample_shows_every_field(collection):
    schema = collection.declaration.schema
    assert set(schema["properties"]) <= set(collection.declaration.sample)


@pytest.mark.parametrize("collection", list(DECLARATIONS))
def test_an_index_is_led_by_what_the_collection_is_read_by(collection):
    declaration = collection.declaration
    assert all(index.keys[0] == (declaration.key_field or "position") for index in declaration.indexes)
    assert all(index.question for index in declaration.indexes)


@pytest.mark.parametrize("collection", RECORDED)
def test_no_id_is_given_twice(collection, empty_collections):
    with connection.collection(collection) as there:
        there.insert_one(dict(collection.declaration.sample))
    with pytest.raises(documents.StoreAway) as raised, connection.collection(collection) as there:
        there.insert_one(dict(collection.declaration.sample))
    assert isinstance(raised.value.__cause__, DuplicateKeyError)
    connection.link().door.open()


def test_the_page_about_the_collections_is_up_to_date():
    call_command("describe_documents", "--check", stdout=StringIO())
