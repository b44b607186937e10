"""Shipments, their hand-overs, expected arrivals, temperatures and events."""

import datetime

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import transplant_site.records.references


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organs", "0004_offers"),
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Shipment",
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
                        db_default=transplant_site.records.references.NewReference("SHP"),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "preservation",
                    models.CharField(
                        choices=[
                            ("ice", "Ice, 0 to 4 °C"),
                            ("cold_device", "Cooling device, 4 to 8 °C"),
                            ("lung_10c", "Lung storage at 10 °C"),
                            ("machine_hypothermic", "Machine perfusion, hypothermic"),
                            ("machine_normothermic", "Machine perfusion, normothermic"),
                        ],
                        max_length=24,
                        verbose_name="kept by",
                    ),
                ),
                (
                    "temperature_min_c",
                    models.DecimalField(
                        decimal_places=1, max_digits=4, verbose_name="temperature at least (°C)"
                    ),
                ),
                (
                    "temperature_max_c",
                    models.DecimalField(
                        decimal_places=1, max_digits=4, verbose_name="temperature at most (°C)"
                    ),
                ),
                ("device", models.CharField(blank=True, max_length=64, verbose_name="box or device")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("ready", "Checked, ready to leave"),
                            ("in_transit", "On the way"),
                            ("arrived", "Arrived"),
                            ("delivered", "Delivered, checked on arrival"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("planned_departure_at", models.DateTimeField(verbose_name="planned departure")),
                ("planned_arrival_at", models.DateTimeField(verbose_name="planned arrival")),
                (
                    "departed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="departed at"),
                ),
                (
                    "arrived_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="arrived at"),
                ),
                (
                    "planned_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="made at",
                    ),
                ),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipments",
                        to="staff.carrier",
                    ),
                ),
                (
                    "courier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incoming_shipments",
                        to="staff.hospital",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outgoing_shipments",
                        to="staff.hospital",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procurement_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arranged_shipments",
                        to="staff.hospital",
                    ),
                ),
                (
                    "expected_arrival_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="As reported last. Empty: as planned.",
                        null=True,
                        verbose_name="expected arrival",
                    ),
                ),
            ],
            options={
                "verbose_name": "shipment",
                "verbose_name_plural": "shipments",
                "ordering": ["-planned_departure_at", "-id"],
                "indexes": [
                    models.Index(fields=["courier", "status"], name="transport_of_courier"),
                    models.Index(
                        fields=["destination", "-planned_departure_at", "-id"], name="transport_to_hospital"
                    ),
                    models.Index(
                        fields=["procurement_organisation", "-planned_departure_at", "-id"],
                        name="transport_of_opo",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(planned_arrival_at__gt=models.F("planned_departure_at")),
                        name="transport_shipment_arrives_after_departure",
                        violation_error_message="The planned arrival must come after the planned departure.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(arrived_at__isnull=True)
                        | models.Q(arrived_at__gte=models.F("departed_at"), departed_at__isnull=False),
                        name="transport_shipment_arrived_after_departed",
                        violation_error_message="The shipment can't have arrived before it departed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(temperature_min_c__lt=models.F("temperature_max_c")),
                        name="transport_shipment_temperatures_in_order",
                        violation_error_message="The lowest temperature must be below the highest.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(origin=models.F("destination")),
                        name="transport_shipment_goes_somewhere_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            preservation__in=[
                                "ice",
                                "cold_device",
                                "lung_10c",
                                "machine_hypothermic",
                                "machine_normothermic",
                            ]
                        ),
                        name="transport_shipment_preservation_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            status__in=["planned", "ready", "in_transit", "arrived", "delivered", "cancelled"]
                        ),
                        name="transport_shipment_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShipmentContent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("is_active", models.BooleanField(default=True, editable=False)),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipment_contents",
                        to="organs.allocation",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shipment_contents",
                        to="transport.shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "content of a shipment",
                "verbose_name_plural": "contents of shipments",
                "ordering": ["shipment", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shipment", "allocation"), name="transport_shipmentcontent_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(is_active=True),
                        fields=("allocation",),
                        name="transport_shipmentcontent_one_open_shipment",
                        violation_error_message="This organ part is in another open shipment already.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="shipment",
            name="contents",
            field=models.ManyToManyField(
                related_name="shipments", through="transport.ShipmentContent", to="organs.allocation"
            ),
        ),
        migrations.CreateModel(
            name="ShipmentStatusChange",
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
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_changes",
                        to="transport.shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a shipment's status",
                "verbose_name_plural": "changes of shipments' statuses",
                "ordering": ["occurred_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="number")),
                ("released_at", models.DateTimeField(verbose_name="handed over at")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="received at")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="refused at")),
                ("refused_because", models.TextField(blank=True, verbose_name="refused because")),
                ("place", models.CharField(max_length=120, verbose_name="place")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs_to_receive",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs_released",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="transport.shipment",
                    ),
                ),
                (
                    "answer_confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed by the receiver at"),
                ),
                (
                    "answer_recorded_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="answer recorded at"
                    ),
                ),
                (
                    "answer_recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answer written down by",
                    ),
                ),
                (
                    "answer_told",
                    models.CharField(blank=True, max_length=200, verbose_name="how the answer was told"),
                ),
                (
                    "release_confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed by the giver at"),
                ),
                (
                    "release_recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written down by",
                    ),
                ),
                (
                    "release_told",
                    models.CharField(
                        blank=True,
                        help_text="For example: by telephone at 03:12, read back.",
                        max_length=200,
                        verbose_name="how it was told",
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="By the giver, before anyone answered.",
                        null=True,
                        verbose_name="taken back at",
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over",
                "verbose_name_plural": "hand-overs",
                "ordering": ["shipment", "sequence"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shipment", "sequence"), name="transport_handover_numbered"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            received_at__isnull=True, refused_at__isnull=True, withdrawn_at__isnull=True
                        ),
                        fields=("shipment",),
                        name="transport_handover_one_waiting",
                        violation_error_message="A hand-over of this shipment waits for its receiver already.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(released_by=models.F("receiver")),
                        name="transport_handover_needs_two_people",
                        violation_error_message="A hand-over needs two people.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(received_at__isnull=True, refused_at__isnull=True)
                        | models.Q(received_at__isnull=True, withdrawn_at__isnull=True)
                        | models.Q(refused_at__isnull=True, withdrawn_at__isnull=True),
                        name="transport_handover_ends_in_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(received_at__isnull=True)
                        | models.Q(received_at__gte=models.F("released_at")),
                        name="transport_handover_received_after_release",
                        violation_error_message="It can't have been received before it was handed over.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(refused_at__isnull=True) | ~models.Q(refused_because=""),
                        name="transport_handover_says_why_refused",
                        violation_error_message="Say why the hand-over is refused.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            released_at__lte=models.F("recorded_at") + datetime.timedelta(seconds=300)
                        )
                        & (
                            models.Q(received_at__isnull=True)
                            | models.Q(
                                received_at__lte=models.F("answer_recorded_at")
                                + datetime.timedelta(seconds=300)
                            )
                        ),
                        name="transport_handover_not_in_the_future",
                        violation_error_message="This lies in the future: enter a time that has passed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(received_at__isnull=True, refused_at__isnull=True)
                        | models.Q(answer_recorded_at__isnull=False),
                        name="transport_handover_answer_says_when_recorded",
                    ),
                    models.CheckConstraint(
                        condition=(models.Q(release_recorded_by__isnull=True) | ~models.Q(release_told=""))
                        & (models.Q(answer_recorded_by__isnull=True) | ~models.Q(answer_told="")),
                        name="transport_handover_on_behalf_says_how",
                        violation_error_message="Say how it was told: by telephone at what time, read back.",
                    ),
                    models.CheckConstraint(
                        condition=(
                            models.Q(release_recorded_by__isnull=True)
                            | ~models.Q(release_recorded_by=models.F("receiver"))
                        )
                        & (
                            models.Q(answer_recorded_by__isnull=True)
                            | ~models.Q(answer_recorded_by=models.F("released_by"))
                        ),
                        name="transport_handover_nobody_speaks_for_the_other",
                        violation_error_message="A hand-over needs two people: neither of them records what the other one says.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArrivalEstimate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("expected_at", models.DateTimeField(verbose_name="expected arrival")),
                ("because", models.CharField(max_length=1000, verbose_name="because")),
                ("occurred_at", models.DateTimeField(verbose_name="said at")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrival_estimates",
                        to="transport.shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "estimate of an arrival",
                "verbose_name_plural": "estimates of arrivals",
                "ordering": ["shipment", "occurred_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(expected_at__gt=models.F("occurred_at")),
                        name="transport_arrivalestimate_lies_ahead",
                        violation_error_message="The expected arrival must lie ahead.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(because=""), name="transport_arrivalestimate_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("batch", models.UUIDField(verbose_name="number of the sender")),
                ("events", models.PositiveIntegerField(verbose_name="events")),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="received at",
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
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="event_batches",
                        to="transport.shipment",
                    ),
                ),
                (
                    "measured_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="What was measured before the newest temperature known came late.",
                        null=True,
                        verbose_name="newest temperature in it",
                    ),
                ),
            ],
            options={
                "verbose_name": "batch of events",
                "verbose_name_plural": "batches of events",
                "ordering": ["shipment", "received_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("shipment", "batch"), name="transport_eventbatch_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TemperatureExcursion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("began_at", models.DateTimeField(verbose_name="from")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "extreme_c",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="farthest value (°C)"),
                ),
                (
                    "acknowledged_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="acknowledged at"),
                ),
                ("acknowledgement", models.TextField(blank=True, verbose_name="assessment")),
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
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excursions",
                        to="transport.shipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "temperature excursion",
                "verbose_name_plural": "temperature excursions",
                "ordering": ["shipment", "began_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(ended_at__isnull=True),
                        fields=("shipment",),
                        name="transport_temperatureexcursion_one_running",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(ended_at__isnull=True)
                        | models.Q(ended_at__gte=models.F("began_at")),
                        name="transport_temperatureexcursion_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(acknowledged_at__isnull=True)
                        | (
                            models.Q(acknowledged_by__isnull=False, ended_at__isnull=False)
                            & ~models.Q(acknowledgement="")
                        ),
                        name="transport_temperatureexcursion_assessed_when_over",
                        violation_error_message="An excursion is assessed when it is over.",
                    ),
                ],
            },
        ),
    ]
