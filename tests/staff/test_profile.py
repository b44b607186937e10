"""One's own profile, and the choice under which membership one acts."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from transplant_site.access.roles import Role
from transplant_site.staff.middleware import SESSION_KEY
from transplant_site.staff.models import Membership, StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_roles() -> StaffMember:
    """A clinician who works for a laboratory too."""
    person = factories.staff_member(Role.CLINICIAN)
    Membership.objects.create(
        staff_member=person,
        role=Role.LABORATORY,
        hospital=factories.hospital("laboratory", name="Second place"),
        valid_from=date(2021, 1, 1),
    )
    return person


@pytest.mark.parametrize("role", list(Role))
def test_everyone_has_a_profile(role: Role, client_as: Callable[..., Client]) -> None:
    person = factories.staff_member(role)

    page = client_as(person).get(reverse("staff:profile"))

    assert page.status_code == 200
    assert person.email in page.content.decode()


def test_the_first_membership_is_acted_under_until_another_is_chosen(
    two_roles: StaffMember, client_as: Callable[..., Client]
) -> None:
    client = client_as(two_roles)
    laboratory = two_roles.memberships.get(role=Role.LABORATORY)
    patient = factories.patient(two_roles.memberships.get(role=Role.CLINICIAN).hospital)
    typing = reverse("patients:record_typing", args=[patient.reference])
    assert client.get(typing).status_code == 403

    answer = client.post(reverse("staff:act_as"), {"membership": str(laboratory.pk)})

    assert answer.status_code == 302
    # The role has changed, and with it the reach: the patient is not the laboratory's.
    assert client.get(typing).status_code == 404


def test_only_own_and_valid_memberships_can_be_chosen(
    two_roles: StaffMember, client_as: Callable[..., Client]
) -> None:
    client = client_as(two_roles)
    ended = two_roles.memberships.get(role=Role.LABORATORY)
    ended.valid_until = timezone.localdate()
    ended.save()
    foreign = factories.staff_member(Role.ADMINISTRATOR).memberships.get()

    for membership in (str(ended.pk), str(foreign.pk), "", "nonsense"):
        page = client.post(reverse("staff:act_as"), {"membership": membership}, follow=True)
        assert "have this role any more" in page.content.decode()
        assert SESSION_KEY not in client.session
    assert client.get(reverse("staff:act_as")).status_code == 405


def test_without_a_valid_membership_one_may_nothing(client_as: Callable[..., Client]) -> None:
    person = factories.staff_member(Role.CLINICIAN)
    person.memberships.update(valid_until=timezone.localdate() - timedelta(days=1))
    client = client_as(person)

    assert client.get(reverse("patients:patient_list")).status_code == 403
    assert client.get(reverse("staff:profile")).status_code == 200
