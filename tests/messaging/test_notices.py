"""Notices: shown to those whom they concern, until each of them has seen them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from messaging import reach
from messaging.models import Conversation, Notice
from messaging.services import notices
from tests.factories import hospital, staff_member
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db

LISTING = reverse("messaging:notice_list")
SEE = reverse("messaging:see_notices")


def tell(text="Offer 1 has arrived", **whom):
    (made,) = notices.tell(
        about=Conversation(reference="CNV-26-000031-7"),
        kind="message",
        text=text,
        **whom,
    )
    return made


def unseen(person):
    return set(reach.notices(person).unseen_by(person))


@pytest.fixture
def centre():
    return hospital("transplant_centre", "laboratory", name="Centre Hospital")


@pytest.fixture
def colleague(centre):
    return staff_member(Role.CLINICIAN, hospital=centre)


@pytest.fixture
def laboratory(centre):
    return staff_member(Role.LABORATORY, hospital=centre)


def test_a_notice_for_a_role_is_for_nobody_else_in_the_hospital(centre, clinician, laboratory, stranger):
    urgent = tell(hospitals=[centre], role=Role.CLINICIAN, is_urgent=True)
    everyone = tell(hospitals=[centre])
    assert unseen(clinician) == {urgent, everyone}
    assert unseen(laboratory) == {everyone}
    assert unseen(stranger) == set()


def test_the_list_and_the_bell_leave_out_what_is_for_another_role(client_as, centre, clinician, laboratory):
    tell("Answer this offer", hospitals=[centre], role=Role.CLINICIAN, is_urgent=True)
    shown = client_as(clinician).get(LISTING).content.decode()
    assert "Answer this offer" in shown
    assert "1 unread notice" in shown
    hidden = client_as(laboratory).get(LISTING).content.decode()
    assert "Answer this offer" not in hidden
    assert "0 unread notices" in hidden


def test_one_who_clears_the_list_clears_it_for_nobody_else(
    client_as, centre, clinician, colleague, laboratory
):
    urgent = tell("Answer this offer", hospitals=[centre], role=Role.CLINICIAN, is_urgent=True)
    client_as(laboratory).post(SEE)
    client_as(laboratory).post(SEE, {"notice": urgent.pk})
    assert unseen(clinician) == unseen(colleague) == {urgent}

    client_as(clinician).post(SEE)
    assert unseen(clinician) == set()
    assert unseen(colleague) == {urgent}
    shown = client_as(colleague).get(LISTING).content.decode()
    assert "Answer this offer" in shown
    assert f"seen by {clinician}" in shown


def test_seen_twice_is_seen_once_and_at_first(client_as, centre, clinician):
    one = tell(hospitals=[centre])
    before = timezone.now() - timedelta(hours=1)
    notices.mark_seen(notices=[one], by=clinician, at=before)
    notices.mark_seen(notices=[one], by=clinician, at=timezone.now())
    assert [receipt.seen_at for receipt in one.receipts.all()] == [before]


def test_a_notice_for_a_person_is_that_persons_alone(clinician, colleague):
    mine = tell(people=[clinician])
    assert unseen(clinician) == {mine}
    assert unseen(colleague) == set()


def test_who_joins_later_is_not_told_what_was_before(centre):
    old = tell(hospitals=[centre])
    Notice.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=30))
    new = tell(hospitals=[centre])
    joined = staff_member(Role.CLINICIAN, hospital=centre, valid_from=timezone.localdate())
    there_before = staff_member(Role.CLINICIAN, hospital=centre, valid_from=date(2020, 1, 1))
    assert unseen(joined) == {new}
    assert unseen(there_before) == {old, new}


def test_a_person_in_two_roles_sees_the_notices_of_the_one_they_act_in():
    both = hospital("transplant_centre", "procurement_organisation")
    person = staff_member(Role.CLINICIAN, hospital=both)
    coordinating = person.memberships.create(
        role=Role.COORDINATOR, hospital=both, valid_from=date(2020, 1, 1)
    )
    for_clinicians = tell(hospitals=[both], role=Role.CLINICIAN)
    for_coordinators = tell(hospitals=[both], role=Role.COORDINATOR)
    assert unseen(person) == {for_clinicians}
    assert unseen(person.act_as(coordinating)) == {for_coordinators}


def test_notices_are_shown_counted_and_put_away(client_as, clinician, stranger):
    made = [tell(f"Offer {number} has arrived", hospitals=[clinician.hospital]) for number in range(3)]
    client = client_as(clinician)
    assert "3 unread notices" in client.get(LISTING).content.decode()
    answer = client.post(SEE, {"notice": made[0].pk, "next": made[0].path})
    assert answer.url == made[0].path
    assert unseen(clinician) == set(made[1:])
    client_as(stranger).post(SEE)
    client_as(stranger).post(SEE, {"notice": made[1].pk})
    assert unseen(clinician) == set(made[1:])
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/", "messaging", "../notices/"):
        assert client.post(SEE, {"next": elsewhere}).url == LISTING
    assert unseen(clinician) == set()


def test_the_number_of_queries_does_not_grow_with_the_notices(client_as, clinician, colleague):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_as(clinician)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(LISTING).status_code == 200
        return len(caught)

    def seen_by_both(number):
        made = [tell(hospitals=[clinician.hospital]) for _ in range(number)]
        for person in (clinician, colleague):
            notices.mark_seen(notices=made[::2], by=person, at=timezone.now())

    seen_by_both(4)
    client.get(LISTING)
    few = queries()
    seen_by_both(20)
    assert queries() == few
