"""The ledger as Django reads it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from auditlog.models import AbstractLogEntry
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from transplant_site.audit.kinds import Kind


class LedgerEntry(AbstractLogEntry):
    """One entry of the audit log, read from the view `audit_entry`; written by the database alone.

    It extends django-auditlog's entry (AUDITLOG_LOGENTRY_MODEL), whose history pages and diff display so
    work on our ledger. Its foreign keys have no constraint and do nothing on deletion: the log outlives
    whom and what it speaks of.
    """

    id = models.BigIntegerField(_("sequence"), primary_key=True)
    event = models.UUIDField(_("event"), default=uuid.uuid4)
    transaction_id = models.BigIntegerField(_("transaction"))
    number = models.BigIntegerField(_("number of the transaction"), null=True)
    kind = models.CharField(_("kind"), max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    table_name = models.CharField(_("table"), max_length=63, null=True)
    model = models.CharField(_("object type"), max_length=100, null=True)
    action_name = models.CharField(_("action"), max_length=200, null=True)
    is_unnamed = models.BooleanField(_("written outside any named action"))
    actor_name = models.CharField(_("actor"), max_length=200, null=True)
    actor_role = models.CharField(_("role"), max_length=40, null=True)
    hospital_id = models.UUIDField(_("hospital"), null=True)
    reason = models.CharField(_("reason"), max_length=80, null=True)
    database_user = models.CharField(_("database user"), max_length=63)
    database_role = models.CharField(_("database role"), max_length=63)
    seen = models.JSONField(_("objects"), null=True)

    content_type = models.ForeignKey(
        ContentType, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )

    objects: ClassVar[models.Manager[LedgerEntry]]

    class Meta:
        managed = False  # a view: flush and migrate leave it alone
        db_table = "audit_entry"
        ordering = ["-timestamp", "-id"]
        default_permissions = ()
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("The log is written by the database alone.")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The log is append-only.")

    @property
    def changes_dict(self) -> dict[str, list[str]]:
        """Old and new values as texts, as django-auditlog shows them: an absent one as "None"."""
        pairs = {
            self.Action.CREATE: lambda value: (None, value),
            self.Action.UPDATE: lambda value: value,
            self.Action.DELETE: lambda value: (value, None),
        }.get(self.action, lambda value: (None, value))
        return {name: [str(one) for one in pairs(value)] for name, value in (self.changes or {}).items()}
