"""Bundles of evidence: whoever has the bundle, the public keys and the verifier needs nothing of ours."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.audit.proof.log_writing import as_owner_of_both, write, write_and_sign
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.proof import evidence, verify_evidence
from transplant_site.audit.proof.checkpoints import checkpoints_after
from transplant_site.audit.proof.evidence import (
    NotYetProven,
    Run,
    Scope,
    entries_scope,
    export_evidence,
    period_scope,
)
from transplant_site.audit.proof.keys import KeyFolder
from transplant_site.audit.relay import Relay

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")


@contextmanager
def a_relay() -> Iterator[None]:
    """Mirror and sign in the background, as the relay does."""
    stop = threading.Event()

    def run() -> None:
        relay = Relay()
        while not stop.is_set():
            relay.mirror_batch()
            stop.wait(0.05)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def bundle_of(scope: Scope, folder: Path) -> Path:
    file = folder / "evidence.zip"
    with a_relay(), file.open("wb") as out:
        export_evidence(scope, out, by=None, reason="A request of the court")
    return file


def verified(file: Path, folder: KeyFolder, *more: str) -> tuple[int, str]:
    """Run the bundle's own verifier, alone in an empty folder, on the bundle."""
    with zipfile.ZipFile(file) as bundle:
        script = file.with_name("verify_evidence.py")
        script.write_bytes(bundle.read("verify_evidence.py"))
    ran = subprocess.run(
        [sys.executable, "-I", script, file, "--keys", folder.trusted, *more],
        capture_output=True,
        text=True,
        check=False,
        cwd=file.parent,
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def rewritten(file: Path, name: str, change: Callable[[str], str]) -> Path:
    """Give a copy of a bundle in which one file is changed."""
    copy = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for member in old.namelist():
            text = old.read(member).decode()
            new.writestr(member, change(text) if member == name else text)
    return copy


def every_entry() -> Any:
    return LedgerEntry.objects.filter(action_name="things.made")


def test_the_verifier_is_the_project_s_own_and_needs_nothing_of_it() -> None:
    text = evidence.VERIFIER.read_text()

    assert "transplant_site" not in text.replace("transplant site", "")
    assert "django" not in text.lower()
    assert len(text.splitlines()) < 350


def test_a_period_is_proven(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(4)
    now = timezone.now()
    scope = period_scope("26-Nov-2026", now - timedelta(hours=1), now)

    assert scope.runs == [Run(1, 4)]
    status, said = verified(bundle_of(scope, tmp_path), proof_folder)

    assert status == 0, said
    assert said.startswith("PROVEN.\n")
    assert "4 entries (26-Nov-2026) are in the log, unchanged" in said
    assert "Nothing was taken out: the log says, at position 5" in said
    assert "The log still begins with what 1 earlier checkpoints said." in said
    assert str(proof_folder.public_keys()[0]) in said


def test_entries_here_and_there_are_proven(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write(200)
    Relay().catch_up()
    chosen = list(every_entry().order_by("id").values_list("id", flat=True))
    scope = entries_scope("case", every_entry().filter(id__in=[chosen[0], chosen[7], *chosen[300:310]]))

    assert len(scope) == 12
    assert len(scope.runs) == 3
    status, said = verified(bundle_of(scope, tmp_path), proof_folder)
    assert (status, "12 entries (case)" in said) == (0, True), said


def test_one_entry_is_proven_with_the_path_of_the_standard(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(3)
    scope = entries_scope("entry", every_entry().filter(id=every_entry().order_by("id")[0].id))

    file = bundle_of(scope, tmp_path)

    assert verified(file, proof_folder)[0] == 0
    with zipfile.ZipFile(file) as bundle:
        run = json.loads(bundle.read("entries.jsonl").splitlines()[1])
    assert (run["first"], run["count"], len(run["proof"])) == (1, 1, 2)


def test_nothing_is_evidence_of_nothing(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(1)

    status, said = verified(bundle_of(Scope("nothing", []), tmp_path), proof_folder)

    assert (status, "0 entries (nothing)" in said) == (0, True)


def drop_line(number: int) -> Callable[[str], str]:
    def drop(text: str) -> str:
        lines = text.splitlines(keepends=True)
        del lines[number]
        return "".join(lines)

    return drop


def drop_entry(text: str) -> str:
    """Leave an entry out, and mend the header of its run."""
    lines = text.splitlines(keepends=True)
    run = json.loads(lines[1])
    lines[1] = json.dumps(run | {"first": run["first"] + 1, "count": run["count"] - 1}) + "\n"
    del lines[2]
    return "".join(lines)


def drop_run(text: str) -> str:
    """Leave the whole first run out."""
    lines = text.splitlines(keepends=True)
    return "".join([lines[0], *lines[2 + json.loads(lines[1])["count"] :]])


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("entries.jsonl", lambda text: text.replace("things.made", "things.mad3", 1), "was changed"),
        ("entries.jsonl", lambda text: text.replace("things.made", "things.lost"), "was changed"),
        ("entries.jsonl", drop_line(2), "missing|says that it stands at"),
        ("entries.jsonl", drop_entry, "was changed|too early|more than it needs|not what was exported"),
        ("entries.jsonl", drop_run, "not what was exported"),
        ("entries.jsonl", drop_line(-1), "missing"),
        (
            "entries.jsonl",
            lambda text: text.replace('"scope":"case"', '"scope":"cases"', 1),
            "not what was exp",
        ),
        ("entries.jsonl", lambda _text: "\n", "not the form"),
        ("checkpoint.txt", lambda text: text.replace("time 2", "time 3"), "not signed by a key"),
        ("checkpoint.txt", lambda text: text.replace("/1\n", "/2\n"), "of another log"),
        ("checkpoint.txt", lambda _text: "none", "not the form"),
        ("history.jsonl", lambda text: text.replace("time 2", "time 3"), "not signed by a key"),
        ("history.jsonl", lambda text: text.replace('"proof":["', '"proof":["00'), "rewritten|not the form"),
    ],
)
def test_a_changed_bundle_proves_nothing(
    proof_folder: KeyFolder, tmp_path: Path, name: str, change: Callable[[str], str], says: str
) -> None:
    write_and_sign(5)
    scope = entries_scope(
        "case", every_entry().exclude(id__in=every_entry().order_by("id")[2:3].values("id"))
    )
    file = bundle_of(scope, tmp_path)
    assert verified(file, proof_folder)[0] == 0

    status, said = verified(rewritten(file, name, change), proof_folder)

    assert status == 1
    assert said.startswith("NOT PROVEN.")
    assert any(word in said for word in says.split("|")), said


def test_every_changed_byte_of_the_entries_is_found(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(2)
    file = bundle_of(entries_scope("case", every_entry()), tmp_path)
    keys = [verify_evidence.Key(line) for line in proof_folder.trusted.read_text().splitlines()]
    with zipfile.ZipFile(file) as bundle:
        text = bundle.read("entries.jsonl")

    for place in range(0, len(text), 3):
        changed = text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(io.BytesIO(), "w") as new:
            for member in old.namelist():
                new.writestr(member, changed if member == "entries.jsonl" else old.read(member))
            with pytest.raises((verify_evidence.Wrong, ValueError, KeyError, TypeError, StopIteration)):
                verify_evidence.verify(new, keys)


def test_a_key_that_one_does_not_trust_proves_nothing(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(2)
    file = bundle_of(entries_scope("case", every_entry()), tmp_path)
    other = KeyFolder(tmp_path / "other", proof_folder.name)
    other.make()

    status, said = verified(file, other)

    assert (status, "not signed by a key that you trust" in said) == (1, True)


def test_whoever_trusts_the_first_key_follows_to_the_next(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(2)
    first = tmp_path / "first.txt"
    first.write_text(f"# as printed\n{proof_folder.public_keys()[0]}\n")
    second = proof_folder.rotate()
    write_and_sign(2)
    file = bundle_of(entries_scope("case", every_entry()), tmp_path)

    ran = subprocess.run(
        [sys.executable, evidence.VERIFIER, file, "--keys", first],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout
    assert f"signed by the key {second}" in ran.stdout


def test_an_earlier_checkpoint_shows_a_rewritten_history(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(3)
    kept = tmp_path / "kept.txt"
    kept.write_text(list(checkpoints_after(1))[-1].note)
    file = bundle_of(entries_scope("case", every_entry()), tmp_path)
    status, said = verified(file, proof_folder, "--earlier", str(kept))
    assert (status, "over 3 entries holds" in said) == (0, True), said

    # Someone with both databases and the key rewrites everything and signs it again.
    with as_owner_of_both() as cursor:
        cursor.execute("UPDATE audit_ledger SET actor_name = 'Another'")
        cursor.execute("TRUNCATE audit_checkpoint")
    proof_folder.checkpoints.unlink()
    Relay().catch_up()
    write_and_sign(1)
    forged = bundle_of(entries_scope("case", every_entry()), tmp_path)

    assert verified(forged, proof_folder)[0] == 0
    status, said = verified(forged, proof_folder, "--earlier", str(kept))
    assert status in (1, 2), said
    assert "History was rewritten" in said or "ask for one that names it" in said


def test_without_a_checkpoint_nothing_leaves(tmp_path: Path) -> None:
    write(1)

    with pytest.raises(NotYetProven, match="does the relay run"):
        export_evidence(entries_scope("case", every_entry()), io.BytesIO(), by=None, seconds=0.1)
