"""Donors and exchange balances from files: all of a file, or none of it, and twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries

from organs.imports.balances import BalanceFile
from organs.imports.donors import DonorFile, DonorRow
from organs.models import BalanceSheet, Donor, DonorKind, ExchangeBalance
from organs.policies.donors import DonorRefused
from organs.services.donors import Characteristics, Identity, NewDonor, register_donors
from patients.imports.tables import FileRefused, Problem
from patients.services.imports import OnProgress, in_chunks
from transplant_site.audit import Refusal, action
from transplant_site.staff import services as staff_services
from transplant_site.staff.models import Hospital, StaffMember


class BalancesRefused(Refusal):
    """Other balances of the same moment are here already."""


@dataclass(frozen=True, slots=True)
class DonorImport:
    """What became of the lines of a file of donors."""

    created: int
    unchanged: int


@action("organs.donors.imported")
def import_donors(
    *,
    file: DonorFile,
    organ_kind: str,
    by: StaffMember | None,
    at: datetime,
    procurement_organisation: Hospital | None = None,
    progress: OnProgress | None = None,
) -> DonorImport:
    """Register the unknown donors of a file; refused with every line that says something else than we do.

    The donors belong to `procurement_organisation`, or else to one of their country, which is made.
    """
    hospitals = _hospitals(file.rows, by=by, at=at)
    known = _known(file.rows, organ_kind)
    problems = [
        *_place_problems(file.rows, hospitals),
        *(
            problem
            for row in file.rows
            if row.external_id in known
            for problem in _differences(row, known[row.external_id], file.columns)
        ),
    ]
    if problems:
        raise FileRefused(problems)
    new = [row for row in file.rows if row.external_id not in known]
    organisations = _organisations(new, procurement_organisation, by=by, at=at)
    for rows in in_chunks(new, progress):
        register_donors(
            donors=[_new_donor(row, organ_kind, hospitals, organisations) for row in rows], by=by, at=at
        )
    return DonorImport(created=len(new), unchanged=len(file.rows) - len(new))


def find_procurement_organisation(code: str) -> Hospital:
    """Return the procurement organisation with this code."""
    found = Hospital.objects.procurement_organisations().filter(code=code).first()
    if found is None:
        raise DonorRefused(_("There is no procurement organisation with the code %(code)s.") % {"code": code})
    return found


def _hospitals(rows: Sequence[DonorRow], *, by: StaffMember | None, at: datetime) -> dict[str, Hospital]:
    """Give the hospitals of a file by code; unknown ones are registered."""
    places = {row.centre: row for row in rows}
    return staff_services.ensure_hospitals(
        hospitals=[
            staff_services.NewHospital(
                code=code,
                name=_("Hospital %(code)s") % {"code": code},
                country=row.country,
                region=row.region,
                is_donor_hospital=True,
            )
            for code, row in places.items()
        ],
        by=by,
        at=at,
    )


def _place_problems(rows: Sequence[DonorRow], hospitals: Mapping[str, Hospital]) -> Iterator[Problem]:
    for row in rows:
        here = hospitals[row.centre]
        for column, stated, present in (
            ("country", row.country, here.country.code),
            ("region", row.region, here.region),
        ):
            if stated and present and stated != present:
                text = _("%(centre)s lies in %(here)s here.") % {"centre": row.centre, "here": present}
                yield Problem(row.line, column, text)


def _known(rows: Sequence[DonorRow], organ_kind: str) -> dict[str, Donor]:
    found = Donor.objects.filter(
        external_organ_kind=organ_kind, external_id__in=[row.external_id for row in rows]
    )
    return {str(donor.external_id): donor for donor in found.select_related("hospital").prefetch_related(
        "hla_typings", "identities"
    )}  # fmt: skip


def _differences(row: DonorRow, donor: Donor, stated: frozenset[str]) -> Iterator[Problem]:
    """Name each value of a line that differs from the known donor's; `stated` are the file's columns."""
    antigens = next((typing.antigens for typing in donor.hla_typings.all() if typing.is_current), [])
    born = next((one.birth_date for one in donor.identities.all() if one.superseded_at is None), None)
    # The age is always stated: where it has no column, by the birth date and the match.
    for column, value, present in (
        ("center", row.centre, donor.hospital.code),
        ("bloodgroup", row.blood_group, donor.blood_group),
        ("age", row.age_years, donor.age_years),
        ("dob", row.birth_date, born),
        ("sex", row.sex, donor.sex),
        ("dcd", row.is_dcd, donor.kind == DonorKind.DCD),
        ("height_cm", row.height_cm, donor.height_cm),
        ("weight_kg", row.weight_kg, donor.weight_kg),
        ("hla", " ".join(row.antigens), " ".join(antigens)),
        ("match_datetime", row.match_at, donor.match_at),
        ("esp_subregion_code", row.esp_office, donor.esp_office),
    ):
        if column in stated | {"age"} and value != present:
            text = _("donor %(number)s is known with another value: %(present)s.")
            yield Problem(row.line, column, text % {"number": row.external_id, "present": _shown(present)})


def _shown(value: object) -> str:
    if value is None or value == "":
        return _("none")
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _organisations(
    rows: Sequence[DonorRow], given: Hospital | None, *, by: StaffMember | None, at: datetime
) -> dict[str, Hospital]:
    """Give the procurement organisation of each country of the rows."""
    codes = sorted({row.country for row in rows})
    if given is not None:
        return dict.fromkeys(codes, given)
    with translation.override("en"):
        names = dict(countries)
    made = staff_services.ensure_hospitals(
        hospitals=[
            staff_services.NewHospital(
                code=f"PO-{code}",
                name=f"Procurement organisation of imported donors, {names[code]}",
                country=code,
                is_procurement_organisation=True,
            )
            for code in codes
        ],
        by=by,
        at=at,
    )
    return {code: made[f"PO-{code}"] for code in codes}


def _new_donor(
    row: DonorRow, organ_kind: str, hospitals: Mapping[str, Hospital], organisations: Mapping[str, Hospital]
) -> NewDonor:
    return NewDonor(
        hospital=hospitals[row.centre],
        procurement_organisation=organisations[row.country],
        characteristics=Characteristics(
            kind=DonorKind.DCD if row.is_dcd else DonorKind.DBD,
            age_years=row.age_years,
            blood_group=row.blood_group,
            sex=row.sex,
            height_cm=row.height_cm,
            weight_kg=row.weight_kg,
            esp_office=row.esp_office,
        ),
        identity=Identity(birth_date=row.birth_date),
        antigens=row.antigens,
        typed_at=row.match_at,
        external_id=row.external_id,
        external_organ_kind=organ_kind,
        match_at=row.match_at,
    )


# Balances


@action("organs.balances.imported")
def import_balances(
    *,
    file: BalanceFile,
    organ_kind: str,
    source: str,
    by: StaffMember | None,
    at: datetime,
    progress: OnProgress | None = None,
) -> bool:
    """Keep a set of balances; False when the same set is here already."""
    known = BalanceSheet.objects.filter(organ_kind=organ_kind, valid_at=file.valid_at).first()
    if known is not None:
        if known.sha256 == file.digest:
            return False
        raise BalancesRefused(
            _("Other balances of %(moment)s are here already, from %(source)s: a run may rest on them.")
            % {"moment": file.valid_at.isoformat(), "source": known.source},
            code="other_balances",
        )
    sheet = BalanceSheet.objects.create(
        organ_kind=organ_kind, valid_at=file.valid_at, source=source[:200], sha256=file.digest
    )
    for rows in in_chunks(file.rows, progress):
        ExchangeBalance.objects.bulk_create(
            ExchangeBalance(
                sheet=sheet,
                donor_age_group=row.donor_age_group,
                country=row.country,
                centre=row.centre,
                value=row.value,
            )
            for row in rows
        )
    return True
