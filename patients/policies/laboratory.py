"""Laboratory values."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from patients.models import Analyte, LaboratoryValue
from patients.policies.refusals import PatientsRefusal


class LaboratoryValueRefused(PatientsRefusal):
    """A measured value can't be recorded like this."""


def check_can_record_value(analyte: str, *, value: Decimal, unit: str) -> None:
    """Refuse what isn't above zero, and units that don't go with what was measured."""
    if value <= 0:
        raise LaboratoryValueRefused(_("A measured value is above zero."), field="value", code="not_positive")
    units = LaboratoryValue.UNITS[Analyte(analyte)]
    if unit not in units:
        raise LaboratoryValueRefused(
            _("%(analyte)s is reported in %(units)s, not in %(unit)s.")
            % {"analyte": Analyte(analyte).label, "units": _(" or ").join(units), "unit": unit},
            field="unit",
            code="unit_does_not_fit",
        )
