"""A donor whose routine access has ended is read for a reason, which the log keeps."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from organs.models import DonorStatus
from organs.services import donors
from tests.access.addresses import our_addresses
from tests.factories import client_for, coordinator, donor, staff_member
from tests.factories.people import newest_entry
from transplant_site.access.roles import Role
from transplant_site.audit import Kind
from transplant_site.audit.models import LedgerEntry

pytestmark = pytest.mark.django_db

REASON = "A recipient's centre asks for the donor's cultures"


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def old(by):
    made = donor(by=by, family_name="Peeters")
    long_ago = timezone.now() - timedelta(days=91)
    return donors.move_donor(
        donor=made, to=DonorStatus.NOT_PROCEEDING, reason="No consent", by=by, at=long_ago
    )


def page(name, of, query=""):
    return reverse(f"organs:{name}", args=[of.reference]) + query


def test_every_page_of_the_donor_asks_for_a_reason_and_shows_nothing(by, old):
    client, asking = client_for(by), page("open_donor", old)
    pages = [
        one.name
        for one in our_addresses()
        if one.takes == ("reference",)
        and one.name not in {"organs:open_donor", "organs:report_for_donor"}
        and reverse(one.name, args=[old.reference]).startswith(f"/donors/{old.reference}/")
    ]
    assert len(pages) > 12
    for name in pages:
        where = reverse(name, args=[old.reference])
        answer = client.get(where)
        assert (answer.status_code, answer.url) == (302, f"{asking}?next={where.replace('/', '%2F')}"), name
    html = client.get(asking).content.decode()
    assert "Routine access to this donor has ended" in html
    assert "Peeters" not in html


def test_a_reason_opens_the_pages_in_this_session_and_stands_in_the_log(by, old):
    client, before = client_for(by), newest_entry()
    wanted = page("correct_identity", old)
    answer = client.post(page("open_donor", old, f"?next={wanted}"), {"reason": REASON})
    assert answer.url == wanted
    assert client.get(wanted).status_code == 200
    assert "You read this donor for a reason" in client.get(page("donor", old)).content.decode()

    entry = LedgerEntry.objects.get(id__gt=before, kind=Kind.BREAK_GLASS)
    assert entry.action_name == "organs.donor.opened_for_reason"
    assert entry.seen == [["organs.donor", str(old.pk)]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM audit_reason WHERE digest = %s", [entry.reason])
        assert cursor.fetchone() == (REASON,)

    assert client_for(by).get(wanted).status_code == 302


def test_the_reason_holds_for_eight_hours(by, old, monkeypatch):
    client = client_for(by)
    client.post(page("open_donor", old), {"reason": REASON})
    session = client.session
    (until,) = session["donors_opened_until"].values()
    passed = timezone.now() - timedelta(seconds=1)
    assert timedelta(hours=7, minutes=59) < datetime.fromisoformat(until) - passed
    session["donors_opened_until"] = {str(old.pk): passed.isoformat()}
    session.save()
    assert client.get(page("donor", old)).status_code == 302


def test_without_a_reason_nothing_opens(by, old):
    client = client_for(by)
    before = newest_entry()
    assert client.post(page("open_donor", old), {"reason": " "}).status_code == 200
    assert client.get(page("donor", old)).status_code == 302
    assert not LedgerEntry.objects.filter(id__gt=before, kind=Kind.BREAK_GLASS).exists()


def test_a_reason_leads_nowhere_else(by, old):
    answer = client_for(by).post(
        page("open_donor", old, "?next=https://elsewhere.example/"), {"reason": REASON}
    )
    assert answer.url == page("donor", old)


def test_lists_name_the_donor_as_before(by, old):
    assert old.reference in client_for(by).get(reverse("organs:donor_list")).content.decode()


def test_a_donor_of_today_needs_no_reason(by):
    present, client = donor(by=by), client_for(by)
    assert client.get(page("donor", present)).status_code == 200
    assert client.get(page("open_donor", present)).url == page("donor", present)


def test_a_reason_opens_nothing_for_strangers(old):
    client = client_for(staff_member(Role.COORDINATOR))
    assert client.post(page("open_donor", old), {"reason": REASON}).status_code == 404
