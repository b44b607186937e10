"""Heart statuses, lung scores and combined organs: what is recorded, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from patients.models import CombinedOrgans, LungScore
from patients.policies.waiting_list import RegistrationRefused
from patients.services import organ_facts, waiting_list
from tests.factories import candidate, client_for, hospital, programme, staff_member
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db


def waits(organ_kind, of=None):
    return candidate(programme(of.hospital if of else None, organ_kind=organ_kind), of=of)


@pytest.fixture
def heart():
    return waits("heart")


def clinic_of(registration):
    return client_for(staff_member(Role.CLINICIAN, hospital=registration.programme.hospital))


def state(registration, **given):
    now = timezone.now()
    facts = {"status": "adult_2", "started_at": now - timedelta(days=2), "valid_until": None, **given}
    return organ_facts.state_heart_status(registration=registration, **facts, by=None, at=now)


def enter(registration, **given):
    facts = {"score": Decimal(20), "calculated_on": date(2026, 1, 2), "source": "Demo calculator", **given}
    return organ_facts.enter_lung_score(registration=registration, **facts, by=None, at=timezone.now())


def combine(leading, following, valid_from=date(2026, 1, 1)):
    return organ_facts.combine_organs(
        leading=leading, following=following, valid_from=valid_from, by=None, at=timezone.now()
    )


def test_a_heart_status_is_stated_on_its_page(heart):
    browser = clinic_of(heart)
    page = reverse("patients:heart_status", args=[heart.reference])
    assert browser.get(page).status_code == 200
    entry = {
        "status": "adult_3",
        "started_at_0": "01-Feb-2026",
        "started_at_1": "10:30",
        "started_at": "01-Feb-2026 10:30",
    }
    answer = browser.post(page, {**entry, "valid_until": "01-Mar-2027"})
    assert answer.status_code == 302
    [stated] = heart.heart_statuses.all()
    assert (stated.status, stated.valid_until) == ("adult_3", date(2027, 3, 1))
    assert stated.started_at.date() == date(2026, 2, 1)
    shown = browser.get(heart.get_absolute_url()).content.decode()
    assert "Adult status 3" in shown


def test_a_score_is_entered_on_its_page_and_the_earlier_one_stays():
    lung = waits("lung")
    browser = clinic_of(lung)
    page = reverse("patients:lung_score", args=[lung.reference])
    for score in ("20.5", "21.25"):
        entry = {"score": score, "calculated_on": "02-Jan-2026", "source": "Demo calculator"}
        assert browser.post(page, entry).status_code == 302
    assert list(lung.lung_scores.order_by("id").values_list("score", flat=True)) == [
        Decimal("20.5"),
        Decimal("21.25"),
    ]
    assert "Demo calculator" in browser.get(lung.get_absolute_url()).content.decode()
    assert browser.post(page, {**entry, "score": "101"}).status_code == 200
    assert LungScore.objects.count() == 2


def test_organs_are_combined_and_separated_on_the_page_of_the_leading_one(heart):
    lung = waits("lung", of=heart.patient)
    browser = clinic_of(heart)
    page = reverse("patients:combine_organs", args=[heart.reference])
    assert lung.reference in browser.get(page).content.decode()
    answer = browser.post(page, {"following": str(lung.pk), "valid_from": "01-Jan-2026"})
    assert answer.status_code == 302
    assert lung.reference in browser.get(heart.get_absolute_url()).content.decode()
    assert heart.reference in browser.get(lung.get_absolute_url()).content.decode()

    separate = reverse("patients:separate_organs", args=[heart.reference])
    for _ in range(2):  # twice does no harm
        assert browser.post(separate, {"following": lung.reference}).status_code == 302
    assert CombinedOrgans.objects.get().valid_until == timezone.localdate()
    assert combine(heart, lung).valid_until is None


@pytest.mark.parametrize("name", ["heart_status", "lung_score", "combine_organs"])
def test_the_pages_of_other_organs_and_of_the_closed_refuse(name):
    kidney = waits("kidney")
    page = clinic_of(kidney).get(reverse(f"patients:{name}", args=[kidney.reference]), follow=True)
    assert "take this any more" in page.content.decode()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"started_at": timezone.now() + timedelta(days=1)}, "in_the_future"),
        ({"started_at": timezone.now() - timedelta(days=365 * 80)}, "before_birth"),
        ({"valid_until": date(2020, 1, 1)}, "out_of_order"),
    ],
)
def test_a_heart_status_that_cannot_be_is_refused(heart, given, code):
    with pytest.raises(RegistrationRefused) as refusal:
        state(heart, **given)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"calculated_on": date(2999, 1, 1)}, "in_the_future"),
        ({"score": Decimal("100.1")}, "out_of_range"),
        ({"score": Decimal(-1)}, "out_of_range"),
        ({"source": "  "}, "no_source"),
        ({"valid_until": date(2026, 1, 2)}, "out_of_order"),
    ],
)
def test_a_score_that_cannot_be_is_refused(given, code):
    with pytest.raises(RegistrationRefused) as refusal:
        enter(waits("lung"), **given)
    assert refusal.value.code == code


def test_facts_of_another_organ_and_of_a_closed_registration_are_refused(heart):
    with pytest.raises(RegistrationRefused) as refusal:
        enter(heart)
    assert refusal.value.code == "another_organ"
    waiting_list.change_status(registration=heart, status="R", reason="Moved", by=None, at=timezone.now())
    with pytest.raises(RegistrationRefused) as refusal:
        state(heart)
    assert refusal.value.code == "closed"


@pytest.mark.parametrize(
    ("leading", "following", "code"),
    [
        ("kidney", "pancreas", "does_not_lead"),
        ("heart", "liver", "does_not_follow"),
        ("heart", "lung", None),
        ("liver", "kidney", None),
    ],
)
def test_organs_combine_where_their_lists_can(leading, following, code):
    first = waits(leading)
    second = waits(following, of=first.patient)
    if code is None:
        assert combine(first, second).patient_id == first.patient_id
        return
    with pytest.raises(RegistrationRefused) as refusal:
        combine(first, second)
    assert refusal.value.code == code


def test_organs_of_two_patients_and_chains_are_refused(heart):
    with pytest.raises(RegistrationRefused) as refusal:
        combine(heart, waits("lung"))
    assert refusal.value.code == "not_two_organs"
    lung, kidney = waits("lung", of=heart.patient), waits("kidney", of=heart.patient)
    combine(heart, lung)
    for leading, following in ((lung, kidney), (lung, heart), (heart, lung)):
        with pytest.raises(RegistrationRefused) as refusal:
            combine(leading, following)
        assert refusal.value.code == "chained"
    combine(heart, kidney)
    assert CombinedOrgans.objects.count() == 2


def test_a_stranger_finds_none_of_it(heart):
    stranger = client_for(staff_member(Role.CLINICIAN, hospital=hospital()))
    for name in ("heart_status", "combine_organs"):
        assert stranger.get(reverse(f"patients:{name}", args=[heart.reference])).status_code == 404
