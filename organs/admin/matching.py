"""Runs, their evidence and the balances in Django admin: to look at."""

from django.contrib import admin

from organs.models import (
    BalanceSheet,
    CrossmatchAssessment,
    CrossmatchRequest,
    ExchangeBalance,
    MatchAddition,
    MatchBypass,
    MatchCandidate,
    MatchExclusion,
    MatchInputs,
    MatchRun,
)
from transplant_site.audit.admin import ReadOnlyAdmin
from transplant_site.interface.admin import ReadOnlyInline

DONOR = {"organs.donor": "run.donor_id"}
BOTH = {"patients.patient": "registration.patient_id", **DONOR}


class AdditionInline(ReadOnlyInline):
    model = MatchAddition
    fields = ["registration", "occurred_at", "recorded_by", "reason"]
    related = (
        "registration",
        "recorded_by",
    )


class BypassInline(ReadOnlyInline):
    model = MatchBypass
    fields = ["registration", "code", "occurred_at", "recorded_by", "reason"]
    related = (
        "registration",
        "code",
        "recorded_by",
    )


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    subjects = {"organs.donor": "donor_id"}
    list_display = ["reference", "donor", "organ_kind", "policy", "policy_version", "candidates_count"]
    list_display += ["excluded_count", "created_at", "invalidated_at"]
    list_filter = ["organ_kind", "policy", ("invalidated_at", admin.EmptyFieldListFilter)]
    list_select_related = ["donor"]
    search_fields = ["reference", "donor__reference"]
    date_hierarchy = "created_at"
    inlines = [AdditionInline, BypassInline]


@admin.register(MatchCandidate)
class MatchCandidateAdmin(ReadOnlyAdmin):
    subjects = BOTH
    list_display = ["run", "rank", "registration", "tier", "total_points", "crossmatch"]
    list_filter = ["crossmatch", "tier"]
    list_select_related = ["run", "registration"]
    search_fields = ["run__reference", "registration__reference"]
    ordering = ["-id"]


@admin.register(MatchExclusion)
class MatchExclusionAdmin(ReadOnlyAdmin):
    subjects = BOTH
    list_display = ["run", "registration", "step", "reason"]
    list_filter = ["step"]
    list_select_related = ["run", "registration"]
    search_fields = ["run__reference", "registration__reference"]
    ordering = ["-id"]


@admin.register(MatchInputs)
class MatchInputsAdmin(ReadOnlyAdmin):
    """The bytes themselves are of no use on a page."""

    subjects = DONOR
    list_display = ["run"]
    list_select_related = ["run"]
    search_fields = ["run__reference"]
    fields = ["run"]

    def get_queryset(self, request):  # type: ignore[no-untyped-def]  # as Django has it
        return super().get_queryset(request).defer("content")


@admin.register(CrossmatchAssessment)
class CrossmatchAssessmentAdmin(ReadOnlyAdmin):
    subjects = {"patients.patient": "registration.patient_id", "organs.donor": "donor_id"}
    list_display = ["donor", "registration", "method", "verdict", "occurred_at", "recorded_by"]
    list_filter = ["method", "verdict"]
    list_select_related = ["donor", "registration", "recorded_by"]
    search_fields = ["donor__reference", "registration__reference"]


@admin.register(CrossmatchRequest)
class CrossmatchRequestAdmin(ReadOnlyAdmin):
    list_display = ["run", "registration", "asked_at", "asked_by"]
    list_select_related = ["run", "registration", "asked_by"]
    search_fields = ["run__reference", "registration__reference"]


@admin.register(MatchAddition)
class MatchAdditionAdmin(ReadOnlyAdmin):
    subjects = BOTH
    list_display = ["run", "registration", "occurred_at", "recorded_by"]
    list_select_related = ["run", "registration", "recorded_by"]
    search_fields = ["run__reference", "registration__reference"]


@admin.register(MatchBypass)
class MatchBypassAdmin(ReadOnlyAdmin):
    subjects = BOTH
    list_display = ["run", "registration", "code", "occurred_at", "recorded_by"]
    list_filter = ["code"]
    list_select_related = ["run", "registration", "code", "recorded_by"]
    search_fields = ["run__reference", "registration__reference"]


class ExchangeBalanceInline(ReadOnlyInline):
    model = ExchangeBalance
    fields = ["donor_age_group", "country", "centre", "value"]


@admin.register(BalanceSheet)
class BalanceSheetAdmin(ReadOnlyAdmin):
    list_display = ["organ_kind", "valid_at", "source", "recorded_at"]
    list_filter = ["organ_kind"]
    search_fields = ["source", "sha256"]
    inlines = [ExchangeBalanceInline]


@admin.register(ExchangeBalance)
class ExchangeBalanceAdmin(ReadOnlyAdmin):
    list_display = ["sheet", "donor_age_group", "country", "centre", "value"]
    list_filter = ["donor_age_group", "country"]
    list_select_related = ["sheet"]
    search_fields = ["country", "centre"]
