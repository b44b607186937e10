"""The embedded servers are started, killed and started again for real."""

import contextlib
import itertools
import os
import signal
import socket
import threading
import time

import psycopg
import pytest
from pymongo import DeleteOne, MongoClient, WriteConcern
from pymongo.errors import OperationFailure, PyMongoError

from transplant_site.stores.launcher import EmbeddedStores
from transplant_site.stores.postgresql import ROLES_SCRIPT
from transplant_site.stores.processes import ended_within
from transplant_site.stores.state import Role, StateFolder

pytestmark = pytest.mark.slow


def connect(stores: EmbeddedStores, role: Role = Role.OWNER) -> psycopg.Connection:
    return psycopg.connect(stores.state.database_url(role), autocommit=True)


def mongodb(stores: EmbeddedStores, role: Role = Role.OWNER, *, patience: int = 30) -> MongoClient:
    """Give a client that waits so many seconds for a server that is away, and repeats no write."""
    uri = stores.state.mongodb_uri(role)
    return MongoClient(uri, serverSelectionTimeoutMS=patience * 1_000, retryWrites=False)


def kill_all(stores: EmbeddedStores) -> None:
    """Kill both servers as a power cut would."""
    postmaster, mongodb_pid = stores.postgresql.postmaster(), stores.state.addresses().mongodb_pid
    os.kill(postmaster.pid, signal.SIGKILL)
    os.kill(mongodb_pid, signal.SIGKILL)
    assert ended_within(postmaster.pid, 60, named="postgres")
    assert ended_within(mongodb_pid, 60, named="secantusd")


def test_stores_start_once_keep_their_data_and_stop(stores):
    first = stores.start()
    assert first.is_complete
    assert stores.start() == first  # a second start finds them running
    with connect(stores) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (42)")
    with mongodb(stores) as client:
        client["transplant"]["kept"].insert_one({"n": 42})

    assert stores.stop() == ["MongoDB-wire server", "PostgreSQL"]
    assert not stores.status().is_complete
    assert stores.stop() == []

    assert stores.start() == first  # at the same ports
    with connect(stores) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(42,)]
    with mongodb(stores) as client:
        assert [one["n"] for one in client["transplant"]["kept"].find()] == [42]


def test_postgresql_is_set_up_as_production_needs_it(running_stores):
    stores = running_stores
    with connect(stores, Role.ADMINISTRATOR) as connection:

        def setting(name: str) -> str:
            return connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0]

        assert setting("password_encryption") == "scram-sha-256"
        assert setting("data_checksums") == "on"
        assert setting("server_encoding") == "UTF8"
        assert setting("listen_addresses") == "127.0.0.1"
        assert setting("unix_socket_directories") == ""
        assert setting("max_prepared_transactions") == "0"
        assert setting("fsync") == "on"
        rules = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
        assert rules == [("scram-sha-256",)]
    with connect(stores) as connection:
        for extension in ("btree_gist", "pg_trgm", "unaccent", "citext"):
            connection.execute(f"CREATE EXTENSION {extension}")
        assert connection.execute("SELECT lower('ÉÀ') = 'éà'").fetchone() == (True,)


def test_the_owner_may_act_as_the_others_and_the_application_as_nobody_else(running_stores):
    stores = running_stores
    with connect(stores) as owner:
        owner.execute("CREATE DATABASE made_by_a_test")
        owner.execute("CREATE TABLE owned (n int)")
        for role in (Role.APPLICATION, Role.RELAY, Role.AUDITOR):
            owner.execute(f"SET ROLE {role.login}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute("SELECT * FROM owned")
            owner.execute("RESET ROLE")
    with connect(stores, Role.APPLICATION) as application:
        for refused in (
            "CREATE TABLE mine (n int)",
            "CREATE DATABASE mine",
            f"SET ROLE {Role.OWNER.login}",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(refused)


def test_an_administrator_of_a_managed_server_can_make_the_roles_under_other_names(running_stores):
    """Such an administrator is no superuser: PostgreSQL has further conditions then."""
    with connect(running_stores, Role.ADMINISTRATOR) as connection:
        connection.execute("CREATE ROLE managed LOGIN CREATEROLE CREATEDB PASSWORD 'pw'")
    names = {f"TRANSPLANT_{role.name}_DATABASE_ROLE": f"other_{role}" for role in Role}
    passwords = {f"TRANSPLANT_{role.name}_PASSWORD": 'it\'s \\ a "password"' for role in Role}
    variables = {"PGPASSWORD": "pw", "TRANSPLANT_DATABASE_NAME": "other", **names, **passwords}
    port = running_stores.state.addresses().postgresql_port
    psql = ["psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"postgresql://managed@127.0.0.1:{port}/postgres"]
    for _ in range(2):  # it may be run again
        running_stores.postgresql._run(*psql, stdin=ROLES_SCRIPT.read_text(), variables=variables)

    password = passwords["TRANSPLANT_OWNER_PASSWORD"]
    where = {"host": "127.0.0.1", "port": port, "dbname": "other", "password": password, "autocommit": True}
    with psycopg.connect(user="other_owner", **where) as owner:
        owner.execute("CREATE TABLE owned (n int)")
        owner.execute("SET ROLE other_application")
    with psycopg.connect(user="other_application", **where) as application:
        application.execute("SELECT 1")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("SELECT * FROM owned")


def test_a_wrong_password_opens_nothing(running_stores):
    addresses = running_stores.state.addresses()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            host="127.0.0.1",
            port=addresses.postgresql_port,
            user=Role.OWNER.login,
            password="guess",
            dbname="transplant",
        )
    with MongoClient("127.0.0.1", addresses.mongodb_port, directConnection=True) as stranger:
        log = stranger["transplant"]["audit_log"]
        with pytest.raises(OperationFailure, match="requires authentication"):
            log.find_one()


# What nobody but the owner may do in MongoDB, with a collection that the role reads and appends to.
REFUSED_IN_MONGODB = {
    "update": lambda database, name: database[name].update_one({}, {"$set": {"n": 2}}),
    "update many": lambda database, name: database[name].update_many({}, {"$unset": {"n": 1}}),
    "upsert": lambda database, name: database[name].update_one({"_id": 9}, {"$set": {"n": 2}}, upsert=True),
    "replace": lambda database, name: database[name].replace_one({}, {"n": 2}),
    "find and modify": lambda database, name: database[name].find_one_and_update({}, {"$set": {"n": 2}}),
    "find and delete": lambda database, name: database[name].find_one_and_delete({}),
    "delete": lambda database, name: database[name].delete_many({}),
    "bulk write": lambda database, name: database[name].bulk_write([DeleteOne({})]),
    "drop": lambda database, name: database[name].drop(),
    "drop database": lambda database, _name: database.client.drop_database(database.name),
    "rename": lambda database, name: database[name].rename("elsewhere"),
    "drop index": lambda database, name: database[name].drop_indexes(),
    "make index": lambda database, name: database[name].create_index([("n", 1)], expireAfterSeconds=1),
    "take the validator away": lambda database, name: database.command("collMod", name, validator={}),
    "cap": lambda database, name: database.command("convertToCapped", name, size=4096),
    "write by aggregation": lambda database, name: list(database[name].aggregate([{"$out": name}])),
    "merge by aggregation": lambda database, name: list(
        database[name].aggregate([{"$set": {"n": 3}}, {"$merge": {"into": name}}])
    ),
    "another database": lambda database, name: database.client["elsewhere"][name].insert_one({}),
    "make a collection": lambda database, _name: database.create_collection("made_by_a_test"),
    "make an account": lambda database, _name: database.client["admin"].command(
        "createUser", "thief", pwd="pw", roles=["root"]
    ),
    "become the owner": lambda database, _name: database.client["admin"].command(
        "grantRolesToUser", Role.APPLICATION.login, roles=["root"]
    ),
}


@pytest.fixture(scope="module")
def collections(running_stores):
    with mongodb(running_stores) as client:
        for name in ("communications", "transport_events", "audit_log"):
            client["transplant"].create_collection(name)
            client["transplant"][name].insert_one({"_id": 1, "n": 1})
            client["transplant"][name].create_index([("n", 1)], name="by_n")


@pytest.mark.parametrize("attempt", sorted(REFUSED_IN_MONGODB))
@pytest.mark.parametrize(
    ("role", "name"),
    [(Role.APPLICATION, "communications"), (Role.APPLICATION, "audit_log"), (Role.RELAY, "audit_log")],
)
def test_application_and_relay_change_nothing_in_mongodb(running_stores, collections, role, name, attempt):
    with mongodb(running_stores, role) as client, pytest.raises(OperationFailure):
        REFUSED_IN_MONGODB[attempt](client["transplant"], name)
    with mongodb(running_stores) as owner:
        assert owner["transplant"][name].find_one({"_id": 1}) == {"_id": 1, "n": 1}
        assert "by_n" in owner["transplant"][name].index_information()


def test_the_application_appends_to_mongodb_what_services_record(running_stores, collections):
    with mongodb(running_stores, Role.APPLICATION) as client:
        database = client["transplant"]
        for name in ("communications", "transport_events"):
            database[name].insert_one({"_id": 2})
            assert database[name].find_one({"_id": 2})
        assert database["audit_log"].find_one({"_id": 1})


def test_the_relay_appends_to_the_audit_log(running_stores, collections):
    with mongodb(running_stores, Role.RELAY) as client:
        client["transplant"]["audit_log"].insert_one({"_id": 3})
        client["transplant"]["transport_events"].insert_one({"_id": 3})
        assert client["transplant"]["audit_log"].find_one({"_id": 3})


def test_what_a_hard_kill_left_behind_does_not_hinder_the_next_start(stores):
    stores.start()
    kill_all(stores)
    assert (stores.postgresql.data / "postmaster.pid").exists()
    assert not stores.status().is_complete

    assert stores.start().is_complete


def test_a_pid_file_of_a_process_that_is_another_program_now_is_no_server(stores):
    stores.start()
    stores.stop()
    pid_file = stores.postgresql.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{stores.postgresql.data}\n0\n5432\n\n127.0.0.1\n\nready\n")
    assert stores.postgresql.postmaster() is None
    assert stores.start().is_complete


def write_rows(stores: EmbeddedStores, written: list[int]) -> None:
    """Insert one row after the other, noting what was acknowledged, until the server is gone."""
    with contextlib.suppress(psycopg.Error), connect(stores) as connection:
        for n in itertools.count(len(written)):
            connection.execute("INSERT INTO written VALUES (%s)", [n])
            written.append(n)


def write_documents(stores: EmbeddedStores, written: list[int]) -> None:
    """Insert one document after the other, noting what was acknowledged, until the server is gone."""
    with contextlib.suppress(PyMongoError), mongodb(stores, patience=2) as client:
        collection = client["transplant"]["written"].with_options(write_concern=WriteConcern(w=1, j=True))
        for n in itertools.count(len(written)):
            collection.insert_one({"n": n})
            written.append(n)


def test_nothing_acknowledged_is_lost_when_both_servers_are_killed_under_load(stores):
    stores.start()
    with connect(stores) as connection:
        connection.execute("CREATE TABLE written (n int)")
    rows: list[int] = []
    documents: list[int] = []
    for _ in range(2):
        before = len(rows), len(documents)
        writers = [
            threading.Thread(target=write_rows, args=(stores, rows)),
            threading.Thread(target=write_documents, args=(stores, documents)),
        ]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + 120
        while len(rows) < before[0] + 50 or len(documents) < before[1] + 50:
            assert time.monotonic() < deadline, f"{len(rows)} rows, {len(documents)} documents"
            time.sleep(0.01)
        kill_all(stores)
        for writer in writers:
            writer.join()
        stores.start()

    with connect(stores) as connection:
        found = {n for (n,) in connection.execute("SELECT n FROM written")}
        assert not set(rows) - found
    with mongodb(stores) as client:
        found = {one["n"] for one in client["transplant"]["written"].find()}
        assert not set(documents) - found


def test_a_port_that_another_program_took_is_replaced_by_a_free_one(stores):
    first = stores.start()
    stores.stop()
    with socket.socket() as taker, socket.socket() as other_taker:
        taker.bind(("127.0.0.1", first.postgresql_port))
        taker.listen()
        other_taker.bind(("127.0.0.1", first.mongodb_port))
        other_taker.listen()

        second = stores.start()
    assert second.is_complete
    assert second.postgresql_port != first.postgresql_port
    assert second.mongodb_port != first.mongodb_port


def test_two_starts_at_the_same_moment_start_each_server_once(folder, stores):
    results = []
    starters = [
        threading.Thread(target=lambda: results.append(EmbeddedStores(StateFolder(folder)).start()))
        for _ in range(3)
    ]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len(results) == 3
    assert len(set(results)) == 1


def test_secrets_are_readable_by_their_owner_alone_and_data_by_its_server(running_stores):
    stores = running_stores
    for file in (stores.state.secrets_file, stores.state.addresses_file):
        assert file.stat().st_mode & 0o777 == 0o600
    for folder in (stores.postgresql.data, stores.mongodb.data):
        assert folder.stat().st_mode & 0o077 == 0
    assert stores.postgresql.data.stat().st_uid != 0


def test_data_of_another_major_version_is_refused_with_advice(stores):
    stores.postgresql.data.mkdir(parents=True)
    (stores.postgresql.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Exception, match=r"made by PostgreSQL 17, and the embedded server is PostgreSQL 18"):
        stores.start()
