"""Every list can be taken away whole, by those who may, and the log names each row that left."""

import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from messaging.models import SubjectKind
from messaging.services import conversations
from messaging.subjects import Subject
from organs.models import AdverseEvent, MatchRun
from organs.services import safety
from organs.services.exceptions import record_exception
from tests.factories import client_for, offer_case, staff_member
from tests.factories.offers import transplanted
from transplant_site.access.roles import Role
from transplant_site.audit import Kind, exports
from transplant_site.audit.models import LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    """A case with something in every list."""
    case = offer_case(2)
    transplant = transplanted(case)
    now = timezone.now()
    safety.report_adverse_event(
        donor=case.donor,
        kind=AdverseEvent.Kind.LATE_RESULT,
        title="=1+1\x0b\uffff",
        text="Candida",
        occurred_at=now,
        by=case.coordinator,
        at=now,
    )
    record_exception(
        rule="arrival_check_before_transplant",
        subject=transplant,
        donor=case.donor,
        reason="At night",
        by=case.surgeons[0],
    )
    conversations.start_conversation(
        subject=Subject(
            kind=SubjectKind.OFFER,
            id=transplant.offer.pk,
            reference=transplant.offer.reference,
            path=transplant.offer.get_absolute_url(),
            hospitals=(),
        ),
        title="=2+2\x01",
        by=case.coordinator,
        at=now,
    )
    case.run = MatchRun.objects.get(pk=case.run.pk)
    return case


def lists(case):
    """Give each list's address, the action its export is noted under, and how many rows it has."""
    run = case.run.reference
    return {
        reverse("organs:donor_list"): ("organs.donors.exported", 1),
        reverse("organs:match_run_list"): ("organs.match_runs.exported", 1),
        reverse("organs:match_run", args=[run]): ("organs.match_run.exported", 2),
        reverse("organs:offer_list"): ("organs.offers.exported", 1),
        reverse("organs:transplant_list"): ("organs.transplants.exported", 1),
        reverse("organs:adverse_event_list"): ("organs.adverseevents.exported", 1),
        reverse("organs:exception_list"): ("organs.exceptions.exported", 1),
        reverse("messaging:conversation_list"): ("messaging.conversations.exported", 1),
    }


def rows_of(answer, kind):
    body = b"".join(answer.streaming_content)
    if kind == "csv":
        assert body.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(StringIO(body.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(BytesIO(body)).active.values]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_list_of_a_coordinator_is_exported_whole_and_noted(case, kind):
    client = client_for(case.coordinator)
    for address, (action, count) in lists(case).items():
        answer = client.get(address, {"export": kind})
        assert answer.status_code == 200, address
        header, *rows = rows_of(answer, kind)
        assert len(rows) == count, address
        assert all(len(row) == len(header) for row in rows)
        assert not any(str(value).startswith("=") for row in rows for value in row if value)
        entry = LedgerEntry.objects.filter(action_name=action, kind=Kind.EXPORT).latest("id")
        assert entry.additional_data == {"format": kind, "rows": str(count)}, address
        assert entry.actor_id == case.coordinator.pk
        assert f"?export={kind}" in client.get(address).content.decode(), address


def test_an_export_is_the_filtered_set_in_the_words_of_the_page(case):
    client = client_for(case.coordinator)
    address = reverse("organs:match_run", args=[case.run.reference])
    header, row = rows_of(client.get(address, {"export": "csv", "rank_from": 2}), "csv")
    shown = dict(zip(header, row, strict=True))
    assert shown["Rank"] == "2"
    assert shown["Candidate"] == case.candidates[1].reference
    assert shown["Crossmatch"] == "Negative"
    assert shown["Mismatches A-B-DR"].count("-") == 2
    assert float(shown["Dialysis (years)"]) > 10


def test_the_excluded_are_exported_too(case):
    client = client_for(case.coordinator)
    address = reverse("organs:match_run_excluded", args=[case.run.reference])
    assert client.get(address, {"export": "csv"}).status_code == 200
    assert LedgerEntry.objects.filter(action_name="organs.match_run.exported").exists()


def test_those_who_may_not_export_are_offered_none(case):
    laboratory = client_for(staff_member(Role.LABORATORY))
    for name in ("organs:crossmatch_list", "messaging:conversation_list", "patients:patient_list"):
        assert laboratory.get(reverse(name), {"export": "csv"}).status_code == 400, name
    assert not LedgerEntry.objects.filter(kind=Kind.EXPORT).exists()


def test_a_long_export_names_every_row(case, monkeypatch):
    monkeypatch.setattr(exports, "OBJECTS_AT_ONCE", 1)
    for surgeon in case.surgeons:
        safety.report_adverse_event(
            donor=case.donor,
            kind=AdverseEvent.Kind.ADVERSE_EVENT,
            title=f"Event of {surgeon}",
            text="Text",
            occurred_at=timezone.now(),
            by=case.coordinator,
            at=timezone.now(),
        )
    client_for(case.coordinator).get(reverse("organs:adverse_event_list"), {"export": "csv"})
    entries = LedgerEntry.objects.filter(action_name="organs.adverseevents.exported")
    assert {entry.additional_data["rows"] for entry in entries} == {"3"}
    named = [key for entry in entries for _label, key in entry.seen]
    assert sorted(named) == sorted(str(pk) for pk in AdverseEvent.objects.values_list("pk", flat=True))
