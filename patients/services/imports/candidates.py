"""Candidates from a file: unknown ones are registered, known ones follow the file.

A candidate is known by organ and number elsewhere. Values are compared as numbers, dates and antigens, so
that reading the same file again changes nothing. Rows are taken in chunks: as many queries each, whatever
their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time

from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries

from patients.imports.candidates import CandidateFile, CandidateRow
from patients.imports.tables import FileRefused, Problem
from patients.models import Registration, RegistrationStatus
from patients.policies.immunology import IMMUNISATION
from patients.services import immunology, patients, waiting_list
from patients.services.imports.changes import follow_file, imported_listing
from patients.services.imports.kidneys import first_criteria, first_kidney_facts
from patients.services.imports.known import Known, find_known
from patients.services.imports.progress import OnProgress, in_chunks
from patients.services.imports.report import ImportReport
from transplant_site.audit import action
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff import services as staff_services
from transplant_site.staff.models import Hospital, Programme, StaffMember


def country_codes() -> dict[str, str]:
    """Map the English names and the codes of countries, in small letters, to codes."""
    with translation.override("en"):
        codes = {str(name).lower(): code for code, name in countries}
    return codes | {code.lower(): code for code in codes.values()}


def demo_name(external_id: str) -> tuple[str, str]:
    """Make a given and a family name from a number: “Demo”, “Patient 0001”."""
    number = f"{int(external_id):04d}" if external_id.isascii() and external_id.isdigit() else external_id
    return "Demo", f"Patient {number}"


@action("patients.candidates.imported")
def import_candidates(
    *,
    file: CandidateFile,
    organ_kind: str,
    by: StaffMember | None,
    at: datetime,
    progress: OnProgress | None = None,
) -> ImportReport:
    """Take in all candidates of a file, or none: refused with every line that doesn't fit what is here."""
    report = ImportReport()
    problems = _centre_problems(file.rows)
    programmes = _programmes(file.rows, organ_kind, report, by=by, at=at)
    for rows in in_chunks(file.rows, progress):
        known = find_known(rows, organ_kind)
        new = [row for row in rows if row.external_id not in known]
        problems += _programme_problems(rows, programmes, at=at)
        problems += _waits_elsewhere(rows, known)
        # After the first problem lines are looked at, so that all problems are told, and nothing is written.
        if not problems:
            _create(new, programmes, organ_kind, by=by, at=at)
            pairs = [(row, known[row.external_id]) for row in rows if row.external_id in known]
            follow_file(pairs, file.columns, programmes, report, by=by, at=at)
            report.created += len(new)
    if problems:
        raise FileRefused(problems)
    return report


# Centres


def _centre_problems(rows: Sequence[CandidateRow]) -> list[Problem]:
    """Find centres that lie elsewhere here than in the file."""
    known = {row.code: row for row in Hospital.objects.filter(code__in={row.centre for row in rows})}
    problems, told = [], set()
    for row in rows:
        here = known.get(row.centre)
        if here is None or row.centre in told:
            continue
        if here.country.code != row.country:
            text = _("%(centre)s lies in %(here)s here.") % {"centre": row.centre, "here": here.country.code}
            problems.append(Problem(row.line, "country", text))
            told.add(row.centre)
        if here.region and row.region and here.region != row.region:
            text = _("%(centre)s lies in %(here)s here.") % {"centre": row.centre, "here": here.region}
            problems.append(Problem(row.line, "region", text))
            told.add(row.centre)
    return problems


def _programmes(
    rows: Sequence[CandidateRow],
    organ_kind: str,
    report: ImportReport,
    *,
    by: StaffMember | None,
    at: datetime,
) -> dict[str, Programme]:
    """Give the programme of each centre of the file, by the centre's code; what is unknown is made."""
    places = {row.centre: row for row in rows}
    before = set(Hospital.objects.filter(code__in=list(places)).values_list("code", flat=True))
    report.centres = len(places.keys() - before)
    hospitals = staff_services.ensure_hospitals(
        hospitals=[
            staff_services.NewHospital(
                code=code,
                name=_("Transplant centre %(code)s") % {"code": code},
                country=row.country,
                region=row.region,
                is_transplant_centre=True,
            )
            for code, row in places.items()
        ],
        by=by,
        at=at,
    )
    programmes = staff_services.ensure_programmes(
        hospitals=list(hospitals.values()),
        organ_kind=organ_kind,
        opened_on=min(row.listing_date for row in rows),
        by=by,
        at=at,
    )
    for hospital in hospitals.values():
        programmes[hospital.pk].hospital = hospital
    return {code: programmes[hospital.pk] for code, hospital in hospitals.items()}


def _programme_problems(
    rows: Iterable[CandidateRow], programmes: Mapping[str, Programme], *, at: datetime
) -> list[Problem]:
    today = day_of(at)
    return [
        Problem(row.line, "center", _("The programme of %(centre)s is closed.") % {"centre": row.centre})
        for row in rows
        if not programmes[row.centre].is_open(today)
    ]


def _waits_elsewhere(rows: Iterable[CandidateRow], known: Mapping[str, Known]) -> list[Problem]:
    """Find candidates whom the file moves while they wait for another organ at the old centre."""
    moving = {
        known[row.external_id].registration.patient_id: row
        for row in rows
        if row.external_id in known
        and known[row.external_id].registration.is_open
        and known[row.external_id].registration.programme.hospital.code != row.centre
    }
    if not moving:
        return []
    staying = Registration.objects.open().filter(patient__in=list(moving)).exclude(
        pk__in=[one.registration.pk for one in known.values()]
    )  # fmt: skip
    return [
        Problem(
            moving[other.patient_id].line,
            "center",
            _("The patient waits with %(programme)s too: move that registration first.")
            % {"programme": other.programme},
        )
        for other in staying.select_related("programme__hospital")
    ]


# Unknown candidates


def _create(
    rows: Sequence[CandidateRow],
    programmes: Mapping[str, Programme],
    organ_kind: str,
    *,
    by: StaffMember | None,
    at: datetime,
) -> None:
    if not rows:
        return
    made = patients.register_patients(patients=[_new_patient(row, programmes) for row in rows], by=by, at=at)
    pairs = list(zip(rows, made, strict=True))
    # Immunology stands first: the first status follows from vPRA.
    typings = [
        immunology.NewTyping(patient=patient, antigens=row.antigens, report=_reported(row.listing_date))
        for row, patient in pairs
        if row.antigens
    ]
    if typings:
        immunology.record_hla_typings(typings=typings, by=by, at=at)
    listings = [
        imported_listing(patient, antigen, row.listing_date)
        for row, patient in pairs
        for antigen in row.unacceptable
    ]
    if listings:
        immunology.list_many_unacceptable_antigens(listings=listings, by=by, at=at)
    screenings = [
        immunology.NewScreening(
            patient=patient,
            vpra=row.vpra,
            report=_reported(row.listing_date),
            is_valid=row.pra_is_valid is not False,
        )
        for row, patient in pairs
        if row.vpra is not None or (organ_kind == OrganKind.KIDNEY and row.pra_is_valid is not False)
    ]
    if screenings:
        immunology.record_antibody_screenings(screenings=screenings, by=by, at=at)
    registrations = waiting_list.register_candidates(
        candidates=[
            waiting_list.NewCandidate(
                patient=patient,
                programme=programmes[row.centre],
                registered_on=row.listing_date,
                status=row.status,
                reason=_reason(row.status),
                external_id=row.external_id,
                kidney=first_kidney_facts(row) if organ_kind == OrganKind.KIDNEY else None,
            )
            for row, patient in pairs
        ],
        by=by,
        at=at,
    )
    criteria = list(first_criteria(zip(registrations, rows, strict=True)))
    if criteria:
        waiting_list.correct_many_criteria(corrections=criteria, by=by, at=at)


def _new_patient(row: CandidateRow, programmes: Mapping[str, Programme]) -> patients.NewPatient:
    given_name, family_name = demo_name(row.external_id)
    return patients.NewPatient(
        hospital=programmes[row.centre].hospital,
        person=patients.Person(given_name=given_name, family_name=family_name, birth_date=row.birth_date),
        facts=patients.ClinicalFacts(sex=row.sex, blood_group=row.blood_group),
    )


def _reported(day: date) -> immunology.Report:
    return immunology.Report(occurred_at=datetime.combine(day, time.min, UTC))


def _reason(status: str) -> str:
    return "" if status in {*IMMUNISATION, RegistrationStatus.HU} else _("Imported.")
