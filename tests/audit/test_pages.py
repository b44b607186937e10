"""The regulator's pages: what they show, to whom, and that nothing can be changed there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from messaging.models import SubjectKind
from messaging.services import conversations
from messaging.subjects import Subject
from organs.services import offers
from patients.models import RegistrationStatus
from patients.services import waiting_list
from tests.factories import candidate, hospital, offer_case, patient, programme, staff_member
from tests.factories.donors import characterised_donor
from transplant_site.access.roles import Role
from transplant_site.audit import action, queries
from transplant_site.audit.models import LedgerEntry
from transplant_site.interface.times import format_time

pytestmark = pytest.mark.django_db

TIMELINE = "/audit/"


@pytest.fixture
def regulator():
    return staff_member(Role.REGULATOR)


@pytest.fixture
def clinician():
    return staff_member(Role.CLINICIAN)


@pytest.fixture
def some_patient(clinician):
    return patient(clinician.hospital, by=clinician, family_name="Verysecretname")


def test_the_history_of_an_object_is_not_mixed_with_that_of_another_kind_with_its_key():
    permission = Permission.objects.order_by("pk").first()
    with action("access.group.made"):
        Group.objects.create(pk=permission.pk, name="Readers")
    with action("access.permission.renamed"):
        Permission.objects.filter(pk=permission.pk).update(name="May read")

    told = {entry.action_name for entry in queries.history("auth.group", str(permission.pk))}

    assert told == {"access.group.made"}


def shown(client, path, **parameters):
    answer = client.get(path, parameters)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_timeline_tells_who_did_what(client_as, regulator, clinician, some_patient):
    page = shown(client_as(regulator), TIMELINE)
    assert clinician.display_name in page
    assert some_patient.reference in page
    assert "patients.patient.registered" in page


def test_of_several_objects_shown_the_sentence_names_the_one_that_was_opened(client_as, regulator, clinician):
    waiting = candidate(programme(clinician.hospital))
    client_as(clinician).get(waiting.get_absolute_url())

    page = shown(client_as(regulator), TIMELINE)
    assert waiting.reference in page
    assert "patients.registration was" not in page


def test_what_belongs_to_a_donor_is_told_with_the_donors_reference(client_as, regulator):
    one = characterised_donor()

    page = shown(client_as(regulator), TIMELINE)

    assert f"Consent or its refusal was recorded for donor {one.reference}" in page
    assert f"The declaration of death of donor {one.reference} was recorded" in page
    assert "donor — was" not in page


def test_a_moment_in_a_sentence_is_written_as_everywhere(client_as, regulator):
    case = offer_case(candidates=1)
    offer = case.send()
    offers.confirm_notification(offer=offer, by=case.surgeon_of(offer), at=timezone.now())
    offer.refresh_from_db()

    page = shown(client_as(regulator), TIMELINE)

    assert f"the clock runs until {format_time(offer.deadline_at)}" in page


def test_no_name_of_a_patient_stands_on_any_page(client_as, regulator, some_patient):
    client = client_as(regulator)
    entries = LedgerEntry.objects.filter(model__startswith="patients.").values_list("event", flat=True)
    pages = [
        shown(client, TIMELINE),
        shown(client, reverse("audit:history", args=["patients.patient", some_patient.pk])),
        *[shown(client, reverse("audit:entry", args=[event])) for event in entries],
    ]
    assert not any("Verysecretname" in page for page in pages)


def test_what_was_refused_is_not_told_as_done(client_as, regulator):
    case = offer_case(1)
    sent = case.send(0)
    form = client_as(case.surgeons[0]).get(reverse("organs:accept_offer", args=[sent.reference]))
    client_as(case.surgeons[0]).post(
        reverse("organs:accept_offer", args=[sent.reference]),
        {"blood_group": "AB", "seen": form.context["form"].initial["seen"]},
    )
    page = shown(client_as(regulator), TIMELINE, kind="refusal")
    assert f"Refused to {case.surgeons[0]}: offer accepted" in page
    assert "was accepted" not in page


def test_a_status_is_told_in_words(client_as, regulator, clinician):
    waiting = candidate(programme(clinician.hospital))
    waiting_list.change_status(
        registration=waiting, status=RegistrationStatus.HU, reason="Urgent", by=clinician, at=timezone.now()
    )
    page = shown(client_as(regulator), TIMELINE)
    assert f"{waiting.reference} was given the status High urgency" in page


def test_an_entry_shows_what_changed_in_words(client_as, regulator, clinician, some_patient):
    from transplant_site.audit import action

    with action("patients.patient.weighed", by=clinician):
        some_patient.height_cm = 181
        some_patient.save()
    event = LedgerEntry.objects.filter(action_name="patients.patient.weighed").get().event
    page = shown(client_as(regulator), reverse("audit:entry", args=[event]))
    assert "Before" in page
    assert "After" in page
    assert "181" in page


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"action": "patients.patient"}, True),
        ({"action": "organs.offer"}, False),
        ({"kind": "change"}, True),
        ({"kind": "sign_in_failed"}, False),
        ({"role": "clinician"}, True),
        ({"role": "courier"}, False),
        ({"hospital": "NOSUCH"}, False),
        ({"actor": "nobody@example.org"}, False),
        ({"reference": "PAT-26-999999-X"}, False),
    ],
)
def test_filters_leave_what_fits(client_as, regulator, some_patient, asked, is_found):
    page = shown(client_as(regulator), TIMELINE, **asked)
    assert ("patients.patient.registered" in page) is is_found


def test_the_actor_the_hospital_and_the_reference_are_found(client_as, regulator, clinician, some_patient):
    client = client_as(regulator)
    for asked in (
        {"actor": clinician.email.upper()},
        {"hospital": clinician.hospital.code},
        {"reference": some_patient.reference},
    ):
        assert "patients.patient.registered" in shown(client, TIMELINE, **asked), asked


def test_a_period_bounds_what_is_shown(client_as, regulator, some_patient):
    long_ago = timezone.localdate() - timedelta(days=400)
    page = shown(
        client_as(regulator),
        TIMELINE,
        since=f"{long_ago:%d-%b-%Y}",
        until=f"{long_ago + timedelta(days=2):%d-%b-%Y}",
    )
    assert "Nothing in this period fits" in page


def test_a_period_that_ends_before_it_begins_is_explained(client_as, regulator):
    page = shown(client_as(regulator), TIMELINE, since="02-Jan-2026", until="01-Jan-2026")
    assert "The period ends before it begins" in page


def test_pages_follow_one_another_without_a_gap():
    from transplant_site.audit import queries

    for _ in range(5):
        hospital()
    everything = list(queries.timeline({"noise": True}, today=timezone.localdate()))
    collected, before = [], None
    while True:
        page = queries.page(
            queries.timeline({"noise": True}, today=timezone.localdate()), before=before, size=7
        )
        collected += page.entries
        if page.older is None:
            break
        before = page.older
    assert [entry.pk for entry in collected] == [entry.pk for entry in everything]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("role", [Role.REGULATOR, Role.ADMINISTRATOR])
def test_every_way_to_change_anything_is_refused(client_as, some_patient, role, method):
    client = client_as(staff_member(role))
    event = LedgerEntry.objects.first().event
    for path in (TIMELINE, reverse("audit:entry", args=[event])):
        assert getattr(client, method)(path).status_code in {403, 405}


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.COORDINATOR, Role.LABORATORY, Role.COURIER])
def test_other_roles_are_refused(client_as, role):
    assert client_as(staff_member(role)).get(TIMELINE).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/audit/?before=nonsense",
        "/audit/?before=2026-01-01T00:00:00~1",
        "/audit/?before=9999-12-31T23:59:59Z~99999999999999999999999",
    ],
)
def test_a_forged_place_is_refused(client_as, regulator, path):
    assert client_as(regulator).get(path).status_code in {200, 400}


@pytest.mark.parametrize("label", ["nosuch.model", "DROP.TABLE", "patients.nosuch"])
def test_an_unknown_kind_of_object_is_not_found(client_as, regulator, label):
    assert client_as(regulator).get(f"/audit/history/{label}/1/").status_code == 404


def test_reading_the_log_is_itself_recorded(client_as, regulator):
    client_as(regulator).get(TIMELINE)
    assert LedgerEntry.objects.filter(action_name="audit.timeline.read", actor_id=regulator.pk).exists()


def test_the_number_of_queries_does_not_grow_with_the_entries(client_as, regulator, clinician):
    client = client_as(regulator)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            shown(client, TIMELINE)
        return len(caught)

    def act():
        patient(clinician.hospital, by=clinician)
        subject = Subject(
            SubjectKind.PATIENT, clinician.pk, "PAT-26-000001-X", "/", hospitals=(clinician.hospital,)
        )
        conversations.start_conversation(subject=subject, title="T", by=clinician, at=timezone.now())

    act()
    few = queries()
    for _ in range(6):
        act()
    assert queries() <= few


@pytest.mark.parametrize(
    "path",
    [
        "/audit/history/organs.donor/%00/",
        "/audit/entries/e677d21f-dbff-7000-8000-000000000000/",
        "/audit/entries/ffffffff-ffff-7000-8000-000000000000/",
    ],
)
def test_what_cannot_be_in_the_log_is_not_found(client_as, regulator, path):
    assert client_as(regulator).get(path).status_code == 404


@pytest.mark.parametrize("asked", [{"until": "01-Jan-0001"}, {"until": "31-Dec-9999"}])
def test_a_period_at_the_ends_of_the_calendar_is_not_understood(client_as, regulator, asked):
    assert "There is no such day" in client_as(regulator).get(TIMELINE, asked).content.decode()


def test_the_page_of_an_entry_says_that_its_month_left_the_ledger(client_as, regulator, clinician):
    made = datetime(2024, 3, 15, 12, tzinfo=UTC)
    event = UUID(int=(int(made.timestamp() * 1000) << 80) | uuid4().int % 2**80)
    address = reverse("audit:entry", args=[event])
    assert client_as(regulator).get(address).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_detached (month, first_position, last_position, entries)"
            " VALUES ('2024-03-01', 1, 9, 9)"
        )
    page = client_as(regulator).get(address)
    assert page.status_code == 410
    assert "The entries of 2024-03 were taken out of PostgreSQL" in page.content.decode()
    assert client_as(clinician).get(address).status_code == 403
