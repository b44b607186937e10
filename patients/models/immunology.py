from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from patients.models.patients import Patient
from transplant_site.records.models import ClinicalEvent, Record
from transplant_site.staff.models import Hospital


class HlaMethod(models.TextChoices):
    SEROLOGY = "serology", _("Serology")
    MOLECULAR_LOW = "molecular_low", _("Molecular, low resolution")
    MOLECULAR_HIGH = "molecular_high", _("Molecular, high resolution")
    UNKNOWN = "unknown", _("Not known")


class AbstractHlaTyping(ClinicalEvent):
    """One typing report. `antigens` is the report's list in canonical form, read as a whole.

    The list is one value here, not a child table: matching reads 100,000 of them at once and never one
    antigen alone (docs/normal_forms.md). What may stand in it is decided by `patients.hla`.
    """

    antigens = ArrayField(models.CharField(max_length=12), verbose_name=_("antigens"))
    method = models.CharField(
        _("method"), max_length=16, choices=HlaMethod.choices, default=HlaMethod.UNKNOWN
    )
    laboratory = models.ForeignKey(
        Hospital,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("laboratory"),
    )
    recorded_by = models.ForeignKey(  # type: ignore[assignment]  # an import knows no recorder
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta(ClinicalEvent.Meta):
        abstract = True
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(antigens__len__gt=0), name="%(app_label)s_%(class)s_has_antigens"
            ),
        ]


class HlaTyping(AbstractHlaTyping):
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="hla_typings")
    is_current = models.BooleanField(
        _("the one matching uses"), default=True, help_text=_("A newer report takes its place.")
    )

    class Meta(AbstractHlaTyping.Meta):
        abstract = False
        verbose_name = _("HLA typing")
        verbose_name_plural = _("HLA typings")
        ordering = ["patient", "-occurred_at", "-id"]
        constraints = [
            *AbstractHlaTyping.Meta.constraints,
            models.UniqueConstraint(
                fields=["patient"], condition=Q(is_current=True), name="patients_hlatyping_one_current"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(self.antigens)


class UnacceptableAntigen(Record):
    """An antigen that a donor for this patient must not carry, from one day to another."""

    class Source(models.TextChoices):
        SINGLE_ANTIGEN_BEADS = "single_antigen_beads", _("Single-antigen beads")
        CDC_SCREENING = "cdc_screening", _("CDC screening")
        PREVIOUS_MISMATCH = "previous_mismatch", _("Mismatch of an earlier graft")
        CENTRE_DECISION = "centre_decision", _("Decision of the centre")
        IMPORTED = "imported", _("Imported")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="unacceptable_antigens")
    antigen = models.CharField(_("antigen"), max_length=12)
    source = models.CharField(_("source"), max_length=24, choices=Source.choices)
    mean_fluorescence = models.PositiveIntegerField(_("MFI"), null=True, blank=True)
    listed_on = models.DateField(_("listed on"))
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(  # type: ignore[assignment]  # an import knows no recorder
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("unacceptable antigen")
        verbose_name_plural = _("unacceptable antigens")
        ordering = ["patient", "antigen", "listed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "antigen"],
                condition=Q(removed_on__isnull=True),
                name="patients_unacceptableantigen_listed_once",
                violation_error_message=_("This antigen is listed as unacceptable already."),
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("listed_on")),
                name="patients_unacceptableantigen_removed_after_listed",
                violation_error_message=_("It can't have been removed before it was listed."),
            ),
        ]

    def __str__(self) -> str:
        return self.antigen


class AntibodyScreeningQuerySet(models.QuerySet["AntibodyScreening"]):
    def ending_by(self, day: date) -> AntibodyScreeningQuerySet:
        """Those that are out of date on a day."""
        return self.filter(valid_until__lte=day)


class AntibodyScreening(ClinicalEvent):
    """One screening for HLA antibodies: the share of incompatible donors, and how long that holds.

    A list from elsewhere may say that there is a valid one and not what it found: then vPRA is not known.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="antibody_screenings")
    vpra = models.DecimalField(
        _("vPRA"),
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("The share of donors with an unacceptable antigen: 0 to 1. Empty: not known."),
    )
    is_valid = models.BooleanField(
        _("valid for allocation"),
        default=True,
        help_text=_("If not, kidney allocation leaves the patient out until the next screening."),
    )
    valid_until = models.DateField(
        _("valid until, not included"),
        null=True,
        blank=True,
        help_text=_("Past this day the screening is out of date. Empty: no end was given."),
    )
    laboratory = models.ForeignKey(
        Hospital,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("laboratory"),
    )
    is_current = models.BooleanField(_("the one matching uses"), default=True)
    recorded_by = models.ForeignKey(  # type: ignore[assignment]  # an import knows no recorder
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = AntibodyScreeningQuerySet.as_manager()

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("antibody screening")
        verbose_name_plural = _("antibody screenings")
        ordering = ["patient", "-occurred_at", "-id"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(vpra__gte=0, vpra__lte=1),
                name="patients_antibodyscreening_vpra_is_a_share",
                violation_error_message=_("vPRA is between 0 and 1: 0.85 stands for 85 %."),
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(is_current=True),
                name="patients_antibodyscreening_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"vPRA {self.vpra if self.vpra is not None else '?'}"

    def is_out_of_date(self, day: date) -> bool:
        return self.ends_by(day, self.valid_until)

    @staticmethod
    def ends_by(day: date, valid_until: date | None) -> bool:
        """Say whether a screening that holds until then is out of date on a day."""
        return valid_until is not None and valid_until <= day
