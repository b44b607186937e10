"""Documents on their way to MongoDB."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from transplant_site.documents.canonical import Document, digest, from_text
from transplant_site.documents.collections import RECORDED, Collection


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> "DeliveryQuerySet":
        """Those that MongoDB will be offered."""
        return self.filter(refused_at__isnull=True)

    def refused(self) -> "DeliveryQuerySet":
        """Those that MongoDB will not take as they are: someone has to look."""
        return self.filter(refused_at__isnull=False)


class Delivery(models.Model):
    """Documents of one transaction that stand in PostgreSQL until MongoDB has confirmed them.

    The row is written in the transaction of the rows it belongs to, and deleted when every document of it is
    confirmed. The audit ledger keeps `collection`, `document_ids` and `digests` of its INSERT for good,
    without the payloads: that notarises the documents.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    collection = models.TextField(_("collection"), choices=[(name.value, name.value) for name in RECORDED])
    # What the documents are read by: a shipment, a conversation.
    key = models.UUIDField(_("key"))
    document_ids = ArrayField(models.UUIDField(), verbose_name=_("document ids"))
    digests = ArrayField(models.TextField(), verbose_name=_("SHA-256 of each document"))
    payloads = ArrayField(models.TextField(), verbose_name=_("canonical text of each document"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now())
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    refusal = models.TextField(_("reason of the refusal"), blank=True, default="")

    objects: ClassVar[models.Manager["Delivery"]] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="documents_delivery_is_not_empty",
                condition=Q(document_ids__len__gt=0),
            ),
            models.CheckConstraint(
                name="documents_delivery_digest_per_document",
                condition=Q(digests__len=F("document_ids__len")),
            ),
            models.CheckConstraint(
                name="documents_delivery_payload_per_document",
                condition=Q(payloads__len=F("document_ids__len")),
            ),
            models.CheckConstraint(
                name="documents_delivery_refusal_has_reason",
                condition=Q(refused_at__isnull=True) ^ ~Q(refusal=""),
            ),
        ]
        indexes = [
            models.Index(name="documents_delivery_by_key", fields=["collection", "key"]),
            models.Index(name="documents_delivery_by_age", fields=["recorded_at"]),
            GinIndex(name="documents_delivery_by_document", fields=["document_ids"]),
        ]

    def __str__(self) -> str:
        return f"{self.collection} {self.id}"

    @property
    def destination(self) -> Collection:
        return Collection(self.collection)

    @property
    def documents(self) -> list[Document]:
        """The documents as MongoDB will hold them."""
        return [from_text(payload) for payload in self.payloads]

    @property
    def is_as_recorded(self) -> bool:
        """Whether each payload still has the digest that was recorded with it."""
        return [digest(payload) for payload in self.payloads] == self.digests
