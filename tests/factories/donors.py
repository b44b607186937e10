"""Donors, ready to be matched or offered, and match runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from organs.models import (
    ConsentPurpose,
    DeathDeclaration,
    Donor,
    DonorConsent,
    DonorKind,
    Marker,
    MatchRun,
    OrganPart,
    Side,
)
from organs.policies.checklists import Checked
from organs.services import characterisation, checklists, donors, recovery
from organs.services.matching import run_match
from patients.hla import Typing
from tests.factories.people import hospital as make_hospital
from tests.factories.people import staff_member
from transplant_site.access.roles import Role
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import Hospital, StaffMember

DONOR_HLA = "A1 A2 B7 B8 DR15(2) DR17(3)"


def coordinator(organisation: Hospital | None = None) -> StaffMember:
    """Make a coordinator of a procurement organisation (a new one unless given)."""
    return staff_member(Role.COORDINATOR, hospital=organisation)


def donor(
    *,
    by: StaffMember | None = None,
    hospital: Hospital | None = None,
    hla: str = DONOR_HLA,
    kind: str = DonorKind.DBD,
    age_years: int = 45,
    blood_group: str = "A",
    given_name: str = "",
    family_name: str = "",
    external_id: str | None = None,
    **characteristics: Any,
) -> Donor:
    """Register a donor of the coordinator `by` (a new one unless given); `hla=""`: not typed."""
    by = by or coordinator()
    return donors.register_donor(
        donor=donors.NewDonor(
            hospital=hospital or make_hospital("donor_hospital"),
            procurement_organisation=by.hospital,
            characteristics=donors.Characteristics(
                kind=kind, age_years=age_years, blood_group=blood_group, **characteristics
            ),
            identity=donors.Identity(given_name=given_name, family_name=family_name),
            antigens=Typing.read(hla).canonical.split() if hla else (),
            external_id=external_id,
            external_organ_kind=OrganKind.KIDNEY if external_id else "",
        ),
        by=by,
        at=timezone.now(),
    )


def characterised_donor(
    *, by: StaffMember | None = None, organ_kind: str = OrganKind.KIDNEY, **fields: Any
) -> Donor:
    """A donor with consent, declaration of death, two ABO samples and negative serology."""
    by = by or coordinator()
    made = donor(by=by, **fields)
    now = timezone.now()
    record_two_abo_samples(made, by=by, at=now)
    characterisation.record_consent(
        donor=made,
        organ_kind=organ_kind,
        purpose=ConsentPurpose.TRANSPLANT,
        is_given=True,
        ground=DonorConsent.Ground.FAMILY,
        occurred_at=now - timedelta(hours=5),
        by=by,
        at=now,
    )
    if made.is_deceased:
        is_dbd = made.kind == DonorKind.DBD
        method = DeathDeclaration.Method
        characterisation.declare_death(
            donor=made,
            method=method.NEUROLOGICAL if is_dbd else method.CIRCULATORY,
            first_declarer="Dr One",
            second_declarer="Dr Two" if is_dbd else "",
            occurred_at=now - timedelta(hours=6),
            by=by,
            at=now,
        )
    for marker in (
        Marker.HIV_ANTIBODY,
        Marker.HBV_SURFACE_ANTIGEN,
        Marker.HBV_CORE_ANTIBODY,
        Marker.HCV_ANTIBODY,
    ):
        characterisation.record_test(
            donor=made,
            marker=marker,
            result="negative",
            occurred_at=now - timedelta(hours=5),
            by=by,
            at=now,
        )
    return Donor.objects.get(pk=made.pk)


def record_two_abo_samples(donor: Donor, *, by: StaffMember, at: datetime, blood_group: str = "") -> None:
    """Two samples of different times, reported by two people, that agree."""
    colleague = coordinator(by.hospital)
    for person, hours in ((by, 5), (colleague, 4)):
        characterisation.record_abo_sample(
            donor=donor,
            blood_group=blood_group or donor.blood_group,
            blood_subgroup=donor.blood_subgroup,
            occurred_at=at - timedelta(hours=hours),
            by=person,
            at=at,
        )


def kidneys(donor: Donor, *, by: StaffMember) -> list[OrganPart]:
    """Both kidneys of the donor, whole and available."""
    now = timezone.now()
    return [
        recovery.add_organ(donor=donor, kind=OrganKind.KIDNEY, side=side, by=by, at=now).parts.get()
        for side in (Side.LEFT, Side.RIGHT)
    ]


def complete_both_checklists(donor: Donor, *, by: StaffMember, organ_kind: str = OrganKind.KIDNEY) -> None:
    """Two coordinators complete the pre-allocation checklist."""
    seen = Checked(
        consent_seen=True,
        death_declaration_seen=True,
        serology_seen=True,
        hla_seen=True,
        identity_verified=True,
    )
    for person in (by, coordinator(by.hospital)):
        checklists.complete_checklist(
            donor=donor,
            organ_kind=organ_kind,
            blood_group=donor.blood_group,
            checked=seen,
            by=person,
            at=timezone.now(),
        )


def match_run(donor: Donor, *, by: StaffMember, organ_kind: str = OrganKind.KIDNEY, **given: Any) -> MatchRun:
    """Rank those who wait."""
    return run_match(donor=donor, organ_kind=organ_kind, by=by, at=timezone.now(), **given)


def donor_ready_for_offers(*, by: StaffMember | None = None, **fields: Any) -> Donor:
    """A characterised donor with two kidneys and both checklists: make candidates, then `match_run`."""
    by = by or coordinator()
    made = characterised_donor(by=by, **fields)
    kidneys(made, by=by)
    complete_both_checklists(made, by=by)
    return Donor.objects.get(pk=made.pk)
