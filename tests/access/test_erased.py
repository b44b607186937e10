"""Whose identity was erased is told so on every page, and no page fails."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organs.models import Donor, DonorIdentity
from patients.models import Patient, PatientIdentity
from tests.access.filled_case import FilledCase, filled_case
from tests.access.test_every_address import answers, guarded, roles_for
from tests.factories import client_for, staff_member
from transplant_site.access.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased() -> tuple[FilledCase, set[str]]:
    """A case in which everybody's identity was erased, and the names that were."""
    filled = filled_case()
    names = set(PatientIdentity.objects.values_list("family_name", flat=True))
    names |= set(DonorIdentity.objects.exclude(family_name="").values_list("family_name", flat=True))
    PatientIdentity.objects.all().delete()
    DonorIdentity.objects.all().delete()
    for model in (Patient, Donor):
        model.objects.update(identity_erased_at=timezone.now())
    return filled, names


def text_of(answer: object) -> str:
    content = b"".join(answer) if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined, call-overload]
    return content.decode(errors="replace")  # type: ignore[no-any-return]


def test_no_page_fails_and_none_shows_a_name(erased: tuple[FilledCase, set[str]]) -> None:
    filled, names = erased
    shown = re.compile("|".join(re.escape(name) for name in names))
    wrong = []
    opened = 0
    for address in guarded():
        for role in roles_for(address):
            browser = client_for(filled.people.in_role(role))
            for method, answer in answers(browser, filled.path(address.name)):
                opened += 1
                if answer.status_code >= 500 or shown.search(text_of(answer)):  # type: ignore[attr-defined]
                    wrong.append(f"{role} {method} {address}: {answer.status_code}")  # type: ignore[attr-defined]

    assert len(names) >= 3
    assert opened > 150
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("patients:patient", Role.CLINICIAN),
        ("patients:registration", Role.CLINICIAN),
        ("organs:transplant", Role.CLINICIAN),
        ("organs:offer", Role.CLINICIAN),
        ("organs:donor", Role.COORDINATOR),
    ],
)
def test_the_page_says_that_the_identity_was_erased(
    erased: tuple[FilledCase, set[str]], name: str, role: Role
) -> None:
    filled, _names = erased
    browser = client_for(filled.people.in_role(role))

    assert "Identity erased" in text_of(browser.get(filled.path(name)))


@pytest.mark.parametrize("name", ["patients:patient_list", "patients:waiting_list"])
@pytest.mark.parametrize("suffix", ["", "?_export=csv"])
def test_lists_and_their_exports_say_so(erased: tuple[FilledCase, set[str]], name: str, suffix: str) -> None:
    filled, _names = erased
    browser = client_for(filled.people.surgeon)

    assert "erased" in text_of(browser.get(reverse(name) + suffix))


def test_the_search_finds_by_reference_and_says_so(erased: tuple[FilledCase, set[str]]) -> None:
    filled, _names = erased
    browser = client_for(filled.people.surgeon)

    answer = browser.get(reverse("desk:search"), {"q": filled.watched.patient.reference[:8]})

    assert "Identity erased" in text_of(answer)


def test_the_admin_shows_the_record(erased: tuple[FilledCase, set[str]]) -> None:
    filled, names = erased
    browser = client_for(staff_member(Role.ADMINISTRATOR))
    for path in (
        reverse("admin:patients_patient_changelist"),
        reverse("admin:patients_patient_change", args=[filled.watched.patient.pk]),
        reverse("admin:patients_patientidentity_changelist"),
        reverse("admin:organs_donor_change", args=[filled.case.donor.pk]),
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert not [name for name in names if name in text_of(answer)]


def test_a_browser_that_is_not_signed_in_learns_nothing(erased: tuple[FilledCase, set[str]]) -> None:
    filled, _names = erased

    assert Client().get(filled.path("patients:patient")).status_code == 302
