"""Donors in Django admin: to look at; who looked at an identity is recorded as on the site's own pages."""

from __future__ import annotations

from django.contrib import admin

from organs.models import (
    DeathDeclaration,
    Donor,
    DonorAboSample,
    DonorConsent,
    DonorFinding,
    DonorHlaTyping,
    DonorIdentity,
    DonorStatusChange,
    DonorTest,
    Organ,
    OrganAssessment,
    OrganPart,
    OrganRecovery,
    PartStatusChange,
    PreAllocationChecklist,
    PreservationPeriod,
)
from transplant_site.audit.admin import ReadOnlyAdmin
from transplant_site.interface.admin import ReadOnlyInline

DONOR = "organs.donor"


class DonorRowAdmin(ReadOnlyAdmin):
    """Rows of a donor: looking at one is recorded as a read of that donor."""

    subjects = {DONOR: "donor_id"}
    list_select_related = ["donor"]
    search_fields = ["donor__reference"]


class ConsentInline(ReadOnlyInline):
    model = DonorConsent
    fields = ["organ_kind", "purpose", "is_given", "ground", "occurred_at", "is_withdrawn"]


class AboSampleInline(ReadOnlyInline):
    model = DonorAboSample
    fields = ["blood_group", "blood_subgroup", "occurred_at", "set_aside_at"]


class TestInline(ReadOnlyInline):
    model = DonorTest
    fields = ["marker", "result", "is_haemodiluted", "occurred_at", "is_current"]


class HlaTypingInline(ReadOnlyInline):
    model = DonorHlaTyping
    fields = ["antigens", "method", "occurred_at", "is_current"]


class OrganInline(ReadOnlyInline):
    model = Organ
    fields = ["reference", "kind", "side", "cross_clamp_at", "cold_perfusion_at", "recovered_at"]


class DonorStatusChangeInline(ReadOnlyInline):
    model = DonorStatusChange
    fields = ["from_status", "to_status", "occurred_at", "reason"]


@admin.register(Donor)
class DonorAdmin(DonorRowAdmin):
    subjects = {DONOR: "pk"}
    list_display = ["reference", "external_id", "kind", "status", "blood_group", "age_years", "hospital"]
    list_display += ["registered_at"]
    list_filter = ["status", "kind", "blood_group"]
    list_select_related = ["hospital"]
    search_fields = ["reference", "external_id", "hospital__code"]
    date_hierarchy = "registered_at"
    inlines = [
        ConsentInline,
        AboSampleInline,
        TestInline,
        HlaTypingInline,
        OrganInline,
        DonorStatusChangeInline,
    ]


@admin.register(DonorIdentity)
class DonorIdentityAdmin(DonorRowAdmin):
    """The list names no one: a person stands behind each line, and opening one is recorded."""

    list_display = ["donor", "recorded_at", "superseded_at"]


@admin.register(DonorStatusChange)
class DonorStatusChangeAdmin(DonorRowAdmin):
    list_display = ["donor", "from_status", "to_status", "occurred_at", "by"]
    list_select_related = ["donor", "by"]
    list_filter = ["to_status"]


@admin.register(DonorConsent)
class DonorConsentAdmin(DonorRowAdmin):
    list_display = ["donor", "organ_kind", "purpose", "is_given", "ground", "occurred_at", "is_withdrawn"]
    list_filter = ["organ_kind", "purpose", "is_given", "is_withdrawn"]


@admin.register(DeathDeclaration)
class DeathDeclarationAdmin(DonorRowAdmin):
    list_display = ["donor", "method", "occurred_at"]
    list_filter = ["method"]


@admin.register(DonorAboSample)
class DonorAboSampleAdmin(DonorRowAdmin):
    list_display = ["donor", "blood_group", "blood_subgroup", "occurred_at", "recorded_by", "set_aside_at"]
    list_select_related = ["donor", "recorded_by"]
    list_filter = ["blood_group"]


@admin.register(DonorTest)
class DonorTestAdmin(DonorRowAdmin):
    list_display = ["donor", "marker", "result", "is_haemodiluted", "occurred_at", "is_current"]
    list_filter = ["marker", "result", "is_current"]


@admin.register(DonorFinding)
class DonorFindingAdmin(DonorRowAdmin):
    list_display = ["donor", "kind", "occurred_at"]
    list_filter = ["kind"]


@admin.register(DonorHlaTyping)
class DonorHlaTypingAdmin(DonorRowAdmin):
    list_display = ["donor", "antigens", "method", "occurred_at", "is_current"]
    list_filter = ["method", "is_current"]


@admin.register(OrganAssessment)
class OrganAssessmentAdmin(DonorRowAdmin):
    list_display = ["donor", "organ_kind", "quality", "occurred_at"]
    list_filter = ["organ_kind", "quality"]


class PartInline(ReadOnlyInline):
    model = OrganPart
    fields = ["kind", "status", "removed_from_cooling_at"]


@admin.register(Organ)
class OrganAdmin(DonorRowAdmin):
    list_display = ["reference", "donor", "kind", "side", "cold_perfusion_at", "recovered_at"]
    list_filter = ["kind", "side"]
    search_fields = ["reference", "donor__reference"]
    inlines = [PartInline]


class PartStatusChangeInline(ReadOnlyInline):
    model = PartStatusChange
    fields = ["from_status", "to_status", "occurred_at", "reason"]


class PreservationInline(ReadOnlyInline):
    model = PreservationPeriod
    fields = ["kind", "occurred_at", "ended_at"]


@admin.register(OrganPart)
class OrganPartAdmin(ReadOnlyAdmin):
    subjects = {DONOR: "organ.donor_id"}
    list_display = ["organ", "kind", "status"]
    list_filter = ["status", "kind"]
    list_select_related = ["organ"]
    search_fields = ["organ__reference", "organ__donor__reference"]
    inlines = [PartStatusChangeInline, PreservationInline]


@admin.register(PartStatusChange)
class PartStatusChangeAdmin(ReadOnlyAdmin):
    subjects = {DONOR: "part.organ.donor_id"}
    list_display = ["part", "from_status", "to_status", "occurred_at", "by"]
    list_filter = ["to_status"]
    list_select_related = ["part__organ", "by"]
    search_fields = ["part__organ__reference"]


@admin.register(OrganRecovery)
class OrganRecoveryAdmin(ReadOnlyAdmin):
    list_display = ["organ", "occurred_at", "recorded_by", "on_behalf_of", "confirmed_at"]
    list_select_related = ["organ", "recorded_by", "on_behalf_of"]
    search_fields = ["organ__reference"]
    show_full_result_count = False


@admin.register(PreservationPeriod)
class PreservationPeriodAdmin(ReadOnlyAdmin):
    subjects = {DONOR: "part.organ.donor_id"}
    list_display = ["part", "kind", "occurred_at", "ended_at"]
    list_filter = ["kind"]
    list_select_related = ["part__organ"]
    search_fields = ["part__organ__reference"]


@admin.register(PreAllocationChecklist)
class PreAllocationChecklistAdmin(DonorRowAdmin):
    list_display = ["donor", "organ_kind", "facts_version", "completed_by", "completed_at"]
    list_select_related = ["donor", "completed_by"]
    list_filter = ["organ_kind"]
