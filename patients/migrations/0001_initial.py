"""Patients, what their laboratories found, and the waiting list."""

import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import patients.models.waiting_list
import transplant_site.records.references
import transplant_site.staff.models.hospitals


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE SEQUENCE patients_listing_order",
            reverse_sql="DROP SEQUENCE patients_listing_order",
        ),
        migrations.CreateModel(
            name="Patient",
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
                        db_default=transplant_site.records.references.NewReference("PAT"),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        choices=[("female", "Female"), ("male", "Male"), ("unknown", "Not known")],
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
                ("died_on", models.DateField(blank=True, null=True, verbose_name="died on")),
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
                        related_name="patients",
                        to="staff.hospital",
                        verbose_name="hospital",
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
                    "identity_erased_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="identity erased at"
                    ),
                ),
            ],
            options={
                "verbose_name": "patient",
                "verbose_name_plural": "patients",
                "ordering": ["-registered_at", "-id"],
                "indexes": [
                    models.Index(fields=["hospital", "-registered_at", "-id"], name="patients_of_hospital")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(blood_subgroup="")
                        | models.Q(blood_group="A", blood_subgroup__in=["A1", "A2"])
                        | models.Q(blood_group="AB", blood_subgroup__in=["A1B", "A2B"]),
                        name="patients_patient_subgroup_fits_abo",
                        violation_error_message="A1 and A2 go with A, A1B and A2B with AB.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(height_cm__isnull=True) | models.Q(height_cm__range=(20, 260)),
                        name="patients_patient_height_is_possible",
                        violation_error_message="Height is 20 to 260 cm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(weight_kg__isnull=True)
                        | models.Q(weight_kg__gt=0, weight_kg__lte=400),
                        name="patients_patient_weight_is_possible",
                        violation_error_message="Weight is above 0 and at most 400 kg.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(sex__in=["female", "male", "unknown"]),
                        name="patients_patient_sex_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_group__in=["O", "A", "B", "AB"]),
                        name="patients_patient_blood_group_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_subgroup__in=["", "A1", "A2", "A1B", "A2B"]),
                        name="patients_patient_blood_subgroup_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(rhesus__in=["positive", "negative", "unknown"]),
                        name="patients_patient_rhesus_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_name", models.CharField(max_length=100, verbose_name="given name")),
                ("family_name", models.CharField(max_length=100, verbose_name="family name")),
                ("birth_date", models.DateField(verbose_name="birth date")),
                (
                    "national_number",
                    models.CharField(blank=True, max_length=32, verbose_name="national number"),
                ),
                (
                    "hospital_number",
                    models.CharField(blank=True, max_length=32, verbose_name="hospital's number"),
                ),
                ("address", models.TextField(blank=True, verbose_name="address")),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
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
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identities",
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
                "verbose_name": "patient's identity",
                "verbose_name_plural": "patients' identities",
                "ordering": ["patient", "-recorded_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(superseded_at__isnull=True),
                        fields=["family_name", "given_name"],
                        name="patients_by_name",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(superseded_at__isnull=True),
                        fields=("patient",),
                        name="patients_patientidentity_one_present",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(birth_date__gte=datetime.date(1900, 1, 1)),
                        name="patients_patientidentity_birth_after_1900",
                        violation_error_message="The birth date lies before 1900.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(superseded_at__isnull=True)
                        | models.Q(superseded_at__gte=models.F("recorded_at")),
                        name="patients_patientidentity_replaced_after_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HlaTyping",
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
                (
                    "is_current",
                    models.BooleanField(
                        default=True,
                        help_text="A newer report takes its place.",
                        verbose_name="the one matching uses",
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
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hla_typings",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "verbose_name": "HLA typing",
                "verbose_name_plural": "HLA typings",
                "ordering": ["patient", "-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="patients_hlatyping_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="patients_hlatyping_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(antigens__len__gt=0), name="patients_hlatyping_has_antigens"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(is_current=True),
                        fields=("patient",),
                        name="patients_hlatyping_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            method__in=["serology", "molecular_low", "molecular_high", "unknown"]
                        ),
                        name="patients_hlatyping_method_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnacceptableAntigen",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("antigen", models.CharField(max_length=12, verbose_name="antigen")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("single_antigen_beads", "Single-antigen beads"),
                            ("cdc_screening", "CDC screening"),
                            ("previous_mismatch", "Mismatch of an earlier graft"),
                            ("centre_decision", "Decision of the centre"),
                            ("imported", "Imported"),
                        ],
                        max_length=24,
                        verbose_name="source",
                    ),
                ),
                ("mean_fluorescence", models.PositiveIntegerField(blank=True, null=True, verbose_name="MFI")),
                ("listed_on", models.DateField(verbose_name="listed on")),
                ("removed_on", models.DateField(blank=True, null=True, verbose_name="removed on")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unacceptable_antigens",
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
                "verbose_name": "unacceptable antigen",
                "verbose_name_plural": "unacceptable antigens",
                "ordering": ["patient", "antigen", "listed_on"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(removed_on__isnull=True),
                        fields=("patient", "antigen"),
                        name="patients_unacceptableantigen_listed_once",
                        violation_error_message="This antigen is listed as unacceptable already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(removed_on__isnull=True)
                        | models.Q(removed_on__gte=models.F("listed_on")),
                        name="patients_unacceptableantigen_removed_after_listed",
                        violation_error_message="It can't have been removed before it was listed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            source__in=[
                                "single_antigen_beads",
                                "cdc_screening",
                                "previous_mismatch",
                                "centre_decision",
                                "imported",
                            ]
                        ),
                        name="patients_unacceptableantigen_source_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AntibodyScreening",
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
                    "vpra",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="The share of donors with an unacceptable antigen: 0 to 1. Empty: not known.",
                        max_digits=5,
                        null=True,
                        verbose_name="vPRA",
                    ),
                ),
                (
                    "is_valid",
                    models.BooleanField(
                        default=True,
                        help_text="If not, kidney allocation leaves the patient out until the next screening.",
                        verbose_name="valid for allocation",
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True,
                        help_text="Past this day the screening is out of date. Empty: no end was given.",
                        null=True,
                        verbose_name="valid until, not included",
                    ),
                ),
                ("is_current", models.BooleanField(default=True, verbose_name="the one matching uses")),
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
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="antibody_screenings",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "verbose_name": "antibody screening",
                "verbose_name_plural": "antibody screenings",
                "ordering": ["patient", "-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="patients_antibodyscreening_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="patients_antibodyscreening_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(vpra__gte=0, vpra__lte=1),
                        name="patients_antibodyscreening_vpra_is_a_share",
                        violation_error_message="vPRA is between 0 and 1: 0.85 stands for 85 %.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(is_current=True),
                        fields=("patient",),
                        name="patients_antibodyscreening_one_current",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LaboratoryValue",
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
                    "analyte",
                    models.CharField(
                        choices=[
                            ("creatinine", "Creatinine"),
                            ("bilirubin", "Bilirubin"),
                            ("inr", "INR"),
                            ("sodium", "Sodium"),
                            ("albumin", "Albumin"),
                            ("haemoglobin", "Haemoglobin"),
                            ("potassium", "Potassium"),
                            ("anti_a_titre", "Anti-A titre (reciprocal)"),
                        ],
                        max_length=16,
                        verbose_name="measured",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=3, max_digits=10, verbose_name="value")),
                ("unit", models.CharField(max_length=8, verbose_name="unit")),
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
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="laboratory_values",
                        to="patients.patient",
                    ),
                ),
            ],
            options={
                "verbose_name": "laboratory value",
                "verbose_name_plural": "laboratory values",
                "ordering": ["patient", "analyte", "-occurred_at", "-id"],
                "indexes": [
                    models.Index(fields=["patient", "analyte", "-occurred_at"], name="patients_newest_value")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="patients_laboratoryvalue_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="patients_laboratoryvalue_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(value__gt=0),
                        name="patients_laboratoryvalue_above_zero",
                        violation_error_message="A measured value is above zero.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            analyte__in=["creatinine", "bilirubin"], unit__in=["mg/dL", "umol/L"]
                        )
                        | models.Q(analyte__in=["inr", "anti_a_titre"], unit="1")
                        | models.Q(analyte__in=["sodium", "potassium"], unit="mmol/L")
                        | models.Q(analyte="albumin", unit__in=["g/dL", "g/L"])
                        | models.Q(analyte="haemoglobin", unit__in=["g/dL", "mmol/L"]),
                        name="patients_laboratoryvalue_unit_fits",
                        violation_error_message="This unit doesn't go with what was measured.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            analyte__in=[
                                "creatinine",
                                "bilirubin",
                                "inr",
                                "sodium",
                                "albumin",
                                "haemoglobin",
                                "potassium",
                                "anti_a_titre",
                            ]
                        ),
                        name="patients_laboratoryvalue_analyte_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
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
                        db_default=transplant_site.records.references.NewReference("REG"),
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
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="The candidate's number in the system the registration was imported from.",
                        max_length=40,
                        null=True,
                        verbose_name="number elsewhere",
                    ),
                ),
                (
                    "listing_order",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("patients_listing_order"), function="nextval"),
                        editable=False,
                        help_text="The last tie-break of allocation: who was registered first.",
                        verbose_name="order of registration",
                    ),
                ),
                ("registered_on", models.DateField(verbose_name="registered on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("HU", "High urgency"),
                            ("HI", "Highly immunised"),
                            ("I", "Immunised"),
                            ("T", "Transplantable"),
                            ("NT", "Temporarily not transplantable"),
                            ("R", "Removed"),
                            ("D", "Died"),
                            ("FU", "Transplanted, in follow-up"),
                        ],
                        editable=False,
                        max_length=2,
                        verbose_name="status",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="closed at"),
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
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="patients.patient",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="staff.programme",
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
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ["listing_order"],
                "indexes": [
                    models.Index(fields=["organ_kind", "status", "listing_order"], name="patients_waiting"),
                    models.Index(fields=["programme", "status"], name="patients_of_programme"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(closed_at__isnull=True),
                        fields=("patient", "programme", "organ_kind"),
                        name="patients_registration_one_open",
                        violation_error_message="The patient is registered with this programme already.",
                    ),
                    models.UniqueConstraint(
                        fields=("organ_kind", "external_id"),
                        name="patients_registration_external_id_per_organ",
                    ),
                    models.UniqueConstraint(
                        fields=("listing_order",), name="patients_registration_listing_order_once"
                    ),
                    models.UniqueConstraint(
                        fields=("id", "patient"), name="patients_registration_keeps_its_patient"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(closed_at__isnull=True, status__in=["HI", "HU", "I", "NT", "T"])
                        | models.Q(closed_at__isnull=False, status__in=["R", "D", "FU"]),
                        name="patients_registration_closed_fits_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            organ_kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="patients_registration_organ_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(status__in=["HU", "HI", "I", "T", "NT", "R", "D", "FU"]),
                        name="patients_registration_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusPeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("HU", "High urgency"),
                            ("HI", "Highly immunised"),
                            ("I", "Immunised"),
                            ("T", "Transplantable"),
                            ("NT", "Temporarily not transplantable"),
                            ("R", "Removed"),
                            ("D", "Died"),
                            ("FU", "Transplanted, in follow-up"),
                        ],
                        max_length=2,
                        verbose_name="status",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="from")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
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
                        related_name="status_periods",
                        to="patients.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "status of a registration",
                "verbose_name_plural": "statuses of registrations",
                "ordering": ["registration", "started_at"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("registration"), "="),
                            (patients.models.waiting_list.TimeRange("started_at", "ended_at"), "&&"),
                        ],
                        name="patients_statusperiod_one_at_a_time",
                        violation_error_message="The registration has another status at some of that time.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(status__in=["NT", "R"]) | ~models.Q(reason=""),
                        name="patients_statusperiod_says_why",
                        violation_error_message="Say why: a reason is needed for NT and R.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ended_at__isnull=True)
                        | models.Q(ended_at__gte=models.F("started_at")),
                        name="patients_statusperiod_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(status__in=["HU", "HI", "I", "T", "NT", "R", "D", "FU"]),
                        name="patients_statusperiod_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KidneyProfile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "first_dialysis_on",
                    models.DateField(blank=True, null=True, verbose_name="first dialysis on"),
                ),
                (
                    "returned_wait_days",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Waiting time before an earlier graft that was given back when the graft failed.",
                        verbose_name="returned waiting time (days)",
                    ),
                ),
                (
                    "a2_consent_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="written consent to A2 or A2B kidneys on"
                    ),
                ),
                ("a2_reconfirmed_on", models.DateField(blank=True, null=True, verbose_name="reconfirmed on")),
                (
                    "registration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kidney_profile",
                        to="patients.registration",
                    ),
                ),
                (
                    "acceptable_mismatch_since",
                    models.DateField(
                        blank=True,
                        help_text="Such candidates come before the list, which doesn't rank them.",
                        null=True,
                        verbose_name="in the acceptable mismatch programme since",
                    ),
                ),
                (
                    "combined_organs_since",
                    models.DateField(
                        blank=True,
                        help_text="Such candidates come before the list, which doesn't rank them.",
                        null=True,
                        verbose_name="approved for combined organs since",
                    ),
                ),
                (
                    "kidney_programme",
                    models.CharField(
                        blank=True,
                        choices=[("ESP", "ESP (donors of 65 and more)"), ("ETKAS", "ETKAS")],
                        help_text="For German candidates of 65 and more. None counts as ETKAS.",
                        max_length=8,
                        verbose_name="programme chosen",
                    ),
                ),
                (
                    "accepts_esp",
                    models.BooleanField(
                        blank=True,
                        help_text="Not stated counts as yes.",
                        null=True,
                        verbose_name="accepts kidneys by ESP",
                    ),
                ),
                (
                    "accepts_extended_esp",
                    models.BooleanField(
                        blank=True,
                        help_text="Yes puts a candidate below 65 on the list of donors of 65 and more.",
                        null=True,
                        verbose_name="accepts kidneys by extended ESP",
                    ),
                ),
            ],
            options={
                "verbose_name": "kidney candidate",
                "verbose_name_plural": "kidney candidates",
                "ordering": ["registration"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(a2_reconfirmed_on__isnull=True)
                        | models.Q(
                            a2_consent_on__isnull=False, a2_reconfirmed_on__gte=models.F("a2_consent_on")
                        ),
                        name="patients_kidneyprofile_reconfirmed_after_consent",
                        violation_error_message="A reconfirmation follows a consent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(first_dialysis_on__isnull=True)
                        | models.Q(first_dialysis_on__gte=datetime.date(1960, 1, 1)),
                        name="patients_kidneyprofile_dialysis_is_possible",
                        violation_error_message="The first dialysis lies before 1960.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kidney_programme__in=["", "ESP", "ETKAS"]),
                        name="patients_kidneyprofile_kidney_programme_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CandidateCriteria",
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
                    "donor_age_min",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="donor age at least"
                    ),
                ),
                (
                    "donor_age_max",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="donor age at most"),
                ),
                (
                    "donor_weight_min_kg",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="donor weight at least (kg)"
                    ),
                ),
                (
                    "donor_weight_max_kg",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="donor weight at most (kg)"
                    ),
                ),
                (
                    "accepts_dcd",
                    models.BooleanField(
                        default=True, verbose_name="accepts donation after circulatory death"
                    ),
                ),
                (
                    "accepts_hbv_core_antibody",
                    models.BooleanField(default=True, verbose_name="accepts anti-HBc positive"),
                ),
                (
                    "accepts_hbv_surface_antigen",
                    models.BooleanField(default=True, verbose_name="accepts HBsAg positive"),
                ),
                (
                    "accepts_hcv_antibody",
                    models.BooleanField(default=True, verbose_name="accepts anti-HCV positive"),
                ),
                (
                    "accepts_hcv_viraemic",
                    models.BooleanField(default=True, verbose_name="accepts HCV RNA positive"),
                ),
                (
                    "mismatches_max",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="A, B and DR mismatches at most"
                    ),
                ),
                (
                    "recorded_by",
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
                        related_name="criteria",
                        to="patients.registration",
                    ),
                ),
                (
                    "accepts_cmv_igg",
                    models.BooleanField(default=True, verbose_name="accepts CMV IgG positive"),
                ),
                (
                    "accepts_hiv_antibody",
                    models.BooleanField(default=True, verbose_name="accepts anti-HIV positive"),
                ),
                (
                    "donor_height_max_cm",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="donor height at most (cm)"
                    ),
                ),
                (
                    "donor_height_min_cm",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="donor height at least (cm)"
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
            ],
            options={
                "verbose_name": "candidate's acceptance criteria",
                "verbose_name_plural": "candidates' acceptance criteria",
                "ordering": ["registration", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(valid_until__isnull=True)
                        | models.Q(valid_until__gt=models.F("valid_from")),
                        name="patients_candidatecriteria_ends_after_it_begins",
                        violation_error_message="Criteria end after the day they begin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(donor_age_min__isnull=True)
                        | models.Q(donor_age_max__isnull=True)
                        | models.Q(donor_age_min__lte=models.F("donor_age_max")),
                        name="patients_candidatecriteria_ages_in_order",
                        violation_error_message="The lowest donor age is above the highest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(donor_weight_min_kg__isnull=True)
                        | models.Q(donor_weight_max_kg__isnull=True)
                        | models.Q(donor_weight_min_kg__lte=models.F("donor_weight_max_kg")),
                        name="patients_candidatecriteria_weights_in_order",
                        violation_error_message="The lowest donor weight is above the highest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(donor_height_min_cm__isnull=True)
                        | models.Q(donor_height_max_cm__isnull=True)
                        | models.Q(donor_height_min_cm__lte=models.F("donor_height_max_cm")),
                        name="patients_candidatecriteria_heights_in_order",
                        violation_error_message="The lowest donor height is above the highest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(mismatches_max__isnull=True) | models.Q(mismatches_max__lte=6),
                        name="patients_candidatecriteria_at_most_six_mismatches",
                        violation_error_message="There are at most six A, B and DR mismatches.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("registration"), "="),
                            (
                                transplant_site.staff.models.hospitals.DateRange("valid_from", "valid_until"),
                                "&&",
                            ),
                        ],
                        name="patients_candidatecriteria_one_at_a_time",
                        violation_error_message="The candidate has other criteria for some of these days.",
                    ),
                ],
            },
        ),
        # A registration waits for the organ of its programme.
        migrations.RunSQL(
            """
            ALTER TABLE patients_registration ADD CONSTRAINT patients_registration_organ_of_its_programme
                FOREIGN KEY (programme_id, organ_kind) REFERENCES staff_programme (id, organ_kind);
            """,
            "ALTER TABLE patients_registration DROP CONSTRAINT patients_registration_organ_of_its_programme;",
        ),
    ]
