from uuid import uuid4

import pytest
from django.utils import timezone

from messaging.models import SubjectKind
from messaging.services import conversations
from messaging.subjects import Subject
from tests.factories import hospital, staff_member
from transplant_site.access.roles import Role


@pytest.fixture
def centre():
    return hospital(name="Centre Hospital")


@pytest.fixture
def organisation():
    return hospital("procurement_organisation", name="Procurement Organisation")


@pytest.fixture
def clinician(centre):
    return staff_member(Role.CLINICIAN, hospital=centre)


@pytest.fixture
def coordinator(organisation):
    return staff_member(Role.COORDINATOR, hospital=organisation)


@pytest.fixture
def stranger():
    return staff_member(Role.CLINICIAN)


@pytest.fixture
def subject(centre, organisation):
    return Subject(
        kind=SubjectKind.OFFER,
        id=uuid4(),
        reference="OFR-26-000031-7",
        path="/offers/OFR-26-000031-7/",
        hospitals=(centre, organisation),
    )


@pytest.fixture
def conversation(subject, clinician):
    return conversations.start_conversation(
        subject=subject,
        title="Last creatinine",
        by=clinician,
        at=timezone.now(),
        hospitals=subject.hospitals,
    )
