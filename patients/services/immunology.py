"""HLA typings, unacceptable antigens and antibody screenings of patients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from patients.hla import HLARefused, Typing, UnacceptableAntigens
from patients.models import AntibodyScreening, HlaMethod, HlaTyping, Patient, UnacceptableAntigen
from patients.policies import immunology as policies
from patients.policies import times
from patients.policies.immunology import ImmunologyRefused
from patients.services import waiting_list
from patients.services.patients import BATCH, birth_dates, lock_patients
from patients.signals import Fact, announce
from transplant_site.audit import action
from transplant_site.records.days import day_of
from transplant_site.staff.models import Hospital, StaffMember

R = TypeVar("R", HlaTyping, AntibodyScreening)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """When something was found, by which laboratory, and on whose behalf it is recorded."""

    occurred_at: datetime
    laboratory: Hospital | None = None
    on_behalf_of: StaffMember | None = None
    on_behalf_note: str = ""


def read_typing(text: str) -> Typing:
    """Read a typing as a laboratory writes it; what can't be one is refused with its reason."""
    try:
        typing = Typing.read(text)
    except HLARefused as refusal:
        raise ImmunologyRefused(refusal, field="antigens", code="impossible_hla") from refusal
    if not typing.mask:
        raise ImmunologyRefused(_("Enter at least one antigen."), field="antigens", code="nothing_typed")
    return typing


def read_unacceptable(text: str) -> UnacceptableAntigens:
    """Read a list of unacceptable antigens; what isn't an antigen is refused with its reason."""
    try:
        return UnacceptableAntigens.read(text)
    except HLARefused as refusal:
        raise ImmunologyRefused(refusal, field="antigens", code="impossible_hla") from refusal


# Typings


@dataclass(frozen=True, kw_only=True, slots=True)
class NewTyping:
    """`antigens` in canonical form."""

    patient: Patient
    antigens: Sequence[str]
    report: Report
    method: str = HlaMethod.UNKNOWN


@action("patients.hla_typing.recorded")
def record_hla_typing(
    *,
    patient: Patient,
    antigens: str,
    report: Report,
    by: StaffMember | None,
    at: datetime,
    method: str = HlaMethod.UNKNOWN,
) -> HlaTyping:
    """Record a typing as the laboratory wrote it."""
    typing = read_typing(antigens)
    new = NewTyping(patient=patient, antigens=typing.canonical.split(), report=report, method=method)
    return record_hla_typings(typings=[new], by=by, at=at)[0]


@action("patients.hla_typing.recorded")
def record_hla_typings(
    *, typings: Sequence[NewTyping], by: StaffMember | None, at: datetime
) -> list[HlaTyping]:
    """Record typings; the newest report of each patient is the one that matching uses."""
    patients = lock_patients(new.patient.pk for new in typings)
    _check_reports([(new.patient.pk, new.report) for new in typings], at=at)

    rows = [
        HlaTyping(
            patient=patients[new.patient.pk],
            antigens=list(new.antigens),
            method=new.method,
            recorded_by=by,
            **_report_fields(new.report),
        )
        for new in typings
    ]
    current = _current(HlaTyping.objects.all(), patients)
    changed = _make_newest_current(rows, current)
    HlaTyping.objects.filter(pk__in=[row.pk for row in changed.values() if row is not None]).update(
        is_current=False
    )
    HlaTyping.objects.bulk_create(rows, batch_size=BATCH)
    announce(changed, Fact.HLA, by=by, at=at)
    return rows


def _check_reports(reports: Sequence[tuple[UUID, Report]], *, at: datetime) -> None:
    born = birth_dates(patient for patient, _report in reports)
    for patient, report in reports:
        times.check_has_happened(
            report.occurred_at, at=at, refused=ImmunologyRefused, born_on=born.get(patient)
        )


def _report_fields(report: Report) -> dict[str, object]:
    return {
        "occurred_at": report.occurred_at,
        "laboratory": report.laboratory,
        "on_behalf_of": report.on_behalf_of,
        "on_behalf_note": report.on_behalf_note,
    }


def _current(rows: QuerySet[R], patients: Iterable[UUID]) -> dict[UUID, R]:
    return {row.patient_id: row for row in rows.filter(is_current=True, patient__in=list(patients))}


def _make_newest_current(rows: Sequence[R], current: dict[UUID, R]) -> dict[UUID, R | None]:
    """Say of each new row whether it is the current one; give per patient what it takes the place of.

    A report that is older than the current one, entered late, doesn't take its place.
    """
    newest: dict[UUID, R] = {}
    for row in rows:
        row.is_current = False
        held = newest.get(row.patient_id) or current.get(row.patient_id)
        if held is None or row.occurred_at >= held.occurred_at:
            newest[row.patient_id] = row
    for row in newest.values():
        row.is_current = True
    return {patient: current.get(patient) for patient in newest}


# Unacceptable antigens


@dataclass(frozen=True, kw_only=True, slots=True)
class NewUnacceptable:
    """`antigen` by its canonical name."""

    patient: Patient
    antigen: str
    source: str
    listed_on: date
    mean_fluorescence: int | None = None


@action("patients.unacceptable_antigens.listed")
def list_unacceptable_antigens(
    *,
    patient: Patient,
    antigens: str,
    source: str,
    listed_on: date,
    by: StaffMember | None,
    at: datetime,
    mean_fluorescence: int | None = None,
) -> list[UnacceptableAntigen]:
    """List antigens, as the laboratory wrote them, that a donor for this patient must not carry."""
    wanted = read_unacceptable(antigens)
    news = [
        NewUnacceptable(
            patient=patient,
            antigen=antigen.name,
            source=source,
            listed_on=listed_on,
            mean_fluorescence=mean_fluorescence,
        )
        for antigen in wanted.antigens
    ]
    if not news:
        policies.check_can_list_unacceptable(wanted, own=None, already_listed=())
    return list_many_unacceptable_antigens(listings=news, by=by, at=at)


@action("patients.unacceptable_antigens.listed")
def list_many_unacceptable_antigens(
    *, listings: Sequence[NewUnacceptable], by: StaffMember | None, at: datetime
) -> list[UnacceptableAntigen]:
    """List unacceptable antigens of many patients; open match runs are told."""
    patients = lock_patients({new.patient.pk for new in listings})
    typings = _current(HlaTyping.objects.all(), patients)
    listed = _listed(patients)
    wanted: dict[UUID, list[str]] = defaultdict(list)
    for new in listings:
        times.check_day_has_come(new.listed_on, at=at, refused=ImmunologyRefused, field="listed_on")
        wanted[new.patient.pk].append(new.antigen)
    for patient, names in wanted.items():
        typing = typings.get(patient)
        policies.check_can_list_unacceptable(
            UnacceptableAntigens.read(" ".join(names)),
            own=Typing.read(" ".join(typing.antigens)) if typing else None,
            already_listed=listed[patient],
        )

    rows = UnacceptableAntigen.objects.bulk_create(
        (
            UnacceptableAntigen(
                patient=patients[new.patient.pk],
                antigen=new.antigen,
                source=new.source,
                mean_fluorescence=new.mean_fluorescence,
                listed_on=new.listed_on,
                recorded_by=by,
            )
            for new in listings
        ),
        batch_size=BATCH,
    )
    announce(patients, Fact.UNACCEPTABLE_ANTIGENS, by=by, at=at)
    return rows


def _listed(patients: Iterable[UUID]) -> dict[UUID, set[str]]:
    listed: dict[UUID, set[str]] = defaultdict(set)
    rows = UnacceptableAntigen.objects.filter(patient__in=list(patients), removed_on__isnull=True)
    for patient, antigen in rows.values_list("patient_id", "antigen"):
        listed[patient].add(antigen)
    return listed


@action("patients.unacceptable_antigens.removed")
def remove_unacceptable_antigens(
    *,
    antigens: Sequence[UnacceptableAntigen],
    removed_on: date,
    reason: str,
    by: StaffMember | None,
    at: datetime,
) -> list[UnacceptableAntigen]:
    """End the listing of antigens; the rows stay as history. Open match runs are told."""
    patients = lock_patients({row.patient_id for row in antigens})
    rows = list(UnacceptableAntigen.objects.filter(pk__in=[row.pk for row in antigens]))
    policies.check_can_remove_unacceptable(rows, removed_on=removed_on, at=at)

    for row in rows:
        row.removed_on = removed_on
    UnacceptableAntigen.objects.bulk_update(rows, ["removed_on"], batch_size=BATCH)
    announce(patients, Fact.UNACCEPTABLE_ANTIGENS, by=by, at=at)
    return rows


# Screenings


@dataclass(frozen=True, kw_only=True, slots=True)
class NewScreening:
    """`vpra` is a share, 0 to 1; None where it is not known."""

    patient: Patient
    vpra: Decimal | None
    report: Report
    valid_until: date | None = None
    is_valid: bool = True


@action("patients.antibody_screening.recorded")
def record_antibody_screening(
    *,
    patient: Patient,
    vpra: Decimal,
    report: Report,
    by: StaffMember | None,
    at: datetime,
    valid_until: date | None = None,
) -> AntibodyScreening:
    """Record one screening; the patient's active registrations take the status that follows from it."""
    new = NewScreening(patient=patient, vpra=vpra, report=report, valid_until=valid_until)
    return record_antibody_screenings(screenings=[new], by=by, at=at)[0]


@action("patients.antibody_screening.recorded")
def record_antibody_screenings(
    *, screenings: Sequence[NewScreening], by: StaffMember | None, at: datetime
) -> list[AntibodyScreening]:
    """Record screenings; the newest of each patient is the one that matching uses."""
    patients = lock_patients(new.patient.pk for new in screenings)
    _check_reports([(new.patient.pk, new.report) for new in screenings], at=at)
    for new in screenings:
        policies.check_can_record_screening(
            vpra=new.vpra, sampled_on=day_of(new.report.occurred_at), valid_until=new.valid_until
        )

    rows = [
        AntibodyScreening(
            patient=patients[new.patient.pk],
            vpra=new.vpra,
            valid_until=new.valid_until,
            is_valid=new.is_valid,
            recorded_by=by,
            **_report_fields(new.report),
        )
        for new in screenings
    ]
    changed = _make_newest_current(rows, _current(AntibodyScreening.objects.all(), patients))
    AntibodyScreening.objects.filter(pk__in=[row.pk for row in changed.values() if row is not None]).update(
        is_current=False
    )
    AntibodyScreening.objects.bulk_create(rows, batch_size=BATCH)
    waiting_list.follow_immunisation(
        vpra_by_patient={row.patient_id: row.vpra for row in rows if row.is_current and row.vpra is not None},
        by=by,
        at=at,
    )
    announce(changed, Fact.SCREENING, by=by, at=at)
    return rows
