"""Heart statuses, lung scores, and organs that come together."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CombinedOrgans",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until, not included")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "following",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goes_with",
                        to="patients.registration",
                        verbose_name="taken with it",
                    ),
                ),
                (
                    "leading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takes_with",
                        to="patients.registration",
                        verbose_name="leading",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="combined_organs",
                        to="patients.patient",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "combined organs",
                "verbose_name_plural": "combined organs",
                "ordering": ["leading", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until__isnull", True)),
                        fields=("following",),
                        name="patients_combinedorgans_follows_one",
                        violation_error_message="This registration goes with another organ already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("leading", models.F("following")), _negated=True),
                        name="patients_combinedorgans_are_two",
                        violation_error_message="An organ doesn't go with itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="patients_combinedorgans_ends_after_it_begins",
                        violation_error_message="It ends no earlier than it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeartStatus",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Empty: no end was given.",
                        null=True,
                        verbose_name="until, not included",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("adult_1", "Adult status 1"),
                            ("adult_2", "Adult status 2"),
                            ("adult_3", "Adult status 3"),
                            ("adult_4", "Adult status 4"),
                            ("adult_5", "Adult status 5"),
                            ("adult_6", "Adult status 6"),
                            ("paediatric_1a", "Paediatric status 1A"),
                            ("paediatric_1b", "Paediatric status 1B"),
                            ("paediatric_2", "Paediatric status 2"),
                        ],
                        max_length=16,
                        verbose_name="heart status",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="from")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
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
                        related_name="heart_statuses",
                        to="patients.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "heart status",
                "verbose_name_plural": "heart statuses",
                "ordering": ["registration", "-started_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "adult_1",
                                    "adult_2",
                                    "adult_3",
                                    "adult_4",
                                    "adult_5",
                                    "adult_6",
                                    "paediatric_1a",
                                    "paediatric_1b",
                                    "paediatric_2",
                                ],
                            )
                        ),
                        name="patients_heartstatus_status_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LungScore",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Empty: no end was given.",
                        null=True,
                        verbose_name="until, not included",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=4,
                        help_text="0 to 100, computed elsewhere.",
                        max_digits=7,
                        verbose_name="composite score",
                    ),
                ),
                ("calculated_on", models.DateField(verbose_name="calculated on")),
                (
                    "source",
                    models.CharField(
                        help_text="Who or what computed it.", max_length=200, verbose_name="source"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
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
                        related_name="lung_scores",
                        to="patients.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "lung score",
                "verbose_name_plural": "lung scores",
                "ordering": ["registration", "-calculated_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 0), ("score__lte", 100)),
                        name="patients_lungscore_is_0_to_100",
                        violation_error_message="A composite score is 0 to 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="patients_lungscore_says_its_source",
                        violation_error_message="Say who or what computed the score.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_until__gt", models.F("calculated_on")),
                            _connector="OR",
                        ),
                        name="patients_lungscore_ends_after_its_day",
                        violation_error_message="A score holds at least for the day it was calculated on.",
                    ),
                ],
            },
        ),
        # Both organs are of one patient.
        migrations.RunSQL(
            """
            ALTER TABLE patients_combinedorgans
                ADD CONSTRAINT patients_combinedorgans_leading_of_its_patient
                    FOREIGN KEY (leading_id, patient_id) REFERENCES patients_registration (id, patient_id),
                ADD CONSTRAINT patients_combinedorgans_following_of_its_patient
                    FOREIGN KEY (following_id, patient_id) REFERENCES patients_registration (id, patient_id);
            """,
            """
            ALTER TABLE patients_combinedorgans
                DROP CONSTRAINT patients_combinedorgans_leading_of_its_patient,
                DROP CONSTRAINT patients_combinedorgans_following_of_its_patient;
            """,
        ),
    ]
