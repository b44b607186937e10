from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from organs.models import Allocation
from organs.models.organs import ON_THE_WAY
from transplant_site.interface.times import format_time
from transplant_site.records.lifecycle import Lifecycle
from transplant_site.records.models import CLOCK_TOLERANCE, Record, StatusChange, reference_field
from transplant_site.staff.models import Carrier, Hospital


class ShipmentStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    READY = "ready", _("Checked, ready to leave")
    IN_TRANSIT = "in_transit", _("On the way")
    ARRIVED = "arrived", _("Arrived")
    DELIVERED = "delivered", _("Delivered, checked on arrival")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_SHIPMENTS = frozenset(
    {ShipmentStatus.PLANNED, ShipmentStatus.READY, ShipmentStatus.IN_TRANSIT, ShipmentStatus.ARRIVED}
)

SHIPMENT_LIFE = Lifecycle(
    name="A shipment",
    statuses=ShipmentStatus,
    transitions={
        # Without the check on departure only as an exception: what has left all the same is recorded.
        ShipmentStatus.PLANNED: frozenset(
            {ShipmentStatus.READY, ShipmentStatus.IN_TRANSIT, ShipmentStatus.CANCELLED}
        ),
        ShipmentStatus.READY: frozenset({ShipmentStatus.IN_TRANSIT, ShipmentStatus.CANCELLED}),
        ShipmentStatus.IN_TRANSIT: frozenset({ShipmentStatus.ARRIVED}),
        ShipmentStatus.ARRIVED: frozenset({ShipmentStatus.DELIVERED}),
        ShipmentStatus.DELIVERED: frozenset(),
        ShipmentStatus.CANCELLED: frozenset(),
    },
)


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def open(self) -> ShipmentQuerySet:
        return self.filter(status__in=sorted(OPEN_SHIPMENTS))

    def closed(self) -> ShipmentQuerySet:
        return self.exclude(status__in=sorted(OPEN_SHIPMENTS))


class Shipment(Record):
    """Accepted organ parts travel from one hospital to another, in a custody without gaps."""

    reference = reference_field("SHP")
    origin = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="outgoing_shipments")
    destination = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="incoming_shipments")
    procurement_organisation = models.ForeignKey(
        Hospital, on_delete=models.PROTECT, related_name="arranged_shipments"
    )
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="shipments")
    courier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="shipments"
    )
    contents = models.ManyToManyField(Allocation, through="ShipmentContent", related_name="shipments")
    preservation = models.CharField(
        _("kept by"), max_length=24, choices=[(kind.value, kind.label) for kind in ON_THE_WAY]
    )
    temperature_min_c = models.DecimalField(_("temperature at least (°C)"), max_digits=4, decimal_places=1)
    temperature_max_c = models.DecimalField(_("temperature at most (°C)"), max_digits=4, decimal_places=1)
    device = models.CharField(_("box or device"), max_length=64, blank=True)
    status = models.CharField(
        _("status"),
        max_length=16,
        choices=ShipmentStatus.choices,
        default=ShipmentStatus.PLANNED,
        editable=False,
    )
    planned_departure_at = models.DateTimeField(_("planned departure"))
    planned_arrival_at = models.DateTimeField(_("planned arrival"))
    expected_arrival_at = models.DateTimeField(
        _("expected arrival"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("As reported last. Empty: as planned."),
    )
    departed_at = models.DateTimeField(_("departed at"), null=True, blank=True, editable=False)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True, editable=False)
    planned_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        ordering = ["-planned_departure_at", "-id"]
        indexes = [
            models.Index(fields=["courier", "status"], name="transport_of_courier"),
            models.Index(
                fields=["destination", "-planned_departure_at", "-id"], name="transport_to_hospital"
            ),
            models.Index(
                fields=["procurement_organisation", "-planned_departure_at", "-id"], name="transport_of_opo"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_arrival_at__gt=F("planned_departure_at")),
                name="transport_shipment_arrives_after_departure",
                violation_error_message=_("The planned arrival must come after the planned departure."),
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True)
                | Q(departed_at__isnull=False, arrived_at__gte=F("departed_at")),
                name="transport_shipment_arrived_after_departed",
                violation_error_message=_("The shipment can't have arrived before it departed."),
            ),
            models.CheckConstraint(
                condition=Q(temperature_min_c__lt=F("temperature_max_c")),
                name="transport_shipment_temperatures_in_order",
                violation_error_message=_("The lowest temperature must be below the highest."),
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="transport_shipment_goes_somewhere_else"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("transport:shipment", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_SHIPMENTS

    @property
    def arrives_at(self) -> datetime:
        """When it arrived, or is expected by what is known now."""
        return self.arrived_at or self.expected_arrival_at or self.planned_arrival_at

    def is_late(self, at: datetime) -> bool:
        return self.arrived_at is None and max(at, self.arrives_at) > self.planned_arrival_at


class ShipmentContent(Record):
    """An allocated organ part is in a shipment; in one open shipment only."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="shipment_contents")
    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="shipment_contents")
    is_active = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("content of a shipment")
        verbose_name_plural = _("contents of shipments")
        ordering = ["shipment", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "allocation"], name="transport_shipmentcontent_once"),
            models.UniqueConstraint(
                fields=["allocation"],
                condition=Q(is_active=True),
                name="transport_shipmentcontent_one_open_shipment",
                violation_error_message=_("This organ part is in another open shipment already."),
            ),
        ]


class ShipmentStatusChange(StatusChange):
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="status_changes")

    class Meta(StatusChange.Meta):
        abstract = False
        verbose_name = _("change of a shipment's status")
        verbose_name_plural = _("changes of shipments' statuses")


class HandOver(Record):
    """Custody of a shipment passes from one person to another, and both of them say so.

    Either may have said so by telephone to someone who wrote it down (`release_recorded_by`,
    `answer_recorded_by`; empty: they did it themselves) and confirms that later. When it happened and when
    it was written down are kept apart.
    """

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="hand_overs")
    sequence = models.PositiveSmallIntegerField(_("number"))
    place = models.CharField(_("place"), max_length=120)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hand_overs_released"
    )
    released_at = models.DateTimeField(_("handed over at"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    release_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written down by"),
    )
    release_told = models.CharField(
        _("how it was told"),
        max_length=200,
        blank=True,
        help_text=_("For example: by telephone at 03:12, read back."),
    )
    release_confirmed_at = models.DateTimeField(_("confirmed by the giver at"), null=True, blank=True)
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="hand_overs_to_receive",
        verbose_name=_("to"),
    )
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    refused_because = models.TextField(_("refused because"), blank=True)
    withdrawn_at = models.DateTimeField(
        _("taken back at"), null=True, blank=True, help_text=_("By the giver, before anyone answered.")
    )
    answer_recorded_at = models.DateTimeField(_("answer recorded at"), null=True, blank=True, editable=False)
    answer_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer written down by"),
    )
    answer_told = models.CharField(_("how the answer was told"), max_length=200, blank=True)
    answer_confirmed_at = models.DateTimeField(_("confirmed by the receiver at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["shipment", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "sequence"], name="transport_handover_numbered"),
            models.UniqueConstraint(
                fields=["shipment"],
                condition=Q(received_at__isnull=True, refused_at__isnull=True, withdrawn_at__isnull=True),
                name="transport_handover_one_waiting",
                violation_error_message=_("A hand-over of this shipment waits for its receiver already."),
            ),
            models.CheckConstraint(
                condition=~Q(released_by=F("receiver")),
                name="transport_handover_needs_two_people",
                violation_error_message=_("A hand-over needs two people."),
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, refused_at__isnull=True)
                | Q(received_at__isnull=True, withdrawn_at__isnull=True)
                | Q(refused_at__isnull=True, withdrawn_at__isnull=True),
                name="transport_handover_ends_in_one_way",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(received_at__gte=F("released_at")),
                name="transport_handover_received_after_release",
                violation_error_message=_("It can't have been received before it was handed over."),
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | ~Q(refused_because=""),
                name="transport_handover_says_why_refused",
                violation_error_message=_("Say why the hand-over is refused."),
            ),
            models.CheckConstraint(
                condition=Q(released_at__lte=F("recorded_at") + CLOCK_TOLERANCE)
                & (
                    Q(received_at__isnull=True)
                    | Q(received_at__lte=F("answer_recorded_at") + CLOCK_TOLERANCE)
                ),
                name="transport_handover_not_in_the_future",
                violation_error_message=_("This lies in the future: enter a time that has passed."),
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, refused_at__isnull=True)
                | Q(answer_recorded_at__isnull=False),
                name="transport_handover_answer_says_when_recorded",
            ),
            models.CheckConstraint(
                condition=(Q(release_recorded_by__isnull=True) | ~Q(release_told=""))
                & (Q(answer_recorded_by__isnull=True) | ~Q(answer_told="")),
                name="transport_handover_on_behalf_says_how",
                violation_error_message=_("Say how it was told: by telephone at what time, read back."),
            ),
            models.CheckConstraint(
                condition=(Q(release_recorded_by__isnull=True) | ~Q(release_recorded_by=F("receiver")))
                & (Q(answer_recorded_by__isnull=True) | ~Q(answer_recorded_by=F("released_by"))),
                name="transport_handover_nobody_speaks_for_the_other",
                violation_error_message=_(
                    "A hand-over needs two people: neither of them records what the other one says."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shipment} {self.sequence}"

    @property
    def is_waiting(self) -> bool:
        return self.received_at is None and self.refused_at is None and self.withdrawn_at is None

    @property
    def release_is_unconfirmed(self) -> bool:
        return self.release_recorded_by_id is not None and self.release_confirmed_at is None

    @property
    def answer_is_unconfirmed(self) -> bool:
        return self.answer_recorded_by_id is not None and self.answer_confirmed_at is None


class ArrivalEstimate(Record):
    """Somebody said when the shipment will arrive; the newest word counts, the earlier ones stay."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="arrival_estimates")
    expected_at = models.DateTimeField(_("expected arrival"))
    because = models.CharField(_("because"), max_length=1000)
    occurred_at = models.DateTimeField(_("said at"))
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("estimate of an arrival")
        verbose_name_plural = _("estimates of arrivals")
        ordering = ["shipment", "occurred_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expected_at__gt=F("occurred_at")),
                name="transport_arrivalestimate_lies_ahead",
                violation_error_message=_("The expected arrival must lie ahead."),
            ),
            models.CheckConstraint(condition=~Q(because=""), name="transport_arrivalestimate_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment} {format_time(self.expected_at)}"


class EventBatch(Record):
    """A batch of events was taken: a page or device that sends it again, unsure, doubles nothing."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="event_batches")
    batch = models.UUIDField(_("number of the sender"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    events = models.PositiveIntegerField(_("events"))
    measured_until = models.DateTimeField(
        _("newest temperature in it"),
        null=True,
        blank=True,
        help_text=_("What was measured before the newest temperature known came late."),
    )
    received_at = models.DateTimeField(_("received at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("batch of events")
        verbose_name_plural = _("batches of events")
        ordering = ["shipment", "received_at"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "batch"], name="transport_eventbatch_once"),
        ]


class TemperatureExcursion(Record):
    """The contents were warmer or colder than allowed, from one measurement to another.

    What somebody has assessed doesn't change any more: worse news of the same time makes a new row.
    """

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="excursions")
    began_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    extreme_c = models.DecimalField(_("farthest value (°C)"), max_digits=5, decimal_places=2)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledgement = models.TextField(_("assessment"), blank=True)

    class Meta:
        verbose_name = _("temperature excursion")
        verbose_name_plural = _("temperature excursions")
        ordering = ["shipment", "began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipment"],
                condition=Q(ended_at__isnull=True),
                name="transport_temperatureexcursion_one_running",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="transport_temperatureexcursion_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True)
                | (Q(ended_at__isnull=False, acknowledged_by__isnull=False) & ~Q(acknowledgement="")),
                name="transport_temperatureexcursion_assessed_when_over",
                violation_error_message=_("An excursion is assessed when it is over."),
            ),
        ]
