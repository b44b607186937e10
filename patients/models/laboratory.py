from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.patients import Patient
from transplant_site.records.models import ClinicalEvent
from transplant_site.staff.models import Hospital


class Analyte(models.TextChoices):
    """What is measured, and with it the one unit in which the value is stored."""

    CREATININE = "creatinine", _("Creatinine")
    BILIRUBIN = "bilirubin", _("Bilirubin")
    INR = "inr", _("INR")
    SODIUM = "sodium", _("Sodium")
    ALBUMIN = "albumin", _("Albumin")
    HAEMOGLOBIN = "haemoglobin", _("Haemoglobin")
    POTASSIUM = "potassium", _("Potassium")
    ANTI_A_TITRE = "anti_a_titre", _("Anti-A titre (reciprocal)")


class LaboratoryValue(ClinicalEvent):
    """One measured value, in the unit it was reported in; `occurred_at` is when the sample was taken."""

    UNITS = {
        Analyte.CREATININE: ("mg/dL", "umol/L"),
        Analyte.BILIRUBIN: ("mg/dL", "umol/L"),
        Analyte.INR: ("1",),
        Analyte.SODIUM: ("mmol/L",),
        Analyte.ALBUMIN: ("g/dL", "g/L"),
        Analyte.HAEMOGLOBIN: ("g/dL", "mmol/L"),
        Analyte.POTASSIUM: ("mmol/L",),
        Analyte.ANTI_A_TITRE: ("1",),
    }

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="laboratory_values")
    analyte = models.CharField(_("measured"), max_length=16, choices=Analyte.choices)
    value = models.DecimalField(_("value"), max_digits=10, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=8)
    laboratory = models.ForeignKey(
        Hospital,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("laboratory"),
    )

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("laboratory value")
        verbose_name_plural = _("laboratory values")
        ordering = ["patient", "analyte", "-occurred_at", "-id"]
        indexes = [
            models.Index(fields=["patient", "analyte", "-occurred_at"], name="patients_newest_value"),
        ]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(value__gt=0),
                name="patients_laboratoryvalue_above_zero",
                violation_error_message=_("A measured value is above zero."),
            ),
            models.CheckConstraint(
                condition=Q(analyte__in=["creatinine", "bilirubin"], unit__in=["mg/dL", "umol/L"])
                | Q(analyte__in=["inr", "anti_a_titre"], unit="1")
                | Q(analyte__in=["sodium", "potassium"], unit="mmol/L")
                | Q(analyte="albumin", unit__in=["g/dL", "g/L"])
                | Q(analyte="haemoglobin", unit__in=["g/dL", "mmol/L"]),
                name="patients_laboratoryvalue_unit_fits",
                violation_error_message=_("This unit doesn't go with what was measured."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_analyte_display()} {self.value} {self.unit}"
