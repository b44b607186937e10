"""What the kidney policies look at, read from PostgreSQL: few queries, however many candidates there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import (
    F,
    FilteredRelation,
    FloatField,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf

from organs.allocation import (
    AcceptanceCriteria,
    Balances,
    DonorProperty,
    Finding,
    KidneyCandidates,
    KidneyDonor,
    KidneyInputs,
    Limit,
    MostMismatches,
    number_criteria,
)
from organs.allocation.columns import dates_of_days
from organs.models import BalanceSheet, Donor, DonorKind, Marker
from patients.hla import Typing
from patients.models import CandidateCriteria, CombinedOrgans, Registration, UnacceptableAntigen
from transplant_site.records.days import day_of
from transplant_site.records.vocabulary import OrganKind, TestResult
from transplant_site.staff.models import AcceptanceCriteria as CriteriaRow
from transplant_site.staff.models import ProgrammeCriteria

COUNTRY_NAMES = {
    "AT": "Austria",
    "BE": "Belgium",
    "DE": "Germany",
    "HR": "Croatia",
    "HU": "Hungary",
    "LU": "Luxembourg",
    "NL": "Netherlands",
    "SI": "Slovenia",
}
"""The countries as the policy and the balances call them; others go by their code."""

_FINDINGS = {
    TestResult.POSITIVE: Finding.PRESENT,
    TestResult.NEGATIVE: Finding.ABSENT,
    TestResult.PENDING: Finding.PENDING,
    TestResult.NOT_TESTED: Finding.NOT_TESTED,
    TestResult.NOT_KNOWN: Finding.NOT_KNOWN,
}

_PROPERTIES = {
    Marker.HIV_ANTIBODY: DonorProperty.ANTI_HIV,
    Marker.HBV_SURFACE_ANTIGEN: DonorProperty.HBSAG,
    Marker.HBV_CORE_ANTIBODY: DonorProperty.ANTI_HBC,
    Marker.HCV_ANTIBODY: DonorProperty.ANTI_HCV,
    Marker.HCV_RNA: DonorProperty.HCV_RNA,
    Marker.CMV_IGG: DonorProperty.ANTI_CMV,
}

_REFUSALS = {
    "accepts_dcd": DonorProperty.DCD,
    "accepts_hbv_core_antibody": DonorProperty.ANTI_HBC,
    "accepts_hbv_surface_antigen": DonorProperty.HBSAG,
    "accepts_hcv_antibody": DonorProperty.ANTI_HCV,
    "accepts_hcv_viraemic": DonorProperty.HCV_RNA,
    "accepts_hiv_antibody": DonorProperty.ANTI_HIV,
    "accepts_cmv_igg": DonorProperty.ANTI_CMV,
}


@dataclass(frozen=True, eq=False, slots=True)
class ReadInputs:
    """The inputs of a ranking, the registration in each of their rows, and the balances that were used."""

    inputs: Any
    registrations: Sequence[str]
    balance_sheet: BalanceSheet | None = None


def read_kidney_inputs(donor: Donor, *, at: datetime, with_balances: bool = True) -> ReadInputs:
    """Read the donor, every open registration for a kidney, and the balances if wanted, as they stand.

    `at` is the moment of the match: waiting times, ages, criteria and the validity of screenings are those
    of that moment; facts without dates are the present ones.
    """
    sheet = _balance_sheet(at) if with_balances else None
    registrations, candidates = _read_candidates(at)
    inputs = KidneyInputs(donor=_kidney_donor(donor), candidates=candidates, at=at, balances=_balances(sheet))
    return ReadInputs(inputs=inputs, registrations=registrations, balance_sheet=sheet)


# The donor


def _kidney_donor(donor: Donor) -> KidneyDonor:
    return KidneyDonor(**facts_of(donor), region=donor.hospital.region, esp_office=donor.esp_office)


def facts_of(donor: Donor) -> dict[str, Any]:
    """The facts of a donor that the policies of all organs look at."""
    typing = donor.hla_typings.filter(is_current=True).first()
    is_dcd = donor.kind == DonorKind.DCD
    findings = {DonorProperty.DCD: Finding.PRESENT if is_dcd else Finding.ABSENT}
    for test in donor.tests.filter(is_current=True, marker__in=list(_PROPERTIES)):
        findings[_PROPERTIES[Marker(test.marker)]] = _FINDINGS[TestResult(test.result)]
    return {
        "donor_id": donor.external_id or donor.reference,
        "blood_group": donor.blood_group,
        "country": country_name(str(donor.hospital.country)),
        "centre": donor.hospital.code,
        "age": donor.age_years,
        "hla": Typing.read(" ".join(typing.antigens) if typing else ""),
        "findings": findings,
        "weight_kg": float(donor.weight_kg) if donor.weight_kg is not None else None,
        "height_cm": donor.height_cm,
    }


def country_name(code: str) -> str:
    """Give a country's name as the policy spells it."""
    return COUNTRY_NAMES.get(code, code)


# The candidates


class _Days(Func):
    """Days since 1970-01-01: the columns of the list hold dates so, and numbers are read faster."""

    template = "(%(expressions)s - DATE '1970-01-01')"
    output_field = IntegerField()


def _plain(source: str) -> Combinable:
    return F(source)


def _text(source: str) -> Combinable:
    return Cast(source, TextField())


def _words(source: str) -> Combinable:
    joined = Func(F(source), Value(" "), function="array_to_string", output_field=TextField())
    return Coalesce(joined, Value(""), output_field=TextField())


def _share(source: str) -> Combinable:
    return Coalesce(Cast(source, FloatField()), Value(float("nan")))


def _or_none(value: Any) -> Callable[[str], Combinable]:
    return lambda source: Coalesce(source, Value(value))


_COLUMNS: dict[str, tuple[str, Callable[[str], Combinable]]] = {
    "candidate_id": ("external_id", lambda source: Coalesce(NullIf(source, Value("")), "reference")),
    "registration": ("listing_order", _plain),
    "blood_group": ("patient__blood_group", _plain),
    "country": ("programme__hospital__country", _text),
    "region": ("programme__hospital__region", _plain),
    "centre": ("programme__hospital__code", _plain),
    "urgency": ("status", _plain),
    "birth_date": ("identity__birth_date", _Days),
    "listing_date": ("registered_on", _Days),
    "first_dialysis_date": ("kidney_profile__first_dialysis_on", _Days),
    "previous_wait_days": ("kidney_profile__returned_wait_days", _or_none(0)),
    "hla": ("typing__antigens", _words),
    "vpra": ("screening__vpra", _share),
    "valid_pra": ("screening__is_valid", _or_none(False)),
    "screening_ends": ("screening__valid_until", _Days),
    "acceptable_mismatch_since": ("kidney_profile__acceptable_mismatch_since", _Days),
    "combined_organs_since": ("kidney_profile__combined_organs_since", _Days),
    "kidney_programme": ("kidney_profile__kidney_programme", _or_none("")),
    "accepts_esp": ("kidney_profile__accepts_esp", _plain),
    "accepts_extended_esp": ("kidney_profile__accepts_extended_esp", _plain),
    "registration_id": ("pk", _text),
    "patient_id": ("patient_id", _text),
    "programme_id": ("programme_id", _text),
}
"""Where each column stands, and how PostgreSQL gives it: as text, number or truth, which are read fast."""


def _read_candidates(at: datetime) -> tuple[Sequence[str], KidneyCandidates]:
    day = day_of(at)
    columns = _columns(_registrations())
    for name in ("birth_date", "listing_date", "first_dialysis_date"):
        columns[name] = dates_of_days(columns[name])
    columns["country"] = list(map(country_name, columns["country"]))

    today = (day - date(1970, 1, 1)).days
    ends = columns.pop("screening_ends")
    columns["screening_is_current"] = [end is None or end > today for end in ends]
    for name, begins in (
        ("acceptable_mismatch_programme", columns.pop("acceptable_mismatch_since")),
        ("combined_organ", columns.pop("combined_organs_since")),
    ):
        columns[name] = [since is not None and since <= today for since in begins]

    unacceptable = unacceptable_by_patient(OrganKind.KIDNEY)
    columns["unacceptable"] = [unacceptable.get(patient, "") for patient in columns.pop("patient_id")]
    registrations = columns.pop("registration_id")
    following = following_others(day)
    columns["combined_organ"] = [
        is_combined or registration in following
        for is_combined, registration in zip(columns["combined_organ"], registrations, strict=True)
    ]
    criteria, programme_criteria, own_criteria = numbered_criteria(
        registrations, columns.pop("programme_id"), day
    )
    candidates = KidneyCandidates.from_columns(
        **columns, criteria=criteria, programme_criteria=programme_criteria, own_criteria=own_criteria
    )
    return registrations, candidates


def _columns(registrations: QuerySet[Registration]) -> dict[str, Any]:
    """Read all rows at once: for a cursor of the server's own PostgreSQL plans no work in parallel."""
    wanted = {f"read_{name}": expression(source) for name, (source, expression) in _COLUMNS.items()}
    with connection.cursor() as cursor:
        cursor.execute(*registrations.annotate(**wanted).values_list(*wanted).query.sql_with_params())
        rows = cursor.fetchall()
    values = zip(*rows, strict=True) if rows else [()] * len(_COLUMNS)
    return dict(zip(_COLUMNS, values, strict=True))


def _registrations() -> QuerySet[Registration]:
    return (
        Registration.objects.open()
        .for_organ(OrganKind.KIDNEY)
        .annotate(
            identity=FilteredRelation(
                "patient__identities", condition=Q(patient__identities__superseded_at__isnull=True)
            ),
            typing=FilteredRelation(
                "patient__hla_typings", condition=Q(patient__hla_typings__is_current=True)
            ),
            screening=FilteredRelation(
                "patient__antibody_screenings", condition=Q(patient__antibody_screenings__is_current=True)
            ),
        )
        .order_by("listing_order")
    )


def unacceptable_by_patient(organ_kind: str) -> dict[str, str]:
    """The unacceptable antigens of each patient who has any, as one text."""
    waiting = Registration.objects.open().for_organ(organ_kind)
    return dict(
        UnacceptableAntigen.objects.filter(
            removed_on__isnull=True, patient__in=waiting.order_by().values("patient")
        )
        .order_by()
        .values("patient_id")
        .annotate(patient_key=_text("patient_id"), antigens=StringAgg("antigen", " ", order_by="antigen"))
        .values_list("patient_key", "antigens")
    )


# Combined organs


def following_others(day: date) -> dict[str, str]:
    """The registrations that go by another organ's list on a day, with that organ."""
    combined = CombinedOrgans.objects.valid_on(day).between_open()
    pairs = combined.values_list("following_id", "leading__organ_kind")
    return {str(following): organ_kind for following, organ_kind in pairs}


def taking_others(day: date) -> dict[str, str]:
    """The registrations that take other organs with them on a day, with those organs."""
    combined = CombinedOrgans.objects.valid_on(day).between_open()
    taken: dict[str, list[str]] = {}
    for leading, organ_kind in combined.values_list("leading_id", "following__organ_kind"):
        taken.setdefault(str(leading), []).append(organ_kind)
    return {leading: ", ".join(sorted(organs)) for leading, organs in taken.items()}


# Acceptance criteria


def numbered_criteria(
    registrations: Sequence[str], programmes: Sequence[str], day: date
) -> tuple[tuple[AcceptanceCriteria, ...], list[int], list[int]]:
    """The different criteria, and for each candidate the places of the programme's and of their own."""
    of_programme = {
        str(row.programme_id): _as_criteria(row) for row in ProgrammeCriteria.objects.valid_on(day)
    }
    of_candidate = {
        str(row.registration_id): _as_criteria(row) for row in CandidateCriteria.objects.valid_on(day)
    }
    wanted = [*map(of_programme.get, programmes), *map(of_candidate.get, registrations)]
    criteria, places = number_criteria(wanted)
    return criteria, places[: len(programmes)], places[len(programmes) :]


def _as_criteria(row: CriteriaRow) -> AcceptanceCriteria:
    return AcceptanceCriteria(
        age=Limit(row.donor_age_min, row.donor_age_max),
        weight_kg=Limit(row.donor_weight_min_kg, row.donor_weight_max_kg),
        height_cm=Limit(row.donor_height_min_cm, row.donor_height_max_cm),
        refused=frozenset(refused for name, refused in _REFUSALS.items() if not getattr(row, name)),
        most_mismatches=MostMismatches(total=row.mismatches_max),
    )


# Balances


def _balance_sheet(at: datetime) -> BalanceSheet | None:
    sheets = BalanceSheet.objects.filter(organ_kind=OrganKind.KIDNEY, valid_at__lte=at)
    return sheets.order_by("-valid_at").first()


def _balances(sheet: BalanceSheet | None) -> Balances:
    national: dict[str, dict[str, float]] = {}
    regional: dict[str, dict[str, dict[str, float]]] = {}
    if sheet is not None:
        for balance in sheet.balances.all():
            if balance.centre:
                of_group = regional.setdefault(balance.donor_age_group, {})
                of_group.setdefault(balance.country, {})[balance.centre] = balance.value
            else:
                national.setdefault(balance.donor_age_group, {})[balance.country] = balance.value
    return Balances(national=national, regional=regional)
