"""The abstract models that every record of the domain stands on."""

from datetime import date, timedelta
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from transplant_site.records.references import NewReference

M = TypeVar("M", bound=models.Model)

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far the clocks of two machines may differ before an event counts as lying in the future."""


def reference_field(prefix: str) -> models.CharField:  # type: ignore[type-arg]
    """A column that the database fills with the next reference of `prefix`."""
    return models.CharField(
        _("reference"), max_length=20, unique=True, editable=False, db_default=NewReference(prefix)
    )


def valid_on(day: date, through: str = "") -> Q:
    """Match what holds on a day, from `valid_from` on and before `valid_until`.

    `through` is the relation by which the dated rows are reached, such as `memberships__`.
    """
    ends_later = Q(**{f"{through}valid_until__isnull": True}) | Q(**{f"{through}valid_until__gt": day})
    return Q(**{f"{through}valid_from__lte": day}) & ends_later


class ValidFromUntil(models.QuerySet[M]):
    """Rows that hold from one day to another."""

    def valid_on(self, day: date) -> Self:
        return self.filter(valid_on(day))

    def not_ended_on(self, day: date) -> Self:
        """Those that hold on a day, and those to come."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))


class Record(models.Model):
    """A row with an identity that never changes and that sorts by the time of its making."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return capfirst(str(self._meta.verbose_name))


class ClinicalEvent(Record):
    """Something that happened at one time and was written down at another, perhaps for someone else."""

    occurred_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    on_behalf_note = models.CharField(
        _("how it was told"),
        max_length=200,
        blank=True,
        help_text=_("For example: by telephone at 03:12, read back."),
    )
    confirmed_at = models.DateTimeField(_("confirmed by that person at"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(occurred_at__lte=F("recorded_at") + CLOCK_TOLERANCE),
                name="%(app_label)s_%(class)s_not_in_the_future",
                violation_error_message=_("This lies in the future: enter a time that has passed."),
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_note=""),
                name="%(app_label)s_%(class)s_on_behalf_says_how",
                violation_error_message=_("Say how it was told: by telephone at what time, read back."),
            ),
        ]


class StatusChange(Record):
    """One step of a life cycle: who, when, from which status to which, and why."""

    from_status = models.CharField(_("from"), max_length=32, blank=True)
    to_status = models.CharField(_("to"), max_length=32)
    occurred_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        abstract = True
        ordering = ["occurred_at", "id"]
