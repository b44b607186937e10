"""All that is held about a patient leaves in one file, and it is recorded first."""

import json
import zipfile
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from organs.models import MatchCandidate
from patients.models import Patient, PatientIdentity
from tests.access.filled_case import FilledCase, filled_case
from tests.audit.ledger_reading import written
from tests.factories import client_for, patient, staff_member
from transplant_site.access.roles import Role
from transplant_site.desk import subject_access
from transplant_site.desk.subject_access import gather
from transplant_site.documents import Page, StoreAway
from transplant_site.staff.models import StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(document_store: object) -> FilledCase:
    return filled_case()


def keeper() -> StaffMember:
    """Whoever orders the export."""
    return staff_member(Role.ADMINISTRATOR)


def export(one: Patient, folder: Path) -> tuple[dict[str, Any], str]:
    file = folder / "access.zip"
    call_command("subject_access", one.reference.lower(), by=keeper().email, out=file, stdout=StringIO())
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as bundle:
        return json.loads(bundle.read("data.json")), bundle.read("report.html").decode()


def rows_of(data: dict[str, Any], model: str) -> list[dict[str, str]]:
    return next((table["rows"] for table in data["tables"] if table["model"] == model), [])


def test_every_row_is_there_in_words(filled: FilledCase, tmp_path: Path) -> None:
    recipient = filled.transplant.registration.patient
    data, page = export(recipient, tmp_path)

    assert data["patient"] == recipient.reference
    (identity,) = rows_of(data, "patients.patientidentity")
    assert identity["family name"] == recipient.identity.family_name  # type: ignore[union-attr]
    assert rows_of(data, "patients.patient")[0]["hospital"] == str(recipient.hospital)
    for model in (
        "patients.hlatyping",
        "patients.registration",
        "patients.statusperiod",
        "organs.offer",
        "organs.offerstatuschange",
        "organs.transplant",
        "organs.followup",
        "organs.transplantteammember",
        "organs.matchcandidate",
    ):
        assert rows_of(data, model), model
    assert str(identity["family name"]) in page
    assert rows_of(data, "organs.followup")[0]["graft"] == "Graft functions"


def test_nobody_elses_rows_are_there(filled: FilledCase, tmp_path: Path) -> None:
    recipient = filled.transplant.registration.patient
    data, page = export(recipient, tmp_path)

    others = set(PatientIdentity.objects.exclude(patient=recipient).values_list("family_name", flat=True))
    others -= {recipient.identity.family_name}  # type: ignore[union-attr]
    assert others
    assert not [name for name in others if name in page]
    own = MatchCandidate.objects.filter(registration__patient=recipient).count()
    assert len(rows_of(data, "organs.matchcandidate")) == own < MatchCandidate.objects.count()


def test_messages_about_the_patient_are_there_in_full(filled: FilledCase, tmp_path: Path) -> None:
    data, page = export(filled.open_offer.registration.patient, tmp_path)

    texts = [message["text"] for message in data["messages"]]
    assert "Could you send the last creatinine?" in texts
    assert "Ask the team at six." in texts
    assert "0.9 mg/dL" in page
    assert data["messages"][0]["author"] == filled.people.surgeon.display_name


def test_who_read_and_changed_it_is_there(filled: FilledCase, tmp_path: Path) -> None:
    surgeon = filled.people.surgeon
    client_for(surgeon).get(filled.path("patients:patient"))

    data, page = export(filled.watched.patient, tmp_path)

    reads = [line for line in data["log"] if line["action"] == "patients.patient.read"]
    assert (reads[0]["person"], reads[0]["role"], reads[0]["kind"]) == (
        surgeon.display_name,
        "clinician",
        "read",
    )
    assert reads[0]["hospital"] == str(surgeon.hospital)
    assert {"patients.patient.registered", "patients.candidate.registered"} <= {
        line["action"] for line in data["log"]
    }
    assert data["log"] == sorted(data["log"], key=lambda line: line["at"])
    assert surgeon.display_name in page


def test_it_is_recorded_as_an_export_before_the_file_is_written(filled: FilledCase, tmp_path: Path) -> None:
    one, who = filled.watched.patient, keeper()
    with written() as log, pytest.raises(CommandError, match="can't be written"):
        call_command("subject_access", one.reference, by=who.email, out=tmp_path / "no" / "folder.zip")

    (row,) = log.rows
    assert (row.kind, row.action) == ("export", "patients.patient.subject_access")
    assert row.actor_id == str(who.pk)
    assert row.objects == [["patients.patient", str(one.pk)]]


def test_an_erased_identity_leaves_the_rest(filled: FilledCase, tmp_path: Path) -> None:
    one = filled.watched.patient
    PatientIdentity.objects.filter(patient=one).delete()

    data, _page = export(one, tmp_path)

    assert rows_of(data, "patients.patientidentity") == []
    assert rows_of(data, "patients.registration")


def test_without_mongodb_it_is_refused(
    filled: FilledCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject_access.documents, "find_many", lambda *_: Page((), is_complete=False))

    with written() as log, pytest.raises(CommandError, match="Nothing was written"):
        export(filled.open_offer.registration.patient, tmp_path)
    assert {row.kind for row in log.rows} == {"change"}  # of the account of who orders it
    with pytest.raises(StoreAway):
        gather(filled.open_offer.registration.patient, at=timezone.now())


def test_entries_of_detached_months_are_read_in_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    one = patient()
    told = {
        "object": str(one.pk),
        "objects": None,
        "recorded_at": "2020-03-01T08:00:00.000000+00:00",
        "actor_name": "Dr Then",
        "actor_role": "clinician",
        "hospital_id": None,
        "kind": "change",
        "action": "patients.patient.corrected",
        "model": "patients.patient",
    }
    other = {**told, "object": "another", "actor_name": "Dr Other"}
    monkeypatch.setattr(subject_access, "_of_detached_months", lambda: iter([told, other]))

    access = gather(one, at=datetime(2026, 1, 1, tzinfo=UTC))

    assert access.log[0].person == "Dr Then"
    assert not [line for line in access.log if line.person == "Dr Other"]


def test_a_file_is_never_overwritten_and_a_stranger_not_found(tmp_path: Path) -> None:
    one = patient()
    file = tmp_path / "kept.zip"
    file.write_text("kept")

    with pytest.raises(CommandError, match="can't be written"):
        call_command("subject_access", one.reference, by=keeper().email, out=file)
    assert file.read_text() == "kept"
    with pytest.raises(CommandError, match="no patient PAT-26-999999"):
        call_command("subject_access", "PAT-26-999999", by=keeper().email, out=tmp_path / "x.zip")
