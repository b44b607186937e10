"""Organs and their parts: how they were recovered and preserved, and what became of them."""

import datetime

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import patients.models.waiting_list
import transplant_site.records.references


class Migration(migrations.Migration):
    dependencies = [
        ("organs", "0001_donors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organ",
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
                        db_default=transplant_site.records.references.NewReference("ORG"),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "kind",
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
                (
                    "side",
                    models.CharField(
                        choices=[("left", "Left"), ("right", "Right"), ("none", "Unpaired")],
                        default="none",
                        max_length=8,
                        verbose_name="side",
                    ),
                ),
                (
                    "cross_clamp_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="cross-clamp at"),
                ),
                (
                    "cold_perfusion_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Cold ischaemia runs from here.",
                        null=True,
                        verbose_name="cold perfusion at",
                    ),
                ),
                ("recovered_at", models.DateTimeField(blank=True, null=True, verbose_name="recovered at")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="organs", to="organs.donor"
                    ),
                ),
            ],
            options={
                "verbose_name": "organ",
                "verbose_name_plural": "organs",
                "ordering": ["donor", "kind", "side"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("donor", "kind", "side"),
                        name="organs_organ_once_per_donor",
                        violation_error_message="This organ of the donor is recorded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["kidney", "lung"], side__in=["left", "right"])
                        | (~models.Q(kind__in=["kidney", "lung"]) & models.Q(side="none")),
                        name="organs_organ_side_fits_kind",
                        violation_error_message="Kidneys and lungs are left or right, other organs are unpaired.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(cold_perfusion_at__isnull=True)
                        | models.Q(cross_clamp_at__isnull=True)
                        | models.Q(cold_perfusion_at__gte=models.F("cross_clamp_at")),
                        name="organs_organ_perfused_after_clamp",
                        violation_error_message="Cold perfusion doesn't begin before the cross-clamp.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(recovered_at__isnull=True)
                        | models.Q(cross_clamp_at__isnull=True)
                        | models.Q(recovered_at__gte=models.F("cross_clamp_at")),
                        name="organs_organ_recovered_after_clamp",
                        violation_error_message="The organ isn't recovered before the cross-clamp.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="organs_organ_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(side__in=["left", "right", "none"]),
                        name="organs_organ_side_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganRecovery",
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
                (
                    "cross_clamp_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="cross-clamp at"),
                ),
                (
                    "cold_perfusion_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="cold perfusion at"),
                ),
                ("recovered_at", models.DateTimeField(blank=True, null=True, verbose_name="recovered at")),
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
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
                        to="organs.organ",
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
            ],
            options={
                "verbose_name": "recovery of an organ",
                "verbose_name_plural": "recoveries of organs",
                "ordering": ["organ", "recorded_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_organrecovery_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_organrecovery_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at=django.db.models.functions.comparison.Greatest(
                                models.F("cross_clamp_at"),
                                models.F("cold_perfusion_at"),
                                models.F("recovered_at"),
                            )
                        ),
                        name="organs_organrecovery_happened_at_its_latest_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("whole", "Whole"),
                            ("left_lateral", "Left lateral segment"),
                            ("extended_right", "Extended right lobe"),
                            ("left_lobe", "Left lobe"),
                            ("right_lobe", "Right lobe"),
                        ],
                        default="whole",
                        max_length=16,
                        verbose_name="part",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("available", "Available"),
                            ("allocated", "Allocated"),
                            ("in_transit", "On the way"),
                            ("delivered", "Delivered"),
                            ("transplanted", "Transplanted"),
                            ("not_transplanted", "Not transplanted"),
                            ("split", "Split into parts"),
                        ],
                        default="available",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "removed_from_cooling_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Cold ischaemia ends here.",
                        null=True,
                        verbose_name="removed from cooling at",
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="organs.organ"
                    ),
                ),
            ],
            options={
                "verbose_name": "organ part",
                "verbose_name_plural": "organ parts",
                "ordering": ["organ", "kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("organ", "kind"), name="organs_organpart_once_per_organ"),
                    models.CheckConstraint(
                        condition=models.Q(
                            kind__in=["whole", "left_lateral", "extended_right", "left_lobe", "right_lobe"]
                        ),
                        name="organs_organpart_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            status__in=[
                                "available",
                                "allocated",
                                "in_transit",
                                "delivered",
                                "transplanted",
                                "not_transplanted",
                                "split",
                            ]
                        ),
                        name="organs_organpart_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartStatusChange",
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
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="organs.organpart",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an organ part's status",
                "verbose_name_plural": "changes of organ parts' statuses",
                "ordering": ["occurred_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PreservationPeriod",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("warm_functional", "Functional warm ischaemia (DCD)"),
                            ("ice", "Ice, 0 to 4 °C"),
                            ("cold_device", "Cooling device, 4 to 8 °C"),
                            ("lung_10c", "Lung storage at 10 °C"),
                            ("machine_hypothermic", "Machine perfusion, hypothermic"),
                            ("machine_normothermic", "Machine perfusion, normothermic"),
                            ("anastomosis", "Anastomosis"),
                        ],
                        max_length=24,
                        verbose_name="kept by",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
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
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preservation_periods",
                        to="organs.organpart",
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
            ],
            options={
                "verbose_name": "preservation period",
                "verbose_name_plural": "preservation periods",
                "ordering": ["part", "occurred_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_preservationperiod_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_preservationperiod_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("part"), "="),
                            (patients.models.waiting_list.TimeRange("occurred_at", "ended_at"), "&&"),
                        ],
                        name="organs_preservationperiod_one_at_a_time",
                        violation_error_message="The part was kept in another way at some of that time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ended_at__isnull=True)
                        | models.Q(ended_at__gte=models.F("occurred_at")),
                        name="organs_preservationperiod_ends_after_it_starts",
                        violation_error_message="It can't end before it began.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            kind__in=[
                                "warm_functional",
                                "ice",
                                "cold_device",
                                "lung_10c",
                                "machine_hypothermic",
                                "machine_normothermic",
                                "anastomosis",
                            ]
                        ),
                        name="organs_preservationperiod_kind_is_known",
                    ),
                ],
            },
        ),
    ]
