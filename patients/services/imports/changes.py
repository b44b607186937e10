"""Known candidates follow the file: what differs is handed to the service that changes it.

Only what the file says is followed. A column that it doesn't have leaves what is known here as it is; an
empty cell of a column that it has means empty, but for reports (typing, screening): an empty cell brings
none, and takes none back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from patients.imports.candidates import CandidateRow
from patients.models import Patient, Registration, UnacceptableAntigen
from patients.policies.immunology import IMMUNISATION, immunisation_status
from patients.services import immunology, patients, waiting_list
from patients.services.imports.kidneys import CRITERIA_COLUMNS, KIDNEY_COLUMNS, criteria_of, kidney_facts
from patients.services.imports.known import Known
from patients.services.imports.report import ImportReport
from transplant_site.records.days import day_of
from transplant_site.staff.models import Programme, StaffMember


@dataclass
class _Changes:
    """What differs between the rows and the database, for each service its list."""

    identities: list[patients.IdentityCorrection] = field(default_factory=list)
    facts: list[patients.FactsCorrection] = field(default_factory=list)
    transfers: list[waiting_list.Transfer] = field(default_factory=list)
    dates: list[waiting_list.DateCorrection] = field(default_factory=list)
    typings: list[immunology.NewTyping] = field(default_factory=list)
    listings: list[immunology.NewUnacceptable] = field(default_factory=list)
    removals: list[UnacceptableAntigen] = field(default_factory=list)
    screenings: list[immunology.NewScreening] = field(default_factory=list)
    kidneys: list[waiting_list.KidneyCorrection] = field(default_factory=list)
    criteria: list[waiting_list.CriteriaCorrection] = field(default_factory=list)
    statuses: list[tuple[Registration, str]] = field(default_factory=list)
    concerned: set[UUID] = field(default_factory=set)
    """The patients of whom anything differs."""


def follow_file(
    pairs: Sequence[tuple[CandidateRow, Known]],
    stated: frozenset[str],
    programmes: Mapping[str, Programme],
    report: ImportReport,
    *,
    by: StaffMember | None,
    at: datetime,
) -> None:
    """Hand what differs to the services; `stated` are the columns that the file has."""
    changes = _Changes()
    for row, known in pairs:
        if not known.registration.is_open:
            report.left_closed.append(row.external_id)
            report.unchanged += 1
            continue
        whole = _with_what_is_known(row, known, stated)
        columns = _differences(whole, known, programmes, changes, stated, at=at)
        report.changes.update(columns)
        report.kept.update(_kept_reports(whole, known))
        report.updated += bool(columns)
        if columns:
            changes.concerned.add(known.registration.patient_id)
        report.unchanged += not columns
    _apply(changes, by=by, at=at)


def _with_what_is_known(row: CandidateRow, known: Known, stated: frozenset[str]) -> CandidateRow:
    """Put what is known here where the file has no column, so that it makes no difference."""
    here: dict[str, tuple[str, Any]] = {
        "sex": ("sex", known.registration.patient.sex),
        "hla": ("antigens", known.antigens),
        "unacceptable_antigens": ("unacceptable", tuple(known.unacceptable)),
        "vpra": ("vpra", known.vpra),
    }
    return replace(row, **dict(here[column] for column in here.keys() - stated))


def _kept_reports(row: CandidateRow, known: Known) -> list[str]:
    """Name the columns whose cell is empty while a report is known here."""
    cells = {"hla": (row.antigens or None, known.antigens), "vpra": (row.vpra, known.vpra)}
    return [column for column, (cell, here) in cells.items() if cell is None and here not in (None, ())]


def _differences(
    row: CandidateRow,
    known: Known,
    programmes: Mapping[str, Programme],
    changes: _Changes,
    stated: frozenset[str],
    *,
    at: datetime,
) -> list[str]:
    """Note what a row changes, and name the columns."""
    columns = _of_person(row, known, changes)
    columns += _of_place_and_time(row, known, programmes, changes)
    columns += _of_immunology(row, known, changes, at=at)
    columns += _of_kidney(row, known, changes, stated)
    columns += _of_criteria(row, known, changes, stated)
    registration = known.registration
    if not _is_same_status(registration.status, row.status):
        changes.statuses.append((registration, row.status))
        columns.append("urgency")
    return columns


def _of_kidney(row: CandidateRow, known: Known, changes: _Changes, stated: frozenset[str]) -> list[str]:
    registration = known.registration
    if not hasattr(registration, "kidney_profile"):
        return []
    before = waiting_list.KidneyFacts.of(registration.kidney_profile)
    kidney = kidney_facts(row, before, stated)
    if kidney != before:
        changes.kidneys.append(waiting_list.KidneyCorrection(registration=registration, kidney=kidney))
    return [
        column for name, column in KIDNEY_COLUMNS.items() if getattr(kidney, name) != getattr(before, name)
    ]


def _of_criteria(row: CandidateRow, known: Known, changes: _Changes, stated: frozenset[str]) -> list[str]:
    before = waiting_list.Criteria.of(known.criteria) if known.criteria else waiting_list.Criteria()
    criteria = criteria_of(row, before, stated)
    if criteria == before:
        return []
    changes.criteria.append(
        waiting_list.CriteriaCorrection(
            registration=known.registration, criteria=criteria, valid_from=row.listing_date
        )
    )
    return [
        column
        for column, names in CRITERIA_COLUMNS.items()
        if any(getattr(criteria, name) != getattr(before, name) for name in names)
    ]


def _is_same_status(here: str, in_file: str) -> bool:
    """T, I and HI all say that the candidate is active; which of them follows from vPRA."""
    return here == in_file or (here in IMMUNISATION and in_file in IMMUNISATION)


def _of_person(row: CandidateRow, known: Known, changes: _Changes) -> list[str]:
    columns = []
    patient = known.registration.patient
    if known.identity is not None and known.identity.birth_date != row.birth_date:
        person = replace(patients.Person.of(known.identity), birth_date=row.birth_date)
        changes.identities.append(patients.IdentityCorrection(patient=patient, person=person))
        columns.append("dob")
    before = patients.ClinicalFacts.of(patient)
    facts = replace(before, sex=row.sex)
    if row.sex != before.sex:
        columns.append("sex")
    if row.blood_group != before.blood_group:
        facts = replace(facts, blood_group=row.blood_group, blood_subgroup="")
        columns.append("bloodgroup")
    if facts != before:
        changes.facts.append(patients.FactsCorrection(patient=patient, facts=facts))
    return columns


def _of_place_and_time(
    row: CandidateRow, known: Known, programmes: Mapping[str, Programme], changes: _Changes
) -> list[str]:
    columns = []
    registration = known.registration
    if registration.programme.hospital.code != row.centre:
        changes.transfers.append(
            waiting_list.Transfer(registration=registration, programme=programmes[row.centre])
        )
        columns.append("center")
    if registration.registered_on != row.listing_date:
        changes.dates.append(
            waiting_list.DateCorrection(registration=registration, registered_on=row.listing_date)
        )
        columns.append("listing_date")
    return columns


def _of_immunology(row: CandidateRow, known: Known, changes: _Changes, *, at: datetime) -> list[str]:
    columns = []
    patient = known.registration.patient
    now = immunology.Report(occurred_at=at)
    if row.antigens and row.antigens != known.antigens:
        changes.typings.append(immunology.NewTyping(patient=patient, antigens=row.antigens, report=now))
        columns.append("hla")
    added = [antigen for antigen in row.unacceptable if antigen not in known.unacceptable]
    removed = [antigen for name, antigen in known.unacceptable.items() if name not in row.unacceptable]
    if added or removed:
        today = day_of(at)
        changes.listings += [imported_listing(patient, antigen, today) for antigen in added]
        changes.removals += removed
        columns.append("unacceptable_antigens")
    return columns + _of_screening(row, known, changes, report=now)


def _of_screening(
    row: CandidateRow, known: Known, changes: _Changes, *, report: immunology.Report
) -> list[str]:
    """A screening is recorded where the file says something else than the last one that is known here."""
    was_valid = known.screening is not None and known.screening.is_valid
    is_valid = row.pra_is_valid
    if is_valid is None:
        is_valid = was_valid or known.screening is None
    vpra = known.vpra if row.vpra is None else row.vpra
    columns = []
    if vpra != known.vpra:
        columns.append("vpra")
    if row.pra_is_valid is not None and row.pra_is_valid != was_valid:
        columns.append("valid_pra")
    if columns:
        changes.screenings.append(
            immunology.NewScreening(
                patient=known.registration.patient, vpra=vpra, report=report, is_valid=is_valid
            )
        )
    return columns


def _apply(changes: _Changes, *, by: StaffMember | None, at: datetime) -> None:
    """Hand each list to its service; typings stand before listings, and screenings before statuses.

    Patients are held before their registrations, as everywhere.
    """
    patients.lock_patients(changes.concerned)
    told: dict[str, Any] = {"by": by, "at": at}
    because = told | {"reason": _("Imported.")}
    today = day_of(at)
    if changes.identities:
        patients.correct_identities(corrections=changes.identities, **because)
    if changes.facts:
        patients.correct_many_clinical_facts(corrections=changes.facts, **because)
    if changes.transfers:
        waiting_list.transfer_candidates(transfers=changes.transfers, **told)
    if changes.dates:
        waiting_list.correct_registration_dates(corrections=changes.dates, **told)
    _apply_immunology(changes, today=today, told=told)
    if changes.kidneys:
        waiting_list.record_many_kidney_facts(corrections=changes.kidneys, **told)
    if changes.criteria:
        waiting_list.correct_many_criteria(corrections=changes.criteria, **told)
    if changes.statuses:
        _apply_statuses(changes.statuses, by=by, at=at)


def _apply_immunology(changes: _Changes, *, today: date, told: dict[str, Any]) -> None:
    if changes.removals:
        immunology.remove_unacceptable_antigens(
            antigens=changes.removals, removed_on=today, reason=_("Imported."), **told
        )
    if changes.typings:
        immunology.record_hla_typings(typings=changes.typings, **told)
    if changes.listings:
        immunology.list_many_unacceptable_antigens(listings=changes.listings, **told)
    if changes.screenings:
        immunology.record_antibody_screenings(screenings=changes.screenings, **told)


def _apply_statuses(
    wanted: Sequence[tuple[Registration, str]], *, by: StaffMember | None, at: datetime
) -> None:
    vpra = waiting_list.current_vpra({registration.patient_id for registration, _status in wanted})
    changes = [
        waiting_list.StatusChange(
            registration=registration,
            status=immunisation_status(vpra.get(registration.patient_id))
            if status in IMMUNISATION
            else status,
            reason=_("Imported."),
        )
        for registration, status in wanted
    ]
    waiting_list.change_statuses(changes=changes, by=by, at=at)


def imported_listing(patient: Patient, antigen: str, day: date) -> immunology.NewUnacceptable:
    return immunology.NewUnacceptable(
        patient=patient, antigen=antigen, source=UnacceptableAntigen.Source.IMPORTED, listed_on=day
    )
