"""Donors: who they are, what they consented to, and what was found of them."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.comparison
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
            name="Donor",
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
                        db_default=transplant_site.records.references.NewReference("DNR"),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(blank=True, max_length=40, null=True, verbose_name="number elsewhere"),
                ),
                (
                    "external_organ_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kidney", "Kidney"),
                            ("liver", "Liver"),
                            ("heart", "Heart"),
                            ("lung", "Lung"),
                            ("pancreas", "Pancreas"),
                            ("intestine", "Intestine"),
                        ],
                        help_text="Numbers from elsewhere are unique per organ.",
                        max_length=16,
                        verbose_name="organ of the list the number comes from",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("DBD", "After brain death (DBD)"),
                            ("DCD", "After circulatory death (DCD)"),
                            ("LIVING", "Living donor"),
                        ],
                        max_length=8,
                        verbose_name="kind of donation",
                    ),
                ),
                ("age_years", models.PositiveSmallIntegerField(verbose_name="age (years)")),
                (
                    "sex",
                    models.CharField(
                        choices=[("female", "Female"), ("male", "Male"), ("unknown", "Not known")],
                        default="unknown",
                        max_length=8,
                        verbose_name="sex",
                    ),
                ),
                (
                    "blood_group",
                    models.CharField(
                        choices=[("O", "O"), ("A", "A"), ("B", "B"), ("AB", "AB")],
                        max_length=2,
                        verbose_name="ABO",
                    ),
                ),
                (
                    "blood_subgroup",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("A1B", "A1B"), ("A2B", "A2B")],
                        max_length=3,
                        verbose_name="ABO subgroup",
                    ),
                ),
                (
                    "rhesus",
                    models.CharField(
                        choices=[
                            ("positive", "Rh positive"),
                            ("negative", "Rh negative"),
                            ("unknown", "Rh not known"),
                        ],
                        default="unknown",
                        max_length=8,
                        verbose_name="Rh",
                    ),
                ),
                (
                    "height_cm",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="height (cm)"),
                ),
                (
                    "weight_kg",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="weight (kg)"
                    ),
                ),
                (
                    "cause_of_death",
                    models.CharField(blank=True, max_length=200, verbose_name="cause of death"),
                ),
                (
                    "esp_office",
                    models.CharField(
                        blank=True,
                        help_text="Code of the organ donation office whose subregion counts for donors of 65 and more. Empty: the hospital's own.",
                        max_length=16,
                        verbose_name="ESP office",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("in_allocation", "In allocation"),
                            ("recovered", "Organs recovered"),
                            ("closed", "Closed"),
                            ("not_proceeding", "Does not proceed"),
                        ],
                        default="registered",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "facts_version",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Counts the changes of facts that allocation depends on.",
                    ),
                ),
                (
                    "match_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="For imported donors: the moment at which their candidates are ranked.",
                        null=True,
                        verbose_name="moment of the match",
                    ),
                ),
                (
                    "registered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="registered at",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="donors",
                        to="staff.hospital",
                        verbose_name="donor hospital",
                    ),
                ),
                (
                    "procurement_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procured_donors",
                        to="staff.hospital",
                        verbose_name="procurement organisation",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "corrected_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="corrected at"),
                ),
                (
                    "corrected_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "identity_erased_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="identity erased at"
                    ),
                ),
            ],
            options={
                "verbose_name": "donor",
                "verbose_name_plural": "donors",
                "ordering": ["-registered_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["procurement_organisation", "-registered_at", "-id"],
                        name="organs_donors_of_opo",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("external_organ_kind", "external_id"),
                        name="organs_donor_external_id_per_organ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(external_id__isnull=True, external_organ_kind="")
                        | models.Q(
                            external_id__isnull=False,
                            external_organ_kind__in=[
                                "kidney",
                                "liver",
                                "heart",
                                "lung",
                                "pancreas",
                                "intestine",
                            ],
                        ),
                        name="organs_donor_external_id_says_organ",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_subgroup="")
                        | models.Q(blood_group="A", blood_subgroup__in=["A1", "A2"])
                        | models.Q(blood_group="AB", blood_subgroup__in=["A1B", "A2B"]),
                        name="organs_donor_subgroup_fits_abo",
                        violation_error_message="A1 and A2 go with A, A1B and A2B with AB.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(age_years__lte=110),
                        name="organs_donor_age_is_possible",
                        violation_error_message="A donor is at most 110 years old.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(height_cm__isnull=True) | models.Q(height_cm__range=(20, 260)),
                        name="organs_donor_height_is_possible",
                        violation_error_message="Height is 20 to 260 cm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(weight_kg__isnull=True)
                        | models.Q(weight_kg__gt=0, weight_kg__lte=400),
                        name="organs_donor_weight_is_possible",
                        violation_error_message="Weight is above 0 and at most 400 kg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            external_organ_kind__in=[
                                "",
                                "kidney",
                                "liver",
                                "heart",
                                "lung",
                                "pancreas",
                                "intestine",
                            ]
                        ),
                        name="organs_donor_external_organ_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["DBD", "DCD", "LIVING"]),
                        name="organs_donor_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(sex__in=["female", "male", "unknown"]),
                        name="organs_donor_sex_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_group__in=["O", "A", "B", "AB"]),
                        name="organs_donor_blood_group_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_subgroup__in=["", "A1", "A2", "A1B", "A2B"]),
                        name="organs_donor_blood_subgroup_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(rhesus__in=["positive", "negative", "unknown"]),
                        name="organs_donor_rhesus_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            status__in=[
                                "registered",
                                "in_allocation",
                                "recovered",
                                "closed",
                                "not_proceeding",
                            ]
                        ),
                        name="organs_donor_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DonorIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_name", models.CharField(blank=True, max_length=100, verbose_name="given name")),
                ("family_name", models.CharField(blank=True, max_length=100, verbose_name="family name")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="birth date")),
                (
                    "national_number",
                    models.CharField(blank=True, max_length=32, verbose_name="national number"),
                ),
                (
                    "hospital_number",
                    models.CharField(blank=True, max_length=32, verbose_name="hospital's number"),
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
                    "superseded_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="replaced at"),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identities",
                        to="organs.donor",
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
                "verbose_name": "donor's identity",
                "verbose_name_plural": "donors' identities",
                "ordering": ["donor", "-recorded_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(superseded_at__isnull=True),
                        fields=("donor",),
                        name="organs_donoridentity_one_present",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DonorStatusChange",
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
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="organs.donor",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a donor's status",
                "verbose_name_plural": "changes of donors' statuses",
                "ordering": ["occurred_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="DonorConsent",
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
                (
                    "purpose",
                    models.CharField(
                        choices=[("transplant", "Transplant"), ("research", "Research")],
                        default="transplant",
                        max_length=16,
                        verbose_name="purpose",
                    ),
                ),
                ("is_given", models.BooleanField(verbose_name="consent is given")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("donor_register", "Donor register"),
                            ("written_will", "Written will"),
                            ("family", "Family"),
                            ("presumed", "Presumed by law"),
                            ("donor", "The living donor"),
                        ],
                        max_length=16,
                        verbose_name="ground",
                    ),
                ),
                (
                    "is_withdrawn",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="replaced by a later one"
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="organs.donor",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ["donor", "organ_kind", "-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_donorconsent_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_donorconsent_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(is_withdrawn=False),
                        fields=("donor", "organ_kind", "purpose"),
                        name="organs_donorconsent_one_valid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            organ_kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="organs_donorconsent_organ_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(purpose__in=["transplant", "research"]),
                        name="organs_donorconsent_purpose_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ground__in=["donor_register", "written_will", "family", "presumed", "donor"]
                        ),
                        name="organs_donorconsent_ground_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeathDeclaration",
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
                        choices=[
                            ("neurological", "Neurological criteria"),
                            ("circulatory", "Circulatory criteria"),
                        ],
                        max_length=16,
                        verbose_name="by",
                    ),
                ),
                ("first_declarer", models.CharField(max_length=120, verbose_name="declared by")),
                ("second_declarer", models.CharField(blank=True, max_length=120, verbose_name="and by")),
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
                    "donor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="death_declaration",
                        to="organs.donor",
                    ),
                ),
            ],
            options={
                "verbose_name": "declaration of death",
                "verbose_name_plural": "declarations of death",
                "ordering": ["donor"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_deathdeclaration_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_deathdeclaration_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(method__in=["neurological", "circulatory"]),
                        name="organs_deathdeclaration_method_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DonorAboSample",
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
                    "blood_group",
                    models.CharField(
                        choices=[("O", "O"), ("A", "A"), ("B", "B"), ("AB", "AB")],
                        max_length=2,
                        verbose_name="ABO",
                    ),
                ),
                (
                    "blood_subgroup",
                    models.CharField(
                        blank=True,
                        choices=[("A1", "A1"), ("A2", "A2"), ("A1B", "A1B"), ("A2B", "A2B")],
                        max_length=3,
                        verbose_name="ABO subgroup",
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="abo_samples",
                        to="organs.donor",
                    ),
                ),
                (
                    "laboratory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.hospital",
                        verbose_name="laboratory",
                    ),
                ),
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
                    "set_aside_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="set aside at"),
                ),
                (
                    "set_aside_because",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="The sample was mixed up, or the like.",
                        verbose_name="set aside because",
                    ),
                ),
                (
                    "set_aside_by",
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
                "verbose_name": "ABO sample",
                "verbose_name_plural": "ABO samples",
                "ordering": ["donor", "occurred_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_donorabosample_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_donorabosample_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(set_aside_at__isnull=True),
                        fields=("donor", "occurred_at"),
                        name="organs_donorabosample_taken_at_different_times",
                        violation_error_message="The two samples must be taken at different times.",
                    ),
                    models.UniqueConstraint(
                        models.F("donor"),
                        django.db.models.functions.comparison.Coalesce("on_behalf_of", "recorded_by"),
                        condition=models.Q(set_aside_at__isnull=True),
                        name="organs_donorabosample_reported_by_different_people",
                        violation_error_message="The two samples must be reported by two people.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            set_aside_at__isnull=True, set_aside_because="", set_aside_by__isnull=True
                        )
                        | (
                            models.Q(set_aside_at__isnull=False, set_aside_by__isnull=False)
                            & ~models.Q(set_aside_because="")
                        ),
                        name="organs_donorabosample_says_why_set_aside",
                        violation_error_message="Say why the sample is set aside.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_group__in=["O", "A", "B", "AB"]),
                        name="organs_donorabosample_blood_group_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_subgroup__in=["", "A1", "A2", "A1B", "A2B"]),
                        name="organs_donorabosample_blood_subgroup_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DonorTest",
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
                    "marker",
                    models.CharField(
                        choices=[
                            ("hiv_antibody", "HIV antibody"),
                            ("hiv_rna", "HIV RNA"),
                            ("hbv_surface_antigen", "HBsAg"),
                            ("hbv_core_antibody", "Anti-HBc"),
                            ("hcv_antibody", "Anti-HCV"),
                            ("hcv_rna", "HCV RNA"),
                            ("cmv_igg", "CMV IgG"),
                            ("ebv_igg", "EBV IgG"),
                            ("syphilis", "Syphilis"),
                            ("toxoplasmosis", "Toxoplasmosis IgG"),
                        ],
                        max_length=24,
                        verbose_name="marker",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("negative", "Negative"),
                            ("positive", "Positive"),
                            ("pending", "Pending"),
                            ("not_tested", "Not tested"),
                            ("not_known", "Not known"),
                        ],
                        max_length=16,
                        verbose_name="result",
                    ),
                ),
                (
                    "is_haemodiluted",
                    models.BooleanField(default=False, verbose_name="sample was haemodiluted"),
                ),
                (
                    "is_current",
                    models.BooleanField(
                        default=True, editable=False, verbose_name="the newest for this marker"
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tests", to="organs.donor"
                    ),
                ),
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
            ],
            options={
                "verbose_name": "infectious-disease test",
                "verbose_name_plural": "infectious-disease tests",
                "ordering": ["donor", "marker", "-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_donortest_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_donortest_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(is_current=True),
                        fields=("donor", "marker"),
                        name="organs_donortest_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            marker__in=[
                                "hiv_antibody",
                                "hiv_rna",
                                "hbv_surface_antigen",
                                "hbv_core_antibody",
                                "hcv_antibody",
                                "hcv_rna",
                                "cmv_igg",
                                "ebv_igg",
                                "syphilis",
                                "toxoplasmosis",
                            ]
                        ),
                        name="organs_donortest_marker_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            result__in=["negative", "positive", "pending", "not_tested", "not_known"]
                        ),
                        name="organs_donortest_result_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DonorFinding",
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
                            ("medical_history", "Medical history"),
                            ("social_history", "Social history"),
                            ("examination", "Examination"),
                            ("imaging", "Imaging"),
                            ("culture", "Culture"),
                            ("haemodynamics", "Haemodynamics"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(verbose_name="finding")),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="organs.donor",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "ordering": ["donor", "-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_donorfinding_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_donorfinding_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            kind__in=[
                                "medical_history",
                                "social_history",
                                "examination",
                                "imaging",
                                "culture",
                                "haemodynamics",
                            ]
                        ),
                        name="organs_donorfinding_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DonorHlaTyping",
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
                    "antigens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), size=None, verbose_name="antigens"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("serology", "Serology"),
                            ("molecular_low", "Molecular, low resolution"),
                            ("molecular_high", "Molecular, high resolution"),
                            ("unknown", "Not known"),
                        ],
                        default="unknown",
                        max_length=16,
                        verbose_name="method",
                    ),
                ),
                ("is_current", models.BooleanField(default=True, verbose_name="the one matching uses")),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hla_typings",
                        to="organs.donor",
                    ),
                ),
                (
                    "laboratory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staff.hospital",
                        verbose_name="laboratory",
                    ),
                ),
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
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "donor's HLA typing",
                "verbose_name_plural": "donors' HLA typings",
                "ordering": ["donor", "-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_donorhlatyping_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_donorhlatyping_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(antigens__len__gt=0), name="organs_donorhlatyping_has_antigens"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(is_current=True),
                        fields=("donor",),
                        name="organs_donorhlatyping_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            method__in=["serology", "molecular_low", "molecular_high", "unknown"]
                        ),
                        name="organs_donorhlatyping_method_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganAssessment",
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
                (
                    "quality",
                    models.CharField(
                        choices=[
                            ("good", "Good"),
                            ("acceptable", "Acceptable"),
                            ("poor", "Poor"),
                            ("not_assessed", "Not assessed"),
                        ],
                        max_length=16,
                        verbose_name="quality",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="assessment")),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organ_assessments",
                        to="organs.donor",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "organ assessment",
                "verbose_name_plural": "organ assessments",
                "ordering": ["donor", "organ_kind", "-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_organassessment_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_organassessment_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            organ_kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="organs_organassessment_organ_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(quality__in=["good", "acceptable", "poor", "not_assessed"]),
                        name="organs_organassessment_quality_is_known",
                    ),
                ],
            },
        ),
    ]
