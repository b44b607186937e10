"""Match runs: who was ranked, who excluded, and what was asked and added afterwards."""

import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import transplant_site.records.references


class Migration(migrations.Migration):
    dependencies = [
        ("organs", "0002_organs"),
        ("patients", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BalanceSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
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
                ("valid_at", models.DateTimeField(verbose_name="as of")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("sha256", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange balances",
                "verbose_name_plural": "exchange balances",
                "ordering": ["organ_kind", "-valid_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organ_kind", "valid_at"), name="organs_balancesheet_one_per_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            organ_kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="organs_balancesheet_organ_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeBalance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("donor_age_group", models.CharField(max_length=8, verbose_name="donor's age group")),
                ("country", models.CharField(max_length=40, verbose_name="country")),
                ("centre", models.CharField(blank=True, max_length=16, verbose_name="centre")),
                ("value", models.FloatField(verbose_name="normalised balance")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="balances",
                        to="organs.balancesheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange balance",
                "verbose_name_plural": "exchange balances, one by one",
                "ordering": ["sheet", "donor_age_group", "country", "centre"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "donor_age_group", "country", "centre"),
                        name="organs_exchangebalance_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchRun",
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
                        db_default=transplant_site.records.references.NewReference("MTC"),
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
                ("policy", models.CharField(max_length=32, verbose_name="policy")),
                ("policy_version", models.CharField(max_length=32, verbose_name="version")),
                ("matched_at", models.DateTimeField(verbose_name="moment of the match")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="made at",
                    ),
                ),
                ("donor_facts_version", models.PositiveIntegerField(editable=False)),
                ("candidates_count", models.PositiveIntegerField(verbose_name="ranked")),
                ("excluded_count", models.PositiveIntegerField(verbose_name="excluded")),
                ("inputs_sha256", models.CharField(max_length=64, verbose_name="digest of the inputs")),
                ("rows_sha256", models.CharField(max_length=64, verbose_name="digest of the rows")),
                ("invalidated_at", models.DateTimeField(blank=True, null=True, verbose_name="invalid since")),
                ("invalidated_because", models.CharField(blank=True, max_length=200, verbose_name="because")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_runs",
                        to="organs.donor",
                    ),
                ),
                (
                    "previous_run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reruns",
                        to="organs.matchrun",
                    ),
                ),
                (
                    "balance_sheet",
                    models.ForeignKey(
                        blank=True,
                        help_text="None: every balance counted as zero.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_runs",
                        to="organs.balancesheet",
                        verbose_name="exchange balances",
                    ),
                ),
            ],
            options={
                "verbose_name": "match run",
                "verbose_name_plural": "match runs",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(invalidated_at__isnull=True),
                        fields=("donor", "organ_kind"),
                        name="organs_matchrun_one_valid_per_donor_and_organ",
                        violation_error_message="There is a valid run for this donor and organ already.",
                    ),
                    models.UniqueConstraint(
                        fields=("id", "organ_kind"), name="organs_matchrun_keeps_its_organ"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            inputs_sha256__regex="^[0-9a-f]{64}$", rows_sha256__regex="^[0-9a-f]{64}$"
                        ),
                        name="organs_matchrun_digests_are_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(invalidated_at__isnull=True, invalidated_because="")
                        | (models.Q(invalidated_at__isnull=False) & ~models.Q(invalidated_because="")),
                        name="organs_matchrun_says_why_invalid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            organ_kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="organs_matchrun_organ_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchInputs",
            fields=[
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="inputs",
                        serialize=False,
                        to="organs.matchrun",
                    ),
                ),
                ("content", models.BinaryField()),
            ],
            options={
                "verbose_name": "inputs of a match run",
                "verbose_name_plural": "inputs of match runs",
            },
        ),
        migrations.CreateModel(
            name="MatchCandidate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("rank", models.PositiveIntegerField(verbose_name="rank")),
                ("tier", models.CharField(max_length=16, verbose_name="tier")),
                ("total_points", models.IntegerField(null=True, verbose_name="points")),
                ("components", models.JSONField(verbose_name="components")),
                (
                    "is_in_standard",
                    models.BooleanField(
                        default=True,
                        help_text="If not, only once the others have had their turn. The crossmatch is judged apart.",
                        verbose_name="offered to in the standard allocation",
                    ),
                ),
                ("mismatch_a", models.PositiveSmallIntegerField(null=True, verbose_name="A mismatches")),
                ("mismatch_b", models.PositiveSmallIntegerField(null=True, verbose_name="B mismatches")),
                ("mismatch_dr", models.PositiveSmallIntegerField(null=True, verbose_name="DR mismatches")),
                (
                    "crossmatch",
                    models.CharField(
                        choices=[
                            ("positive", "Positive"),
                            ("negative", "Negative"),
                            ("cannot_be_excluded", "Cannot be excluded"),
                        ],
                        max_length=24,
                        verbose_name="virtual crossmatch",
                    ),
                ),
                ("crossmatch_reason", models.TextField(blank=True, verbose_name="because")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_rows",
                        to="patients.registration",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="organs.matchrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "ranked candidate",
                "verbose_name_plural": "ranked candidates",
                "ordering": ["run", "rank"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "rank"), name="organs_matchcandidate_one_per_rank"
                    ),
                    models.UniqueConstraint(
                        fields=("run", "registration"), name="organs_matchcandidate_ranked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(crossmatch__in=["positive", "negative", "cannot_be_excluded"]),
                        name="organs_matchcandidate_crossmatch_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchExclusion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("step", models.CharField(max_length=32, verbose_name="step")),
                ("reason", models.TextField(verbose_name="reason")),
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
                        related_name="exclusions",
                        to="organs.matchrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "excluded candidate",
                "verbose_name_plural": "excluded candidates",
                "ordering": ["run", "step", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "registration"), name="organs_matchexclusion_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CrossmatchAssessment",
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
                    "method",
                    models.CharField(
                        choices=[("virtual", "Virtual"), ("cdc", "CDC"), ("flow", "Flow cytometry")],
                        max_length=8,
                        verbose_name="method",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("positive", "Positive"),
                            ("negative", "Negative"),
                            ("cannot_be_excluded", "Cannot be excluded"),
                        ],
                        max_length=24,
                        verbose_name="verdict",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
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
                        related_name="crossmatch_assessments",
                        to="patients.registration",
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="crossmatch_assessments",
                        to="organs.donor",
                    ),
                ),
            ],
            options={
                "verbose_name": "crossmatch assessment",
                "verbose_name_plural": "crossmatch assessments",
                "ordering": ["donor", "registration", "-recorded_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_crossmatchassessment_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_crossmatchassessment_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(method__in=["virtual", "cdc", "flow"]),
                        name="organs_crossmatchassessment_method_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(verdict__in=["positive", "negative", "cannot_be_excluded"]),
                        name="organs_crossmatchassessment_verdict_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CrossmatchRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(verbose_name="not excluded because")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Nobody: a command did, when it made the run.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
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
                        related_name="crossmatch_requests",
                        to="organs.matchrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "crossmatch asked for",
                "verbose_name_plural": "crossmatches asked for",
                "ordering": ["run", "asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "registration"),
                        name="organs_crossmatchrequest_once",
                        violation_error_message="The laboratory has been asked about this candidate already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchAddition",
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
                ("reason", models.TextField(verbose_name="reason")),
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
                        related_name="additions",
                        to="organs.matchrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "candidate added by hand",
                "verbose_name_plural": "candidates added by hand",
                "ordering": ["run", "recorded_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_matchaddition_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_matchaddition_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.UniqueConstraint(fields=("run", "registration"), name="organs_matchaddition_once"),
                    models.CheckConstraint(
                        condition=~models.Q(reason=""), name="organs_matchaddition_says_why"
                    ),
                ],
            },
        ),
    ]
