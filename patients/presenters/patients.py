"""The page of a patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from patients.hla import Typing
from patients.measures import MEASURES
from patients.models import (
    Analyte,
    AntibodyScreening,
    HlaTyping,
    LaboratoryValue,
    Patient,
    PatientIdentity,
    Registration,
    StatusPeriod,
    UnacceptableAntigen,
)
from patients.presenters.hla import LocusReading, loci_of
from transplant_site.interface.quantities import Quantity, per_cent

VALUES_SHOWN = 40


@dataclass(frozen=True)
class ShownValue:
    row: LaboratoryValue
    quantity: str


@dataclass(frozen=True)
class PatientPage:
    """Everything the page of a patient shows."""

    patient: Patient
    identity: PatientIdentity | None
    registrations: Sequence[Registration]
    typing: HlaTyping | None
    loci: tuple[LocusReading, ...]
    unacceptable: Sequence[UnacceptableAntigen]
    contradictions: tuple[str, ...]
    screening: AntibodyScreening | None
    vpra: str
    is_screening_out_of_date: bool
    values: Sequence[ShownValue]


def patient_page(patient: Patient, *, today: date) -> PatientPage:
    """Gather what the page of a patient shows."""
    typing = patient.hla_typings.filter(is_current=True).select_related("laboratory").first()
    unacceptable = list(
        patient.unacceptable_antigens.filter(removed_on__isnull=True)
        .order_by("antigen")
        .select_related("recorded_by")
    )
    screening = patient.antibody_screenings.filter(is_current=True).select_related("laboratory").first()
    own = set(typing.antigens) if typing else set()
    return PatientPage(
        patient=patient,
        identity=patient.identity,
        registrations=list(registrations_of(patient)),
        typing=typing,
        loci=loci_of(Typing.read(" ".join(typing.antigens))) if typing else (),
        unacceptable=unacceptable,
        contradictions=tuple(row.antigen for row in unacceptable if row.antigen in own),
        screening=screening,
        vpra=per_cent(screening.vpra) if screening and screening.vpra is not None else "",
        is_screening_out_of_date=bool(screening and screening.is_out_of_date(today)),
        values=[
            shown_value(row)
            for row in patient.laboratory_values.select_related("laboratory", "recorded_by").order_by(
                "-occurred_at", "analyte"
            )[:VALUES_SHOWN]
        ],
    )


def registrations_of(patient: Patient) -> Any:
    """The patient's registrations, newest first, with what a page shows of them."""
    periods = Prefetch("status_periods", StatusPeriod.objects.order_by("-started_at", "-id"), "shown_periods")
    return (
        patient.registrations.select_related("programme__hospital", "kidney_profile")
        .prefetch_related(periods)
        .order_by("-registered_on", "-id")
    )


def shown_value(row: LaboratoryValue) -> ShownValue:
    """A value with the same in the other units in use."""
    measure = MEASURES[Analyte(row.analyte)]
    if row.analyte == Analyte.ANTI_A_TITRE:
        return ShownValue(row, f"1 : {row.value.normalize():f}")
    if len(measure.units) == 1 and measure.stored.code == "1":
        return ShownValue(row, f"{row.value.normalize():f}")
    return ShownValue(row, str(Quantity(row.value, measure.unit(row.unit), measure)))
