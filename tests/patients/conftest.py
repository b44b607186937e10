"""People around one transplant centre, and strangers from another."""

from datetime import date

import pytest

from tests import factories
from transplant_site.access.roles import Role
from transplant_site.staff.models import Hospital, LaboratoryAgreement, Programme, StaffMember


@pytest.fixture
def centre(db: None) -> Hospital:
    return factories.hospital("transplant_centre", "laboratory", name="St. Mary's")


@pytest.fixture
def kidney_programme(centre: Hospital) -> Programme:
    return factories.programme(centre)


@pytest.fixture
def clinician(centre: Hospital) -> StaffMember:
    return factories.staff_member(Role.CLINICIAN, centre)


@pytest.fixture
def technician(centre: Hospital) -> StaffMember:
    """Works at a laboratory that serves the centre."""
    laboratory = factories.hospital("laboratory", name="HLA laboratory")
    LaboratoryAgreement.objects.create(hospital=centre, laboratory=laboratory, valid_from=date(2020, 1, 1))
    return factories.staff_member(Role.LABORATORY, laboratory)
