from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from transplant_site.records.models import Record


class Submission(Record):
    """A form as one person opened it: it is taken in once, however often it is sent."""

    number = models.UUIDField(_("number of the form"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(_("where it led"), max_length=200, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("form taken in")
        verbose_name_plural = _("forms taken in")
        ordering = ["-submitted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["by", "number"], name="staff_submission_once"),
        ]

    def __str__(self) -> str:
        return str(self.number)
