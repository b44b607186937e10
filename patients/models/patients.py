from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from transplant_site.records.models import Record, reference_field
from transplant_site.records.vocabulary import BloodGroup, BloodSubgroup, RhesusFactor, Sex
from transplant_site.staff.models import Hospital

OLDEST_BIRTH = date(1900, 1, 1)


class PatientQuerySet(models.QuerySet["Patient"]):
    def with_identity(self) -> PatientQuerySet:
        """Fetch each patient's present identity in the same few queries."""
        return self.select_related("hospital").prefetch_related(
            models.Prefetch(
                "identities", PatientIdentity.objects.filter(superseded_at__isnull=True), "present_identities"
            )
        )


class Patient(Record):
    """A person in the care of a transplant centre; who they are stands in `PatientIdentity`."""

    reference = reference_field("PAT")
    hospital = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, related_name="patients", verbose_name=_("hospital")
    )
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices)
    blood_group = models.CharField(_("ABO"), max_length=2, choices=BloodGroup.choices)
    blood_subgroup = models.CharField(
        _("ABO subgroup"), max_length=3, choices=BloodSubgroup.choices, blank=True
    )
    rhesus = models.CharField(
        _("Rh"), max_length=8, choices=RhesusFactor.choices, default=RhesusFactor.UNKNOWN
    )
    height_cm = models.PositiveSmallIntegerField(_("height (cm)"), null=True, blank=True)
    weight_kg = models.DecimalField(_("weight (kg)"), max_digits=4, decimal_places=1, null=True, blank=True)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registered at"), db_default=Now(), editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    identity_erased_at = models.DateTimeField(_("identity erased at"), null=True, blank=True, editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ["-registered_at", "-id"]
        indexes = [models.Index(fields=["hospital", "-registered_at", "-id"], name="patients_of_hospital")]
        constraints = [
            models.CheckConstraint(
                condition=Q(blood_subgroup="")
                | Q(blood_group="A", blood_subgroup__in=["A1", "A2"])
                | Q(blood_group="AB", blood_subgroup__in=["A1B", "A2B"]),
                name="patients_patient_subgroup_fits_abo",
                violation_error_message=_("A1 and A2 go with A, A1B and A2B with AB."),
            ),
            models.CheckConstraint(
                condition=Q(height_cm__isnull=True) | Q(height_cm__range=(20, 260)),
                name="patients_patient_height_is_possible",
                violation_error_message=_("Height is 20 to 260 cm."),
            ),
            models.CheckConstraint(
                condition=Q(weight_kg__isnull=True) | Q(weight_kg__gt=0, weight_kg__lte=400),
                name="patients_patient_weight_is_possible",
                violation_error_message=_("Weight is above 0 and at most 400 kg."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("patients:patient", args=[self.reference])

    @property
    def identity(self) -> PatientIdentity | None:
        """The present identity: without a query after `with_identity()`; none once it was erased."""
        if hasattr(self, "present_identities"):
            return self.present_identities[0] if self.present_identities else None
        return self.identities.filter(superseded_at__isnull=True).first()


class PatientIdentity(Record):
    """One version of who a patient is. A change adds a version; erasing a person deletes them all."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="identities")
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    birth_date = models.DateField(_("birth date"))
    national_number = models.CharField(_("national number"), max_length=32, blank=True)
    hospital_number = models.CharField(_("hospital's number"), max_length=32, blank=True)
    address = models.TextField(_("address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    superseded_at = models.DateTimeField(_("replaced at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("patient's identity")
        verbose_name_plural = _("patients' identities")
        ordering = ["patient", "-recorded_at", "-id"]
        indexes = [
            models.Index(
                fields=["family_name", "given_name"],
                name="patients_by_name",
                condition=Q(superseded_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(superseded_at__isnull=True),
                name="patients_patientidentity_one_present",
            ),
            models.CheckConstraint(
                condition=Q(birth_date__gte=OLDEST_BIRTH),
                name="patients_patientidentity_birth_after_1900",
                violation_error_message=_("The birth date lies before 1900."),
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="patients_patientidentity_replaced_after_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"
