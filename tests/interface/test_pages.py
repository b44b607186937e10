"""The frame of pages: errors, roles, and what production leaves out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from organs.services import donors
from tests.factories import coordinator, donor, patient
from tests.factories.people import client_for, hospital, staff_member
from transplant_site.access.roles import Role
from transplant_site.audit import Kind
from transplant_site.audit.models import LedgerEntry
from transplant_site.environment import Mode
from transplant_site.interface import navigation, statuses, views
from transplant_site.interface.checks import navigation_leads_somewhere
from transplant_site.interface.statuses import Look
from transplant_site.staff.models import Hospital

pytestmark = pytest.mark.django_db


SECRET = "Verysecretname"


def check_is_friendly(answer, code, *words):
    """Each says what happened and what to do, has a reference, and repeats nothing that was sent."""
    page = answer.content.decode()
    page = page[page.index("<main") : page.index("</main")]
    assert answer.status_code == code
    assert f"Error {code}" in page
    for word in words:
        assert word in page, word
    assert 'href="/"' in page
    assert SECRET not in page
    return re.search(r'class="ref">([0-9a-f-]{20,})<', page)


def test_a_request_that_is_not_understood_says_so():
    client = client_for(staff_member())
    answer = client.get("/patients/", {"export": SECRET})
    reference = check_is_friendly(answer, 400, "was not understood", "Nothing was changed", "Go back")
    assert reference[1] == answer.wsgi_request.audit_id


def test_a_form_that_cannot_be_read_says_so():
    client = client_for(staff_member())
    kind = "application/x-www-form-urlencoded; charset=utf-7"
    check_is_friendly(client.post("/notices/seen/", "notice=1", content_type=kind), 400, "not understood")


def test_a_page_that_the_role_does_not_include_says_what_to_do():
    client = client_for(staff_member(Role.COURIER))
    answer = client.get("/donors/", {"q": SECRET})
    reference = check_is_friendly(answer, 403, "You may not do this", "choose another one in your menu")
    assert LedgerEntry.objects.get(kind=Kind.REFUSAL).cid == reference[1]


def test_a_missing_page_and_one_out_of_reach_look_alike():
    stranger = client_for(staff_member())
    someone = patient(staff_member().hospital, family_name=SECRET)
    pages = [stranger.get("/patients/PAT-26-999999-X/"), stranger.get(someone.get_absolute_url())]
    for answer in pages:
        assert check_is_friendly(answer, 404, "There is nothing here for you", "search for the reference")
    texts = [re.sub(r"[0-9a-f]{32}|PAT-[0-9A-Z-]+", "", page.content.decode()) for page in pages]
    main = [text[text.index("<main") : text.index("</main")] for text in texts]
    assert main[0] == main[1]


def test_too_many_attempts_say_how_long_to_wait(settings, client):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(3):
        answer = client.post("/account/login/", {"login": f"{SECRET}@example.org", "password": "wrong"})
    assert check_is_friendly(answer, 429, "Too many attempts", "Wait five minutes")


def test_a_fault_of_ours_says_that_nothing_was_half_done(monkeypatch):
    def fail(*args):
        raise RuntimeError(f"No such column for {SECRET}")

    client = client_for(staff_member())
    client.raise_request_exception = False
    monkeypatch.setattr("transplant_site.desk.search.by_text", fail)
    answer = client.get("/search/", {"q": SECRET})
    assert check_is_friendly(answer, 500, "Something went wrong", "nothing was half done")


def test_a_page_without_its_token_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": SECRET})
    assert check_is_friendly(answer, 403, "This form is no longer valid", "send the form once more")


def test_a_server_error_needs_neither_database_nor_session(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = views.server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "Something went wrong" in page.content.decode()


def test_who_was_slower_is_told_and_keeps_what_was_typed():
    by = coordinator()
    made = donor(by=by, height_cm=180)
    made.refresh_from_db()
    client = client_for(by)
    address = reverse("organs:correct_donor", args=[made.reference])
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    donors.correct_donor(
        donor=made,
        characteristics=replace(donors.Characteristics.of(made), height_cm=181),
        reason="Measured",
        by=coordinator(by.hospital),
        at=timezone.now(),
    )

    answer = client.post(address, {**typed, "reason": "Written down wrongly"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "since you opened this page" in page
    assert "Written down wrongly" in page


def test_no_page_has_inline_style_or_script():
    client = client_for(staff_member())
    for address in (
        "/interface/styleguide/",
        "/interface/styleguide/list/",
        "/no/such/page/",
        "/account/mfa/",
    ):
        page = client.get(address).content.decode()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page), address
        for attributes in re.findall(r"<script\b([^>]*)>", page):
            assert "src=" in attributes or "application/json" in attributes, address


def test_every_menu_entry_leads_somewhere():
    assert navigation_leads_somewhere(None) == []


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_holds_what_the_role_may_use(role, rf):
    request = rf.get("/")
    request.staff = staff_member(role)
    shown = {str(link.label) for _, links in navigation.sections_for(request) for link in links}
    allowed = {
        str(entry.label)
        for entry in navigation.entries()
        if entry.permission is None or request.staff.may(entry.permission)
    }
    assert shown == allowed


def test_the_persons_menu_leads_to_each_page_once():
    page = client_for(staff_member(Role.COORDINATOR)).get("/").content.decode()
    menu = page[page.index('class="user-menu-links"') :]
    links = re.findall(r'href="([^"]+)"', menu[: menu.index("</ul>")])
    assert reverse("staff:profile") in links
    assert len(links) == len(set(links))


def test_the_style_page_is_not_there_in_production(monkeypatch, client):
    monkeypatch.setattr(settings, "MODE", Mode.PRODUCTION)
    assert client.get("/interface/styleguide/").status_code == 404
    assert client.get("/interface/styleguide/list/").status_code == 404


def test_a_person_chooses_the_role_to_act_in():
    person = staff_member(Role.CLINICIAN)
    other = person.memberships.create(
        role=Role.CLINICIAN, hospital=hospital(name="Second Hospital"), valid_from="2020-02-02"
    )
    client = client_for(person)
    assert "Second Hospital" in client.get("/interface/styleguide/").content.decode()
    page = client.post(reverse("staff:act_as"), {"membership": str(other.pk)}, follow=True)
    assert page.wsgi_request.staff.hospital == other.hospital


def test_nobody_acts_in_the_role_of_another():
    person, stranger = staff_member(), staff_member()
    client = client_for(person)
    client.post(reverse("staff:act_as"), {"membership": str(stranger.membership.pk)})
    assert client.get("/interface/styleguide/").wsgi_request.staff.hospital == person.hospital


def test_a_state_nobody_described_looks_neutral():
    assert statuses.look_for("staff.Hospital", "code", "X") == Look()


def test_a_described_state_looks_alike_everywhere():
    statuses.register("staff.Hospital", "city", {"Ghent": Look("success", "check-circle")})
    assert statuses.look_of(Hospital(city="Ghent"), "city").tone == "success"


def test_an_unknown_tone_is_refused():
    with pytest.raises(ValueError, match="no tone"):
        Look("pink")


def test_a_second_factor_asks_first_who_one_is():
    page = client_for(staff_member()).get("/account/mfa/totp/activate/")
    assert page.status_code == 302
    assert page["Location"].startswith("/account/reauthenticate/")
