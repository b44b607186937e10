"""A donor's or patient's case, who has seen it, what a purpose opens, and what an offer showed."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from messaging import subjects
from messaging.models import SubjectKind
from messaging.services import conversations
from organs.models import DonorFinding
from tests.access.filled_case import FilledCase, filled_case
from tests.factories import candidate, client_for, donor, offer_case, patient, programme, staff_member
from transplant_site.access.roles import Role
from transplant_site.audit import Kind, cases, record
from transplant_site.audit.models import LedgerEntry
from transplant_site.audit.proof.evidence import NotYetProven
from transplant_site.audit.views import cases as views

pytestmark = pytest.mark.django_db

PURPOSE = "Inspection of the allocation, file 2026/114"


@pytest.fixture
def regulator() -> Any:
    return staff_member(Role.REGULATOR)


@pytest.fixture
def browser(regulator: Any) -> Client:
    return client_for(regulator)


@pytest.fixture
def filled() -> FilledCase:
    return filled_case()


def shown(browser: Client, name: str, *arguments: Any, **parameters: Any) -> str:
    answer = browser.get(reverse(name, args=arguments), parameters)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def everything(browser: Client, reference: str) -> str:
    """Give all pages of a case, one after the other."""
    address, pages = reverse("audit:case", args=[reference]) + "?noise=1", []
    while address:
        page = browser.get(address).content.decode()
        pages.append(page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    return "".join(pages)


def test_the_case_of_a_donor_holds_all_that_became_of_it(browser: Client, filled: FilledCase) -> None:
    told = everything(browser, filled.case.donor.reference)

    for reference in (
        filled.open_offer.reference,
        filled.transplant.reference,
        filled.way.shipment.reference,
        filled.conversation.reference,
        filled.case.left.organ.reference,
        filled.case.run.reference,
        filled.event.reference,
    ):
        assert reference in told, reference
    for name in (
        "organs.donor.registered",
        "organs.offer.accepted",
        "organs.check.entered",
        "organs.part.moved",
        "transport.shipment.received",
        "organs.transplant.recorded",
        "organs.follow_up.recorded",
        "messaging.message.posted",
        "organs.exception.recorded",
    ):
        assert name in told, name


def test_the_case_of_a_patient_holds_all_that_became_of_them(browser: Client, filled: FilledCase) -> None:
    recipient = filled.transplant.offer.registration
    told = everything(browser, recipient.patient.reference)

    for reference in (
        recipient.reference,
        filled.transplant.offer.reference,
        filled.transplant.reference,
        filled.way.shipment.reference,
    ):
        assert reference in told, reference
    assert "patients.hla_typing.recorded" in told
    assert filled.open_offer.reference not in told


def test_the_case_of_an_organ_is_its_own(browser: Client, filled: FilledCase) -> None:
    told = everything(browser, filled.case.left.organ.reference)

    assert filled.transplant.reference in told
    assert filled.open_offer.reference not in told


def test_nothing_of_another_case_stands_in_it(browser: Client) -> None:
    one, other = donor(), donor()
    assert other.reference not in everything(browser, one.reference)


def test_a_case_is_gathered_in_three_queries_however_large(filled: FilledCase) -> None:
    with CaptureQueriesContext(connection) as before:
        small = cases.find(filled.case.donor.reference)
    filled.grow()
    with CaptureQueriesContext(connection) as after:
        large = cases.find(filled.case.donor.reference)

    assert small is not None
    assert large is not None
    assert len(before) == len(after) == 3
    assert large.count > small.count > 50
    assert not large.is_cut


def test_more_of_a_kind_than_a_page_can_ask_for_is_said(
    browser: Client, filled: FilledCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "ROWS_AT_MOST", 2)
    page = shown(browser, "audit:case", filled.case.donor.reference)

    assert "Only the newest of each kind" in page


@pytest.mark.parametrize("reference", ["DNR-26-999999-X", "OFR-26-000001-X", "nonsense"])
def test_what_has_no_case_is_not_found(browser: Client, reference: str) -> None:
    for name in ("case", "seen", "open_case", "opened"):
        assert browser.get(reverse(f"audit:{name}", args=[reference])).status_code == 404


def test_a_reference_leads_to_the_page_that_there_is_for_it(browser: Client, filled: FilledCase) -> None:
    leads = {
        filled.case.donor.reference: reverse("audit:case", args=[filled.case.donor.reference]),
        filled.open_offer.reference.lower(): reverse(
            "organs:offer_as_shown", args=[filled.open_offer.reference]
        ),
        filled.way.shipment.reference: reverse(
            "audit:history", args=["transport.shipment", filled.way.shipment.pk]
        ),
    }
    for reference, address in leads.items():
        assert (
            browser.get(reverse("audit:find"), {"reference": f" {reference} "}).headers["Location"] == address
        )
    answer = browser.get(reverse("audit:find"), {"reference": "DNR-26-999999-X"}, follow=True)
    assert "Nothing has such a reference" in answer.content.decode()


def test_patient_donor_and_organ_filter_the_log(browser: Client, filled: FilledCase) -> None:
    recipient = filled.transplant.offer.registration.patient
    both = shown(
        browser, "audit:timeline", donor=filled.case.donor.reference, patient=recipient.reference.lower()
    )
    assert filled.transplant.offer.reference in both
    assert filled.open_offer.reference not in both
    organ = shown(browser, "audit:timeline", organ=filled.case.left.organ.reference)
    assert filled.transplant.reference in organ
    wrong = shown(browser, "audit:timeline", donor=recipient.reference)
    assert "The log knows no such reference" in wrong


def test_what_was_done_is_told_from_what_was_refused(browser: Client) -> None:
    client_for(staff_member(Role.COURIER)).get("/donors/")
    done, refused = (shown(browser, "audit:timeline", outcome=one, noise="on") for one in ("done", "refused"))

    assert "page.organs.donor_list" in refused
    assert "page.organs.donor_list" not in done


# Who has seen it


def rows(page: str) -> list[str]:
    body = page[page.index("<tbody>") : page.index("</tbody>")] if "<tbody>" in page else ""
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in body.split("</tr>")[:-1]]


def test_one_row_tells_of_each_person_who_saw_a_patient(browser: Client) -> None:
    clinician, stranger = staff_member(Role.CLINICIAN), staff_member(Role.CLINICIAN)
    someone = patient(clinician.hospital, by=clinician)
    at_work = client_for(clinician)
    for _time in range(2):
        at_work.get(someone.get_absolute_url())
    at_work.get("/patients/")
    client_for(stranger).get(someone.get_absolute_url())

    page = shown(browser, "audit:seen", someone.reference)
    (row,) = [one for one in rows(page) if clinician.display_name in one]
    assert re.search(r"\b3\b", row)
    assert clinician.hospital.code in row
    assert "Clinician" in row
    assert stranger.display_name not in page


def test_breaking_the_glass_and_exports_are_marked(browser: Client) -> None:
    coordinator = staff_member(Role.COORDINATOR)
    someone = donor()
    for kind in (Kind.BREAK_GLASS, Kind.EXPORT):
        record(
            kind,
            action="organs.donor.opened_for_reason",
            by=coordinator,
            objects=[("organs.donor", someone.pk)],
        )

    (row,) = [
        one
        for one in rows(shown(browser, "audit:seen", someone.reference))
        if coordinator.display_name in one
    ]
    assert "Break-glass" in row
    assert "Export" in row


def test_who_read_the_log_alone_is_told_from_who_saw_the_case(browser: Client, regulator: Any) -> None:
    someone = donor()
    shown(browser, "audit:case", someone.reference)

    (row,) = [one for one in rows(shown(browser, "audit:seen", someone.reference)) if "Regulator" in one]
    assert regulator.display_name in row
    assert "The log only" in row


def test_whoever_saw_the_donor_in_an_offer_is_named(browser: Client) -> None:
    case = offer_case(1)
    sent = case.send(0)
    client_for(case.surgeons[0]).get(sent.get_absolute_url())

    assert case.surgeons[0].display_name in shown(browser, "audit:seen", case.donor.reference)


def test_a_period_bounds_who_is_listed(browser: Client) -> None:
    clinician = staff_member(Role.CLINICIAN)
    someone = patient(clinician.hospital, by=clinician)
    client_for(clinician).get(someone.get_absolute_url())
    yesterday = f"{timezone.localdate() - timedelta(days=1):%d-%b-%Y}"

    assert clinician.display_name in shown(browser, "audit:seen", someone.reference, since=yesterday)
    assert "Nobody has seen it" in shown(browser, "audit:seen", someone.reference, until=yesterday)


def test_the_single_reads_stand_behind_a_row(browser: Client) -> None:
    clinician = staff_member(Role.CLINICIAN)
    someone = patient(clinician.hospital, by=clinician)
    client_for(clinician).get(someone.get_absolute_url())

    page = shown(browser, "audit:seen_by", someone.reference, clinician.pk)
    assert "patients.patient.read" in page
    of_nobody = shown(browser, "audit:seen_by", someone.reference, staff_member().pk)
    assert "Nothing was shown to them" in of_nobody


def test_the_number_of_queries_does_not_grow_with_the_readers(browser: Client) -> None:
    clinician = staff_member(Role.CLINICIAN)
    someone = patient(clinician.hospital, by=clinician)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(browser, "audit:seen", someone.reference)
        return len(caught)

    queries()
    few = queries()
    for _person in range(5):
        client_for(staff_member(Role.CLINICIAN, hospital=clinician.hospital)).get(someone.get_absolute_url())
    assert queries() <= few


# Identities and messages


def test_identity_and_messages_open_for_a_purpose_alone(browser: Client, filled: FilledCase) -> None:
    identity = filled.transplant.offer.registration.patient.identities.get()
    reference = filled.transplant.offer.registration.patient.reference
    page, asking = (reverse(f"audit:{name}", args=[reference]) for name in ("opened", "open_case"))

    assert browser.get(page).headers["Location"] == asking
    assert identity.family_name not in browser.get(asking).content.decode()
    answer = browser.post(asking, {"purpose": PURPOSE})
    assert answer.headers["Location"] == page
    assert identity.family_name in browser.get(page).content.decode()
    assert browser.get(asking).headers["Location"] == page


def test_messages_of_a_case_are_read_in_their_words(browser: Client) -> None:
    case = offer_case(1)
    sent = case.send(0)
    subject = subjects.find(SubjectKind.OFFER, sent.reference, by=case.surgeons[0])
    begun = conversations.start_conversation(
        subject=subject,
        title="Creatinine",
        by=case.surgeons[0],
        at=timezone.now(),
        hospitals=subject.hospitals,
    )
    conversations.post_message(
        conversation=begun, body="Could you send the last one?", by=case.surgeons[0], at=timezone.now()
    )
    browser.post(reverse("audit:open_case", args=[case.donor.reference]), {"purpose": PURPOSE})

    page = shown(browser, "audit:opened", case.donor.reference)
    assert "Could you send the last one?" in page
    assert "Could you send the last one?" not in everything(browser, case.donor.reference)


def test_the_purpose_enters_the_log_as_breaking_the_glass(browser: Client, regulator: Any) -> None:
    someone = donor()
    browser.post(reverse("audit:open_case", args=[someone.reference]), {"purpose": PURPOSE})
    shown(browser, "audit:opened", someone.reference)

    opened = LedgerEntry.objects.get(kind=Kind.BREAK_GLASS)
    assert (opened.actor_id, opened.object_pk) == (regulator.pk, str(someone.pk))
    assert opened.reason is not None
    assert opened.reason.startswith("masked:")
    assert LedgerEntry.objects.filter(action_name="audit.identity.read", object_pk=str(someone.pk)).exists()
    assert "who" in shown(browser, "audit:refusals", which="break_glass")


def test_without_a_purpose_nothing_opens(browser: Client) -> None:
    someone = donor()
    asking = reverse("audit:open_case", args=[someone.reference])

    assert browser.post(asking, {"purpose": "  "}).status_code == 200
    assert browser.get(reverse("audit:opened", args=[someone.reference])).status_code == 302
    assert not LedgerEntry.objects.filter(kind=Kind.BREAK_GLASS).exists()


def test_a_purpose_opens_one_case_and_for_a_while(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = donor(), donor()
    browser.post(reverse("audit:open_case", args=[one.reference]), {"purpose": PURPOSE})
    assert browser.get(reverse("audit:opened", args=[other.reference])).status_code == 302

    monkeypatch.setattr(views, "OPENED_FOR", timedelta(seconds=-1))
    browser.post(reverse("audit:open_case", args=[other.reference]), {"purpose": PURPOSE})
    assert browser.get(reverse("audit:opened", args=[other.reference])).status_code == 302


# What an offer showed


def test_what_was_shown_with_an_offer_and_with_its_answer_stand_side_by_side(browser: Client) -> None:
    case = offer_case(1)
    sent = case.send(0)
    donor_of_it = sent.run.donor
    DonorFinding.objects.create(
        donor=donor_of_it,
        kind=DonorFinding.Kind.IMAGING,
        text="Told by Mrs Verysecretname",
        occurred_at=timezone.now(),
        recorded_by=case.coordinator,
    )
    client_for(case.surgeons[0]).get(sent.get_absolute_url())
    accepted = case.accept(sent)

    page = shown(browser, "organs:offer_as_shown", accepted.reference)
    assert "What changed in between" in page
    assert "Findings" in page
    assert "Verysecretname" not in page
    assert "withheld (" in page
    assert f"Offer {accepted.reference} was accepted" in page
    assert f"Offer {accepted.reference} was shown to {case.surgeons[0].display_name}" in page
    browser.post(reverse("audit:open_case", args=[case.donor.reference]), {"purpose": PURPOSE})
    assert "Verysecretname" in shown(browser, "organs:offer_as_shown", accepted.reference)


def test_an_offer_without_an_answer_says_so(browser: Client) -> None:
    sent = offer_case(1).send(0)
    page = shown(browser, "organs:offer_as_shown", sent.reference)

    assert "It has not been answered" in page
    assert "What changed in between" not in page


# Refusals, unnamed writes


@pytest.mark.parametrize(
    ("which", "is_found"),
    [
        ("", {"donor_list", "patient"}),
        ("denied", {"donor_list"}),
        ("elsewhere", {"patient"}),
        ("lockout", set()),
    ],
)
def test_refusals_are_told_by_their_kind(browser: Client, which: str, is_found: set[str]) -> None:
    client_for(staff_member(Role.COURIER)).get("/donors/")
    clinician = staff_member(Role.CLINICIAN)
    someone = patient(clinician.hospital, by=clinician)
    client_for(staff_member(Role.CLINICIAN)).get(someone.get_absolute_url())

    page = shown(browser, "audit:refusals", which=which)
    assert ("organs:donor_list" in page) is ("donor_list" in is_found)
    assert ("patients:patient" in page) is ("patient" in is_found)


def test_a_failed_sign_in_is_told_without_what_was_typed(browser: Client) -> None:
    Client().post("/account/login/", {"login": "typed@example.org", "password": "wrong"})
    page = shown(browser, "audit:refusals", which="sign_in_failed")

    assert "Somebody failed to sign in" in page
    assert "typed@example.org" not in page


def test_what_no_action_names_has_a_page(browser: Client) -> None:
    candidate_of = candidate(programme(staff_member(Role.CLINICIAN).hospital))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE patients_patient SET height_cm = 150 WHERE id = %s", [candidate_of.patient_id])

    page = shown(browser, "audit:unnamed")
    assert candidate_of.patient.reference in page


# The proof


def test_nothing_is_claimed_before_it_is_so(browser: Client) -> None:
    page = shown(browser, "audit:proof")

    assert "Nothing is signed yet" in page
    assert "Not verified by itself yet" in page
    assert browser.get(reverse("audit:checkpoint")).status_code == 404


def test_what_is_wrong_with_the_log_is_said_first(browser: Client) -> None:
    told = {"series": 1, "first": 1, "up_to": 41, "checkpoints": 3, "proven": 40, "wrong_at": 42, "key": "k"}
    record(Kind.MIRROR, action="audit.mirror.verified", details={**told, "problem": "hash: it was changed."})
    page = shown(browser, "audit:proof")

    assert "The last verification found entry 42 wrong" in page
    assert "Right up to entry 41 only" in page
    record(Kind.MIRROR, action="audit.mirror.verified", details={**told, "up_to": 18204})
    assert "Verified up to entry 18,204" in shown(browser, "audit:proof")


# Files


def test_the_whole_filtered_set_is_taken_away_as_a_table(browser: Client, regulator: Any) -> None:
    clinician = staff_member(Role.CLINICIAN)
    for number in range(120):
        record(
            Kind.EXPORT, action="patients.patients.exported", by=clinician, details={"rows": f"=1+{number}"}
        )
    answer = browser.get(reverse("audit:timeline"), {"action": "patients.patients", "export": "csv"})
    noted = LedgerEntry.objects.get(action_name="audit.log.exported")
    text = b"".join(answer.streaming_content).decode()

    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(lines) == 121
    assert {cell[:1] for line in lines for cell in line if cell} & set("=+@\t") == set()
    assert noted.actor_id == regulator.pk
    assert noted.additional_data["rows"] == "120"
    assert "action patients.patients" in noted.additional_data["asked"]


def test_a_case_is_taken_away_as_an_object_a_line(browser: Client) -> None:
    someone = donor()
    answer = browser.get(reverse("audit:case", args=[someone.reference]), {"export": "jsonl"})
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]

    assert someone.reference in {line["reference"] for line in lines}
    assert {"time", "event", "action", "sentence", "changes", "objects", "reason"} <= set(lines[0])
    noted = LedgerEntry.objects.get(action_name="audit.log.exported")
    assert noted.object_pk == str(someone.pk)


def test_what_was_typed_into_filters_does_not_enter_the_log(browser: Client) -> None:
    asked = {"actor": "verysecret@example.org", "action": "Very Secret", "export": "csv"}
    b"".join(browser.get(reverse("audit:timeline"), asked).streaming_content)

    noted = LedgerEntry.objects.get(action_name="audit.log.exported")
    assert "ecret" not in str(noted.additional_data)
    assert noted.additional_data["actor"].startswith("masked:")


@pytest.mark.parametrize("name", ["timeline", "refusals", "unnamed"])
def test_an_unknown_file_is_not_understood(browser: Client, name: str) -> None:
    assert browser.get(reverse(f"audit:{name}"), {"export": "exe"}).status_code == 400


def test_evidence_that_can_not_be_given_yet_is_explained(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise NotYetProven("No signed checkpoint covers this export yet.")

    monkeypatch.setattr("transplant_site.audit.views.common.export_evidence", refuse)
    for name, arguments in (("timeline", []), ("case", [donor().reference])):
        answer = browser.get(reverse(f"audit:{name}", args=arguments), {"export": "bundle"})
        page = answer.content.decode()
        assert answer.status_code == 503
        assert "It can&#x27;t be proven yet" in page or "It can't be proven yet" in page
        assert "No signed checkpoint covers this export yet." in page


# Nothing can be changed


@pytest.mark.parametrize("role", [Role.REGULATOR, Role.ADMINISTRATOR, Role.COORDINATOR])
def test_nothing_can_be_changed_by_anybody(filled: FilledCase, role: Role) -> None:
    browser = client_for(staff_member(role))
    names = [
        "audit:timeline", "audit:find", "audit:refusals", "audit:unnamed", "audit:proof", "audit:public_keys",
        "audit:checkpoint", "audit:entry", "audit:history", "audit:case", "audit:seen", "audit:seen_by",
        "audit:opened", "organs:offer_as_shown",
    ]  # fmt: skip
    for name in names:
        for method in ("post", "put", "patch", "delete"):
            assert getattr(browser, method)(filled.path(name)).status_code in {403, 405}, (name, method)
    for method in ("put", "patch", "delete"):
        assert getattr(browser, method)(filled.path("audit:open_case")).status_code in {403, 405}


def test_every_page_of_the_log_is_itself_recorded(
    browser: Client, regulator: Any, filled: FilledCase
) -> None:
    for name in ("refusals", "unnamed", "proof", "case", "seen", "seen_by"):
        before = LedgerEntry.objects.filter(actor_id=regulator.pk).count()
        assert browser.get(filled.path(f"audit:{name}")).status_code == 200
        assert LedgerEntry.objects.filter(actor_id=regulator.pk).count() == before + 1, name
