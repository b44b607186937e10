"""`manage.py export_evidence`, and evidence from pages: complete, recorded first, refused in words."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone

from tests.audit.proof.log_writing import write, write_and_sign
from tests.audit.proof.test_evidence import a_relay, verified
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.proof import evidence
from transplant_site.audit.proof.keys import KeyFolder
from transplant_site.audit.views import common

pytestmark = pytest.mark.usefixtures("committed_things", "empty_log")


def export(*arguments: str) -> str:
    out = io.StringIO()
    with a_relay():
        call_command("export_evidence", *arguments, stdout=out)
    return out.getvalue()


def test_a_period_is_exported(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(3)
    file = tmp_path / "evidence.zip"

    said = export(
        "--since", str(timezone.localdate()), "--out", str(file), "--reason", "A request of the court"
    )

    assert "3 entries" in said
    status, verdict = verified(file, proof_folder)
    assert (status, "PROVEN" in verdict) == (0, True), verdict
    recorded = LedgerEntry.objects.get(action_name="audit.evidence.exported")
    assert recorded.reason is not None
    assert recorded.reason.startswith("masked:")


def test_one_entry_is_exported(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(3)
    event = LedgerEntry.objects.order_by("id")[1].event
    file = tmp_path / "evidence.zip"

    export("--entry", str(event), "--out", str(file))

    assert verified(file, proof_folder)[0] == 0
    with zipfile.ZipFile(file) as bundle:
        assert str(event) in bundle.read("entries.jsonl").decode()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--entry", "nonsense"], "is no number of an event"),
        (["--entry", "0199f1f0-0000-7000-8000-000000000000"], "no entry of that yet"),
        (["--donor", "DNR-26-999999-X"], "There is no donor with the reference DNR-26-999999-X"),
        (["--patient", "DNR-26-000001-X"], "There is no patient"),
        (["--since", "yesterday"], "is no day"),
        (["--since", "2026-02-02", "--until", "2026-02-01"], "ends before it begins"),
        (["--entry", "x", "--until", "2026-02-01"], "say its first day"),
    ],
)
def test_what_can_not_be_exported_is_said(arguments: list[str], words: str, tmp_path: Path) -> None:
    file = tmp_path / "evidence.zip"

    with pytest.raises(CommandError, match=words):
        call_command("export_evidence", *arguments, "--out", str(file))
    assert not file.exists()


def test_a_file_that_is_there_stays(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(1)
    file = tmp_path / "evidence.zip"
    file.write_text("mine")

    with pytest.raises(CommandError, match="exists already"):
        call_command("export_evidence", "--since", str(timezone.localdate()), "--out", str(file))
    assert file.read_text() == "mine"


def test_without_a_relay_nothing_is_left_behind(
    proof_folder: KeyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_and_sign(1)
    monkeypatch.setattr(evidence.export_evidence, "__kwdefaults__", {"reason": "", "seconds": 0.1})
    file = tmp_path / "evidence.zip"

    with pytest.raises(CommandError, match="No signed checkpoint covers this export yet"):
        call_command("export_evidence", "--since", str(timezone.localdate()), "--out", str(file))
    assert not file.exists()


def asked(kind: str) -> Any:
    request: Any = RequestFactory().get("/audit/", {"export": kind})
    request.staff = SimpleNamespace(pk=uuid4(), display_name="The Inspector", role="regulator", hospital=None)
    return request


def test_a_page_hands_out_evidence_of_what_it_lists(proof_folder: KeyFolder, tmp_path: Path) -> None:
    write_and_sign(4)
    some = LedgerEntry.objects.filter(action_name="things.made").order_by("-timestamp", "-id")
    with a_relay():
        answer: Any = common.file_of(asked("bundle"), some, words="all things")

    file = tmp_path / "evidence.zip"
    file.write_bytes(b"".join(answer.streaming_content))
    status, said = verified(file, proof_folder)
    assert (status, "(all things)" in said) == (0, True), said


def test_too_many_entries_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    write(3)
    monkeypatch.setattr(evidence, "ENTRIES_AT_MOST", 2)

    with pytest.raises(evidence.TooManyEntries, match="more than 2 entries"):
        evidence.entries_scope("all", LedgerEntry.objects.all())


def test_the_whole_set_is_written_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    write(5)
    monkeypatch.setattr("transplant_site.audit.queries.batches.__kwdefaults__", {"size": 2})
    every = LedgerEntry.objects.filter(action_name="things.made").order_by("-timestamp", "-id")
    count = every.count()

    answer: Any = common.file_of(asked("jsonl"), every, words="all things")

    recorded = LedgerEntry.objects.get(action_name="audit.log.exported")
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert len(lines) == count
    assert len({line["event"] for line in lines}) == count
    assert recorded.additional_data["rows"] == str(count)
