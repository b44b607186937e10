"""Checks by two people, exceptions to rules, transplants and what came after."""

import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import transplant_site.records.references


class Migration(migrations.Migration):
    dependencies = [
        ("organs", "0004_offers"),
        ("patients", "0001_initial"),
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PreAllocationChecklist",
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
                ("facts_version", models.PositiveIntegerField(editable=False)),
                ("completed_at", models.DateTimeField(verbose_name="completed at")),
                (
                    "blood_group",
                    models.CharField(
                        choices=[("O", "O"), ("A", "A"), ("B", "B"), ("AB", "AB")],
                        max_length=2,
                        verbose_name="ABO as read from the source",
                    ),
                ),
                ("consent_seen", models.BooleanField(verbose_name="consent or authorisation was seen")),
                ("death_declaration_seen", models.BooleanField(verbose_name="declaration of death was seen")),
                ("serology_seen", models.BooleanField(verbose_name="infectious-disease results were seen")),
                ("hla_seen", models.BooleanField(verbose_name="HLA report was seen")),
                ("identity_verified", models.BooleanField(verbose_name="identity was verified")),
                (
                    "completed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checklists",
                        to="organs.donor",
                    ),
                ),
            ],
            options={
                "verbose_name": "pre-allocation checklist",
                "verbose_name_plural": "pre-allocation checklists",
                "ordering": ["donor", "organ_kind", "completed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("donor", "organ_kind", "facts_version", "completed_by"),
                        name="organs_preallocationchecklist_two_people",
                        violation_error_message="You have completed this checklist: a colleague completes the other.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            organ_kind__in=["kidney", "liver", "heart", "lung", "pancreas", "intestine"]
                        ),
                        name="organs_preallocationchecklist_organ_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_group__in=["O", "A", "B", "AB"]),
                        name="organs_preallocationchecklist_blood_group_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TwoPersonCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("departure", "On departure"), ("arrival", "On arrival, before transplant")],
                        max_length=16,
                        verbose_name="stage",
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="attempt")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for the second person"),
                            ("agreed", "Both agree"),
                            ("disagreed", "They disagree: stop"),
                        ],
                        default="open",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="organs.allocation",
                    ),
                ),
                (
                    "retry_reason",
                    models.TextField(
                        blank=True,
                        help_text="What was found out after the disagreement.",
                        verbose_name="why it is made again",
                    ),
                ),
            ],
            options={
                "verbose_name": "two-person check",
                "verbose_name_plural": "two-person checks",
                "ordering": ["allocation", "stage", "attempt"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("allocation", "stage", "attempt"), name="organs_twopersoncheck_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(status="open"),
                        fields=("allocation", "stage"),
                        name="organs_twopersoncheck_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(attempt=1) | ~models.Q(retry_reason=""),
                        name="organs_twopersoncheck_says_why_again",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(stage__in=["departure", "arrival"]),
                        name="organs_twopersoncheck_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(status__in=["open", "agreed", "disagreed"]),
                        name="organs_twopersoncheck_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("donor_reference", models.CharField(max_length=20, verbose_name="donor ID as read")),
                (
                    "blood_group",
                    models.CharField(
                        choices=[("O", "O"), ("A", "A"), ("B", "B"), ("AB", "AB")],
                        max_length=2,
                        verbose_name="ABO as read",
                    ),
                ),
                ("contents_right", models.BooleanField(verbose_name="organ and side are as labelled")),
                ("packaging_sound", models.BooleanField(verbose_name="triple sterile barrier is sound")),
                (
                    "documents_present",
                    models.BooleanField(
                        verbose_name="copies of blood type and infectious-disease results are there"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "check_made",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="organs.twopersoncheck",
                    ),
                ),
                (
                    "recipient_blood_group",
                    models.CharField(
                        blank=True,
                        choices=[("O", "O"), ("A", "A"), ("B", "B"), ("AB", "AB")],
                        help_text="On arrival only.",
                        max_length=2,
                        verbose_name="recipient's ABO as read",
                    ),
                ),
                (
                    "recipient_reference",
                    models.CharField(
                        blank=True,
                        help_text="On arrival only.",
                        max_length=20,
                        verbose_name="recipient's number as read",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a two-person check",
                "verbose_name_plural": "entries of two-person checks",
                "ordering": ["check_made", "made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_made", "person"),
                        name="organs_checkentry_two_people",
                        violation_error_message="You have made your check: the second one is made by someone else.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(blood_group__in=["O", "A", "B", "AB"]),
                        name="organs_checkentry_blood_group_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(recipient_blood_group__in=["", "O", "A", "B", "AB"]),
                        name="organs_checkentry_recipient_blood_group_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleException",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            (
                                "donation_proceeds_before_recovery",
                                "Organs are recovered while the donation proceeds and the case is open.",
                            ),
                            (
                                "death_declared_before_recovery",
                                "Death is declared, and that is recorded, before an organ is recovered.",
                            ),
                            (
                                "departure_check_before_departure",
                                "Two people verify the organ on departure, before it leaves.",
                            ),
                            (
                                "custody_of_carrier_or_centre",
                                "An organ is handed to couriers of its carrier and to clinicians of the centre it goes to.",
                            ),
                            (
                                "arrival_check_before_delivery",
                                "Two people verify the organ on arrival, before its delivery is confirmed.",
                            ),
                            (
                                "arrival_recorded_before_transplant",
                                "The arrival of the organ is recorded before it is transplanted.",
                            ),
                            (
                                "arrival_check_before_transplant",
                                "Two people verify the organ on arrival, before it is transplanted.",
                            ),
                            (
                                "accepted_offer_before_transplant",
                                "An organ is transplanted into the candidate for whom an offer of it was accepted.",
                            ),
                        ],
                        max_length=64,
                        verbose_name="rule",
                    ),
                ),
                ("subject_kind", models.CharField(max_length=64, verbose_name="kind of record")),
                ("subject_id", models.UUIDField(verbose_name="record")),
                ("subject_reference", models.CharField(blank=True, max_length=20, verbose_name="reference")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed at")),
                ("review", models.TextField(blank=True, verbose_name="review")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewed_by",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_exceptions",
                        to="staff.hospital",
                        verbose_name="receiving centre",
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_exceptions",
                        to="organs.donor",
                    ),
                ),
                (
                    "subject_path",
                    models.CharField(blank=True, max_length=200, verbose_name="page of the record"),
                ),
            ],
            options={
                "verbose_name": "exception from a rule",
                "verbose_name_plural": "exceptions from rules",
                "ordering": ["-recorded_at", "-id"],
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id"], name="organs_exceptions_of_subject")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(reason=""), name="organs_ruleexception_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            rule__in=[
                                "donation_proceeds_before_recovery",
                                "death_declared_before_recovery",
                                "departure_check_before_departure",
                                "custody_of_carrier_or_centre",
                                "arrival_check_before_delivery",
                                "arrival_recorded_before_transplant",
                                "arrival_check_before_transplant",
                                "accepted_offer_before_transplant",
                            ]
                        ),
                        name="organs_ruleexception_rule_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transplant",
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
                    "reference",
                    models.CharField(
                        db_default=transplant_site.records.references.NewReference("TRP"),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="operation began at")),
                (
                    "removed_from_cooling_at",
                    models.DateTimeField(verbose_name="organ removed from cooling at"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="operation ended at")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("pending", "Not known yet"),
                            ("functioning", "Graft functions"),
                            ("delayed_function", "Delayed function"),
                            ("failed", "Graft failed"),
                            ("recipient_died", "Recipient died"),
                        ],
                        default="pending",
                        max_length=16,
                        verbose_name="outcome",
                    ),
                ),
                ("outcome_at", models.DateTimeField(blank=True, null=True, verbose_name="outcome since")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transplants",
                        to="staff.hospital",
                    ),
                ),
                (
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transplant",
                        to="organs.offer",
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
                    "registration",
                    models.ForeignKey(
                        help_text="The candidate of the offer, unless it happened otherwise.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transplants",
                        to="patients.registration",
                        verbose_name="recipient",
                    ),
                ),
                ("allocations", models.ManyToManyField(related_name="transplants", to="organs.allocation")),
            ],
            options={
                "verbose_name": "transplant",
                "verbose_name_plural": "transplants",
                "ordering": ["-occurred_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["hospital", "-occurred_at", "-id"], name="organs_transplants_of_centre"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_transplant_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_transplant_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(occurred_at__gte=models.F("removed_from_cooling_at")),
                        name="organs_transplant_reperfused_after_cooling",
                        violation_error_message="Reperfusion doesn't come before the removal from cooling.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ended_at__isnull=True)
                        | models.Q(ended_at__gte=models.F("started_at")),
                        name="organs_transplant_ends_after_it_begins",
                        violation_error_message="The operation can't end before it began.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            outcome__in=[
                                "pending",
                                "functioning",
                                "delayed_function",
                                "failed",
                                "recipient_died",
                            ]
                        ),
                        name="organs_transplant_outcome_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransplantTeamMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("lead_surgeon", "Lead surgeon"),
                            ("assistant", "Assistant surgeon"),
                            ("anaesthetist", "Anaesthetist"),
                            ("nurse", "Nurse"),
                        ],
                        max_length=16,
                        verbose_name="part",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "transplant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team",
                        to="organs.transplant",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of a transplant team",
                "verbose_name_plural": "members of transplant teams",
                "ordering": ["transplant", "part", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transplant", "person"), name="organs_transplantteammember_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(part="lead_surgeon"),
                        fields=("transplant",),
                        name="organs_transplantteammember_one_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(part__in=["lead_surgeon", "assistant", "anaesthetist", "nurse"]),
                        name="organs_transplantteammember_part_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
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
                    "graft",
                    models.CharField(
                        choices=[
                            ("pending", "Not known yet"),
                            ("functioning", "Graft functions"),
                            ("delayed_function", "Delayed function"),
                            ("failed", "Graft failed"),
                            ("recipient_died", "Recipient died"),
                        ],
                        max_length=16,
                        verbose_name="graft",
                    ),
                ),
                ("recipient_alive", models.BooleanField(verbose_name="recipient is alive")),
                (
                    "creatinine_umol_l",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=7,
                        null=True,
                        verbose_name="creatinine (umol/L)",
                    ),
                ),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
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
                    "transplant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="organs.transplant",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["transplant", "-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_followup_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_followup_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(creatinine_umol_l__isnull=True)
                        | models.Q(creatinine_umol_l__gt=0, creatinine_umol_l__lte=5000),
                        name="organs_followup_creatinine_is_possible",
                        violation_error_message="Creatinine is above 0 and at most 5,000 umol/L.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            graft__in=[
                                "pending",
                                "functioning",
                                "delayed_function",
                                "failed",
                                "recipient_died",
                            ]
                        ),
                        name="organs_followup_graft_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdverseEvent",
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
                    "reference",
                    models.CharField(
                        db_default=transplant_site.records.references.NewReference("ADV"),
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
                            ("late_result", "Late result"),
                            ("adverse_event", "Serious adverse event"),
                            ("adverse_reaction", "Serious adverse reaction"),
                        ],
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="in one line")),
                ("text", models.TextField(verbose_name="what happened")),
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
                    "reported_from",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reported_adverse_events",
                        to="staff.hospital",
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adverse_events",
                        to="organs.donor",
                    ),
                ),
            ],
            options={
                "verbose_name": "adverse event",
                "verbose_name_plural": "adverse events",
                "ordering": ["-occurred_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            occurred_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        ),
                        name="organs_adverseevent_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_note=""),
                        name="organs_adverseevent_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["late_result", "adverse_event", "adverse_reaction"]),
                        name="organs_adverseevent_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdverseEventNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="sent at",
                    ),
                ),
                (
                    "acknowledged_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="acknowledged at"),
                ),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="organs.adverseevent",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adverse_event_notices",
                        to="staff.hospital",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice of an adverse event",
                "verbose_name_plural": "notices of adverse events",
                "ordering": ["event", "hospital"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "hospital"), name="organs_adverseeventnotice_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                        | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                        name="organs_adverseeventnotice_says_who",
                    ),
                ],
            },
        ),
    ]
