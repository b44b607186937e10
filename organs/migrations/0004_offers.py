"""Offers, their answers and the allocations; whom an offer passed by, and why."""

import datetime

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import transplant_site.records.references


class Migration(migrations.Migration):
    dependencies = [
        ("organs", "0003_match_runs"),
        ("patients", "0001_initial"),
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusalCode",
            fields=[
                (
                    "code",
                    models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name="code"),
                ),
                ("description", models.CharField(max_length=200, verbose_name="description")),
                ("needs_text", models.BooleanField(default=False, verbose_name="needs an explanation")),
                ("is_bypass", models.BooleanField(default=False, verbose_name="bypass, not refusal")),
            ],
            options={
                "verbose_name": "refusal code",
                "verbose_name_plural": "refusal codes",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="MatchBypass",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                    "on_behalf_note",
                    models.CharField(
                        blank=True,
                        help_text="For example: by telephone at 03:12, read back.",
                        max_length=200,
                        verbose_name="how it was told",
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed by that person at"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="on behalf of",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.registration",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bypasses",
                        to="organs.matchrun",
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organs.refusalcode"
                    ),
                ),
            ],
            options={
                "verbose_name": "bypass",
                "verbose_name_plural": "bypasses",
                "ordering": ["run", "recorded_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_matchbypass_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_matchbypass_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.UniqueConstraint(fields=("run", "registration"), name="organs_matchbypass_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
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
                        db_default=transplant_site.records.references.NewReference("OFR"),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "organ_kind",
                    models.CharField(
                        choices=[
                            ("kidney", "Kidney"),
                            ("liver", "Liver"),
                            ("heart", "Heart"),
                            ("lung", "Lung"),
                            ("pancreas", "Pancreas"),
                            ("intestine", "Intestine"),
                        ],
                        max_length=16,
                        verbose_name="organ",
                    ),
                ),
                ("rank", models.PositiveIntegerField(blank=True, null=True, verbose_name="rank")),
                (
                    "kind",
                    models.CharField(
                        choices=[("primary", "Primary"), ("backup", "Backup")],
                        default="primary",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("provisional", "Provisional yes"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("bypassed", "Bypassed, no answer in time"),
                            ("withdrawn", "Withdrawn"),
                            ("fell_through", "Accepted, then fell through"),
                        ],
                        default="sent",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                (
                    "notified_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="The clock starts here.",
                        null=True,
                        verbose_name="notification confirmed at",
                    ),
                ),
                ("deadline_at", models.DateTimeField(blank=True, null=True, verbose_name="answer by")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "on_behalf_note",
                    models.CharField(blank=True, max_length=200, verbose_name="how it was told"),
                ),
                ("refusal_text", models.TextField(blank=True, verbose_name="explanation")),
                (
                    "facts_when_sent",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="donor as shown when sent",
                    ),
                ),
                (
                    "facts_when_answered",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                        verbose_name="donor as shown when answered",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answered_on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="staff.hospital",
                    ),
                ),
                (
                    "notified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="patients.registration",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="organs.matchrun",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "refusal_code",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.refusalcode",
                    ),
                ),
                (
                    "second_refusal_code",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organs.refusalcode",
                    ),
                ),
                (
                    "answer_confirmed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="By the person on whose behalf it was recorded.",
                        null=True,
                        verbose_name="answer confirmed at",
                    ),
                ),
            ],
            options={
                "verbose_name": "offer",
                "verbose_name_plural": "offers",
                "ordering": ["-sent_at", "-id"],
                "indexes": [
                    models.Index(fields=["centre", "status", "deadline_at"], name="organs_offers_of_centre"),
                    models.Index(fields=["run", "rank"], name="organs_offers_of_run"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(status__in=["accepted", "provisional", "sent"]),
                        fields=("run", "registration"),
                        name="organs_offer_one_live_per_candidate_and_run",
                        violation_error_message="This candidate has a live offer of this run already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(status="accepted"),
                        fields=("registration",),
                        name="organs_offer_one_accepted_per_candidate",
                        violation_error_message="The candidate has accepted another organ of this kind already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            deadline_at__isnull=True, notified_at__isnull=True, notified_by__isnull=True
                        )
                        | (
                            models.Q(notified_at__isnull=False, notified_by__isnull=False)
                            & (
                                models.Q(deadline_at__gt=models.F("notified_at"), deadline_at__isnull=False)
                                | models.Q(deadline_at__isnull=True, kind="backup")
                            )
                        ),
                        name="organs_offer_clock_starts_with_notification",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(status__in=["accepted", "declined", "provisional"])
                        | models.Q(
                            answered_at__isnull=False,
                            answered_by__isnull=False,
                            facts_when_answered__isnull=False,
                        ),
                        name="organs_offer_answer_says_who_and_what",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(status__in=["declined", "bypassed"])
                        | models.Q(refusal_code__isnull=False),
                        name="organs_offer_refusal_has_code",
                        violation_error_message="A refusal needs a code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(second_refusal_code__isnull=True)
                        | ~models.Q(second_refusal_code=models.F("refusal_code")),
                        name="organs_offer_second_reason_differs",
                        violation_error_message="The second reason must differ from the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(answered_on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_offer_on_behalf_says_how",
                        violation_error_message="Say how the answer was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            organ_kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="organs_offer_organ_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["primary", "backup"]), name="organs_offer_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            status__in=[
                                "sent",
                                "provisional",
                                "accepted",
                                "declined",
                                "bypassed",
                                "withdrawn",
                                "fell_through",
                            ]
                        ),
                        name="organs_offer_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer_parts",
                        to="organs.offer",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offer_parts",
                        to="organs.organpart",
                    ),
                ),
            ],
            options={
                "verbose_name": "offered part",
                "verbose_name_plural": "offered parts",
                "ordering": ["offer", "part"],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "part"), name="organs_offerpart_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="offer",
            name="parts",
            field=models.ManyToManyField(
                related_name="offers", through="organs.OfferPart", to="organs.organpart"
            ),
        ),
        migrations.CreateModel(
            name="OfferDeadline",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("deadline_at", models.DateTimeField(verbose_name="answer by")),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="organs.offer",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline of an offer",
                "verbose_name_plural": "deadlines of offers",
                "ordering": ["offer", "set_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(deadline_at__gt=models.F("set_at")),
                        name="organs_offerdeadline_lies_ahead",
                        violation_error_message="The new deadline must lie in the future.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferStatusChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("from_status", models.CharField(blank=True, max_length=32, verbose_name="from")),
                ("to_status", models.CharField(max_length=32, verbose_name="to")),
                ("occurred_at", models.DateTimeField(verbose_name="happened at")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="organs.offer",
                    ),
                ),
                (
                    "facts",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="Of answers only.",
                        null=True,
                        verbose_name="donor as shown",
                    ),
                ),
                (
                    "on_behalf_note",
                    models.CharField(blank=True, max_length=200, verbose_name="how it was told"),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an offer's status",
                "verbose_name_plural": "changes of offers' statuses",
                "ordering": ["occurred_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_offerstatuschange_on_behalf_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(facts__isnull=True)
                        | models.Q(to_status__in=["accepted", "declined", "provisional"]),
                        name="organs_offerstatuschange_facts_are_of_answers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("accepted_at", models.DateTimeField(verbose_name="accepted at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="fell through at")),
                ("ended_because", models.TextField(blank=True, verbose_name="because")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="organs.offer",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="organs.organpart",
                    ),
                ),
            ],
            options={
                "verbose_name": "allocation",
                "verbose_name_plural": "allocations",
                "ordering": ["-accepted_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(ended_at__isnull=True),
                        fields=("part",),
                        name="organs_allocation_one_per_part",
                        violation_error_message="This organ part has been accepted for another candidate.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ended_at__isnull=True, ended_because="", ended_by__isnull=True)
                        | (
                            models.Q(
                                ended_at__gte=models.F("accepted_at"),
                                ended_at__isnull=False,
                                ended_by__isnull=False,
                            )
                            & ~models.Q(ended_because="")
                        ),
                        name="organs_allocation_says_why_it_fell_through",
                        violation_error_message="Say why the acceptance fell through.",
                    ),
                ],
            },
        ),
        # An offer is of the organ that its run ranked for.
        migrations.RunSQL(
            """
            ALTER TABLE organs_offer ADD CONSTRAINT organs_offer_organ_of_its_run
                FOREIGN KEY (run_id, organ_kind) REFERENCES organs_matchrun (id, organ_kind);
            """,
            "ALTER TABLE organs_offer DROP CONSTRAINT organs_offer_organ_of_its_run;",
        ),
    ]
