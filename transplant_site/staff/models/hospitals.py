from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from transplant_site.interface.times import format_date
from transplant_site.records.models import Record, ValidFromUntil
from transplant_site.records.vocabulary import OrganKind


class DateRange(Func):
    """The days from the first to the second, the second not included; none means for ever."""

    function = "DATERANGE"
    output_field = DateRangeField()


class HospitalQuerySet(models.QuerySet["Hospital"]):
    def donor_hospitals(self) -> "HospitalQuerySet":
        return self.filter(is_donor_hospital=True)

    def laboratories(self) -> "HospitalQuerySet":
        return self.filter(is_laboratory=True)

    def procurement_organisations(self) -> "HospitalQuerySet":
        return self.filter(is_procurement_organisation=True)


class Hospital(Record):
    """An institution of one or more kinds: donor hospital, transplant centre, laboratory, procurement."""

    code = models.CharField(_("code"), max_length=16, unique=True, help_text=_("For example: GMZTP."))
    name = models.CharField(_("name"), max_length=200)
    country = CountryField(_("country"))  # type: ignore[call-overload]  # its stub knows no label
    region = models.CharField(
        _("allocation region"),
        max_length=40,
        blank=True,
        help_text=_("Where the country is divided into regions for allocation."),
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    is_donor_hospital = models.BooleanField(_("donor hospital"), default=False)
    is_transplant_centre = models.BooleanField(_("transplant centre"), default=False)
    is_laboratory = models.BooleanField(_("laboratory"), default=False)
    is_procurement_organisation = models.BooleanField(_("procurement organisation"), default=False)
    laboratories = models.ManyToManyField(
        "self",
        through="LaboratoryAgreement",
        through_fields=("hospital", "laboratory"),
        symmetrical=False,
        related_name="served_hospitals",
        verbose_name=_("laboratories"),
    )

    objects = HospitalQuerySet.as_manager()

    class Meta:
        verbose_name = _("hospital")
        verbose_name_plural = _("hospitals")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_donor_hospital=True)
                | Q(is_transplant_centre=True)
                | Q(is_laboratory=True)
                | Q(is_procurement_organisation=True),
                name="staff_hospital_is_of_some_kind",
                violation_error_message=_("Say what the hospital is: at least one kind."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="staff_hospital_lies_on_earth",
                violation_error_message=_("Latitude is -90 to 90 and longitude -180 to 180, or both empty."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class LaboratoryAgreement(Record):
    """A laboratory works for a hospital, from one day to another: it reaches that hospital's patients."""

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="laboratory_agreements")
    laboratory = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="served_agreements")
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until, not included"), null=True, blank=True)

    objects = ValidFromUntil["LaboratoryAgreement"].as_manager()

    class Meta:
        verbose_name = _("laboratory agreement")
        verbose_name_plural = _("laboratory agreements")
        ordering = ["hospital", "laboratory", "valid_from"]
        constraints = [
            ExclusionConstraint(
                name="staff_laboratoryagreement_once_at_a_time",
                expressions=[
                    (F("hospital"), RangeOperators.EQUAL),
                    (F("laboratory"), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "The laboratory works for this hospital already on some of these days."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="staff_laboratoryagreement_ends_after_it_begins",
                violation_error_message=_("An agreement ends after the day it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.laboratory} → {self.hospital}"


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def not_closed_on(self, day: date) -> "ProgrammeQuerySet":
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def open_on(self, day: date) -> "ProgrammeQuerySet":
        return self.not_closed_on(day).filter(opened_on__lte=day)


class Programme(Record):
    """The right and the readiness of a hospital to transplant one kind of organ."""

    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="programmes")
    organ_kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    opened_on = models.DateField(_("open from"))
    closed_on = models.DateField(_("closed from"), null=True, blank=True)
    on_call = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="programmes_on_call",
        blank=True,
        verbose_name=_("told of offers"),
        help_text=_("The people who are told when an offer arrives. Nobody here: everyone of the centre."),
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["hospital", "organ_kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["hospital", "organ_kind"],
                name="staff_programme_one_per_hospital_and_organ",
                violation_error_message=_("The hospital has a programme for this organ already."),
            ),
            # What registrations refer to, so that theirs is their programme's organ.
            models.UniqueConstraint(fields=["id", "organ_kind"], name="staff_programme_keeps_its_organ"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
                name="staff_programme_closes_after_opening",
                violation_error_message=_("A programme closes after the day it opened."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hospital.code} {self.get_organ_kind_display()}"

    def is_open(self, on: date) -> bool:
        return self.opened_on <= on and (self.closed_on is None or on < self.closed_on)


class AcceptanceCriteria(Record):
    """What donor a programme or a candidate accepts, from one day to another. Empty means no limit."""

    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until, not included"), null=True, blank=True)
    donor_age_min = models.PositiveSmallIntegerField(_("donor age at least"), null=True, blank=True)
    donor_age_max = models.PositiveSmallIntegerField(_("donor age at most"), null=True, blank=True)
    donor_weight_min_kg = models.PositiveSmallIntegerField(
        _("donor weight at least (kg)"), null=True, blank=True
    )
    donor_weight_max_kg = models.PositiveSmallIntegerField(
        _("donor weight at most (kg)"), null=True, blank=True
    )
    donor_height_min_cm = models.PositiveSmallIntegerField(
        _("donor height at least (cm)"), null=True, blank=True
    )
    donor_height_max_cm = models.PositiveSmallIntegerField(
        _("donor height at most (cm)"), null=True, blank=True
    )
    accepts_dcd = models.BooleanField(_("accepts donation after circulatory death"), default=True)
    accepts_hbv_core_antibody = models.BooleanField(_("accepts anti-HBc positive"), default=True)
    accepts_hbv_surface_antigen = models.BooleanField(_("accepts HBsAg positive"), default=True)
    accepts_hcv_antibody = models.BooleanField(_("accepts anti-HCV positive"), default=True)
    accepts_hcv_viraemic = models.BooleanField(_("accepts HCV RNA positive"), default=True)
    accepts_hiv_antibody = models.BooleanField(_("accepts anti-HIV positive"), default=True)
    accepts_cmv_igg = models.BooleanField(_("accepts CMV IgG positive"), default=True)
    mismatches_max = models.PositiveSmallIntegerField(
        _("A, B and DR mismatches at most"), null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    objects = ValidFromUntil.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message=_("Criteria end after the day they begin."),
            ),
            models.CheckConstraint(
                condition=Q(donor_age_min__isnull=True)
                | Q(donor_age_max__isnull=True)
                | Q(donor_age_min__lte=F("donor_age_max")),
                name="%(app_label)s_%(class)s_ages_in_order",
                violation_error_message=_("The lowest donor age is above the highest."),
            ),
            models.CheckConstraint(
                condition=Q(donor_weight_min_kg__isnull=True)
                | Q(donor_weight_max_kg__isnull=True)
                | Q(donor_weight_min_kg__lte=F("donor_weight_max_kg")),
                name="%(app_label)s_%(class)s_weights_in_order",
                violation_error_message=_("The lowest donor weight is above the highest."),
            ),
            models.CheckConstraint(
                condition=Q(donor_height_min_cm__isnull=True)
                | Q(donor_height_max_cm__isnull=True)
                | Q(donor_height_min_cm__lte=F("donor_height_max_cm")),
                name="%(app_label)s_%(class)s_heights_in_order",
                violation_error_message=_("The lowest donor height is above the highest."),
            ),
            models.CheckConstraint(
                condition=Q(mismatches_max__isnull=True) | Q(mismatches_max__lte=6),
                name="%(app_label)s_%(class)s_at_most_six_mismatches",
                violation_error_message=_("There are at most six A, B and DR mismatches."),
            ),
        ]


class ProgrammeCriteria(AcceptanceCriteria):
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="criteria")
    cold_ischaemia_max_minutes = models.PositiveIntegerField(
        _("cold ischaemia at most (minutes)"),
        null=True,
        blank=True,
        help_text=_("The centre's own limit: only this one raises alarms."),
    )
    a2_titre_max = models.PositiveSmallIntegerField(
        _("anti-A titre at most, for A2 or A2B kidneys to B"),
        null=True,
        blank=True,
        help_text=_("The reciprocal: 8 stands for 1:8. Empty: such kidneys are not offered."),
    )

    class Meta(AcceptanceCriteria.Meta):
        verbose_name = _("programme's acceptance criteria")
        verbose_name_plural = _("programmes' acceptance criteria")
        ordering = ["programme", "valid_from"]
        constraints = [
            *AcceptanceCriteria.Meta.constraints,
            ExclusionConstraint(
                name="staff_programmecriteria_one_at_a_time",
                expressions=[
                    (F("programme"), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The programme has other criteria for some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {format_date(self.valid_from)}"


class Carrier(Record):
    """A company or service that moves organs; its couriers see the shipments assigned to them."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    is_active = models.BooleanField(_("takes shipments"), default=True)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
