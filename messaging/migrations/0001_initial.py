"""Conversations, their messages' headers, and notices."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import transplant_site.records.references


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        db_default=transplant_site.records.references.NewReference("CNV"),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "subject_kind",
                    models.CharField(
                        choices=[
                            ("patient", "Patient"),
                            ("offer", "Offer"),
                            ("shipment", "Shipment"),
                            ("donor", "Donor"),
                        ],
                        max_length=16,
                        verbose_name="about a",
                    ),
                ),
                ("subject_id", models.UUIDField(verbose_name="about")),
                (
                    "subject_reference",
                    models.CharField(max_length=20, verbose_name="reference of the subject"),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "started_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="started at",
                    ),
                ),
                (
                    "last_message_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="last message at"
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed at"),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "patient_id",
                    models.UUIDField(
                        editable=False,
                        help_text="Where the subject determines the patient: what was said of one is found by it.",
                        null=True,
                        verbose_name="concerns the patient",
                    ),
                ),
                (
                    "hospitals",
                    models.ManyToManyField(
                        related_name="conversations", to="staff.hospital", verbose_name="hospitals"
                    ),
                ),
            ],
            options={
                "verbose_name": "conversation",
                "verbose_name_plural": "conversations",
                "ordering": ["-last_message_at", "-id"],
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id"], name="messaging_about"),
                    models.Index(fields=["-last_message_at", "-id"], name="messaging_newest"),
                    models.Index(
                        condition=models.Q(patient_id__isnull=False),
                        fields=["patient_id"],
                        name="messaging_of_patient",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(title=""), name="messaging_conversation_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(subject_kind__in=["patient", "offer", "shipment", "donor"]),
                        name="messaging_conversation_subject_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "joined_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="joined at",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="messaging.conversation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations_joined",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "participant",
                "verbose_name_plural": "participants",
                "ordering": ["conversation", "joined_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("conversation", "person"), name="messaging_participant_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageHeader",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("message", "Message"),
                            ("telephone", "Telephone"),
                            ("in_person", "In person"),
                            ("letter", "Letter"),
                        ],
                        max_length=16,
                        verbose_name="channel",
                    ),
                ),
                (
                    "counterpart",
                    models.CharField(
                        choices=[
                            ("team", "The teams in this conversation"),
                            ("patient", "The patient"),
                            ("family", "The family"),
                        ],
                        default="team",
                        max_length=16,
                        verbose_name="with",
                    ),
                ),
                (
                    "submission",
                    models.UUIDField(
                        editable=False,
                        help_text="Made by the page that the message was written on: sent twice, it is kept once.",
                        null=True,
                    ),
                ),
                ("is_internal", models.BooleanField(default=False, verbose_name="internal note")),
                ("occurred_at", models.DateTimeField(verbose_name="happened at")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "answer_needed_by",
                    models.DateTimeField(blank=True, null=True, verbose_name="needs an answer by"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author_hospital",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.hospital",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="headers",
                        to="messaging.conversation",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="messaging.messageheader",
                    ),
                ),
            ],
            options={
                "verbose_name": "message header",
                "verbose_name_plural": "message headers",
                "ordering": ["conversation", "recorded_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(answer_needed_by__isnull=False, answered_at__isnull=True),
                        fields=["answer_needed_by"],
                        name="messaging_awaiting_answer",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("author", "submission"), name="messaging_messageheader_submitted_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(channel__in=["message", "telephone", "in_person", "letter"]),
                        name="messaging_messageheader_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(counterpart__in=["team", "patient", "family"]),
                        name="messaging_messageheader_counterpart_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("read_at", models.DateTimeField(verbose_name="read at")),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="messaging.messageheader",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "read receipt",
                "verbose_name_plural": "read receipts",
                "ordering": ["message", "read_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "reader"), name="messaging_readreceipt_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="messageheader",
            name="readers",
            field=models.ManyToManyField(
                related_name="messages_read", through="messaging.ReadReceipt", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=32, verbose_name="kind")),
                ("subject_kind", models.CharField(max_length=16, verbose_name="about a")),
                ("subject_id", models.UUIDField(verbose_name="about")),
                (
                    "subject_reference",
                    models.CharField(max_length=20, verbose_name="reference of the subject"),
                ),
                ("path", models.CharField(max_length=200, verbose_name="page")),
                ("text", models.CharField(max_length=200, verbose_name="text")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="urgent")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="made at",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="staff.hospital",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coordinator", "Coordinator"),
                            ("clinician", "Clinician"),
                            ("laboratory", "Laboratory"),
                            ("courier", "Courier"),
                            ("regulator", "Regulator"),
                            ("administrator", "Administrator"),
                        ],
                        help_text="Whom of the hospital it concerns. Empty: everyone.",
                        max_length=16,
                        verbose_name="for",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["hospital", "-created_at"], name="messaging_of_hospital")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(hospital__isnull=False) | models.Q(person__isnull=False),
                        name="messaging_notice_is_for_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            role__in=[
                                "",
                                "coordinator",
                                "clinician",
                                "laboratory",
                                "courier",
                                "regulator",
                                "administrator",
                            ]
                        ),
                        name="messaging_notice_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seen_at", models.DateTimeField(verbose_name="seen at")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="messaging.notice",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices_seen",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt of a notice",
                "verbose_name_plural": "receipts of notices",
                "ordering": ["notice", "seen_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "person"), name="messaging_noticereceipt_once")
                ],
            },
        ),
    ]
