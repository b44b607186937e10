"""Offers, checks and transplants in Django admin: to look at. What happens to them happens in the site."""

from django.contrib import admin

from organs.models import (
    AdverseEvent,
    AdverseEventNotice,
    Allocation,
    CheckEntry,
    FollowUp,
    Offer,
    OfferDeadline,
    OfferPart,
    OfferStatusChange,
    RefusalCode,
    RuleException,
    Transplant,
    TransplantTeamMember,
    TwoPersonCheck,
)
from transplant_site.audit.admin import ReadOnlyAdmin
from transplant_site.interface.admin import ReadOnlyInline


def both(offer: str = "") -> dict[str, str]:
    """Say how a row leads, through its offer, to the patient and the donor."""
    return {"patients.patient": f"{offer}registration.patient_id", "organs.donor": f"{offer}run.donor_id"}


def fetched(offer: str) -> list[str]:
    return [f"{offer}__registration", f"{offer}__run"]


@admin.register(RefusalCode)
class RefusalCodeAdmin(ReadOnlyAdmin):
    """The codes are the allocation organisation's: each migrate brings them, and offers stand on them."""

    list_display = ["code", "description", "needs_text", "is_bypass"]
    list_filter = ["is_bypass", "needs_text"]
    search_fields = ["code", "description"]


class OfferPartInline(ReadOnlyInline):
    model = OfferPart
    fields = ["part"]
    related = ("part__organ",)


class OfferStatusChangeInline(ReadOnlyInline):
    model = OfferStatusChange
    fields = ["from_status", "to_status", "occurred_at", "recorded_at", "by", "on_behalf_of", "reason"]
    related = ("by", "on_behalf_of")


class OfferDeadlineInline(ReadOnlyInline):
    model = OfferDeadline
    fields = ["deadline_at", "set_at", "set_by", "reason"]
    related = ("set_by",)


class AllocationInline(ReadOnlyInline):
    model = Allocation
    fields = ["part", "accepted_at", "accepted_by", "ended_at", "ended_because"]
    related = (
        "offer",
        "part__organ",
        "accepted_by",
    )


@admin.register(Offer)
class OfferAdmin(ReadOnlyAdmin):
    subjects = both()
    list_display = ["reference", "status", "kind", "organ_kind", "centre", "rank", "sent_at", "deadline_at"]
    list_filter = ["status", "kind", "organ_kind"]
    list_select_related = ["centre", "registration", "run"]
    search_fields = ["reference", "run__donor__reference", "registration__reference", "centre__code"]
    date_hierarchy = "sent_at"
    inlines = [OfferPartInline, OfferStatusChangeInline, OfferDeadlineInline, AllocationInline]


@admin.register(OfferPart)
class OfferPartAdmin(ReadOnlyAdmin):
    subjects = both("offer.")
    list_display = ["offer", "part"]
    list_select_related = ["part__organ", *fetched("offer")]
    search_fields = ["offer__reference"]


@admin.register(OfferDeadline)
class OfferDeadlineAdmin(ReadOnlyAdmin):
    subjects = both("offer.")
    list_display = ["offer", "deadline_at", "set_at", "set_by"]
    list_select_related = ["set_by", *fetched("offer")]
    search_fields = ["offer__reference"]


@admin.register(OfferStatusChange)
class OfferStatusChangeAdmin(ReadOnlyAdmin):
    subjects = both("offer.")
    list_display = ["offer", "from_status", "to_status", "occurred_at", "by"]
    list_filter = ["to_status"]
    list_select_related = ["by", *fetched("offer")]
    search_fields = ["offer__reference"]


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyAdmin):
    subjects = both("offer.")
    list_display = ["offer", "part", "accepted_at", "ended_at"]
    list_select_related = ["part__organ", *fetched("offer")]
    search_fields = ["offer__reference", "part__organ__reference"]


class CheckEntryInline(ReadOnlyInline):
    model = CheckEntry
    fields = [
        "person", "made_at", "donor_reference", "blood_group", "contents_right", "packaging_sound",
        "documents_present",
    ]  # fmt: skip
    related = (
        "person",
        "check_made__allocation__offer",
        "check_made__allocation__part__organ",
    )


@admin.register(TwoPersonCheck)
class TwoPersonCheckAdmin(ReadOnlyAdmin):
    subjects = both("allocation.offer.")
    list_display = ["allocation", "stage", "attempt", "status", "started_at", "finished_at"]
    list_filter = ["stage", "status"]
    list_select_related = ["allocation__part__organ", *fetched("allocation__offer")]
    search_fields = ["allocation__offer__reference"]
    inlines = [CheckEntryInline]


@admin.register(CheckEntry)
class CheckEntryAdmin(ReadOnlyAdmin):
    subjects = both("check_made.allocation.offer.")
    list_display = ["check_made", "person", "made_at"]
    list_select_related = [
        "person", "check_made__allocation__part__organ", *fetched("check_made__allocation__offer")
    ]  # fmt: skip
    search_fields = ["check_made__allocation__offer__reference"]


@admin.register(RuleException)
class RuleExceptionAdmin(ReadOnlyAdmin):
    list_display = ["rule", "subject_reference", "recorded_at", "recorded_by", "reviewed_at"]
    list_filter = ["rule"]
    list_select_related = ["recorded_by"]
    search_fields = ["subject_reference"]


class TeamInline(ReadOnlyInline):
    model = TransplantTeamMember
    fields = ["person", "part"]
    related = ("person",)


class FollowUpInline(ReadOnlyInline):
    model = FollowUp
    fields = ["occurred_at", "graft", "recipient_alive", "creatinine_umol_l", "recorded_by"]
    related = ("recorded_by",)


@admin.register(Transplant)
class TransplantAdmin(ReadOnlyAdmin):
    subjects = both("offer.")
    list_display = ["reference", "offer", "hospital", "occurred_at", "outcome"]
    list_filter = ["outcome", "offer__organ_kind"]
    list_select_related = ["hospital", *fetched("offer")]
    search_fields = ["reference", "offer__reference", "hospital__code"]
    date_hierarchy = "occurred_at"
    inlines = [TeamInline, FollowUpInline]


@admin.register(TransplantTeamMember)
class TransplantTeamMemberAdmin(ReadOnlyAdmin):
    subjects = both("transplant.offer.")
    list_display = ["transplant", "person", "part"]
    list_filter = ["part"]
    list_select_related = ["person", *fetched("transplant__offer")]
    search_fields = ["transplant__reference", "person__family_name"]


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    subjects = both("transplant.offer.")
    list_display = ["transplant", "occurred_at", "graft", "recipient_alive", "creatinine_umol_l"]
    list_filter = ["graft", "recipient_alive"]
    list_select_related = fetched("transplant__offer")
    search_fields = ["transplant__reference"]


class AdverseEventNoticeInline(ReadOnlyInline):
    model = AdverseEventNotice
    fields = ["hospital", "sent_at", "acknowledged_at", "acknowledged_by"]
    related = (
        "hospital",
        "acknowledged_by",
    )


@admin.register(AdverseEvent)
class AdverseEventAdmin(ReadOnlyAdmin):
    subjects = {"organs.donor": "donor_id"}
    list_display = ["reference", "kind", "title", "donor", "reported_from", "occurred_at"]
    list_filter = ["kind"]
    list_select_related = ["donor", "reported_from"]
    search_fields = ["reference", "donor__reference"]
    inlines = [AdverseEventNoticeInline]


@admin.register(AdverseEventNotice)
class AdverseEventNoticeAdmin(ReadOnlyAdmin):
    subjects = {"organs.donor": "event.donor_id"}
    list_display = ["event", "hospital", "sent_at", "acknowledged_at", "acknowledged_by"]
    list_select_related = ["event", "hospital", "acknowledged_by"]
    search_fields = ["event__reference", "hospital__code"]
