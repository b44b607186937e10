"""Whose name a page shows, the log knows: every page, for everyone, opened and sent back with errors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from patients.models import Patient, PatientIdentity
from tests.access.addresses import our_addresses
from tests.access.filled_case import FilledCase, filled_case
from tests.factories import client_for
from tests.factories.people import newest_entry
from tests.pdf import texts_of
from transplant_site.access.roles import Role
from transplant_site.audit.models import LedgerEntry

pytestmark = pytest.mark.django_db

SHOWING = ("read", "export")


@pytest.fixture
def filled() -> FilledCase:
    """A case in which every patient has a family name that nobody else has."""
    filled = filled_case()
    for number, identity in enumerate(PatientIdentity.objects.filter(superseded_at__isnull=True)):
        identity.family_name = f"Familyname{number:04d}"
        identity.save()
    return filled


def test_a_name_on_a_page_is_a_read_in_the_log(filled: FilledCase) -> None:
    shown, missing = 0, []
    names = {
        one.family_name: str(one.patient_id)
        for one in PatientIdentity.objects.filter(superseded_at__isnull=True)
    }
    for role, page, body, after in every_answer(filled):
        named = {patient for name, patient in names.items() if name in body}
        shown += len(named)
        missing += [f"{role} {page}" for _patient in named - recorded(after)]

    assert shown > 20
    assert sorted(set(missing)) == []


def recorded(after: int) -> set[str]:
    """Give the patients of whom the log says since then that somebody saw them."""
    entries = LedgerEntry.objects.filter(id__gt=after, kind__in=SHOWING)
    objects = [one for seen in entries.values_list("seen", flat=True) for one in seen or ()]
    return {key for label, key in objects if label == Patient._meta.label_lower}


def every_answer(filled: FilledCase) -> Iterator[tuple[Role, str, str, int]]:
    """Open every page as everyone and send it forms that can't be taken; give what came back."""
    for role in Role:
        browser = client_for(filled.people.in_role(role))
        for one in our_addresses():
            if one.is_public:
                continue
            for method, data in (("get", {}), ("post", {}), ("post", {"x": "1"})):
                after = newest_entry()
                body = text_of(browser, method, filled.path(one.name), data)
                yield role, f"{method} {one.name}", body, after


def text_of(browser: Client, method: str, path: str, data: dict[str, str]) -> str:
    answer = getattr(browser, method)(path, data)
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content).decode()
    if answer["Content-Type"] == "application/pdf":
        return " ".join(texts_of(answer.content))
    return answer.content.decode()
