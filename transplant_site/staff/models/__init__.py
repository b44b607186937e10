from transplant_site.staff.models.hospitals import (
    AcceptanceCriteria,
    Carrier,
    Hospital,
    LaboratoryAgreement,
    Programme,
    ProgrammeCriteria,
)
from transplant_site.staff.models.people import Membership, Profession, StaffMember
from transplant_site.staff.models.submissions import Submission

__all__ = [
    "AcceptanceCriteria",
    "Carrier",
    "Hospital",
    "LaboratoryAgreement",
    "Membership",
    "Profession",
    "Programme",
    "ProgrammeCriteria",
    "StaffMember",
    "Submission",
]
