import uuid
from pathlib import Path

import django.utils.timezone
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def script(name: str) -> migrations.RunSQL:
    # No way back: nothing takes the log away.
    return migrations.RunSQL((SQL / f"{name}.sql").read_text())


class Migration(migrations.Migration):
    """The ledger, what writes and what proves it, its months, the views it is read by, and who may do what."""

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("auditlog", "0017_add_actor_email"),
    ]

    operations = [
        script("ledger"),
        script("capture"),
        script("proof"),
        script("months"),
        script("views"),
        script("attach"),
        script("rights"),
        script("auditlog"),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("object_pk", models.CharField(db_index=True, max_length=255, verbose_name="object pk")),
                (
                    "object_id",
                    models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name="object id"),
                ),
                ("object_repr", models.TextField(verbose_name="object representation")),
                ("serialized_data", models.JSONField(null=True)),
                (
                    "action",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "create"), (1, "update"), (2, "delete"), (3, "access")],
                        db_index=True,
                        verbose_name="action",
                    ),
                ),
                ("changes_text", models.TextField(blank=True, verbose_name="change message")),
                ("changes", models.JSONField(null=True, verbose_name="change message")),
                (
                    "cid",
                    models.CharField(
                        blank=True, db_index=True, max_length=255, null=True, verbose_name="Correlation ID"
                    ),
                ),
                (
                    "remote_addr",
                    models.GenericIPAddressField(blank=True, null=True, verbose_name="remote address"),
                ),
                (
                    "remote_port",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="remote port"),
                ),
                (
                    "timestamp",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, verbose_name="timestamp"
                    ),
                ),
                ("additional_data", models.JSONField(blank=True, null=True, verbose_name="additional data")),
                (
                    "actor_email",
                    models.CharField(blank=True, max_length=254, null=True, verbose_name="actor email"),
                ),
                ("id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="sequence")),
                ("event", models.UUIDField(default=uuid.uuid4, verbose_name="event")),
                ("transaction_id", models.BigIntegerField(verbose_name="transaction")),
                ("number", models.BigIntegerField(null=True, verbose_name="number of the transaction")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("change", "change"),
                            ("document", "document"),
                            ("read", "read"),
                            ("sign_in", "sign_in"),
                            ("sign_out", "sign_out"),
                            ("sign_in_failed", "sign_in_failed"),
                            ("lockout", "lockout"),
                            ("refusal", "refusal"),
                            ("export", "export"),
                            ("break_glass", "break_glass"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("table_name", models.CharField(max_length=63, null=True, verbose_name="table")),
                ("model", models.CharField(max_length=100, null=True, verbose_name="object type")),
                ("action_name", models.CharField(max_length=200, null=True, verbose_name="action")),
                ("is_unnamed", models.BooleanField(verbose_name="written outside any named action")),
                ("actor_name", models.CharField(max_length=200, null=True, verbose_name="actor")),
                ("actor_role", models.CharField(max_length=40, null=True, verbose_name="role")),
                ("hospital_id", models.UUIDField(null=True, verbose_name="hospital")),
                ("reason", models.CharField(max_length=80, null=True, verbose_name="reason")),
                ("database_user", models.CharField(max_length=63, verbose_name="database user")),
                ("database_role", models.CharField(max_length=63, verbose_name="database role")),
                ("seen", models.JSONField(null=True, verbose_name="objects")),
            ],
            options={
                "verbose_name": "log entry",
                "verbose_name_plural": "log entries",
                "db_table": "audit_entry",
                "ordering": ["-timestamp", "-id"],
                "managed": False,
                "default_permissions": (),
            },
        ),
    ]
