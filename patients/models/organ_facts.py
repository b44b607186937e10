"""What only candidates for a heart or a lung have, and which organs come together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from patients.models.patients import Patient
from patients.models.waiting_list import Registration
from transplant_site.interface.times import format_time
from transplant_site.records.models import Record, ValidFromUntil
from transplant_site.records.vocabulary import OrganKind


class StatedFact(Record):
    """What is stated about a registration; a newer row takes its place, and it stays."""

    valid_until = models.DateField(
        _("until, not included"), null=True, blank=True, help_text=_("Empty: no end was given.")
    )
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True


class HeartUrgency(models.TextChoices):
    """The statuses of OPTN table 6-7."""

    ADULT_1 = "adult_1", _("Adult status 1")
    ADULT_2 = "adult_2", _("Adult status 2")
    ADULT_3 = "adult_3", _("Adult status 3")
    ADULT_4 = "adult_4", _("Adult status 4")
    ADULT_5 = "adult_5", _("Adult status 5")
    ADULT_6 = "adult_6", _("Adult status 6")
    PAEDIATRIC_1A = "paediatric_1a", _("Paediatric status 1A")
    PAEDIATRIC_1B = "paediatric_1b", _("Paediatric status 1B")
    PAEDIATRIC_2 = "paediatric_2", _("Paediatric status 2")


class HeartStatus(StatedFact):
    """The urgency of a heart candidate, from a moment on. The same status again renews it."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="heart_statuses")
    status = models.CharField(_("heart status"), max_length=16, choices=HeartUrgency.choices)
    started_at = models.DateTimeField(_("from"))

    class Meta:
        verbose_name = _("heart status")
        verbose_name_plural = _("heart statuses")
        ordering = ["registration", "-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {format_time(self.started_at)}"


class LungScore(StatedFact):
    """A composite score that was computed elsewhere for a lung candidate."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="lung_scores")
    score = models.DecimalField(
        _("composite score"), max_digits=7, decimal_places=4, help_text=_("0 to 100, computed elsewhere.")
    )
    calculated_on = models.DateField(_("calculated on"))
    source = models.CharField(_("source"), max_length=200, help_text=_("Who or what computed it."))

    class Meta:
        verbose_name = _("lung score")
        verbose_name_plural = _("lung scores")
        ordering = ["registration", "-calculated_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100),
                name="patients_lungscore_is_0_to_100",
                violation_error_message=_("A composite score is 0 to 100."),
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="patients_lungscore_says_its_source",
                violation_error_message=_("Say who or what computed the score."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("calculated_on")),
                name="patients_lungscore_ends_after_its_day",
                violation_error_message=_("A score holds at least for the day it was calculated on."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score}"


class CombinedOrgansQuerySet(ValidFromUntil["CombinedOrgans"]):
    def between_open(self) -> CombinedOrgansQuerySet:
        """Leave out those of which one registration is closed."""
        return self.filter(leading__closed_at__isnull=True, following__closed_at__isnull=True)


class CombinedOrgans(Record):
    """A patient waits for two organs of one donor: the leading organ's list takes the other with it."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="combined_organs")
    leading = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="takes_with", verbose_name=_("leading")
    )
    following = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="goes_with", verbose_name=_("taken with it")
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until, not included"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = CombinedOrgansQuerySet.as_manager()

    class Meta:
        verbose_name = _("combined organs")
        verbose_name_plural = _("combined organs")
        ordering = ["leading", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["following"],
                condition=Q(valid_until__isnull=True),
                name="patients_combinedorgans_follows_one",
                violation_error_message=_("This registration goes with another organ already."),
            ),
            models.CheckConstraint(
                condition=~Q(leading=F("following")),
                name="patients_combinedorgans_are_two",
                violation_error_message=_("An organ doesn't go with itself."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="patients_combinedorgans_ends_after_it_begins",
                violation_error_message=_("It ends no earlier than it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leading} + {self.following}"


LEADING = frozenset(
    {OrganKind.HEART, OrganKind.LUNG, OrganKind.LIVER, OrganKind.PANCREAS, OrganKind.INTESTINE}
)
"""The organs whose lists can take another organ with them."""

FOLLOWING = frozenset(
    {OrganKind.HEART, OrganKind.LUNG, OrganKind.PANCREAS, OrganKind.INTESTINE, OrganKind.KIDNEY}
)
"""The organs whose lists can set a candidate aside for another organ's list."""
