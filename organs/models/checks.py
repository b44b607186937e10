from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from organs.models.donors import Donor
from organs.models.offers import Allocation
from transplant_site.records.models import Record
from transplant_site.records.vocabulary import BloodGroup, OrganKind
from transplant_site.staff.models import Hospital


class PreAllocationChecklist(Record):
    """What one coordinator checked before the first offer, blind to what the other one entered."""

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="checklists")
    organ_kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    facts_version = models.PositiveIntegerField(editable=False)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(_("completed at"))
    blood_group = models.CharField(_("ABO as read from the source"), max_length=2, choices=BloodGroup.choices)
    consent_seen = models.BooleanField(_("consent or authorisation was seen"))
    death_declaration_seen = models.BooleanField(_("declaration of death was seen"))
    serology_seen = models.BooleanField(_("infectious-disease results were seen"))
    hla_seen = models.BooleanField(_("HLA report was seen"))
    identity_verified = models.BooleanField(_("identity was verified"))

    class Meta:
        verbose_name = _("pre-allocation checklist")
        verbose_name_plural = _("pre-allocation checklists")
        ordering = ["donor", "organ_kind", "completed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["donor", "organ_kind", "facts_version", "completed_by"],
                name="organs_preallocationchecklist_two_people",
                violation_error_message=_(
                    "You have completed this checklist: a colleague completes the other."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donor} {self.get_organ_kind_display()}"


class CheckStage(models.TextChoices):
    DEPARTURE = "departure", _("On departure")
    ARRIVAL = "arrival", _("On arrival, before transplant")


class TwoPersonCheck(Record):
    """Two people verify the same organ part on their own; what they don't agree on is a hard stop."""

    class Status(models.TextChoices):
        OPEN = "open", _("Waiting for the second person")
        AGREED = "agreed", _("Both agree")
        DISAGREED = "disagreed", _("They disagree: stop")

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="checks")
    stage = models.CharField(_("stage"), max_length=16, choices=CheckStage.choices)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.OPEN, editable=False
    )
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    retry_reason = models.TextField(
        _("why it is made again"), blank=True, help_text=_("What was found out after the disagreement.")
    )

    class Meta:
        verbose_name = _("two-person check")
        verbose_name_plural = _("two-person checks")
        ordering = ["allocation", "stage", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "stage", "attempt"], name="organs_twopersoncheck_once"
            ),
            models.UniqueConstraint(
                fields=["allocation", "stage"],
                condition=Q(status="open"),
                name="organs_twopersoncheck_one_open",
            ),
            models.CheckConstraint(
                condition=Q(attempt=1) | ~Q(retry_reason=""), name="organs_twopersoncheck_says_why_again"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allocation} {self.get_stage_display()}"


class CheckEntry(Record):
    """What one of the two people read."""

    check_made = models.ForeignKey(TwoPersonCheck, on_delete=models.PROTECT, related_name="entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    donor_reference = models.CharField(_("donor ID as read"), max_length=20)
    blood_group = models.CharField(_("ABO as read"), max_length=2, choices=BloodGroup.choices)
    contents_right = models.BooleanField(_("organ and side are as labelled"))
    packaging_sound = models.BooleanField(_("triple sterile barrier is sound"))
    documents_present = models.BooleanField(
        _("copies of blood type and infectious-disease results are there")
    )
    recipient_reference = models.CharField(
        _("recipient's number as read"), max_length=20, blank=True, help_text=_("On arrival only.")
    )
    recipient_blood_group = models.CharField(
        _("recipient's ABO as read"),
        max_length=2,
        choices=BloodGroup.choices,
        blank=True,
        help_text=_("On arrival only."),
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("entry of a two-person check")
        verbose_name_plural = _("entries of two-person checks")
        ordering = ["check_made", "made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_made", "person"],
                name="organs_checkentry_two_people",
                violation_error_message=_(
                    "You have made your check: the second one is made by someone else."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_made} {self.person}"


class Rule(models.TextChoices):
    """What the rules say that exceptions are recorded from."""

    DONATION_PROCEEDS = (
        "donation_proceeds_before_recovery",
        _("Organs are recovered while the donation proceeds and the case is open."),
    )
    DEATH_DECLARED = (
        "death_declared_before_recovery",
        _("Death is declared, and that is recorded, before an organ is recovered."),
    )
    DEPARTURE_CHECK = (
        "departure_check_before_departure",
        _("Two people verify the organ on departure, before it leaves."),
    )
    CUSTODY = (
        "custody_of_carrier_or_centre",
        _("An organ is handed to couriers of its carrier and to clinicians of the centre it goes to."),
    )
    ARRIVAL_CHECK_BEFORE_DELIVERY = (
        "arrival_check_before_delivery",
        _("Two people verify the organ on arrival, before its delivery is confirmed."),
    )
    ARRIVED = (
        "arrival_recorded_before_transplant",
        _("The arrival of the organ is recorded before it is transplanted."),
    )
    ARRIVAL_CHECK = (
        "arrival_check_before_transplant",
        _("Two people verify the organ on arrival, before it is transplanted."),
    )
    ACCEPTED_OFFER = (
        "accepted_offer_before_transplant",
        _("An organ is transplanted into the candidate for whom an offer of it was accepted."),
    )


class RuleException(Record):
    """Something that has happened against a rule: recorded as it was, marked, and to be reviewed."""

    rule = models.CharField(_("rule"), max_length=64, choices=Rule.choices)
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="rule_exceptions")
    centre = models.ForeignKey(
        Hospital,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rule_exceptions",
        verbose_name=_("receiving centre"),
    )
    subject_kind = models.CharField(_("kind of record"), max_length=64)
    subject_id = models.UUIDField(_("record"))
    subject_reference = models.CharField(_("reference"), max_length=20, blank=True)
    subject_path = models.CharField(_("page of the record"), max_length=200, blank=True)
    reason = models.TextField(_("reason"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    review = models.TextField(_("review"), blank=True)

    class Meta:
        verbose_name = _("exception from a rule")
        verbose_name_plural = _("exceptions from rules")
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="organs_exceptions_of_subject")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="organs_ruleexception_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.subject_reference}"

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("organs:exception", args=[self.pk])
