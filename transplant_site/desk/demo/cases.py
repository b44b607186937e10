"""Donors of today, at different points of their way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from organs.models import (
    DeathDeclaration,
    Donor,
    DonorConsent,
    DonorFinding,
    DonorKind,
    Marker,
    MatchRun,
    OrganAssessment,
    Side,
)
from organs.policies.checklists import Checked
from organs.services import characterisation, checklists, donors, recovery
from organs.services.matching import run_match
from patients.hla import Typing
from patients.models import HlaMethod
from transplant_site.desk.demo import people
from transplant_site.desk.demo.places import Places
from transplant_site.records.vocabulary import CrossmatchVerdict, OrganKind, RhesusFactor, Sex, TestResult
from transplant_site.staff.models import Hospital, StaffMember

FIRST = 3
"""At the centres of so many candidates the demonstration's clinicians work."""

Staff = Mapping[str, StaffMember]

_HOUR = timedelta(hours=1)


def make(places: Places, staff: Staff, *, at: datetime) -> None:
    """Make the donors of today, and let the clinicians work where the first in turn wait."""
    run = ready_for_offers(places, staff, at=at)
    people.employ_clinicians(centres_in_turn(run, FIRST), at=at)
    still_being_characterised(places, staff, at=at)


def centres_in_turn(run: MatchRun, number: int) -> list[Hospital]:
    """Give the centres of the first candidates of a run who can be offered to, without doubles."""
    candidates = run.candidates.filter(crossmatch=CrossmatchVerdict.NEGATIVE).order_by("rank")
    found = [
        candidate.registration.programme.hospital
        for candidate in candidates.select_related("registration__programme__hospital")[:number]
    ]
    return list(dict.fromkeys(found))


def ready_for_offers(places: Places, staff: Staff, *, at: datetime) -> MatchRun:
    """A donor after brain death: everything is known, the candidates are ranked, no offer is sent yet."""
    by = staff["coordinator"]
    donor = register(
        places,
        by,
        "Donor A",
        hospital="DH1",
        kind=DonorKind.DBD,
        age_years=47,
        blood_group="A",
        hla="A1 A2 B7 B8 DR15(2) DR17(3)",
        at=at,
    )
    characterise(donor, staff, at=at)
    return rank(donor, staff, at=at)


def still_being_characterised(places: Places, staff: Staff, *, at: datetime) -> MatchRun:
    """A donor after circulatory death, typed at broad level only: results pending, crossmatches in doubt."""
    by = staff["coordinator"]
    donor = register(
        places,
        by,
        "Donor B",
        hospital="DH2",
        kind=DonorKind.DCD,
        age_years=58,
        blood_group="O",
        hla="A9 A2 B5 B7 DR2 DR6",
        at=at,
    )
    characterisation.record_consent(
        donor=donor,
        organ_kind=OrganKind.KIDNEY,
        is_given=True,
        ground=DonorConsent.Ground.DONOR_REGISTER,
        occurred_at=at - 2 * _HOUR,
        by=by,
        at=at,
    )
    characterisation.record_abo_sample(donor=donor, blood_group="O", occurred_at=at - 2 * _HOUR, by=by, at=at)
    for marker in (Marker.HIV_ANTIBODY, Marker.HBV_SURFACE_ANTIGEN, Marker.HCV_ANTIBODY):
        characterisation.record_test(
            donor=donor,
            marker=marker,
            result=TestResult.PENDING,
            occurred_at=at - 2 * _HOUR,
            by=by,
            at=at,
        )
    for side in (Side.LEFT, Side.RIGHT):
        recovery.add_organ(donor=donor, kind=OrganKind.KIDNEY, side=side, by=by, at=at)
    return run_match(donor=donor, organ_kind=OrganKind.KIDNEY, by=by, at=at)


def register(
    places: Places,
    by: StaffMember,
    name: str,
    *,
    hospital: str,
    kind: str,
    age_years: int,
    blood_group: str,
    hla: str,
    at: datetime,
) -> Donor:
    return donors.register_donor(
        donor=donors.NewDonor(
            hospital=places[hospital],
            procurement_organisation=places["PO1"],
            characteristics=donors.Characteristics(
                kind=kind,
                age_years=age_years,
                blood_group=blood_group,
                rhesus=RhesusFactor.POSITIVE,
                sex=Sex.FEMALE,
                height_cm=172,
                weight_kg=Decimal("74.5"),
                cause_of_death="Subarachnoid haemorrhage" if kind == DonorKind.DBD else "Cardiac arrest",
            ),
            identity=donors.Identity(given_name="Demo", family_name=name),
            antigens=Typing.read(hla).canonical.split(),
            typed_at=at - 4 * _HOUR,
        ),
        by=by,
        at=at,
    )


def characterise(donor: Donor, staff: Staff, *, at: datetime) -> None:
    """Record all that is asked for before the first offer, by two coordinators."""
    by, colleague = staff["coordinator"], staff["coordinator2"]
    _record_death_and_consent(donor, by, at=at)
    for person, hours in ((by, 6), (colleague, 5)):
        characterisation.record_abo_sample(
            donor=donor,
            blood_group=donor.blood_group,
            occurred_at=at - hours * _HOUR,
            by=person,
            at=at,
        )
    for marker in Marker:
        is_common = marker in (Marker.CMV_IGG, Marker.EBV_IGG)
        characterisation.record_test(
            donor=donor,
            marker=marker,
            result=TestResult.POSITIVE if is_common else TestResult.NEGATIVE,
            occurred_at=at - 5 * _HOUR,
            by=by,
            at=at,
        )
    characterisation.record_hla_typing(
        donor=donor,
        antigens=donor.hla_typings.get(is_current=True).antigens,
        method=HlaMethod.MOLECULAR_LOW,
        occurred_at=at - 4 * _HOUR,
        by=by,
        at=at,
    )
    characterisation.record_finding(
        donor=donor,
        kind=DonorFinding.Kind.MEDICAL_HISTORY,
        text="Demo: hypertension for six years, treated. No diabetes, no malignancy.",
        occurred_at=at - 5 * _HOUR,
        by=by,
        at=at,
    )
    characterisation.record_organ_assessment(
        donor=donor,
        organ_kind=OrganKind.KIDNEY,
        quality=OrganAssessment.Quality.GOOD,
        text="Demo: creatinine 0.8 mg/dL, normal size on ultrasound.",
        occurred_at=at - 4 * _HOUR,
        by=by,
        at=at,
    )
    for kind, side in (
        (OrganKind.KIDNEY, Side.LEFT),
        (OrganKind.KIDNEY, Side.RIGHT),
        (OrganKind.LIVER, Side.NONE),
    ):
        recovery.add_organ(donor=donor, kind=kind, side=side, by=by, at=at)
    _complete_checklists(donor, staff, at=at)


def _record_death_and_consent(donor: Donor, by: StaffMember, *, at: datetime) -> None:
    characterisation.declare_death(
        donor=donor,
        method=DeathDeclaration.Method.NEUROLOGICAL,
        first_declarer="Dr Demo Intensivist",
        second_declarer="Dr Demo Neurologist",
        occurred_at=at - 8 * _HOUR,
        by=by,
        at=at,
    )
    for kind in (OrganKind.KIDNEY, OrganKind.LIVER):
        characterisation.record_consent(
            donor=donor,
            organ_kind=kind,
            is_given=True,
            ground=DonorConsent.Ground.FAMILY,
            occurred_at=at - 7 * _HOUR,
            by=by,
            at=at,
        )


def _complete_checklists(donor: Donor, staff: Staff, *, at: datetime) -> None:
    seen = Checked(
        consent_seen=True,
        death_declaration_seen=True,
        serology_seen=True,
        hla_seen=True,
        identity_verified=True,
    )
    for person in (staff["coordinator"], staff["coordinator2"]):
        checklists.complete_checklist(
            donor=donor,
            organ_kind=OrganKind.KIDNEY,
            blood_group=donor.blood_group,
            checked=seen,
            by=person,
            at=at,
        )


def rank(donor: Donor, staff: Staff, *, at: datetime) -> MatchRun:
    """Rank the kidney candidates."""
    return run_match(donor=donor, organ_kind=OrganKind.KIDNEY, by=staff["coordinator"], at=at)
