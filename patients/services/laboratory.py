"""Laboratory values of patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from patients.models import LaboratoryValue, Patient
from patients.policies import laboratory as policies
from patients.policies import times
from patients.policies.laboratory import LaboratoryValueRefused
from patients.services.immunology import Report
from patients.services.patients import birth_dates
from transplant_site.audit import action
from transplant_site.staff.models import StaffMember


@dataclass(frozen=True, kw_only=True, slots=True)
class NewValue:
    """A value in the unit it was reported in; `report.occurred_at` is when the sample was taken."""

    patient: Patient
    analyte: str
    value: Decimal
    unit: str
    report: Report


@action("patients.laboratory_value.recorded")
def record_laboratory_values(
    *, values: Sequence[NewValue], by: StaffMember, at: datetime
) -> list[LaboratoryValue]:
    """Record measured values, each in the unit it was reported in."""
    born = birth_dates(new.patient.pk for new in values)
    for new in values:
        policies.check_can_record_value(new.analyte, value=new.value, unit=new.unit)
        times.check_has_happened(
            new.report.occurred_at, at=at, refused=LaboratoryValueRefused, born_on=born.get(new.patient.pk)
        )

    return LaboratoryValue.objects.bulk_create(
        LaboratoryValue(
            patient=new.patient,
            analyte=new.analyte,
            value=new.value,
            unit=new.unit,
            occurred_at=new.report.occurred_at,
            laboratory=new.report.laboratory,
            on_behalf_of=new.report.on_behalf_of,
            on_behalf_note=new.report.on_behalf_note,
            recorded_by=by,
        )
        for new in values
    )
