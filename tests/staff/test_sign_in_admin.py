"""Second factors and addresses in Django admin: no secret is shown, and nothing is redirected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from tests import factories
from transplant_site.access.roles import Role
from transplant_site.audit.models import LedgerEntry
from transplant_site.staff.adapters import EncryptedSecretsAdapter
from transplant_site.staff.models import StaffMember

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LIST = "admin:mfa_authenticator_changelist"


@pytest.fixture
def administration(client_as: Callable[..., Client]) -> Client:
    return client_as(factories.staff_member(Role.ADMINISTRATOR))


@pytest.fixture
def person(db: None) -> StaffMember:
    """Someone with an authenticator app and recovery codes."""
    member = factories.staff_member()
    TOTP.activate(member, SECRET)
    RecoveryCodes.activate(member)
    return member


def reset(administration: Client, person: StaffMember, **given: Any) -> Any:
    chosen = [str(key) for key in Authenticator.objects.filter(user=person).values_list("pk", flat=True)]
    return administration.post(reverse(LIST), {"action": "reset", "_selected_action": chosen[:1], **given})


def test_secrets_are_encrypted_in_the_database(person: StaffMember) -> None:
    stored = Authenticator.objects.get(user=person, type="totp")

    assert SECRET not in str(stored.data)
    assert EncryptedSecretsAdapter().decrypt(stored.data["secret"]) == SECRET
    code = format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))
    assert stored.wrap().validate_code(code)
    assert len(Authenticator.objects.get(user=person, type="recovery_codes").wrap().generate_codes()) == 10


def test_an_earlier_key_still_opens_what_it_closed(person: StaffMember, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of some length, made for this test alone"

    stored = Authenticator.objects.get(user=person, type="totp")

    assert EncryptedSecretsAdapter().decrypt(stored.data["secret"]) == SECRET


def test_no_page_shows_what_is_stored_of_a_second_factor(administration: Client, person: StaffMember) -> None:
    stored = Authenticator.objects.get(user=person, type="totp")
    pages = (reverse(LIST), reverse("admin:mfa_authenticator_change", args=[stored.pk]))

    for page in pages:
        assert stored.data["secret"] not in administration.get(page).content.decode()
    for page in (pages[1], reverse("admin:mfa_authenticator_add")):
        assert administration.post(page, {"data": "{}"}).status_code == 403


def test_a_reset_needs_a_reason(administration: Client, person: StaffMember) -> None:
    asked = reset(administration, person)
    assert person.email in asked.content.decode()
    without = reset(administration, person, reason=" ")
    assert "This field is required" in without.content.decode()

    assert Authenticator.objects.filter(user=person).count() == 2


def test_a_reset_takes_all_second_factors_and_is_in_the_log(
    administration: Client, person: StaffMember
) -> None:
    TOTP.activate(other := factories.staff_member(), SECRET)

    answer = reset(administration, person, reason="Telephone lost")

    assert answer.status_code == 302
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}
    entries = LedgerEntry.objects.filter(action_name="staff.second_factor.reset", model="mfa.authenticator")
    assert entries.count() == 2
    assert all(entry.reason and "Telephone" not in entry.reason for entry in entries)


def test_nobody_resets_their_own(client_as: Callable[..., Client]) -> None:
    administrator = factories.staff_member(Role.ADMINISTRATOR)
    TOTP.activate(administrator, SECRET)

    answer = reset(client_as(administrator), administrator, reason="Telephone lost")

    assert "Someone else" in answer.content.decode()
    assert Authenticator.objects.filter(user=administrator).exists()


def test_addresses_are_only_looked_at(administration: Client, person: StaffMember) -> None:
    address = EmailAddress.objects.create(user=person, email=person.email, primary=True)
    change = reverse("admin:account_emailaddress_change", args=[address.pk])

    assert administration.post(change, {"email": "mine@example.org"}).status_code == 403
    administration.post(
        reverse("admin:account_emailaddress_changelist"),
        {"action": "make_verified", "_selected_action": [str(address.pk)]},
    )

    address.refresh_from_db()
    assert (address.email, address.verified) == (person.email, False)


def test_an_earlier_address_no_longer_sets_a_password(administration: Client, person: StaffMember) -> None:
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    fields = ("given_name", "family_name", "profession", "licence_number")

    administration.post(
        reverse("admin:staff_staffmember_change", args=[person.pk]),
        {
            **{name: getattr(person, name) for name in fields},
            "email": "New.Address@example.org",
            "is_active": "on",
            **{
                f"{prefix}-{name}": "0"
                for prefix in ("memberships", "memberships-2")
                for name in ("TOTAL_FORMS", "INITIAL_FORMS")
            },
        },
    )

    person.refresh_from_db()
    assert person.email == "new.address@example.org"
    assert not EmailAddress.objects.filter(user=person).exclude(email=person.email).exists()


def test_nobody_adds_an_address_of_their_own(client_as: Callable[..., Client], person: StaffMember) -> None:
    answer = client_as(person).post("/account/email/", {"action_add": "", "email": "mine@example.org"})

    assert answer.url == reverse("staff:profile")
    assert not EmailAddress.objects.filter(email="mine@example.org").exists()
