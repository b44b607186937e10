from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organs.models.matching import MatchRun
from organs.models.organs import OrganPart
from patients.models import Registration
from transplant_site.records.lifecycle import Lifecycle
from transplant_site.records.models import Record, StatusChange, reference_field
from transplant_site.records.vocabulary import OrganKind
from transplant_site.staff.models import Hospital


class RefusalCode(models.Model):
    """Why an offer is declined or a candidate bypassed: OPTN refusal codes, 2021."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    description = models.CharField(_("description"), max_length=200)
    needs_text = models.BooleanField(_("needs an explanation"), default=False)
    is_bypass = models.BooleanField(_("bypass, not refusal"), default=False)

    class Meta:
        verbose_name = _("refusal code")
        verbose_name_plural = _("refusal codes")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class OfferKind(models.TextChoices):
    PRIMARY = "primary", _("Primary")
    BACKUP = "backup", _("Backup")


class OfferStatus(models.TextChoices):
    SENT = "sent", _("Sent")
    PROVISIONAL = "provisional", _("Provisional yes")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    BYPASSED = "bypassed", _("Bypassed, no answer in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    FELL_THROUGH = "fell_through", _("Accepted, then fell through")


OPEN_OFFERS = frozenset({OfferStatus.SENT, OfferStatus.PROVISIONAL})
ANSWERS = frozenset({OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.PROVISIONAL})
"""What a centre says to an offer."""

OFFER_LIFE = Lifecycle(
    name="An offer",
    statuses=OfferStatus,
    transitions={
        OfferStatus.SENT: frozenset(
            {
                OfferStatus.PROVISIONAL,
                OfferStatus.ACCEPTED,
                OfferStatus.DECLINED,
                OfferStatus.BYPASSED,
                OfferStatus.WITHDRAWN,
            }
        ),
        OfferStatus.PROVISIONAL: frozenset(
            {OfferStatus.ACCEPTED, OfferStatus.DECLINED, OfferStatus.BYPASSED, OfferStatus.WITHDRAWN}
        ),
        OfferStatus.ACCEPTED: frozenset({OfferStatus.FELL_THROUGH}),
        OfferStatus.DECLINED: frozenset(),
        OfferStatus.BYPASSED: frozenset(),
        OfferStatus.WITHDRAWN: frozenset(),
        OfferStatus.FELL_THROUGH: frozenset(),
    },
)


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> OfferQuerySet:
        return self.filter(status__in=sorted(OPEN_OFFERS))

    def live(self) -> OfferQuerySet:
        """Return the offers that changed facts concern: open or accepted."""
        return self.filter(status__in=sorted([*OPEN_OFFERS, OfferStatus.ACCEPTED]))


class Offer(Record):
    """One or more organ parts are offered to a candidate, whose centre answers before a deadline."""

    reference = reference_field("OFR")
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="offers")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="offers")
    centre = models.ForeignKey(Hospital, on_delete=models.PROTECT, related_name="offers")
    organ_kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    rank = models.PositiveIntegerField(_("rank"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=OfferKind.choices, default=OfferKind.PRIMARY)
    parts = models.ManyToManyField(OrganPart, through="OfferPart", related_name="offers")
    status = models.CharField(
        _("status"), max_length=16, choices=OfferStatus.choices, default=OfferStatus.SENT, editable=False
    )
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    notified_at = models.DateTimeField(
        _("notification confirmed at"), null=True, blank=True, help_text=_("The clock starts here.")
    )
    notified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deadline_at = models.DateTimeField(_("answer by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_behalf_note = models.CharField(_("how it was told"), max_length=200, blank=True)
    answer_confirmed_at = models.DateTimeField(
        _("answer confirmed at"),
        null=True,
        blank=True,
        help_text=_("By the person on whose behalf it was recorded."),
    )
    refusal_code = models.ForeignKey(
        RefusalCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_refusal_code = models.ForeignKey(
        RefusalCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal_text = models.TextField(_("explanation"), blank=True)
    facts_when_sent = models.JSONField(_("donor as shown when sent"), encoder=DjangoJSONEncoder)
    facts_when_answered = models.JSONField(
        _("donor as shown when answered"), encoder=DjangoJSONEncoder, null=True, blank=True
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["centre", "status", "deadline_at"], name="organs_offers_of_centre"),
            models.Index(fields=["run", "rank"], name="organs_offers_of_run"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "registration"],
                condition=Q(status__in=sorted([*OPEN_OFFERS, OfferStatus.ACCEPTED])),
                name="organs_offer_one_live_per_candidate_and_run",
                violation_error_message=_("This candidate has a live offer of this run already."),
            ),
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(status=OfferStatus.ACCEPTED),
                name="organs_offer_one_accepted_per_candidate",
                violation_error_message=_("The candidate has accepted another organ of this kind already."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(notified_at__isnull=True, notified_by__isnull=True, deadline_at__isnull=True)
                    | Q(notified_at__isnull=False, notified_by__isnull=False)
                    & (
                        Q(deadline_at__isnull=False, deadline_at__gt=F("notified_at"))
                        | Q(deadline_at__isnull=True, kind=OfferKind.BACKUP)
                    )
                ),
                name="organs_offer_clock_starts_with_notification",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(ANSWERS))
                | Q(answered_at__isnull=False, answered_by__isnull=False, facts_when_answered__isnull=False),
                name="organs_offer_answer_says_who_and_what",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[OfferStatus.DECLINED, OfferStatus.BYPASSED])
                | Q(refusal_code__isnull=False),
                name="organs_offer_refusal_has_code",
                violation_error_message=_("A refusal needs a code."),
            ),
            models.CheckConstraint(
                condition=Q(second_refusal_code__isnull=True) | ~Q(second_refusal_code=F("refusal_code")),
                name="organs_offer_second_reason_differs",
                violation_error_message=_("The second reason must differ from the first."),
            ),
            models.CheckConstraint(
                condition=Q(answered_on_behalf_of__isnull=True) | ~Q(on_behalf_note=""),
                name="organs_offer_on_behalf_says_how",
                violation_error_message=_(
                    "Say how the answer was told: by telephone at what time, read back."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("organs:offer", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_OFFERS

    def is_overdue(self, at: datetime) -> bool:
        return self.is_open and self.deadline_at is not None and at >= self.deadline_at


class OfferPart(Record):
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="offer_parts")
    part = models.ForeignKey(OrganPart, on_delete=models.PROTECT, related_name="offer_parts")

    class Meta:
        verbose_name = _("offered part")
        verbose_name_plural = _("offered parts")
        ordering = ["offer", "part"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "part"], name="organs_offerpart_once"),
        ]


class OfferDeadline(Record):
    """Until when an offer waits for its answer, as it was set at one time; the newest one holds."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="deadlines")
    deadline_at = models.DateTimeField(_("answer by"))
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("deadline of an offer")
        verbose_name_plural = _("deadlines of offers")
        ordering = ["offer", "set_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline_at__gt=F("set_at")),
                name="organs_offerdeadline_lies_ahead",
                violation_error_message=_("The new deadline must lie in the future."),
            ),
        ]


class OfferStatusChange(StatusChange):
    """A step of an offer; of an answer also for whom it was written down, and what was shown.

    `occurred_at` is when an answer was given, `recorded_at` when it was written down. The offer itself holds
    its newest answer.
    """

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="status_changes")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_behalf_note = models.CharField(_("how it was told"), max_length=200, blank=True)
    facts = models.JSONField(
        _("donor as shown"),
        encoder=DjangoJSONEncoder,
        null=True,
        blank=True,
        help_text=_("Of answers only."),
    )

    class Meta(StatusChange.Meta):
        abstract = False
        verbose_name = _("change of an offer's status")
        verbose_name_plural = _("changes of offers' statuses")
        constraints = [
            models.CheckConstraint(
                condition=Q(on_behalf_of__isnull=True) | ~Q(on_behalf_note=""),
                name="organs_offerstatuschange_on_behalf_says_how",
            ),
            models.CheckConstraint(
                condition=Q(facts__isnull=True) | Q(to_status__in=sorted(ANSWERS)),
                name="organs_offerstatuschange_facts_are_of_answers",
            ),
        ]


class Allocation(Record):
    """An organ part belongs to the candidate of an accepted offer, unless that falls through."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="allocations")
    part = models.ForeignKey(OrganPart, on_delete=models.PROTECT, related_name="allocations")
    accepted_at = models.DateTimeField(_("accepted at"))
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("fell through at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_because = models.TextField(_("because"), blank=True)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["-accepted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["part"],
                condition=Q(ended_at__isnull=True),
                name="organs_allocation_one_per_part",
                violation_error_message=_("This organ part has been accepted for another candidate."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_because="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("accepted_at"))
                & ~Q(ended_because=""),
                name="organs_allocation_says_why_it_fell_through",
                violation_error_message=_("Say why the acceptance fell through."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer} → {self.part}"

    @property
    def is_valid(self) -> bool:
        return self.ended_at is None
