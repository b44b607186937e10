from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from organs.models.donors import Donor
from organs.models.offers import Allocation, Offer
from patients.models import Registration
from transplant_site.records.models import ClinicalEvent, Record, reference_field
from transplant_site.staff.models import Hospital


class TransplantOutcome(models.TextChoices):
    PENDING = "pending", _("Not known yet")
    FUNCTIONING = "functioning", _("Graft functions")
    DELAYED_FUNCTION = "delayed_function", _("Delayed function")
    FAILED = "failed", _("Graft failed")
    RECIPIENT_DIED = "recipient_died", _("Recipient died")


class Transplant(ClinicalEvent):
    """The parts of an offer are implanted in a candidate of its centre; `occurred_at` is reperfusion."""

    reference = reference_field("TRP")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="transplant")
    registration = models.ForeignKey(
        Registration,
        on_delete=models.PROTECT,
        related_name="transplants",
        verbose_name=_("recipient"),
        help_text=_("The candidate of the offer, unless it happened otherwise."),
    )
    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="transplants")
    allocations = models.ManyToManyField(Allocation, related_name="transplants")
    started_at = models.DateTimeField(_("operation began at"))
    removed_from_cooling_at = models.DateTimeField(_("organ removed from cooling at"))
    ended_at = models.DateTimeField(_("operation ended at"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=16, choices=TransplantOutcome.choices, default=TransplantOutcome.PENDING
    )
    outcome_at = models.DateTimeField(_("outcome since"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("transplant")
        verbose_name_plural = _("transplants")
        ordering = ["-occurred_at", "-id"]
        indexes = [
            models.Index(fields=["hospital", "-occurred_at", "-id"], name="organs_transplants_of_centre")
        ]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(occurred_at__gte=F("removed_from_cooling_at")),
                name="organs_transplant_reperfused_after_cooling",
                violation_error_message=_("Reperfusion doesn't come before the removal from cooling."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="organs_transplant_ends_after_it_begins",
                violation_error_message=_("The operation can't end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("organs:transplant", args=[self.reference])


class TransplantTeamMember(Record):
    """A person took part in a transplant, in one role."""

    class Part(models.TextChoices):
        LEAD_SURGEON = "lead_surgeon", _("Lead surgeon")
        ASSISTANT = "assistant", _("Assistant surgeon")
        ANAESTHETIST = "anaesthetist", _("Anaesthetist")
        NURSE = "nurse", _("Nurse")

    transplant = models.ForeignKey(Transplant, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=16, choices=Part.choices)

    class Meta:
        verbose_name = _("member of a transplant team")
        verbose_name_plural = _("members of transplant teams")
        ordering = ["transplant", "part", "id"]
        constraints = [
            models.UniqueConstraint(fields=["transplant", "person"], name="organs_transplantteammember_once"),
            models.UniqueConstraint(
                fields=["transplant"],
                condition=Q(part="lead_surgeon"),
                name="organs_transplantteammember_one_lead",
            ),
        ]


class FollowUp(ClinicalEvent):
    """How graft and recipient were at one visit."""

    transplant = models.ForeignKey(Transplant, on_delete=models.PROTECT, related_name="follow_ups")
    graft = models.CharField(_("graft"), max_length=16, choices=TransplantOutcome.choices)
    recipient_alive = models.BooleanField(_("recipient is alive"))
    creatinine_umol_l = models.DecimalField(
        _("creatinine (umol/L)"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    notes = models.TextField(_("notes"), blank=True)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["transplant", "-occurred_at", "-id"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(creatinine_umol_l__isnull=True)
                | Q(creatinine_umol_l__gt=0, creatinine_umol_l__lte=5000),
                name="organs_followup_creatinine_is_possible",
                violation_error_message=_("Creatinine is above 0 and at most 5,000 umol/L."),
            ),
        ]


class AdverseEvent(ClinicalEvent):
    """A serious adverse event or reaction, or a late result, that concerns a donor's organs.

    Every centre that received an organ of the donor is told, without a time limit, and acknowledges it.
    """

    class Kind(models.TextChoices):
        LATE_RESULT = "late_result", _("Late result")
        ADVERSE_EVENT = "adverse_event", _("Serious adverse event")
        ADVERSE_REACTION = "adverse_reaction", _("Serious adverse reaction")

    reference = reference_field("ADV")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="adverse_events")
    reported_from = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, related_name="reported_adverse_events"
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind.choices)
    title = models.CharField(_("in one line"), max_length=120)
    text = models.TextField(_("what happened"))

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("adverse event")
        verbose_name_plural = _("adverse events")
        ordering = ["-occurred_at", "-id"]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("organs:adverse_event", args=[self.reference])


class AdverseEventNotice(Record):
    """A centre is told of an adverse event, and acknowledges it."""

    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="notices")
    hospital = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="adverse_event_notices")
    sent_at = models.DateTimeField(_("sent at"), db_default=Now(), editable=False)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("notice of an adverse event")
        verbose_name_plural = _("notices of adverse events")
        ordering = ["event", "hospital"]
        constraints = [
            models.UniqueConstraint(fields=["event", "hospital"], name="organs_adverseeventnotice_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="organs_adverseeventnotice_says_who",
            ),
        ]
