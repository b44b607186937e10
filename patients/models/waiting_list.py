from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from patients.models.patients import Patient
from transplant_site.interface.times import format_date, format_time
from transplant_site.records.lifecycle import Lifecycle
from transplant_site.records.models import Record, reference_field
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import AcceptanceCriteria, Programme
from transplant_site.staff.models.hospitals import DateRange


class TimeRange(Func):
    """The moments from the first to the second, the second not included; none means for ever."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class RegistrationStatus(models.TextChoices):
    """Where a candidate stands. HI, I and T say how immunised an active candidate is (ENIS user manual)."""

    HU = "HU", _("High urgency")
    HI = "HI", _("Highly immunised")
    I = "I", _("Immunised")  # noqa: E741  # the status's name
    T = "T", _("Transplantable")
    NT = "NT", _("Temporarily not transplantable")
    R = "R", _("Removed")
    D = "D", _("Died")
    FU = "FU", _("Transplanted, in follow-up")


LISTED = frozenset({RegistrationStatus.HU, RegistrationStatus.HI, RegistrationStatus.I, RegistrationStatus.T})
"""The statuses in which a candidate takes part in matching."""

NEEDS_REASON = frozenset({RegistrationStatus.NT, RegistrationStatus.R})

_OPEN = LISTED | {RegistrationStatus.NT}
_FROM_OPEN = frozenset({*_OPEN, RegistrationStatus.R, RegistrationStatus.D, RegistrationStatus.FU})

WAITING_LIST = Lifecycle(
    name="A registration",
    statuses=RegistrationStatus,
    transitions={
        **{status: _FROM_OPEN - {status} for status in _OPEN},
        RegistrationStatus.FU: frozenset({RegistrationStatus.D, RegistrationStatus.R}),
        RegistrationStatus.R: frozenset(),
        RegistrationStatus.D: frozenset(),
    },
)
"""A graft that fails is followed by a new registration; a closed one is not opened again."""


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def open(self) -> RegistrationQuerySet:
        return self.filter(closed_at__isnull=True)

    def listed(self) -> RegistrationQuerySet:
        return self.filter(status__in=sorted(LISTED))

    def for_organ(self, organ_kind: str) -> RegistrationQuerySet:
        return self.filter(organ_kind=organ_kind)


class Registration(Record):
    """A patient waits for one kind of organ at one programme: a candidate."""

    reference = reference_field("REG")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="registrations")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="registrations")
    organ_kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    external_id = models.CharField(
        _("number elsewhere"),
        max_length=40,
        null=True,
        blank=True,
        help_text=_("The candidate's number in the system the registration was imported from."),
    )
    listing_order = models.BigIntegerField(
        _("order of registration"),
        editable=False,
        db_default=Func(models.Value("patients_listing_order"), function="nextval"),
        help_text=_("The last tie-break of allocation: who was registered first."),
    )
    registered_on = models.DateField(_("registered on"))
    status = models.CharField(_("status"), max_length=2, choices=RegistrationStatus.choices, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["listing_order"]
        indexes = [
            models.Index(fields=["organ_kind", "status", "listing_order"], name="patients_waiting"),
            models.Index(fields=["programme", "status"], name="patients_of_programme"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "programme", "organ_kind"],
                condition=Q(closed_at__isnull=True),
                name="patients_registration_one_open",
                violation_error_message=_("The patient is registered with this programme already."),
            ),
            models.UniqueConstraint(
                fields=["organ_kind", "external_id"], name="patients_registration_external_id_per_organ"
            ),
            models.UniqueConstraint(
                fields=["listing_order"], name="patients_registration_listing_order_once"
            ),
            # What combined organs refer to, so that both are of one patient.
            models.UniqueConstraint(fields=["id", "patient"], name="patients_registration_keeps_its_patient"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, status__in=sorted(_OPEN))
                | Q(closed_at__isnull=False, status__in=["R", "D", "FU"]),
                name="patients_registration_closed_fits_status",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("patients:registration", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_listed(self) -> bool:
        return self.status in LISTED


class StatusPeriod(Record):
    """A registration has a status from one moment to another; waiting time is computed from these rows."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="status_periods")
    status = models.CharField(_("status"), max_length=2, choices=RegistrationStatus.choices)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("status of a registration")
        verbose_name_plural = _("statuses of registrations")
        ordering = ["registration", "started_at"]
        constraints = [
            ExclusionConstraint(
                name="patients_statusperiod_one_at_a_time",
                expressions=[
                    (F("registration"), RangeOperators.EQUAL),
                    (TimeRange("started_at", "ended_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The registration has another status at some of that time."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(NEEDS_REASON)) | ~Q(reason=""),
                name="patients_statusperiod_says_why",
                violation_error_message=_("Say why: a reason is needed for NT and R."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="patients_statusperiod_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {format_time(self.started_at)}"


class KidneyProgramme(models.TextChoices):
    ESP = "ESP", _("ESP (donors of 65 and more)")
    ETKAS = "ETKAS", _("ETKAS")


class KidneyProfile(Record):
    """What only a kidney candidate has."""

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="kidney_profile")
    first_dialysis_on = models.DateField(_("first dialysis on"), null=True, blank=True)
    returned_wait_days = models.PositiveIntegerField(
        _("returned waiting time (days)"),
        default=0,
        help_text=_("Waiting time before an earlier graft that was given back when the graft failed."),
    )
    a2_consent_on = models.DateField(_("written consent to A2 or A2B kidneys on"), null=True, blank=True)
    a2_reconfirmed_on = models.DateField(_("reconfirmed on"), null=True, blank=True)
    acceptable_mismatch_since = models.DateField(
        _("in the acceptable mismatch programme since"),
        null=True,
        blank=True,
        help_text=_("Such candidates come before the list, which doesn't rank them."),
    )
    combined_organs_since = models.DateField(
        _("approved for combined organs since"),
        null=True,
        blank=True,
        help_text=_("Such candidates come before the list, which doesn't rank them."),
    )
    kidney_programme = models.CharField(
        _("programme chosen"),
        max_length=8,
        choices=KidneyProgramme.choices,
        blank=True,
        help_text=_("For German candidates of 65 and more. None counts as ETKAS."),
    )
    accepts_esp = models.BooleanField(
        _("accepts kidneys by ESP"), null=True, blank=True, help_text=_("Not stated counts as yes.")
    )
    accepts_extended_esp = models.BooleanField(
        _("accepts kidneys by extended ESP"),
        null=True,
        blank=True,
        help_text=_("Yes puts a candidate below 65 on the list of donors of 65 and more."),
    )

    class Meta:
        verbose_name = _("kidney candidate")
        verbose_name_plural = _("kidney candidates")
        ordering = ["registration"]
        constraints = [
            models.CheckConstraint(
                condition=Q(a2_reconfirmed_on__isnull=True)
                | Q(a2_consent_on__isnull=False, a2_reconfirmed_on__gte=F("a2_consent_on")),
                name="patients_kidneyprofile_reconfirmed_after_consent",
                violation_error_message=_("A reconfirmation follows a consent."),
            ),
            models.CheckConstraint(
                condition=Q(first_dialysis_on__isnull=True) | Q(first_dialysis_on__gte=date(1960, 1, 1)),
                name="patients_kidneyprofile_dialysis_is_possible",
                violation_error_message=_("The first dialysis lies before 1960."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.registration)


class CandidateCriteria(AcceptanceCriteria):
    """What donor this candidate accepts, beside what the programme does."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="criteria")

    class Meta(AcceptanceCriteria.Meta):
        abstract = False
        verbose_name = _("candidate's acceptance criteria")
        verbose_name_plural = _("candidates' acceptance criteria")
        ordering = ["registration", "valid_from"]
        constraints = [
            *AcceptanceCriteria.Meta.constraints,
            ExclusionConstraint(
                name="patients_candidatecriteria_one_at_a_time",
                expressions=[
                    (F("registration"), RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The candidate has other criteria for some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} {format_date(self.valid_from)}"
