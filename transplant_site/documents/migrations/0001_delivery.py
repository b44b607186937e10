"""Documents on their way to MongoDB, written in the transaction of what they tell."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "collection",
                    models.TextField(
                        choices=[
                            ("transport_events", "transport_events"),
                            ("communications", "communications"),
                        ],
                        verbose_name="collection",
                    ),
                ),
                ("key", models.UUIDField(verbose_name="key")),
                (
                    "document_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), size=None, verbose_name="document ids"
                    ),
                ),
                (
                    "digests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None, verbose_name="SHA-256 of each document"
                    ),
                ),
                (
                    "payloads",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        size=None,
                        verbose_name="canonical text of each document",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="recorded at"
                    ),
                ),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="refused at")),
                ("refusal", models.TextField(blank=True, default="", verbose_name="reason of the refusal")),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["collection", "key"], name="documents_delivery_by_key"),
                    models.Index(fields=["recorded_at"], name="documents_delivery_by_age"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["document_ids"], name="documents_delivery_by_document"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(document_ids__len__gt=0), name="documents_delivery_is_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(digests__len=models.F("document_ids__len")),
                        name="documents_delivery_digest_per_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(payloads__len=models.F("document_ids__len")),
                        name="documents_delivery_payload_per_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(refused_at__isnull=True) ^ ~models.Q(refusal=""),
                        name="documents_delivery_refusal_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(collection__in=["transport_events", "communications"]),
                        name="documents_delivery_collection_is_known",
                    ),
                ],
            },
        ),
    ]
