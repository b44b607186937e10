from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from organs.models.donors import Donor, DonorHlaTyping
from patients.models import HlaTyping, Registration, UnacceptableAntigen
from transplant_site.interface.times import format_time
from transplant_site.records.models import ClinicalEvent, Record, reference_field
from transplant_site.records.vocabulary import CrossmatchVerdict, OrganKind


class BalanceSheet(Record):
    """A set of exchange balances, as computed or imported at one time."""

    organ_kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    valid_at = models.DateTimeField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    sha256 = models.CharField(_("digest"), max_length=64)
    recorded_at = models.DateTimeField(_("recorded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("exchange balances")
        verbose_name_plural = _("exchange balances")
        ordering = ["organ_kind", "-valid_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ_kind", "valid_at"], name="organs_balancesheet_one_per_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_organ_kind_display()} {format_time(self.valid_at)}"


class ExchangeBalance(Record):
    """The normalised balance of a country, or of a centre within it, for one donor age group."""

    sheet = models.ForeignKey(BalanceSheet, on_delete=models.PROTECT, related_name="balances")
    donor_age_group = models.CharField(_("donor's age group"), max_length=8)
    country = models.CharField(_("country"), max_length=40)
    centre = models.CharField(_("centre"), max_length=16, blank=True)
    value = models.FloatField(_("normalised balance"))

    class Meta:
        verbose_name = _("exchange balance")
        verbose_name_plural = _("exchange balances, one by one")
        ordering = ["sheet", "donor_age_group", "country", "centre"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "donor_age_group", "country", "centre"], name="organs_exchangebalance_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.centre} {self.donor_age_group}: {self.value}"


class MatchRun(Record):
    """One ranking of the candidates for a donor's organs, frozen as it was computed."""

    reference = reference_field("MTC")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="match_runs")
    organ_kind = models.CharField(_("organ"), max_length=16, choices=OrganKind.choices)
    policy = models.CharField(_("policy"), max_length=32)
    policy_version = models.CharField(_("version"), max_length=32)
    matched_at = models.DateTimeField(_("moment of the match"))
    created_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    donor_facts_version = models.PositiveIntegerField(editable=False)
    previous_run = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reruns"
    )
    balance_sheet = models.ForeignKey(
        BalanceSheet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="match_runs",
        verbose_name=_("exchange balances"),
        help_text=_("None: every balance counted as zero."),
    )
    candidates_count = models.PositiveIntegerField(_("ranked"))
    excluded_count = models.PositiveIntegerField(_("excluded"))
    inputs_sha256 = models.CharField(_("digest of the inputs"), max_length=64)
    rows_sha256 = models.CharField(_("digest of the rows"), max_length=64)
    invalidated_at = models.DateTimeField(_("invalid since"), null=True, blank=True)
    invalidated_because = models.CharField(_("because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["donor", "organ_kind"],
                condition=Q(invalidated_at__isnull=True),
                name="organs_matchrun_one_valid_per_donor_and_organ",
                violation_error_message=_("There is a valid run for this donor and organ already."),
            ),
            # What offers refer to, so that theirs is their run's organ.
            models.UniqueConstraint(fields=["id", "organ_kind"], name="organs_matchrun_keeps_its_organ"),
            models.CheckConstraint(
                condition=Q(inputs_sha256__regex=r"^[0-9a-f]{64}$", rows_sha256__regex=r"^[0-9a-f]{64}$"),
                name="organs_matchrun_digests_are_sha256",
            ),
            models.CheckConstraint(
                condition=Q(invalidated_at__isnull=True, invalidated_because="")
                | (Q(invalidated_at__isnull=False) & ~Q(invalidated_because="")),
                name="organs_matchrun_says_why_invalid",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("organs:match_run", args=[self.reference])

    @property
    def is_valid(self) -> bool:
        return self.invalidated_at is None

    @property
    def state(self) -> str:
        return "valid" if self.is_valid else "invalid"

    def get_state_display(self) -> str:
        return str(_("Valid") if self.is_valid else _("No longer valid"))


class MatchInputs(models.Model):
    """The canonical bytes that a run was computed from, compressed: enough to compute it again."""

    run = models.OneToOneField(MatchRun, on_delete=models.PROTECT, primary_key=True, related_name="inputs")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("inputs of a match run")
        verbose_name_plural = _("inputs of match runs")


def _laboratory_word() -> Subquery:
    """The newest word on the run's donor and the row's candidate that still counts."""
    words = CrossmatchAssessment.objects.still_true().filter(
        donor=OuterRef("run__donor"), registration=OuterRef("registration")
    )
    return Subquery(words.order_by("-recorded_at", "-id").values("verdict")[:1])


class MatchCandidateQuerySet(models.QuerySet["MatchCandidate"]):
    def with_verdict(self) -> MatchCandidateQuerySet:
        """Give each row its `verdict`: the run's own or, where that can't exclude, the laboratory's word.

        A word that counts no longer is none (`laboratory_word` is null). A virtual crossmatch that is
        positive stays so.
        """
        positive, unsure = CrossmatchVerdict.POSITIVE, CrossmatchVerdict.CANNOT_BE_EXCLUDED
        return self.annotate(laboratory_word=_laboratory_word()).annotate(
            verdict=Case(
                When(Q(crossmatch=positive) | Q(laboratory_word=positive), then=Value(positive)),
                When(crossmatch=unsure, then=Coalesce(F("laboratory_word"), F("crossmatch"))),
                default=F("crossmatch"),
                output_field=models.CharField(),
            )
        )


class MatchCandidate(models.Model):
    """One ranked row of a run: evidence, which the database refuses to change or delete."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="candidates")
    rank = models.PositiveIntegerField(_("rank"))
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="match_rows")
    tier = models.CharField(_("tier"), max_length=16)
    total_points = models.IntegerField(_("points"), null=True)
    components = models.JSONField(_("components"))
    is_in_standard = models.BooleanField(
        _("offered to in the standard allocation"),
        default=True,
        help_text=_("If not, only once the others have had their turn. The crossmatch is judged apart."),
    )
    mismatch_a = models.PositiveSmallIntegerField(_("A mismatches"), null=True)
    mismatch_b = models.PositiveSmallIntegerField(_("B mismatches"), null=True)
    mismatch_dr = models.PositiveSmallIntegerField(_("DR mismatches"), null=True)
    crossmatch = models.CharField(_("virtual crossmatch"), max_length=24, choices=CrossmatchVerdict.choices)
    crossmatch_reason = models.TextField(_("because"), blank=True)

    objects = MatchCandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("ranked candidate")
        verbose_name_plural = _("ranked candidates")
        ordering = ["run", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["run", "rank"], name="organs_matchcandidate_one_per_rank"),
            models.UniqueConstraint(fields=["run", "registration"], name="organs_matchcandidate_ranked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} #{self.rank}"


HANDLE_FIRST = ("acceptable_mismatch_programme", "combined_organ")
"""Steps that take a candidate out because they come before the list, not because they can't be offered to."""


class MatchExclusionQuerySet(models.QuerySet["MatchExclusion"]):
    def handle_first(self) -> MatchExclusionQuerySet:
        """Return those who come before the list."""
        return self.filter(step__in=HANDLE_FIRST)

    def left_out(self) -> MatchExclusionQuerySet:
        """Return those who can't be offered to, for the reason given."""
        return self.exclude(step__in=HANDLE_FIRST)


class MatchExclusion(models.Model):
    """One candidate that a run left out, the step that did so and the reason: evidence as well."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="exclusions")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(_("step"), max_length=32)
    reason = models.TextField(_("reason"))

    objects = MatchExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("excluded candidate")
        verbose_name_plural = _("excluded candidates")
        ordering = ["run", "step", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "registration"], name="organs_matchexclusion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.step}"

    @property
    def is_handled_first(self) -> bool:
        return self.step in HANDLE_FIRST


class CrossmatchAssessmentQuerySet(models.QuerySet["CrossmatchAssessment"]):
    def still_true(self) -> CrossmatchAssessmentQuerySet:
        """Leave out what was said before donor or candidate were typed anew, or antigens were listed."""
        return self.filter(
            ~Exists(
                DonorHlaTyping.objects.filter(
                    donor=OuterRef("donor"), is_current=True, recorded_at__gt=OuterRef("recorded_at")
                )
            ),
            ~Exists(
                HlaTyping.objects.filter(
                    patient=OuterRef("registration__patient"),
                    is_current=True,
                    recorded_at__gt=OuterRef("recorded_at"),
                )
            ),
            ~Exists(
                UnacceptableAntigen.objects.filter(
                    patient=OuterRef("registration__patient"), recorded_at__gt=OuterRef("recorded_at")
                )
            ),
        )


class CrossmatchAssessment(ClinicalEvent):
    """The laboratory's word on a donor and a candidate; needed where the virtual one cannot exclude."""

    class Method(models.TextChoices):
        VIRTUAL = "virtual", _("Virtual")
        CDC = "cdc", _("CDC")
        FLOW = "flow", _("Flow cytometry")

    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="crossmatch_assessments")
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="crossmatch_assessments"
    )
    method = models.CharField(_("method"), max_length=8, choices=Method.choices)
    verdict = models.CharField(_("verdict"), max_length=24, choices=CrossmatchVerdict.choices)
    reason = models.TextField(_("reason"))

    objects = CrossmatchAssessmentQuerySet.as_manager()

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("crossmatch assessment")
        verbose_name_plural = _("crossmatch assessments")
        ordering = ["donor", "registration", "-recorded_at", "-id"]


class CrossmatchRequestQuerySet(models.QuerySet["CrossmatchRequest"]):
    def with_word(self) -> CrossmatchRequestQuerySet:
        """Give each request `laboratory_word`: what was answered and still counts, or null."""
        return self.annotate(laboratory_word=_laboratory_word())

    def unanswered(self) -> CrossmatchRequestQuerySet:
        """Return those on which no word counts, the first asked first."""
        waiting = self.with_word().filter(laboratory_word__isnull=True)  # type: ignore[misc]  # annotated
        return waiting.order_by("asked_at", "id")


class CrossmatchRequest(Record):
    """The laboratory is asked for its word on a candidate whom the run doesn't rank.

    The run asks by itself for those to handle first, a coordinator for one to be added by hand.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="crossmatch_requests")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("not excluded because"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
        help_text=_("Nobody: a command did, when it made the run."),
    )

    objects = CrossmatchRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("crossmatch asked for")
        verbose_name_plural = _("crossmatches asked for")
        ordering = ["run", "asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "registration"],
                name="organs_crossmatchrequest_once",
                violation_error_message=_("The laboratory has been asked about this candidate already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.registration_id}"


class MatchAddition(ClinicalEvent):
    """A candidate who is offered to although the run doesn't rank them, and why."""

    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="additions")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("candidate added by hand")
        verbose_name_plural = _("candidates added by hand")
        ordering = ["run", "recorded_at"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.UniqueConstraint(fields=["run", "registration"], name="organs_matchaddition_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="organs_matchaddition_says_why"),
        ]


class MatchBypass(ClinicalEvent):
    """A ranked candidate who is passed over without an offer, and why."""

    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="bypasses")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    code = models.ForeignKey("organs.RefusalCode", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta(ClinicalEvent.Meta):
        abstract = False
        verbose_name = _("bypass")
        verbose_name_plural = _("bypasses")
        ordering = ["run", "recorded_at"]
        constraints = [
            *ClinicalEvent.Meta.constraints,
            models.UniqueConstraint(fields=["run", "registration"], name="organs_matchbypass_once"),
        ]
