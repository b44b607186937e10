"""How the statuses of this app look, on every page."""

from organs.models import DonorKind, DonorStatus, OrganAssessment, PartStatus
from transplant_site.interface import statuses
from transplant_site.interface.statuses import Look
from transplant_site.records.vocabulary import TestResult


def register() -> None:
    """Say how each status looks."""
    statuses.register(
        "organs.Donor",
        "status",
        {
            DonorStatus.REGISTERED: Look("neutral", "journal-check"),
            DonorStatus.IN_ALLOCATION: Look("primary", "list-ol"),
            DonorStatus.RECOVERED: Look("info", "box2-heart"),
            DonorStatus.CLOSED: Look("success", "check-circle"),
            DonorStatus.NOT_PROCEEDING: Look("neutral", "slash-circle"),
        },
    )
    statuses.register(
        "organs.Donor",
        "kind",
        {
            DonorKind.DBD: Look("neutral", "activity"),
            DonorKind.DCD: Look("info", "heart"),
            DonorKind.LIVING: Look("success", "person"),
        },
    )
    statuses.register(
        "organs.OrganPart",
        "status",
        {
            PartStatus.AVAILABLE: Look("neutral", "circle"),
            PartStatus.ALLOCATED: Look("primary", "check-circle"),
            PartStatus.IN_TRANSIT: Look("info", "truck"),
            PartStatus.DELIVERED: Look("info", "geo-alt"),
            PartStatus.TRANSPLANTED: Look("success", "heart-pulse"),
            PartStatus.NOT_TRANSPLANTED: Look("warning", "x-circle"),
            PartStatus.SPLIT: Look("neutral", "diagram-2"),
        },
    )
    statuses.register(
        "organs.MatchRun",
        "state",
        {"valid": Look("success", "check-circle"), "invalid": Look("warning", "x-octagon")},
    )
    statuses.register(
        "organs.DonorTest",
        "result",
        {
            TestResult.NEGATIVE: Look("success", "dash-circle"),
            TestResult.POSITIVE: Look("danger", "plus-circle"),
            TestResult.PENDING: Look("warning", "hourglass-split"),
            TestResult.NOT_TESTED: Look("neutral", "circle"),
            TestResult.NOT_KNOWN: Look("neutral", "question-circle"),
        },
    )
    quality = OrganAssessment.Quality
    statuses.register(
        "organs.OrganAssessment",
        "quality",
        {
            quality.GOOD: Look("success", "check-circle"),
            quality.ACCEPTABLE: Look("info", "circle-half"),
            quality.POOR: Look("warning", "exclamation-triangle"),
            quality.NOT_ASSESSED: Look("neutral", "circle"),
        },
    )
    statuses.register(
        "organs.Offer",
        "status",
        {
            "sent": Look("info", "send"),
            "provisional": Look("info", "hand-thumbs-up"),
            "accepted": Look("success", "check-circle"),
            "declined": Look("neutral", "x-circle"),
            "bypassed": Look("warning", "skip-forward"),
            "withdrawn": Look("neutral", "slash-circle"),
            "fell_through": Look("danger", "x-octagon"),
        },
    )
    statuses.register(
        "organs.TwoPersonCheck",
        "status",
        {
            "open": Look("warning", "hourglass-split"),
            "agreed": Look("success", "check-circle"),
            "disagreed": Look("danger", "exclamation-octagon"),
        },
    )
    outcomes = {
        "pending": Look("neutral", "hourglass-split"),
        "functioning": Look("success", "check-circle"),
        "delayed_function": Look("warning", "clock-history"),
        "failed": Look("danger", "x-octagon"),
        "recipient_died": Look("neutral", "dash-circle"),
    }
    statuses.register("organs.Transplant", "outcome", outcomes)
    statuses.register("organs.FollowUp", "graft", outcomes)
    statuses.register(
        "organs.AdverseEvent",
        "kind",
        {
            "late_result": Look("warning", "clipboard-data"),
            "adverse_event": Look("danger", "exclamation-triangle"),
            "adverse_reaction": Look("danger", "bandaid"),
        },
    )
