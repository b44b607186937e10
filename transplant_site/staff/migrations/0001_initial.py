"""Hospitals, carriers, people, and who works where as what."""

import uuid

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
import django_countries.fields
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import transplant_site.access.roles
import transplant_site.staff.models.hospitals


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("records", "0001_references"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hospital",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="For example: GMZTP.", max_length=16, unique=True, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("country", django_countries.fields.CountryField(max_length=2, verbose_name="country")),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        help_text="Where the country is divided into regions for allocation.",
                        max_length=40,
                        verbose_name="allocation region",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=5, max_digits=8, null=True, verbose_name="latitude"
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=5, max_digits=8, null=True, verbose_name="longitude"
                    ),
                ),
                ("is_donor_hospital", models.BooleanField(default=False, verbose_name="donor hospital")),
                (
                    "is_transplant_centre",
                    models.BooleanField(default=False, verbose_name="transplant centre"),
                ),
                ("is_laboratory", models.BooleanField(default=False, verbose_name="laboratory")),
                (
                    "is_procurement_organisation",
                    models.BooleanField(default=False, verbose_name="procurement organisation"),
                ),
            ],
            options={
                "verbose_name": "hospital",
                "verbose_name_plural": "hospitals",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(is_donor_hospital=True)
                        | models.Q(is_transplant_centre=True)
                        | models.Q(is_laboratory=True)
                        | models.Q(is_procurement_organisation=True),
                        name="staff_hospital_is_of_some_kind",
                        violation_error_message="Say what the hospital is: at least one kind.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                        | models.Q(
                            latitude__isnull=False,
                            latitude__range=(-90, 90),
                            longitude__isnull=False,
                            longitude__range=(-180, 180),
                        ),
                        name="staff_hospital_lies_on_earth",
                        violation_error_message="Latitude is -90 to 90 and longitude -180 to 180, or both empty.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LaboratoryAgreement",
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
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="laboratory_agreements",
                        to="staff.hospital",
                    ),
                ),
                (
                    "laboratory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="served_agreements",
                        to="staff.hospital",
                    ),
                ),
            ],
            options={
                "verbose_name": "laboratory agreement",
                "verbose_name_plural": "laboratory agreements",
                "ordering": ["hospital", "laboratory", "valid_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("hospital"), "="),
                            (models.F("laboratory"), "="),
                            (
                                transplant_site.staff.models.hospitals.DateRange("valid_from", "valid_until"),
                                "&&",
                            ),
                        ],
                        name="staff_laboratoryagreement_once_at_a_time",
                        violation_error_message="The laboratory works for this hospital already on some of these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(valid_until__isnull=True)
                        | models.Q(valid_until__gt=models.F("valid_from")),
                        name="staff_laboratoryagreement_ends_after_it_begins",
                        violation_error_message="An agreement ends after the day it begins.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="hospital",
            name="laboratories",
            field=models.ManyToManyField(
                related_name="served_hospitals",
                through="staff.LaboratoryAgreement",
                through_fields=("hospital", "laboratory"),
                to="staff.hospital",
                verbose_name="laboratories",
            ),
        ),
        migrations.CreateModel(
            name="Carrier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="name")),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("is_active", models.BooleanField(default=True, verbose_name="takes shipments")),
            ],
            options={
                "verbose_name": "carrier",
                "verbose_name_plural": "carriers",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="StaffMember",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("given_name", models.CharField(max_length=100, verbose_name="given name")),
                ("family_name", models.CharField(max_length=100, verbose_name="family name")),
                (
                    "profession",
                    models.CharField(
                        choices=[
                            ("coordinator", "Transplant coordinator"),
                            ("surgeon", "Surgeon"),
                            ("physician", "Physician"),
                            ("nurse", "Nurse"),
                            ("laboratory_scientist", "Laboratory scientist"),
                            ("courier", "Courier"),
                            ("inspector", "Inspector"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=32,
                        verbose_name="profession",
                    ),
                ),
                (
                    "licence_number",
                    models.CharField(blank=True, max_length=64, verbose_name="licence number"),
                ),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("is_active", models.BooleanField(default=True, verbose_name="may sign in")),
                ("joined_at", models.DateTimeField(auto_now_add=True, verbose_name="joined at")),
            ],
            options={
                "verbose_name": "staff member",
                "verbose_name_plural": "staff members",
                "ordering": ["family_name", "given_name", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="staff_staffmember_one_per_email"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(profession__in=["surgeon", "physician"])
                        | ~models.Q(licence_number=""),
                        name="staff_staffmember_doctor_has_licence",
                        violation_error_message="Surgeons and physicians need their licence number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            profession__in=[
                                "coordinator",
                                "surgeon",
                                "physician",
                                "nurse",
                                "laboratory_scientist",
                                "courier",
                                "inspector",
                                "administrator",
                            ]
                        ),
                        name="staff_staffmember_profession_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Programme",
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
                ("opened_on", models.DateField(verbose_name="open from")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed from")),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programmes",
                        to="staff.hospital",
                    ),
                ),
                (
                    "on_call",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The people who are told when an offer arrives. Nobody here: everyone of the centre.",
                        related_name="programmes_on_call",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="told of offers",
                    ),
                ),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "ordering": ["hospital", "organ_kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hospital", "organ_kind"),
                        name="staff_programme_one_per_hospital_and_organ",
                        violation_error_message="The hospital has a programme for this organ already.",
                    ),
                    models.UniqueConstraint(
                        fields=("id", "organ_kind"), name="staff_programme_keeps_its_organ"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(closed_on__isnull=True)
                        | models.Q(closed_on__gt=models.F("opened_on")),
                        name="staff_programme_closes_after_opening",
                        violation_error_message="A programme closes after the day it opened.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            organ_kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="staff_programme_organ_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeCriteria",
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
                    "cold_ischaemia_max_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The centre's own limit: only this one raises alarms.",
                        null=True,
                        verbose_name="cold ischaemia at most (minutes)",
                    ),
                ),
                (
                    "a2_titre_max",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="The reciprocal: 8 stands for 1:8. Empty: such kidneys are not offered.",
                        null=True,
                        verbose_name="anti-A titre at most, for A2 or A2B kidneys to B",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="criteria",
                        to="staff.programme",
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
                "verbose_name": "programme's acceptance criteria",
                "verbose_name_plural": "programmes' acceptance criteria",
                "ordering": ["programme", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(valid_until__isnull=True)
                        | models.Q(valid_until__gt=models.F("valid_from")),
                        name="staff_programmecriteria_ends_after_it_begins",
                        violation_error_message="Criteria end after the day they begin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(donor_age_min__isnull=True)
                        | models.Q(donor_age_max__isnull=True)
                        | models.Q(donor_age_min__lte=models.F("donor_age_max")),
                        name="staff_programmecriteria_ages_in_order",
                        violation_error_message="The lowest donor age is above the highest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(donor_weight_min_kg__isnull=True)
                        | models.Q(donor_weight_max_kg__isnull=True)
                        | models.Q(donor_weight_min_kg__lte=models.F("donor_weight_max_kg")),
                        name="staff_programmecriteria_weights_in_order",
                        violation_error_message="The lowest donor weight is above the highest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(donor_height_min_cm__isnull=True)
                        | models.Q(donor_height_max_cm__isnull=True)
                        | models.Q(donor_height_min_cm__lte=models.F("donor_height_max_cm")),
                        name="staff_programmecriteria_heights_in_order",
                        violation_error_message="The lowest donor height is above the highest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(mismatches_max__isnull=True) | models.Q(mismatches_max__lte=6),
                        name="staff_programmecriteria_at_most_six_mismatches",
                        violation_error_message="There are at most six A, B and DR mismatches.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("programme"), "="),
                            (
                                transplant_site.staff.models.hospitals.DateRange("valid_from", "valid_until"),
                                "&&",
                            ),
                        ],
                        name="staff_programmecriteria_one_at_a_time",
                        violation_error_message="The programme has other criteria for some of these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "Coordinator"),
                            ("clinician", "Clinician"),
                            ("laboratory", "Laboratory"),
                            ("courier", "Courier"),
                            ("regulator", "Regulator"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=16,
                        verbose_name="role",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="until, not included")),
                (
                    "carrier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="staff.carrier",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="staff.hospital",
                    ),
                ),
                (
                    "staff_member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ["valid_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            carrier__isnull=True,
                            hospital__isnull=False,
                            role__in=[
                                transplant_site.access.roles.Role["COORDINATOR"],
                                transplant_site.access.roles.Role["CLINICIAN"],
                                transplant_site.access.roles.Role["LABORATORY"],
                            ],
                        )
                        | models.Q(
                            carrier__isnull=False,
                            hospital__isnull=True,
                            role=transplant_site.access.roles.Role["COURIER"],
                        )
                        | models.Q(
                            carrier__isnull=True,
                            hospital__isnull=True,
                            role__in=[
                                transplant_site.access.roles.Role["REGULATOR"],
                                transplant_site.access.roles.Role["ADMINISTRATOR"],
                            ],
                        ),
                        name="staff_membership_fits_role",
                        violation_error_message="Coordinators, clinicians and laboratory staff belong to a hospital, couriers to a carrier, regulators and administrators to neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(valid_until__isnull=True)
                        | models.Q(valid_until__gt=models.F("valid_from")),
                        name="staff_membership_ends_after_it_begins",
                        violation_error_message="A membership ends after the day it begins.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (models.F("staff_member"), "="),
                            (models.F("role"), "="),
                            (
                                django.db.models.functions.comparison.Coalesce(
                                    "hospital",
                                    "carrier",
                                    models.Value(uuid.UUID("00000000-0000-0000-0000-000000000000")),
                                    output_field=models.UUIDField(),
                                ),
                                "=",
                            ),
                            (
                                transplant_site.staff.models.hospitals.DateRange("valid_from", "valid_until"),
                                "&&",
                            ),
                        ],
                        name="staff_membership_once_at_a_time",
                        violation_error_message="The person has this role there already on some of these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            role__in=[
                                "coordinator",
                                "clinician",
                                "laboratory",
                                "courier",
                                "regulator",
                                "administrator",
                            ]
                        ),
                        name="staff_membership_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.UUIDField(verbose_name="number of the form")),
                ("path", models.CharField(blank=True, max_length=200, verbose_name="where it led")),
                (
                    "submitted_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="submitted at",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "form taken in",
                "verbose_name_plural": "forms taken in",
                "ordering": ["-submitted_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("by", "number"), name="staff_submission_once")
                ],
            },
        ),
    ]
