"""The relay mirrors the ledger into `audit_log`, chained; the verifier finds whatever was changed."""

import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DataError, connection, transaction

from tests.audit.things import Part, Thing
from transplant_site import documents
from transplant_site.audit import Kind, action, chain, record, verifier
from transplant_site.audit.proof.walk import Trust
from transplant_site.audit.relay import LEADER_LOCK, Relay, RelayHalted
from transplant_site.audit.verifier import verify
from transplant_site.documents import StoreAway
from transplant_site.documents import connection as store
from transplant_site.documents.connection import Patience

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")


def write(count: int = 5) -> None:
    """Commit some transactions of one to three events."""
    for nth in range(count):
        with action("things.made"):
            thing = Thing.objects.create(name=f"thing {nth}", count=nth)
            Part.objects.bulk_create([Part(thing=thing) for _ in range(nth % 3)])


def log() -> list[dict[str, Any]]:
    return documents.read_audit(0, 10_000)


@contextmanager
def mongodb() -> Any:
    with store.link(Patience.LONG).database() as database:
        yield database["audit_log"]


def test_the_log_holds_every_event_in_commit_order_with_dense_positions() -> None:
    write()

    assert Relay().catch_up() == 9

    entries = log()
    assert [entry["position"] for entry in entries] == list(range(1, 10))
    numbers = [entry["number"] for entry in entries]
    assert numbers == sorted(numbers)
    assert {entry["action"] for entry in entries} == {"things.made"}


def test_each_entry_chains_to_the_one_before() -> None:
    write()
    Relay().catch_up()

    previous = chain.GENESIS
    for entry in log():
        assert entry["previous_hash"] == previous
        assert entry["hash"] == chain.chained_hash(previous, entry["text"])
        previous = entry["hash"]


def test_the_text_is_canonical_and_says_everything() -> None:
    with action("things.made", reason="because"):
        Thing.objects.create(count=3)
    Relay().catch_up()

    (entry,) = log()
    told = json.loads(entry["text"])
    assert chain.canonical_text(told) == entry["text"]
    assert (told["action"], told["table"], told["operation"], told["position"]) == (
        "things.made",
        "thing",
        "insert",
        1,
    )
    assert told["changes"]["count"] == 3
    assert told["reason"].startswith("masked:")


def test_numbers_that_json_would_write_otherwise_stay_as_they_are() -> None:
    Thing.objects.create(precise=1e22, weight="1.50", facts={"big": 12345678901234567890, "small": 1e-7})
    Relay().catch_up()

    told = json.loads(log()[0]["text"])["changes"]
    assert told["precise"] == "10000000000000000000000"
    assert told["weight"] == "1.50"
    assert told["facts"] == {"big": "12345678901234567890", "small": "0.0000001"}
    assert verify().is_clean


def test_it_goes_on_where_it_stopped() -> None:
    write(3)
    Relay().catch_up()
    write(3)

    assert Relay().catch_up() == 6
    assert verify().is_clean


@pytest.mark.parametrize("batch", [1, 2, 3, 7])
def test_batches_of_any_size_end_the_same(batch: int) -> None:
    write()
    with transaction.atomic():
        Thing.objects.bulk_create([Thing() for _ in range(11)])

    relay = Relay(batch=batch)
    relay.mirror_batch()
    Relay(batch=batch).catch_up()

    assert verify().is_clean
    assert len(log()) == 20


def test_two_relays_at_once_write_the_same() -> None:
    write()
    one, other = Relay(batch=2), Relay(batch=3)
    one.mirror_batch()
    other.mirror_batch()
    one.mirror_batch()
    other.catch_up()
    one.catch_up()

    assert verify().is_clean
    assert len(log()) == 9


def test_reads_and_refusals_are_mirrored_as_well() -> None:
    record(Kind.READ, action="things.read", objects=[("audit.thing", 1), ("audit.thing", 2)])
    Relay().catch_up()

    (entry,) = log()
    assert json.loads(entry["text"])["objects"] == [["audit.thing", "1"], ["audit.thing", "2"]]


def test_while_mongodb_is_away_nothing_is_dropped(settings: Any) -> None:
    write()
    there = settings.MONGODB_URI
    settings.MONGODB_URI = "mongodb://127.0.0.1:1/?directConnection=true"
    relay = Relay()
    with pytest.raises(StoreAway):
        relay.catch_up()
    settings.MONGODB_URI = there

    assert relay.catch_up() == 9
    assert verify().is_clean


def test_relay_once_and_verify_as_commands() -> None:
    write()
    said = StringIO()

    call_command("relay", "--once", stdout=said)
    call_command("verify_audit", "--json", stdout=said)

    first, second = said.getvalue().splitlines()
    assert first.startswith("9 entries mirrored")
    assert json.loads(second) | {"last_hash": ""} == {
        "ok": True,
        "entries": 9,
        "transactions": 5,
        "waiting": 0,
        "last_hash": "",
        "first": 1,
        "proven": {"checkpoints": 0, "size": 0, "signed_at": None, "key": None},
        "problem": None,
        "warnings": Trust().warnings,
        "detached_months": [],
        "detached_entries": 0,
    }


def test_what_waits_for_the_relay_is_told_and_no_fault() -> None:
    write(2)
    Relay().catch_up()
    write(2)

    verdict = verify()

    assert (verdict.is_clean, verdict.entries, verdict.waiting) == (True, 3, 3)


def test_verifying_while_the_relay_works_raises_no_false_alarm() -> None:
    """What the relay mirrors after the end of the log was read is no cut."""
    write(2)
    relay = Relay()
    relay.catch_up()
    write(2)
    end = documents.audit_tail

    def end_before_the_relay_goes_on() -> Any:
        tail = end()
        assert relay.catch_up() == 3
        return tail

    with mock.patch.object(documents, "audit_tail", side_effect=end_before_the_relay_goes_on):
        assert verify().problem is None


def test_verifying_during_load_finds_nothing_wrong() -> None:
    over = threading.Event()

    def until_over(job: Callable[[], object]) -> None:
        try:
            while not over.is_set():
                job()
        finally:
            connection.close()

    relay = Relay(batch=20)
    with ThreadPoolExecutor(3) as pool:
        running = [
            pool.submit(until_over, job) for job in (lambda: write(3), lambda: write(2), relay.catch_up)
        ]
        try:
            verdicts = [verify() for _ in range(12)]
        finally:
            over.set()
        for one in running:
            one.result()

    assert [verdict.problem for verdict in verdicts] == [None] * 12
    assert verdicts[-1].entries > verdicts[0].entries
    relay.catch_up()
    assert verify().waiting == 0


def test_verifying_holds_no_snapshot_from_page_to_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old snapshot keeps every version of the counter alive, and each commit reads them all."""
    write()
    Relay().catch_up()
    monkeypatch.setattr(verifier, "PAGE", 2)
    open_transactions = []

    def look(*_: int) -> None:
        open_transactions.append(connection.in_atomic_block)
        write(1)

    assert verify(tell=look).is_clean
    assert open_transactions == [False] * len(open_transactions)
    assert len(open_transactions) > 3


# Attacks --------------------------------------------------------------------------------------------------


def mended(entry: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Change an entry's text as a knowing attacker would: its hash fits again."""
    told = json.loads(entry["text"]) | changes
    text = chain.canonical_text(told)
    return {**entry, **changes, "text": text, "hash": chain.chained_hash(entry["previous_hash"], text)}


def rewrite(entries: list[dict[str, Any]]) -> None:
    """Replace the whole log by these entries, chained anew."""
    previous = chain.GENESIS
    written = []
    for position, entry in enumerate(entries, start=1):
        told = json.loads(entry["text"]) | {"position": position}
        text = chain.canonical_text(told)
        one = {**entry, "_id": position, "position": position, "text": text, "previous_hash": previous}
        one["hash"] = previous = chain.chained_hash(previous, text)
        written.append(one)
    with mongodb() as collection:
        collection.delete_many({})
        collection.insert_many(written)


def replace(entry: Mapping[str, Any]) -> None:
    with mongodb() as collection:
        collection.replace_one({"_id": entry["position"]}, {**entry, "_id": entry["position"]})


def edit() -> None:
    replace({**log()[3], "text": log()[3]["text"].replace("things.made", "things.lost")})


def edit_and_mend_the_hash() -> None:
    replace(mended(log()[3], action="things.lost"))


def edit_beside_the_text() -> None:
    replace({**log()[3], "action": "things.lost"})


def delete_one() -> None:
    with mongodb() as collection:
        collection.delete_one({"_id": 4})


def cut_the_tail() -> None:
    with mongodb() as collection:
        collection.delete_many({"position": {"$gt": 3}})


def cut_a_transaction() -> None:
    rewrite([entry for entry in log() if entry["number"] != 3])


def edit_and_rewrite() -> None:
    entries = log()
    entries[3] = mended(entries[3], action="things.lost")
    rewrite(entries)


def delete_renumber_and_rewrite() -> None:
    entries = log()
    del entries[3]
    rewrite(entries)


def swap_two_and_rewrite() -> None:
    entries = log()
    entries[3], entries[4] = entries[4], entries[3]
    rewrite(entries)


def without_validation(change: Callable[[Any], object]) -> None:
    with mongodb() as collection:
        collection.database.command("collMod", "audit_log", validationLevel="off")
        change(collection)
    documents.ensure_collections()


def set_position_0() -> None:
    without_validation(lambda there: there.insert_one({**log()[3], "_id": 0, "position": 0}))


def add_one_without_position() -> None:
    without_validation(lambda there: there.insert_one({"_id": "phantom", "text": "invented"}))


def move_to_another_id() -> None:
    entry = log()[3]
    with mongodb() as collection:
        collection.delete_one({"_id": 4})
        collection.insert_one({**entry, "_id": 777_777})


def add_one_between() -> None:
    without_validation(lambda there: there.insert_one({**log()[3], "_id": "between", "position": 4.5}))


def take_the_hash_away() -> None:
    without_validation(lambda there: there.update_one({"_id": 4}, {"$unset": {"hash": 1}}))


def take_the_text_away() -> None:
    without_validation(lambda there: there.update_one({"_id": 4}, {"$unset": {"text": 1}}))


def spoil_the_previous_hash() -> None:
    without_validation(lambda there: there.update_one({"_id": 4}, {"$set": {"previous_hash": "zz"}}))


def add_one() -> None:
    rewrite([*log(), mended(log()[-1], event="019aaac4-7700-7d2b-8c10-2a9b3c4d5e6f")])


@pytest.mark.parametrize(
    ("attack", "position", "code"),
    [
        (edit, 4, "hash"),
        (edit_and_mend_the_hash, 4, "differs"),
        (edit_beside_the_text, 4, "field"),
        (delete_one, 4, "missing"),
        (cut_the_tail, 4, "cut"),
        (cut_a_transaction, 4, "differs"),
        (edit_and_rewrite, 4, "differs"),
        (delete_renumber_and_rewrite, 4, "differs"),
        (swap_two_and_rewrite, 4, "differs"),
        (add_one, 10, "not_in_postgresql"),
        (set_position_0, 0, "foreign"),
        (add_one_without_position, 0, "foreign"),
        (move_to_another_id, 4, "field"),
        (add_one_between, 4, "malformed"),
        (take_the_hash_away, 4, "malformed"),
        (take_the_text_away, 4, "malformed"),
        (spoil_the_previous_hash, 4, "malformed"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_an_attack_on_the_log_is_found_at_its_first_position(
    attack: Callable[[], None], position: int, code: str
) -> None:
    write()
    Relay().catch_up()
    assert verify().is_clean

    attack()

    problem = verify().problem
    assert problem is not None
    assert (problem.position, problem.code) == (position, code)
    with pytest.raises(CommandError, match=f"Position {position} is wrong") as raised:
        call_command("verify_audit", stdout=StringIO())
    assert raised.value.returncode == 1


@contextmanager
def as_a_thorough_owner() -> Any:
    """Take the ledger's own refusals away, as only its owner can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'audit\\_ledger%'")
        tables = [*(name for (name,) in cursor.fetchall()), "audit_tx", "audit_head"]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table]
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


ENTRY_4 = "(SELECT sequence FROM audit_ledger ORDER BY sequence OFFSET 3 LIMIT 1)"


@pytest.mark.parametrize(
    ("attack", "position", "code"),
    [
        (f"UPDATE audit_ledger SET action = 'things.lost' WHERE sequence = {ENTRY_4}", 4, "differs"),
        (f"UPDATE audit_ledger SET changes = changes - 'count' WHERE sequence = {ENTRY_4}", 4, "differs"),
        (f"DELETE FROM audit_ledger WHERE sequence = {ENTRY_4}", 4, "differs"),
        ("DELETE FROM audit_ledger WHERE sequence = (SELECT max(sequence) FROM audit_ledger)", 9, "ledger"),
        ("DELETE FROM audit_tx WHERE number = 3", 4, "ledger"),
        ("DELETE FROM audit_tx WHERE number = 5", 8, "not_in_postgresql"),
        ("UPDATE audit_tx SET n = n + 1 WHERE number = 3", 4, "differs"),
        ("UPDATE audit_head SET entries = entries + 1", 10, "counter"),
        (
            (
                "INSERT INTO audit_ledger"
                " (sequence, recorded_at, event, tx, kind, database_user, database_role)"
                " VALUES (0, now(), gen_random_uuid(), 0, 'read', '', '')"
            ),
            10,
            "stray",
        ),
    ],
)
def test_an_attack_on_the_ledger_is_found(attack: str, position: int, code: str) -> None:
    write()
    Relay().catch_up()

    with as_a_thorough_owner() as cursor:
        cursor.execute(attack)

    problem = verify().problem
    assert problem is not None
    assert (problem.position, problem.code) == (position, code)


def test_the_relay_halts_at_a_ledger_that_contradicts_itself() -> None:
    write()
    with as_a_thorough_owner() as cursor:
        cursor.execute(f"DELETE FROM audit_ledger WHERE sequence = {ENTRY_4}")

    with pytest.raises(RelayHalted, match="transaction 3 was counted with 3 events and holds 2"):
        Relay().catch_up()


def test_the_relay_halts_at_a_tail_that_postgresql_does_not_know() -> None:
    write()
    Relay().catch_up()
    replace(mended(log()[-1], action="things.lost"))
    write(1)

    with pytest.raises(RelayHalted, match="position 9"):
        Relay().catch_up()


def test_a_table_whose_capture_is_disabled_is_told() -> None:
    write()
    Relay().catch_up()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE thing DISABLE TRIGGER audit_update")
        try:
            problem = verify().problem
        finally:
            cursor.execute("ALTER TABLE thing ENABLE ALWAYS TRIGGER audit_update")

    assert problem is not None
    assert (problem.position, problem.code) == (10, "uncaptured")
    assert "thing (audit_update)" in problem.text


def test_the_relay_halts_at_a_tail_that_is_no_entry() -> None:
    write()
    Relay().catch_up()
    without_validation(
        lambda there: there.insert_one({"_id": 10**6, "position": 10**6, "text": "x", "hash": "0" * 64})
    )

    with pytest.raises(RelayHalted, match="hasn't the form of an entry"):
        Relay().catch_up()


def test_an_event_of_many_objects_becomes_several() -> None:
    record(Kind.EXPORT, action="things.exported", objects=[("audit.thing", nth) for nth in range(1_201)])
    Relay().catch_up()

    told = [json.loads(entry["text"]) for entry in log()]
    assert [len(one["objects"]) for one in told] == [500, 500, 201]
    assert {one["of"] for one in told} == {3}
    assert verify().is_clean


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"objects": [("audit.thing", "x" * 1000)] * 300}, "objects in 200,000 characters"),
        ({"details": {f"name{nth}": "x" * 4000 for nth in range(30)}}, "details in 100,000"),
        ({"action": "x" * 1001}, "1000 characters each"),
    ],
    ids=["objects", "details", "action"],
)
def test_an_event_that_could_not_be_mirrored_is_refused(event: dict[str, Any], says: str) -> None:
    with pytest.raises(DataError, match=says):
        record(Kind.EXPORT, **{"action": "things.exported"} | event)

    assert Relay().catch_up() == 0


def test_the_largest_event_and_the_longest_values_can_be_mirrored() -> None:
    record(
        Kind.EXPORT,
        action="things.exported",
        objects=[("audit.thing", "\x01" * 50)] * 500,
        details={f"name{nth}": "\x01" * 600 for nth in range(25)},
    )
    Thing.objects.create(name="\x01" * 5_000_000, facts={"a": ["\x01" * 100] * 50_000}, count=1)
    Thing.objects.update(name="", facts={"a": ["\x02" * 100] * 50_000})

    assert Relay().catch_up() == 3
    assert verify().is_clean


def test_the_relay_halts_where_another_entry_stands() -> None:
    write(2)
    relay = Relay()
    relay.catch_up()
    write(1)
    with mongodb() as collection:
        collection.insert_one({**log()[0], "_id": 4, "position": 4})

    with pytest.raises(RelayHalted, match="another entry at position 4"):
        relay.catch_up()


def set_back_one_transaction() -> None:
    """Leave PostgreSQL as a backup from before its last transaction would."""
    with as_a_thorough_owner() as cursor:
        cursor.execute("ALTER TABLE audit_relayed DISABLE TRIGGER USER")
        cursor.execute("SELECT id, n FROM audit_tx ORDER BY number DESC LIMIT 1")
        tx, n = cursor.fetchone()
        cursor.execute("DELETE FROM audit_ledger WHERE tx = %s", [tx])
        cursor.execute("DELETE FROM audit_tx WHERE id = %s", [tx])
        cursor.execute("UPDATE audit_head SET number = number - 1, entries = entries - %s", [n])
        cursor.execute("UPDATE audit_relayed SET position = position - %s, number = number - 1", [n])
        cursor.execute("ALTER TABLE audit_relayed ENABLE ALWAYS TRIGGER audit_relayed_goes_forward")
        cursor.execute("ALTER TABLE audit_relayed ENABLE ALWAYS TRIGGER audit_relayed_stays")


def test_a_ledger_that_was_set_back_gets_its_mirror_anew() -> None:
    write(3)
    Relay().catch_up()
    set_back_one_transaction()
    write(1)
    with pytest.raises(RelayHalted):
        Relay().catch_up()
    said = StringIO()

    call_command("rebuild_audit_mirror", "--yes", "--reason", "Restored from a backup", stdout=said)

    assert verify().problem is None
    assert verify().waiting == 0
    told = json.loads(log()[-1]["text"])
    assert (told["kind"], told["action"]) == ("mirror", "audit.mirror.rebuilt")
    assert told["reason"].startswith("masked:")
    assert {json.loads(entry["text"])["action"] for entry in log()} == {"things.made", "audit.mirror.rebuilt"}
    kept_as = told["details"]["kept_as"]
    assert kept_as in said.getvalue()
    with store.link(Patience.LONG).database() as database:
        assert len(list(database[kept_as].find({}))) == 6
        database.drop_collection(kept_as)
    write(1)
    assert Relay().catch_up() == 1


def test_the_mirror_is_not_made_anew_without_reason_word_or_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    write(1)
    Relay().catch_up()
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    with pytest.raises(CommandError, match="--reason"):
        call_command("rebuild_audit_mirror")
    with pytest.raises(CommandError, match="Say why"):
        call_command("rebuild_audit_mirror", "--reason", " ")
    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("rebuild_audit_mirror", "--reason", "why not")
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LEADER_LOCK])
        with pytest.raises(CommandError, match="Stop it first"):
            call_command("rebuild_audit_mirror", "--yes", "--reason", "why not")
    assert len(log()) == 1


def test_a_cut_tail_is_written_anew_and_the_loss_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    write()
    Relay().catch_up()
    cut_the_tail()

    assert Relay().catch_up() == 7

    assert "its end was cut off or lost" in caplog.text
    told = json.loads(log()[-1]["text"])
    assert (told["kind"], told["action"]) == ("mirror", "audit.mirror.cut")
    assert told["details"] == {"ends_at": "3", "confirmed": "9"}
    assert verify().is_clean
