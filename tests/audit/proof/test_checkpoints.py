"""What the relay signs, where it is kept, and that it contradicts whoever changes the past."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from tests.audit.proof.log_writing import (
    as_owner_of_both,
    forge,
    trust_in,
    without_refusals,
    write,
    write_and_sign,
)
from transplant_site.audit.chain import leaf_hash
from transplant_site.audit.proof.checkpoints import CheckpointFile, checkpoints_after, origin
from transplant_site.audit.proof.keys import KeyFolder, KeyUnusable
from transplant_site.audit.proof.notes import SignedCheckpoint
from transplant_site.audit.proof.stored import StoredTree
from transplant_site.audit.proof.tree import root_of
from transplant_site.audit.relay import Relay, RelayHalted
from transplant_site.audit.verifier import Problem, verify
from transplant_site.documents import read_audit

ENTRY_4 = "(SELECT sequence FROM audit_ledger ORDER BY sequence OFFSET 3 LIMIT 1)"
TX_OF = "(SELECT id FROM audit_tx WHERE number = {})"

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")


def in_file(folder: KeyFolder) -> list[SignedCheckpoint]:
    return list(CheckpointFile(folder.checkpoints).read(origin(1)))


def leaves() -> list[bytes]:
    return [leaf_hash(entry["text"]) for entry in read_audit(0, 10_000)]


def found(folder: KeyFolder, **options: Any) -> Problem | None:
    return verify(trust=trust_in(folder), **options).problem


def test_what_is_mirrored_is_signed_in_postgresql_and_in_the_file(proof_folder: KeyFolder) -> None:
    write_and_sign(3)

    signed = in_file(proof_folder)
    assert [one.checkpoint.size for one in signed] == [1, 2, 3]
    assert [one.note for one in checkpoints_after(1)] == [str(one) for one in signed]
    assert [one.checkpoint.root for one in signed] == [root_of(leaves()[:size]) for size in (1, 2, 3)]
    assert all(one.signer_among(proof_folder.public_keys()) for one in signed)


def test_nothing_new_is_nothing_to_sign(proof_folder: KeyFolder) -> None:
    write_and_sign(1)

    for _ in range(3):
        Relay().catch_up()

    assert len(in_file(proof_folder)) == 1


def test_without_a_key_the_log_is_mirrored_and_not_signed(proof_folder: KeyFolder) -> None:
    proof_folder.signing.unlink()

    write_and_sign(2)

    assert verify(trust=trust_in(proof_folder)).entries == 2
    assert list(checkpoints_after(1)) == []


def test_a_key_that_can_t_be_read_is_told_once_and_hinders_nothing(
    proof_folder: KeyFolder, caplog: pytest.LogCaptureFixture
) -> None:
    proof_folder.signing.write_text("no key")
    relay = Relay()

    for _ in range(3):
        write(1)
        relay.catch_up()

    assert len(leaves()) == 3
    assert caplog.text.count("can't be signed") == 1


def test_what_the_file_lacks_is_written_to_it_later(proof_folder: KeyFolder) -> None:
    write_and_sign(2)
    whole = proof_folder.checkpoints.read_text()
    proof_folder.checkpoints.unlink()

    write_and_sign(1)

    assert proof_folder.checkpoints.read_text().startswith(whole)
    assert [one.checkpoint.size for one in in_file(proof_folder)] == [1, 2, 3]


def test_a_disk_that_takes_no_checkpoint_hinders_nothing(
    proof_folder: KeyFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_file: object, _notes: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(CheckpointFile, "append", full)
        write_and_sign(2)
    assert len(leaves()) == 2
    assert "No space left" in caplog.text

    write_and_sign(1)
    assert [one.checkpoint.size for one in in_file(proof_folder)] == [1, 2, 3]


def test_the_tree_survives_the_relay(proof_folder: KeyFolder) -> None:
    for _ in range(3):
        write(130)
        Relay(batch=70).catch_up()

    everything = leaves()
    assert len(everything) > 3 * 256
    assert StoredTree(1).hash_of(0, len(everything)) == root_of(everything)
    assert found(proof_folder) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_subtree")
        assert cursor.fetchone()[0] == len(everything) // 256


def test_subtrees_that_were_not_kept_in_time_are_made_good(proof_folder: KeyFolder) -> None:
    write(300)
    Relay().catch_up()
    with without_refusals() as cursor:
        cursor.execute("TRUNCATE audit_subtree")

    write_and_sign(1)

    assert StoredTree(1).hash_of(0, len(leaves())) == root_of(leaves())
    assert found(proof_folder) is None


def test_the_verifier_says_how_far_the_log_is_proven(proof_folder: KeyFolder) -> None:
    write_and_sign(3)
    said = StringIO()

    call_command("verify_audit", "--json", stdout=said)

    proven = json.loads(said.getvalue())["proven"]
    assert (proven["checkpoints"], proven["size"]) == (3, 3)
    assert proven["key"] == str(proof_folder.public_keys()[0])
    spoken = StringIO()
    call_command("verify_audit", stdout=spoken)
    assert "3 checkpoints hold. The last covers entry 3" in spoken.getvalue()


def test_verification_begins_where_it_is_told_to(proof_folder: KeyFolder) -> None:
    write_and_sign(4)
    write(300)
    Relay().catch_up()
    size = len(leaves())
    verdict = verify(first=size - 20, trust=trust_in(proof_folder))
    assert (verdict.problem, verdict.first, verdict.entries) == (None, size - 20, 21)
    assert verdict.proven.size == size

    # What stands before is bound by the checkpoint behind it: a changed leaf, or subtree, shows.
    forge(f"UPDATE audit_ledger SET action = 'lost' WHERE sequence = {ENTRY_4}")()
    problem = found(proof_folder, first=size - 20)
    assert problem is not None
    assert problem.code == "rewritten"


def test_no_verification_begins_behind_the_end(proof_folder: KeyFolder) -> None:
    write_and_sign(2)

    with pytest.raises(CommandError, match="no entry 8") as raised:
        call_command("verify_audit", "--from", "9")
    assert raised.value.returncode == 2


SWAP = """
    UPDATE audit_tx SET number = CASE number WHEN 3 THEN -4 ELSE -3 END WHERE number IN (3, 4);
    UPDATE audit_tx SET number = -number WHERE number < 0;
"""


@pytest.mark.parametrize(
    ("attack", "position", "code"),
    [
        # Each mends hashes, chain, numbers, counts and the tree in both databases.
        (forge(f"UPDATE audit_ledger SET action = 'things.lost' WHERE sequence = {ENTRY_4}"), 4, "rewritten"),
        (forge(f"UPDATE audit_ledger SET actor_name = 'Another' WHERE sequence = {ENTRY_4}"), 4, "rewritten"),
        (forge(f"DELETE FROM audit_ledger WHERE sequence = {ENTRY_4}"), 4, "rewritten"),
        (forge("DELETE FROM audit_ledger WHERE tx = (SELECT id FROM audit_tx WHERE number = 5)"), 5, "cut"),
        (forge(f"DELETE FROM audit_ledger WHERE tx = {TX_OF.format(3)}"), 3, "rewritten"),
        (forge("UPDATE audit_ledger SET recorded_at = recorded_at - interval '1 s'"), 1, "rewritten"),
        (forge(f"DELETE FROM audit_ledger WHERE tx <= {TX_OF.format(2)}"), 1, "rewritten"),
        (forge(SWAP), 3, "rewritten"),
    ],
    ids=["edit", "edit another's name", "delete one", "cut the tail", "cut a transaction", "rewrite all",
         "delete and renumber", "swap two"],
)  # fmt: skip
def test_whoever_owns_both_databases_is_found_by_what_was_signed(
    proof_folder: KeyFolder, attack: Callable[[], None], position: int, code: str
) -> None:
    write_and_sign(5)
    assert found(proof_folder) is None

    attack()

    problem = found(proof_folder)
    assert problem is not None
    assert (problem.position, problem.code) == (position, code)


def test_an_edit_that_took_the_checkpoints_along_is_found_by_the_file_alone(proof_folder: KeyFolder) -> None:
    write_and_sign(5)
    with as_owner_of_both() as cursor:
        cursor.execute(f"UPDATE audit_ledger SET action = 'things.lost' WHERE sequence = {ENTRY_4}")
        cursor.execute("DELETE FROM audit_checkpoint")

    assert verify().problem is None
    problem = found(proof_folder)
    assert problem is not None
    assert (problem.position, problem.code) == (1, "checkpoint")


def test_a_cut_in_both_databases_that_took_its_checkpoints_along_is_found_by_the_file(
    proof_folder: KeyFolder,
) -> None:
    write_and_sign(5)
    with as_owner_of_both() as cursor:
        cursor.execute("DELETE FROM audit_ledger WHERE tx = (SELECT id FROM audit_tx WHERE number = 5)")
        cursor.execute("DELETE FROM audit_checkpoint WHERE size > 4")

    assert verify().problem is None
    problem = found(proof_folder)
    assert problem is not None
    assert (problem.position, problem.code) == (5, "cut")


@pytest.mark.parametrize(
    ("sql", "position", "code"),
    [
        ("DELETE FROM audit_checkpoint WHERE size = 3", 3, "checkpoint"),
        ("UPDATE audit_checkpoint SET root = sha256('x') WHERE size = 3", 3, "checkpoint"),
        (
            "UPDATE audit_checkpoint SET note = replace(note, 'time 2', 'time 3') WHERE size = 3",
            3,
            "checkpoint",
        ),
        ("UPDATE audit_checkpoint SET note = 'none' WHERE size = 3", 3, "checkpoint"),
    ],
)
def test_a_changed_checkpoint_is_found(proof_folder: KeyFolder, sql: str, position: int, code: str) -> None:
    write_and_sign(5)
    with without_refusals() as cursor:
        cursor.execute(sql)

    problem = found(proof_folder)
    assert problem is not None
    assert (problem.position, problem.code) == (position, code)


def test_a_changed_subtree_is_found(proof_folder: KeyFolder) -> None:
    write(300)
    Relay().catch_up()
    with without_refusals() as cursor:
        cursor.execute("UPDATE audit_subtree SET hash = sha256('x') WHERE number = 1")

    problem = found(proof_folder)
    assert problem is not None
    assert (problem.position, problem.code) == (257, "tree")


def test_a_checkpoint_by_another_key_is_no_checkpoint(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(2)
    other = KeyFolder(tmp_path / "other", proof_folder.name)
    other.make()

    problem = verify(trust=trust_in(other)).problem

    assert problem is not None
    assert (problem.position, problem.code) == (1, "signature")


def test_the_relay_signs_nothing_that_contradicts_what_it_signed(proof_folder: KeyFolder) -> None:
    write_and_sign(5)
    forge(f"UPDATE audit_ledger SET action = 'things.lost' WHERE sequence = {ENTRY_4}")()
    write(1)

    with pytest.raises(RelayHalted, match="not those that were signed"):
        Relay().catch_up()

    assert [one.checkpoint.size for one in in_file(proof_folder)] == [1, 2, 3, 4, 5]


def test_the_relay_signs_no_log_that_has_lost_its_end(proof_folder: KeyFolder) -> None:
    write_and_sign(5)
    forge("DELETE FROM audit_ledger WHERE tx = (SELECT id FROM audit_tx WHERE number = 5)")()

    with pytest.raises(RelayHalted, match="ends at entry 4, but 5 entries were signed"):
        Relay().catch_up()


def test_a_log_that_is_made_anew_is_another_one(proof_folder: KeyFolder) -> None:
    write_and_sign(3)

    call_command("rebuild_audit_mirror", "--yes", "--reason", "Restored from a backup", stdout=StringIO())
    write_and_sign(1)

    assert found(proof_folder) is None
    assert verify(trust=trust_in(proof_folder)).proven.size == 5
    file = CheckpointFile(proof_folder.checkpoints)
    assert [one.checkpoint.size for one in file.read(origin(1))] == [1, 2, 3]
    assert [one.checkpoint.size for one in file.read(origin(2))] == [4, 5]


def test_a_new_key_takes_over_and_the_old_one_vouches_for_it(proof_folder: KeyFolder) -> None:
    write_and_sign(2)
    first = proof_folder.public_keys()[0]

    second = proof_folder.rotate()
    write_and_sign(2)

    handover, after = in_file(proof_folder)[2:]
    assert handover.checkpoint.next_key == second
    assert [handover.signer_among([key]) for key in (first, second)] == [first, second]
    assert (after.signer_among([first]), after.signer_among([second])) == (None, second)
    assert found(proof_folder) is None
    # Whoever knows the first key alone follows to the second.
    assert verify(trust=type(trust_in(proof_folder))([first], None)).proven.key == str(second)
    assert len(list(proof_folder.folder.glob("signing_key_until_*.pem"))) == 1


def test_the_key_is_its_owner_s_alone_and_is_not_made_twice(proof_folder: KeyFolder) -> None:
    assert proof_folder.signing.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyUnusable, match="exists already"):
        proof_folder.make()
    proof_folder.rotate()
    with pytest.raises(KeyUnusable, match="exists already"):
        proof_folder.rotate()


def test_another_key_does_not_go_on_by_itself(
    proof_folder: KeyFolder, caplog: pytest.LogCaptureFixture
) -> None:
    write_and_sign(2)
    proof_folder.signing.unlink()
    proof_folder.make()

    write_and_sign(1)

    assert "Another key signed this log up to here" in caplog.text
    assert (len(leaves()), len(in_file(proof_folder))) == (3, 2)

    call_command("rebuild_audit_mirror", "--yes", "--reason", "The key is lost", stdout=StringIO())
    write_and_sign(1)
    assert found(proof_folder) is None


def test_a_handover_that_was_interrupted_is_finished(
    proof_folder: KeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_and_sign(1)
    second = proof_folder.rotate()
    with monkeypatch.context() as patched:
        patched.setattr(KeyFolder, "take_over", lambda *_: (_ for _ in ()).throw(OSError(5, "Killed")))
        write_and_sign(1)

    write_and_sign(2)

    assert in_file(proof_folder)[-1].signer_among([second]) == second
    assert not proof_folder.next.exists()
    assert found(proof_folder) is None


@pytest.mark.parametrize("table", ["audit_subtree", "audit_checkpoint"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET series = 7", "TRUNCATE {}"])
def test_what_proves_the_log_stays(proof_folder: KeyFolder, table: str, change: str) -> None:
    write(300)
    Relay().catch_up()

    with connection.cursor() as cursor, pytest.raises(DatabaseError, match=f"{table} is refused"):
        cursor.execute(change.format(table))
