from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from django.utils.translation import gettext_lazy as _

from organs.models.donors import Donor
from patients.models.waiting_list import TimeRange
from transplant_site.records.lifecycle import Lifecycle
from transplant_site.records.models import ClinicalEvent, Record, StatusChange, reference_field
from transplant_site.records.vocabulary import OrganKind


class Side(models.TextChoices):
    LEFT = "left", _("Left")
    RIGHT = "right", _("Right")
    NONE = "none", _("Unpaired")


PAIRED = frozenset({OrganKind.KIDNEY, OrganKind.LUNG})


class Organ(Record):
    """One organ of a donor. What is offered, carried and transplanted are its parts: one, or several."""

    reference = reference_field("ORG")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="organs")
    kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    side = models.CharField(_("side"), max_length=8, choices=Side.choices, default=Side.NONE)
    cross_clamp_at = models.DateTimeField(_("cross-clamp at"), null=True, blank=True)
    cold_perfusion_at = models.DateTimeField(
        _("cold perfusion at"), null=True, blank=True, help_text=_("Cold ischaemia runs from here.")
    )
    recovered_at = models.DateTimeField(_("recovered at"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("organ")
        verbose_name_plural = _("organs")
        ordering = ["donor", "kind", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["donor", "kind", "side"],
                name="organs_organ_once_per_donor",
                violation_error_message=_("This organ of the donor is recorded already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(PAIRED), side__in=["left", "right"])
                | (~Q(kind__in=sorted(PAIRED)) & Q(side="none")),
                name="organs_organ_side_fits_kind",
                violation_error_message=_("Kidneys and lungs are left or right, other organs are unpaired."),
            ),
            models.CheckConstraint(
                condition=Q(cold_perfusion_at__isnull=True)
                | Q(cross_clamp_at__isnull=True)
                | Q(cold_perfusion_at__gte=F("cross_clamp_at")),
                name="organs_organ_perfused_after_clamp",
                violation_error_message=_("Cold perfusion doesn't begin before the cross-clamp."),
            ),
            models.CheckConstraint(
                condition=Q(recovered_at__isnull=True)
                | Q(cross_clamp_at__isnull=True)
                | Q(recovered_at__gte=F("cross_clamp_at")),
                name="organs_organ_recovered_after_clamp",
                violation_error_message=_("The organ isn't recovered before the cross-clamp."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.label}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("organs:organ", args=[self.reference])

    @property
    def label(self) -> str:
        kind = str(self.get_kind_display())
        return kind if self.side == Side.NONE else f"{kind}, {self.get_side_display()}".lower().capitalize()


class OrganRecovery(ClinicalEvent):
    """The times of an organ's recovery as someone recorded them; the organ has those of the newest record.

    `occurred_at` is the latest of them.
    """

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="recoveries")
    cross_clamp_at = models.DateTimeField(_("cross-clamp at"), null=True, blank=True)
    cold_perfusion_at = models.DateTimeField(_("cold perfusion at"), null=True, blank=True)
    recovered_at = models.DateTimeField(_("recovered at"), null=True, blank=True)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("recovery of an organ")
        verbose_name_plural = _("recoveries of organs")
        ordering = ["organ", "recorded_at", "id"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    occurred_at=Greatest(F("cross_clamp_at"), F("cold_perfusion_at"), F("recovered_at"))
                ),
                name="organs_organrecovery_happened_at_its_latest_time",
            ),
        ]


class PartKind(models.TextChoices):
    WHOLE = "whole", _("Whole")
    LEFT_LATERAL = "left_lateral", _("Left lateral segment")
    EXTENDED_RIGHT = "extended_right", _("Extended right lobe")
    LEFT_LOBE = "left_lobe", _("Left lobe")
    RIGHT_LOBE = "right_lobe", _("Right lobe")


class PartStatus(models.TextChoices):
    AVAILABLE = "available", _("Available")
    ALLOCATED = "allocated", _("Allocated")
    IN_TRANSIT = "in_transit", _("On the way")
    DELIVERED = "delivered", _("Delivered")
    TRANSPLANTED = "transplanted", _("Transplanted")
    NOT_TRANSPLANTED = "not_transplanted", _("Not transplanted")
    SPLIT = "split", _("Split into parts")


PART_LIFE = Lifecycle(
    name="An organ part",
    statuses=PartStatus,
    transitions={
        PartStatus.AVAILABLE: frozenset(
            {PartStatus.ALLOCATED, PartStatus.SPLIT, PartStatus.NOT_TRANSPLANTED}
        ),
        PartStatus.ALLOCATED: frozenset(
            {
                PartStatus.AVAILABLE,
                PartStatus.IN_TRANSIT,
                PartStatus.TRANSPLANTED,
                PartStatus.NOT_TRANSPLANTED,
            }
        ),
        PartStatus.IN_TRANSIT: frozenset(
            {PartStatus.DELIVERED, PartStatus.AVAILABLE, PartStatus.NOT_TRANSPLANTED}
        ),
        PartStatus.DELIVERED: frozenset(
            {
                PartStatus.TRANSPLANTED,
                PartStatus.NOT_TRANSPLANTED,
                PartStatus.AVAILABLE,
                PartStatus.IN_TRANSIT,
            }
        ),
        PartStatus.TRANSPLANTED: frozenset(),
        PartStatus.NOT_TRANSPLANTED: frozenset(),
        PartStatus.SPLIT: frozenset(),
    },
)
"""From allocated straight to transplanted: donor and recipient in the same hospital, nothing is shipped."""


class OrganPart(Record):
    """What goes to one recipient: a whole organ or one part of a split one."""

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="parts")
    kind = models.CharField(_("part"), max_length=16, choices=PartKind.choices, default=PartKind.WHOLE)
    status = models.CharField(
        _("status"), max_length=16, choices=PartStatus.choices, default=PartStatus.AVAILABLE, editable=False
    )
    removed_from_cooling_at = models.DateTimeField(
        _("removed from cooling at"), null=True, blank=True, help_text=_("Cold ischaemia ends here.")
    )

    class Meta:
        verbose_name = _("organ part")
        verbose_name_plural = _("organ parts")
        ordering = ["organ", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["organ", "kind"], name="organs_organpart_once_per_organ"),
        ]

    def __str__(self) -> str:
        return str(self.organ) if self.kind == PartKind.WHOLE else f"{self.organ}, {self.get_kind_display()}"


class PartStatusChange(StatusChange):
    part = models.ForeignKey(OrganPart, on_delete=models.PROTECT, related_name="status_changes")

    class Meta(StatusChange.Meta):
        abstract = False
        verbose_name = _("change of an organ part's status")
        verbose_name_plural = _("changes of organ parts' statuses")


class PreservationKind(models.TextChoices):
    """How an organ part is kept, from the donor to the recipient."""

    WARM_FUNCTIONAL = "warm_functional", _("Functional warm ischaemia (DCD)")
    ICE = "ice", _("Ice, 0 to 4 °C")
    COLD_DEVICE = "cold_device", _("Cooling device, 4 to 8 °C")
    LUNG_10C = "lung_10c", _("Lung storage at 10 °C")
    MACHINE_HYPOTHERMIC = "machine_hypothermic", _("Machine perfusion, hypothermic")
    MACHINE_NORMOTHERMIC = "machine_normothermic", _("Machine perfusion, normothermic")
    ANASTOMOSIS = "anastomosis", _("Anastomosis")


MACHINES = frozenset({PreservationKind.MACHINE_HYPOTHERMIC, PreservationKind.MACHINE_NORMOTHERMIC})
"""On these an organ has a preservation time and no cold limit."""

ON_THE_WAY = (
    PreservationKind.ICE,
    PreservationKind.COLD_DEVICE,
    PreservationKind.LUNG_10C,
    PreservationKind.MACHINE_HYPOTHERMIC,
    PreservationKind.MACHINE_NORMOTHERMIC,
)
"""How an organ can travel."""


class PreservationPeriod(ClinicalEvent):
    """How a part was kept from one moment to another; the kinds of time are never added into one."""

    part = models.ForeignKey(OrganPart, on_delete=models.PROTECT, related_name="preservation_periods")
    kind = models.CharField(_("kept by"), max_length=24, choices=PreservationKind.choices)
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("preservation period")
        verbose_name_plural = _("preservation periods")
        ordering = ["part", "occurred_at"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            ExclusionConstraint(
                name="organs_preservationperiod_one_at_a_time",
                expressions=[
                    (F("part"), RangeOperators.EQUAL),
                    (TimeRange("occurred_at", "ended_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The part was kept in another way at some of that time."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("occurred_at")),
                name="organs_preservationperiod_ends_after_it_starts",
                violation_error_message=_("It can't end before it began."),
            ),
        ]
